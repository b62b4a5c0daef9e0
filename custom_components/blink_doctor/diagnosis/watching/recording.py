"""Would a camera have recorded a movement at this poll?"""

from collections.abc import Iterable
from datetime import datetime

from ..model.findings import Recording
from ..model.frozen import dataclass
from ..model.readings import Reading, Storage

# Blink's snooze silences notifications; clips are recorded all the same
WATCHING = frozenset({Recording.READY, Recording.SNOOZED})
NOT_WATCHING = frozenset(
    {
        Recording.NOT_ARMED,
        Recording.MOTION_OFF,
        Recording.OFFLINE,
        Recording.STORAGE_NOT_ACTIVE,
    }
)
# states that nobody chose
UNWANTED = frozenset({Recording.OFFLINE, Recording.STORAGE_NOT_ACTIVE})
# states that count neither for nor against recording
UNSEEN = frozenset({Recording.NOT_KNOWN, Recording.PAUSED})


@dataclass(frozen=True, slots=True, kw_only=True)
class Module:
    """The sync module of a Blink system, as far as recording depends on it.

    `relied_on`: clips go to its USB stick, as the owner set it up. `in_error`: the cloud's
    own error flag. `silent_since`: since when it sends no
    heartbeat, whatever its status says.
    """

    online: bool | None
    storage: Storage | None = None
    relied_on: bool = False
    in_error: bool = False
    silent_since: datetime | None = None


def recording(
    reading: Reading, *, online: bool | None, modules: Iterable[Module] = ()
) -> Recording:
    """Return whether a camera would have recorded.

    A state that surely prevents recording comes first; an unknown one does not prevent it,
    but makes the result unknown.
    """
    if reading.paused:
        return Recording.PAUSED
    if not reading.in_use:
        return Recording.NOT_KNOWN
    modules = tuple(modules)
    answers = online if reading.own_wifi else _through_a_module(online, modules)
    if answers is not True:
        return Recording.OFFLINE if answers is False else Recording.NOT_KNOWN
    if reading.armed is False:
        return Recording.NOT_ARMED
    if reading.motion_detection is False:
        return Recording.MOTION_OFF
    stored = None if reading.stores_locally is False else _stored(modules)
    if stored is Storage.NOT_ACTIVE:
        return Recording.STORAGE_NOT_ACTIVE
    if not reading.armed or not reading.motion_detection:
        return Recording.NOT_KNOWN
    in_error = not reading.own_wifi and any(module.in_error for module in modules)
    if stored is Storage.NOT_KNOWN or in_error:
        return Recording.NOT_KNOWN
    return Recording.SNOOZED if reading.snoozed else Recording.READY


def _through_a_module(online: bool | None, modules: tuple[Module, ...]) -> bool | None:
    """Return whether a camera answers that reaches Blink through its module."""
    if modules and all(module.online is False for module in modules):
        return False
    return online


def _stored(modules: tuple[Module, ...]) -> Storage | None:
    """Return the state of the stick that clips go to, None if there is none.

    Whether the owner has a cloud plan is not known: without a stick, clips are assumed
    to go to the cloud.
    """
    found = {module.storage for module in modules if module.relied_on}
    for state in (Storage.ACTIVE, Storage.NOT_KNOWN, Storage.NOT_ACTIVE):
        if state in found:
            return state
    return None


def storage_of(reading: Reading, *, was_active: bool) -> Storage | None:
    """Return the state of a module's USB stick; a stick that was removed is not active.

    Blink may reset `local_storage_enabled` when the stick is removed, so one that was
    active recently counts as wanted.
    """
    if reading.storage is Storage.NOT_IN_USE and was_active:
        return Storage.NOT_ACTIVE
    return reading.storage
