"""Build a guided fix from the steps of a rule."""

from collections.abc import Mapping

from ..diagnosis.rules import Rule
from .flow import MOVE_ON, GuidedFlow, Pages
from .low_battery import BATTERY_PAGES, BatteryFlow
from .signal import METER_PAGES, NETWORK_PAGES, MeterFlow, NetworkFlow

_MEASURED: Pages = {page: METER_PAGES[page] for page in ("meter", "meter_good")}
# steps with more than one page, or with options other than checking and moving on
PAGES_OF_STEP: Mapping[str, Pages] = {
    "replace_batteries": BATTERY_PAGES,
    "check_network": NETWORK_PAGES,
    "move_closer": METER_PAGES,
    "move_sync_module": {"move_sync_module": METER_PAGES["move_closer"], **_MEASURED},
}


class StepsFlow(NetworkFlow, MeterFlow, BatteryFlow):
    """A flow whose steps all have generic pages."""


def flow_of(rule: Rule) -> type[GuidedFlow]:
    """Return the flow class for the steps of a rule."""
    pages: dict[str, tuple[str, ...]] = {}
    for step in dict.fromkeys(s for steps in rule.all_steps for s in steps):
        pages |= PAGES_OF_STEP.get(step, {step: MOVE_ON})
    pages.pop("contact_support", None)
    return type(f"{rule.cause.name.title()}Flow", (StepsFlow,), {"pages": pages})
