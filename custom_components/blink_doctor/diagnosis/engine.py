"""`diagnose`: one poll and what is remembered -> a diagnosis and a new memory."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime

from . import bookkeeping, device
from .differential import Above, above_of
from .findings import Cause, DeviceDiagnosis, Diagnosis
from .memory import DeviceMemory, Memory, Watch, step
from .payload import unusable
from .readings import ACCOUNT_KEY, Family, Reading, Snapshot
from .rules import blink_unreachable, home_network_offline, once, twice
from .rules.firmware_behind import Fleet, group
from .settings import Settings

_ACCOUNT = Reading(key=ACCOUNT_KEY, family=Family.ACCOUNT, name="Blink")
_NO_MEMORY = DeviceMemory()


def diagnose(
    snapshot: Snapshot, memory: Memory, settings: Settings, now: datetime
) -> tuple[Diagnosis, Memory]:
    """Judge one poll.

    `now` is the moment of judging, with a time zone; for replayed polls it is
    the moment of the snapshot. A snapshot that is not usable changes no finding
    but the account's own. Never raises for what `payload.parse` makes.
    """
    if snapshot.usable:
        snapshot = _settled(snapshot, memory, settings, now)
        memory = bookkeeping.keep(snapshot, memory, now)
    memory = _watch_account(snapshot, memory, settings, now)
    last = memory.last
    if snapshot.usable:
        devices, memory = _Poll(snapshot, memory, settings, now).judge()
        data_at: datetime | None = snapshot.at
    else:
        devices = dict(last.devices) if last else {}
        data_at = last.data_at if last else None
    devices[ACCOUNT_KEY] = _account_diagnosis(snapshot.usable, memory, settings)
    diagnosis = Diagnosis(
        at=snapshot.at, usable=snapshot.usable, data_at=data_at, devices=devices
    )
    return diagnosis, replace(memory, last=diagnosis)


def review(
    memory: Memory, settings: Settings, now: datetime
) -> tuple[Diagnosis, Memory]:
    """Judge again between polls, after memory or settings changed.

    No reading is counted twice: watches stay where the last poll left them.
    """
    last = memory.last
    if last is None:
        return diagnose(unusable(now, "no_answer"), memory, settings, now)
    snapshot = Snapshot(
        at=last.at,
        usable=last.usable,
        devices={
            key: diagnosis.reading
            for key, diagnosis in last.devices.items()
            if key != ACCOUNT_KEY
        },
    )
    devices, memory = _Poll(snapshot, memory, settings, now, moves=False).judge()
    devices[ACCOUNT_KEY] = _account_diagnosis(last.usable, memory, settings)
    diagnosis = replace(last, devices=devices)
    return diagnosis, replace(memory, last=diagnosis)


def _settled(
    snapshot: Snapshot, memory: Memory, settings: Settings, now: datetime
) -> Snapshot:
    """Return the snapshot with what only memory and the clock can tell."""
    devices = {
        key: device.settled(reading, memory.devices.get(key), settings, now)
        for key, reading in snapshot.devices.items()
    }
    return replace(snapshot, devices=devices)


def _watch_account(
    snapshot: Snapshot, memory: Memory, settings: Settings, now: datetime
) -> Memory:
    """Move the watches of the account itself on by one poll."""
    seen = {Cause.BLINK_UNREACHABLE: blink_unreachable.observe(snapshot)}
    if snapshot.usable and not snapshot.missing:
        seen[Cause.HOME_NETWORK_OFFLINE] = home_network_offline.observe(
            snapshot.on_own_wifi()
        )
    lasting = {Cause.BLINK_UNREACHABLE: once, Cause.HOME_NETWORK_OFFLINE: twice}
    watches = dict(memory.devices.get(ACCOUNT_KEY, _NO_MEMORY).watches)
    for cause, observation in seen.items():
        persistence = lasting[cause](cause, settings)
        moved = step(watches.get(cause), observation, now, persistence)
        device.put(watches, cause, moved)
    return memory.with_device(ACCOUNT_KEY, watches=watches)


def _account_diagnosis(
    usable: bool, memory: Memory, settings: Settings
) -> DeviceDiagnosis:
    watches = memory.devices.get(ACCOUNT_KEY, _NO_MEMORY).watches
    return DeviceDiagnosis(
        reading=_ACCOUNT,
        online=usable,
        findings=device.from_watches(_ACCOUNT, watches, settings),
    )


@dataclass(slots=True)
class _Poll:
    """One usable poll being judged, device by device.

    With `moves` False the watches stay as they are: nothing new was read.
    """

    snapshot: Snapshot
    memory: Memory
    settings: Settings
    now: datetime
    moves: bool = True
    fleet: Fleet = field(init=False)

    def judge(self) -> tuple[dict[str, DeviceDiagnosis], Memory]:
        """Return the diagnosis of every device and the memory after it.

        All watches move before anything is concluded: what is behind a sync
        module asks how that is.
        """
        self.fleet = Fleet(self.snapshot.devices.values())
        remembered = self._watched() if self.moves else dict(self.memory.devices)
        account = remembered.get(ACCOUNT_KEY, _NO_MEMORY)
        network = account.watches.get(Cause.HOME_NETWORK_OFFLINE)
        modules = self._modules(remembered)
        diagnoses = self._carried_over()
        for reading in self.snapshot.devices.values():
            above = above_of(reading, network, modules)
            before = remembered.get(reading.key, _NO_MEMORY)
            diagnoses[reading.key], remembered[reading.key] = self._one(
                reading, before, above
            )
        return diagnoses, replace(self.memory, devices=remembered)

    def _watched(self) -> dict[str, DeviceMemory]:
        behind = self.fleet.behind(
            self.memory.firmware_seen,
            self.now,
            self.settings.patience(Cause.FIRMWARE_BEHIND),
        )
        remembered = dict(self.memory.devices)
        for reading in self.snapshot.devices.values():
            left_behind = (
                behind.get((group(reading), reading.firmware or "")) if behind else None
            )
            remembered[reading.key] = device.watched(
                reading,
                remembered.get(reading.key, _NO_MEMORY),
                left_behind,
                self.settings,
                self.now,
            )
        return remembered

    def _one(
        self, reading: Reading, remembered: DeviceMemory, above: Above
    ) -> tuple[DeviceDiagnosis, DeviceMemory]:
        last = self.memory.last.devices.get(reading.key) if self.memory.last else None
        if self.moves:
            remembered = device.watch_offline(
                reading, remembered, above, self.settings, self.now
            )
        diagnosis = DeviceDiagnosis(
            reading=reading,
            online=reading.online,
            findings=device.findings(
                reading, remembered, above, last, self.settings, self.now
            ),
            firmware_state=self.fleet.state_of(
                reading, behind=Cause.FIRMWARE_BEHIND in remembered.watches
            ),
        )
        return last if last == diagnosis else diagnosis, remembered

    def _modules(
        self, remembered: Mapping[str, DeviceMemory]
    ) -> dict[str, dict[str, Watch | None]]:
        return {
            network: {
                key: remembered[key].watches.get(Cause.SYNC_MODULE_OFFLINE)
                for key in keys
            }
            for network, keys in self.snapshot.sync_modules_by_network().items()
        }

    def _carried_over(self) -> dict[str, DeviceDiagnosis]:
        """Return the last word on devices whose list was not in the payload."""
        if self.memory.last is None or not self.snapshot.missing:
            return {}
        return {
            key: diagnosis
            for key, diagnosis in self.memory.last.devices.items()
            if diagnosis.reading.family in self.snapshot.missing
        }
