"""`diagnose`: one poll and what is remembered -> a diagnosis and a new memory."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from . import bookkeeping, device
from .differential import Above, above_of
from .findings import Cause, DeviceDiagnosis, Diagnosis
from .memory import DeviceMemory, Memory, Symptom, Watch, step
from .readings import ACCOUNT_KEY, Family, Reading, Snapshot
from .rules import blink_unreachable, firmware_behind, home_network_offline, offline
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
    account = _account_diagnosis(snapshot, memory, settings)
    last = memory.last
    if snapshot.usable:
        devices, memory = _Poll(snapshot, memory, settings, now).judge()
        data_at: datetime | None = snapshot.at
    else:
        devices = dict(last.devices) if last else {}
        data_at = last.data_at if last else None
    devices[ACCOUNT_KEY] = account
    diagnosis = Diagnosis(
        at=snapshot.at, usable=snapshot.usable, data_at=data_at, devices=devices
    )
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
    before = memory.devices.get(ACCOUNT_KEY, _NO_MEMORY).watches
    watches = dict(before)
    device.put(
        watches,
        Cause.BLINK_UNREACHABLE,
        step(
            before.get(Cause.BLINK_UNREACHABLE),
            blink_unreachable.observe(snapshot),
            now,
            blink_unreachable.persistence(settings),
        ),
    )
    if snapshot.usable and not snapshot.missing:
        device.put(
            watches,
            Cause.HOME_NETWORK_OFFLINE,
            step(
                before.get(Cause.HOME_NETWORK_OFFLINE),
                home_network_offline.observe(snapshot.on_own_wifi()),
                now,
                offline(settings),
            ),
        )
    return memory.with_device(ACCOUNT_KEY, watches=watches)


def _account_diagnosis(
    snapshot: Snapshot, memory: Memory, settings: Settings
) -> DeviceDiagnosis:
    return DeviceDiagnosis(
        reading=_ACCOUNT,
        online=snapshot.usable,
        findings=device.from_watches(
            _ACCOUNT, memory.devices[ACCOUNT_KEY].watches, settings
        ),
    )


@dataclass(frozen=True, slots=True)
class _Poll:
    """One usable poll being judged, device by device."""

    snapshot: Snapshot
    memory: Memory
    settings: Settings
    now: datetime

    def judge(self) -> tuple[dict[str, DeviceDiagnosis], Memory]:
        """Return the diagnosis of every device and the memory after it.

        Sync modules go first: what is behind them asks how they are.
        """
        behind = self._behind()
        remembered = dict(self.memory.devices)
        for reading in self.snapshot.devices.values():
            remembered[reading.key] = device.watched(
                reading,
                remembered.get(reading.key, _NO_MEMORY),
                behind.get((firmware_behind.group(reading), reading.firmware or "")),
                self.settings,
                self.now,
            )
        network = remembered[ACCOUNT_KEY].watches.get(Cause.HOME_NETWORK_OFFLINE)
        modules = self._modules(remembered)
        diagnoses = self._carried_over()
        for reading in self.snapshot.devices.values():
            above = above_of(reading, network, modules)
            diagnoses[reading.key], remembered[reading.key] = self._one(
                reading, remembered[reading.key], above
            )
        return diagnoses, replace(self.memory, devices=remembered)

    def _one(
        self, reading: Reading, remembered: DeviceMemory, above: Above
    ) -> tuple[DeviceDiagnosis, DeviceMemory]:
        last = self.memory.last.devices.get(reading.key) if self.memory.last else None
        remembered = device.watch_offline(
            reading, remembered, above, self.settings, self.now
        )
        findings = device.findings(
            reading, remembered, above, last, self.settings, self.now
        )
        if last is not None and last.reading == reading and last.findings == findings:
            return last, remembered
        return (
            DeviceDiagnosis(reading=reading, online=reading.online, findings=findings),
            remembered,
        )

    def _behind(self) -> Mapping[tuple[firmware_behind.Group, str], Symptom]:
        return firmware_behind.behind(
            firmware_behind.versions_by_group(self.snapshot.devices.values()),
            self.memory.firmware_seen,
            self.now,
            timedelta(days=self.settings.firmware_days),
        )

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
