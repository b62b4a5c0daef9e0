"""Record in the ledgers, poll by poll, whether the cameras of an account would record."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from .conditions import PollTime
from .history.samples import day_of
from .memory import NO_MEMORY, DeviceMemory, Heartbeat
from .model.findings import Recording
from .model.frozen import replace
from .model.ids import NO_NETWORK, DeviceKey
from .model.readings import CAMERAS, Family, Reading, Snapshot, Storage
from .view import online_of
from .watching import ledger
from .watching.recording import Module, recording, storage_of

if TYPE_CHECKING:
    from .settings import Settings

# days for which a removed stick is still reported as missing
_MISSED_FOR = 30


def recording_of(
    reading: Reading, remembered: DeviceMemory
) -> tuple[Recording | None, datetime | None]:
    """Return whether a camera would record, and since when.

    A pause begins and ends between polls; the state underneath is known at the next poll.
    """
    watched = remembered.watched
    if watched.since is None:
        return None, None
    is_paused = watched.state is Recording.PAUSED
    if reading.paused and not is_paused:
        return Recording.PAUSED, None
    if is_paused and not reading.paused:
        return Recording.NOT_KNOWN, None
    return watched.state, watched.since


def usb_storage_of(
    reading: Reading, remembered: DeviceMemory, now: datetime
) -> Storage | None:
    """Return the state of a module's USB stick."""
    return storage_of(reading, was_active=_was_active(remembered, day_of(now)))


def _was_active(remembered: DeviceMemory, day: int) -> bool:
    on = remembered.storage_active_on
    return on is not None and day - on <= _MISSED_FOR


class LedgerRecorder:
    """Record one poll: first the state of each system's modules, then camera by camera."""

    def __init__(
        self,
        snapshot: Snapshot,
        devices: Mapping[DeviceKey, DeviceMemory],
        heartbeats: Mapping[DeviceKey, Heartbeat],
        settings: Settings,
        poll_time: PollTime,
    ) -> None:
        """Collect the state of the sync modules."""
        self._poll_time = poll_time
        self._day = day_of(poll_time.now)
        self._modules: dict[str | None, list[Module]] = {}
        for reading in snapshot.of_family(Family.SYNC_MODULE):
            if reading.in_use:
                remembered = devices.get(reading.key, NO_MEMORY)
                heartbeat = heartbeats.get(reading.key)
                online = online_of(reading, heartbeat, settings)
                module = self._module(reading, remembered, heartbeat, online)
                if snapshot.sync_module_errors.get(reading.network_id or NO_NETWORK):
                    module = replace(module, in_error=True)
                self._modules.setdefault(reading.network_id, []).append(module)

    def _module(
        self,
        reading: Reading,
        remembered: DeviceMemory,
        heartbeat: Heartbeat | None,
        online: bool | None,
    ) -> Module:
        was_active = _was_active(remembered, self._day)
        quiet = timedelta(seconds=heartbeat.quiet if heartbeat else 0)
        return Module(
            online=online,
            storage=storage_of(reading, was_active=was_active),
            relied_on=reading.storage_on is True or was_active,
            silent_since=self._poll_time.now - quiet if quiet else None,
        )

    def update(
        self, reading: Reading, remembered: DeviceMemory, *, online: bool | None
    ) -> DeviceMemory:
        """Return the memory of a device after this poll."""
        if reading.family in CAMERAS:
            modules = self._modules.get(reading.network_id, ())
            state = recording(reading, online=online, modules=modules)
            began = None
            if state is Recording.OFFLINE and online is not False:
                # its module was silent for a while before it counted as offline
                began = max(
                    (m.silent_since for m in modules if m.silent_since), default=None
                )
            watched = ledger.with_state(
                remembered.watched, state, self._poll_time, began
            )
            return replace(remembered, watched=watched)
        in_use = reading.storage is Storage.ACTIVE
        if in_use and remembered.storage_active_on != self._day:
            return replace(remembered, storage_active_on=self._day)
        return remembered
