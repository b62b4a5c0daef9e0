"""An option of every device's guided fix: the device is in storage, so pause it."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from homeassistant.components.repairs import RepairsFlow, RepairsFlowResult
from homeassistant.data_entry_flow import AbortFlow
from homeassistant.exceptions import ServiceValidationError
from homeassistant.helpers import selector
import probatio

from .. import pauses
from ..coordinator import BlinkDoctorCoordinator
from ..diagnosis.model.findings import DeviceDiagnosis
from ..diagnosis.model.ids import DeviceKey

OPTION = "pause"
FIRST_PAGE = ("begin", "check_again", OPTION, "later", "ignore")
# findings that are not about one device cannot be paused
OF_NO_DEVICE = ("begin", "check_again", "later", "ignore")
_FORM = probatio.Schema({probatio.Optional(pauses.ATTR_UNTIL): selector.DateSelector()})


def offered(
    options: Sequence[str], coordinator: BlinkDoctorCoordinator, key: DeviceKey
) -> list[str]:
    """Return a page's options, with the pause only for devices that do not answer.

    After a month in storage is the likeliest reason, so the pause goes first.
    """
    others = [option for option in options if option != OPTION]
    if OPTION not in options or coordinator.data.devices[key].online is not False:
        return others
    return [OPTION, *others] if pauses.is_offered(coordinator, key) else [*options]


def require_not_paused(
    device: DeviceDiagnosis, placeholders: Callable[[], dict[str, str]]
) -> None:
    """Abort if the device was paused in the meantime: there is nothing to measure then."""
    if device.paused:
        raise AbortFlow("paused", placeholders())


def step(
    flow: RepairsFlow,
    coordinator: BlinkDoctorCoordinator,
    key: DeviceKey,
    placeholders: Mapping[str, str],
    given: Mapping[str, Any] | None,
) -> RepairsFlowResult:
    """Ask until when, and pause the device; its issue is deleted with its fault."""
    errors: dict[str, str] = {}
    if given is not None:
        try:
            until = pauses.until_of(pauses.UNTIL(given.get(pauses.ATTR_UNTIL)))
        except ServiceValidationError, probatio.Invalid:
            errors[pauses.ATTR_UNTIL] = "date_in_past"
        else:
            pauses.async_pause(coordinator, [key], until)
            return flow.async_abort(
                reason="paused", description_placeholders=placeholders
            )
    return flow.async_show_form(
        step_id=OPTION,
        data_schema=_FORM,
        errors=errors,
        description_placeholders=placeholders,
    )
