"""The guide: for each cause the steps a person takes, in order.

Ids only; every text is in the translations. The order is the guide's: power
first, then Wi-Fi, then software, and support at the end.
"""

from collections.abc import Mapping

from .model.findings import NO_CAUSE, Cause, Finding
from .model.readings import LIGHT_PATTERNS, Battery, Family, Reading
from .rules import RULE_OF, RULES, blink_unreachable

STEPS: Mapping[Cause, tuple[str, ...]] = {rule.cause: rule.steps for rule in RULES}

# the whole guide, for a red light that no reading explains
RED_LIGHT_STEPS = (
    "read_pattern",
    "check_battery",
    "check_wifi",
    "power_cycle",
    "check_firmware",
    "contact_support",
)

# a reset loses the pairing of all cameras; support and questions never are a cure
_NEVER_FIRST = frozenset(
    {"reset_sync_module", "contact_support", "read_lights", "read_pattern"}
)
_NEED_CELLS = frozenset({"replace_batteries", "check_battery"})

PATTERNS = LIGHT_PATTERNS
PATTERNS_BY_FAMILY: Mapping[Family, tuple[str, ...]] = {
    Family.CAMERA: ("flashing", "every_three_seconds", "after_blue", "unknown"),
    Family.OWL: ("red_and_blue", "flashing", "solid", "unknown"),
    Family.DOORBELL: ("flashing", "solid", "unknown"),
    Family.SYNC_MODULE: ("solid", "flashing", "unknown"),
}


def is_red_light(finding: Finding) -> bool:
    """Whether a finding is there only because a person saw the red light."""
    return "red_light" in finding.evidence


def steps_for(finding: Finding, reading: Reading) -> tuple[str, ...]:
    """Return the steps for a finding on a device, without those it cannot take."""
    steps = _cure_first(
        RED_LIGHT_STEPS if is_red_light(finding) else _steps(finding), finding.cured_by
    )
    useless = set[str]()
    if reading.battery is Battery.MAINS or reading.family is Family.OWL:
        useless |= _NEED_CELLS
    if finding.cause is Cause.BLINK_UNREACHABLE:
        useless |= blink_unreachable.useless_steps(finding.evidence)
    return tuple(step for step in steps if step not in useless)


def _cure_first(steps: tuple[str, ...], cure: str | None) -> tuple[str, ...]:
    """Move the step that helped the last time to the front, unless it must never be first."""
    if cure in steps and cure not in _NEVER_FIRST:
        return (cure, *(step for step in steps if step != cure))
    return steps


def _steps(finding: Finding) -> tuple[str, ...]:
    rule = RULE_OF[finding.cause]
    for key, steps in rule.steps_if.items():
        if finding.evidence.get(key):
            return steps
    return rule.steps


def first_step(finding: Finding, reading: Reading) -> str:
    """Return the id of the step to begin with, `none` where none can be taken."""
    return next(iter(steps_for(finding, reading)), NO_CAUSE)
