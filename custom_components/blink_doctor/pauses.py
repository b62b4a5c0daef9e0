"""Pausing devices: excluded from diagnosis until a date or until resumed.

Stored in the owner's notes by uid: a pause survives restarts, a device that leaves and
returns, and pairing again.
"""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Any

from homeassistant.core import callback
from homeassistant.exceptions import ServiceValidationError
from homeassistant.helpers import config_validation as cv
from homeassistant.util import dt as dt_util
import probatio

from .action_fields import at_most, bad_field
from .const import DOMAIN
from .diagnosis import pause
from .diagnosis.memory import Memory
from .diagnosis.model.ids import DeviceKey, NetworkId
from .diagnosis.model.readings import (
    ACCOUNT_KEY,
    Family,
    Reading,
    blink_id_of,
    family_of,
)
from .diagnosis.parsing.pauses import Pauses
from .store.notes import NO_NOTES, DeviceNotes, Notes

if TYPE_CHECKING:
    from .coordinator import BlinkDoctorCoordinator

ATTR_UNTIL = "until"
_LONGEST_UNTIL = 64
# nobody plans further ahead, and datetime has a maximum
_LONGEST_PAUSE = timedelta(days=10 * 366)
# a device that has been silent for this long may be in storage
OFFERED_AFTER = timedelta(days=30)

UNTIL = probatio.All(at_most(_LONGEST_UNTIL), probatio.Any(None, cv.datetime, cv.date))


def until_of(given: date | datetime | None) -> datetime | None:
    """Return when a pause ends; a date means the start of that day.

    Raises ServiceValidationError if it is over, or implausibly far away.
    """
    if given is None:
        return None
    try:
        if not isinstance(given, datetime):
            local = dt_util.start_of_local_day(given)
        else:
            local = given
            if local.tzinfo is None:
                local = local.replace(tzinfo=dt_util.get_default_time_zone())
        until, now = dt_util.as_utc(local), dt_util.utcnow()
    except OverflowError, ValueError:
        # datetime's first and last day overflow in another time zone
        raise bad_field(ATTR_UNTIL, given.isoformat()) from None
    if until <= now:
        raise ServiceValidationError(
            translation_domain=DOMAIN,
            translation_key="date_in_past",
            translation_placeholders={"date": f"{given:%Y-%m-%d}"},
        )
    if until - now > _LONGEST_PAUSE:
        raise bad_field(ATTR_UNTIL, given.isoformat())
    return until


def devices_of(
    coordinator: BlinkDoctorCoordinator, keys: Iterable[DeviceKey]
) -> list[DeviceKey]:
    """Return the devices to pause: a system stands for its devices.

    Raises ServiceValidationError for the account, which is no device.
    """
    found: dict[DeviceKey, None] = {}
    for key in keys:
        if key == ACCOUNT_KEY:
            raise ServiceValidationError(
                translation_domain=DOMAIN, translation_key="account_cannot_be_paused"
            )
        found |= dict.fromkeys(_in_system(coordinator, key) or [key])
    return [*found]


def _in_system(coordinator: BlinkDoctorCoordinator, key: DeviceKey) -> list[DeviceKey]:
    if family_of(key) is not Family.SYSTEM:
        return []
    network = NetworkId(blink_id_of(key))
    return [
        other
        for other, device in coordinator.data.devices.items()
        if device.reading.network_id == network
    ]


@callback
def async_pause(
    coordinator: BlinkDoctorCoordinator,
    keys: Iterable[DeviceKey],
    until: datetime | None,
) -> None:
    """Pause devices, until a time or until resumed."""
    now = coordinator.now
    for key in keys:
        coordinator.async_note(key, paused=now, paused_until=until)
    coordinator.async_apply_pauses()


@callback
def async_resume(
    coordinator: BlinkDoctorCoordinator, keys: Iterable[DeviceKey]
) -> None:
    """Resume devices."""
    for key in keys:
        if coordinator.notes_of(key).paused is not None:
            coordinator.async_note(key, paused=None, paused_until=None)
    coordinator.async_apply_pauses()


def in_force(notes: Notes, memory: Memory, now: datetime) -> Pauses:
    """Return the current pauses, by uid and by key."""
    by_uid = {
        uid: noted.paused_until
        for uid, noted in notes.items()
        if noted.paused is not None
        and (noted.paused_until is None or noted.paused_until > now)
    }
    if not by_uid:
        return {}
    by_key = {
        key: by_uid[uid]
        for key, remembered in memory.devices.items()
        if (uid := remembered.uid or remembered.identity) in by_uid
    }
    return by_uid | by_key


def without_ended(notes: Notes, now: datetime) -> Notes:
    """Return the notes without pauses that have ended; the same object if none has."""
    over = {
        uid
        for uid, noted in notes.items()
        if noted.paused_until is not None and noted.paused_until <= now
    }
    if not over:
        return notes
    return {
        uid: replace(noted, paused=None, paused_until=None) if uid in over else noted
        for uid, noted in notes.items()
    }


def to_keep(noted: DeviceNotes) -> DeviceNotes:
    """Return the notes to keep of a forgotten device: it may come back."""
    return replace(NO_NOTES, paused=noted.paused, paused_until=noted.paused_until)


def recovered(notes: Notes, memory: Memory, now: datetime) -> Notes:
    """Restore lost pauses in damaged notes from the last readings."""
    found = dict(notes)
    for key, reading in memory.readings.items():
        uid = memory.devices[key].uid or reading.uid
        if reading.paused and uid and not _is_paused_with_module(reading, memory):
            noted = found.get(uid, NO_NOTES)
            if noted.paused is None:
                found[uid] = replace(
                    noted, paused=now, paused_until=reading.paused_until
                )
    return found


def _is_paused_with_module(reading: Reading, memory: Memory) -> bool:
    return not reading.own_wifi and any(
        other.paused and other.network_id == reading.network_id
        for other in memory.readings.values()
        if other.family is Family.SYNC_MODULE
    )


def applied(memory: Memory, pauses: Pauses, now: datetime) -> Memory:
    """Return the memory with the current pauses; the same object if nothing changes."""
    if not pauses and not any(one.paused for one in memory.readings.values()):
        return memory
    return pause.applied(memory, pauses, now)


def as_capture(pauses: Pauses, memory: Memory) -> dict[str, Any]:
    """Return pauses in the format of a capture, empty if there are none.

    Also those of devices that the poll does not list.
    """
    keys = sorted(memory.devices.keys() & pauses.keys())
    return {"paused": keys} if keys else {}


def is_offered(coordinator: BlinkDoctorCoordinator, key: DeviceKey) -> bool:
    """Whether a device has been offline for so long that it may be in storage."""
    device = coordinator.data.devices.get(key)
    remembered = coordinator.memory.devices.get(key)
    if device is None or device.online is not False or not device.reading.in_use:
        return False
    lost = remembered.lost if remembered else None
    return lost is not None and coordinator.now - lost.since >= OFFERED_AFTER
