"""`diagnose`: one poll and what is remembered -> a diagnosis and a new memory."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime

from . import bookkeeping, device, hindsight, silence, trends
from .differential import Above, above_of
from .findings import Cause, DeviceDiagnosis, Diagnosis, Finding, FirmwareState
from .memory import DeviceMemory, Judged, Memory, Observation, Symptom, Watch, step
from .payload import unusable
from .readings import ACCOUNT_KEY, ALWAYS_OWN_WIFI, Family, Reading, Snapshot
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
        memory = bookkeeping.returned(snapshot, memory)
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
    changed = device.settled(snapshot.devices, memory.devices, settings, now)
    if not changed:
        return snapshot
    return replace(snapshot, devices={**snapshot.devices, **changed})


def _watch_account(
    snapshot: Snapshot, memory: Memory, settings: Settings, now: datetime
) -> Memory:
    """Move the watches of the account itself on by one poll."""
    seen = {Cause.BLINK_UNREACHABLE: blink_unreachable.observe(snapshot)}
    if snapshot.usable:
        seen[Cause.HOME_NETWORK_OFFLINE] = _network_seen(snapshot, memory)
    before = memory.devices.get(ACCOUNT_KEY, _NO_MEMORY).watches
    if not before and not any(isinstance(what, Symptom) for what in seen.values()):
        return memory
    lasting = {Cause.BLINK_UNREACHABLE: once, Cause.HOME_NETWORK_OFFLINE: twice}
    watches = dict(before)
    for cause, observation in seen.items():
        persistence = lasting[cause](cause, settings)
        moved = step(watches.get(cause), observation, now, persistence)
        device.put(watches, cause, moved)
    return memory.with_device(ACCOUNT_KEY, watches=watches)


def _network_seen(snapshot: Snapshot, memory: Memory) -> Observation:
    """Judge the home network, unless what could not be read might disprove it."""
    if any(r.online for r in snapshot.devices.values() if r.family in ALWAYS_OWN_WIFI):
        return False  # as it is nearly always: one that answers proves the network
    own_wifi = tuple(
        reading
        for reading in _in_full(snapshot, memory).on_own_wifi()
        if reading.key in snapshot.devices
    )
    hidden = snapshot.missing - {Family.CAMERA} and any(
        remembered.gone_since is None
        and key not in snapshot.devices
        and key.partition(":")[0] in snapshot.missing
        for key, remembered in memory.devices.items()
    )
    if hidden and not any(reading.online for reading in own_wifi):
        return None
    return home_network_offline.observe(own_wifi)


def _in_full(snapshot: Snapshot, memory: Memory) -> Snapshot:
    """Return the snapshot with the last reading of what could not be read now."""
    if not snapshot.missing:
        return snapshot
    before = {
        key: last.reading for key, last in _carried_over(snapshot, memory).items()
    }
    return replace(snapshot, devices={**before, **snapshot.devices})


def _carried_over(snapshot: Snapshot, memory: Memory) -> dict[str, DeviceDiagnosis]:
    """Return the last word on devices that could not be read now."""
    if memory.last is None or not snapshot.missing:
        return {}
    return {
        key: diagnosis
        for key, diagnosis in memory.last.devices.items()
        if diagnosis.reading.family in snapshot.missing and key in memory.devices
    }


def _account_diagnosis(
    usable: bool, memory: Memory, settings: Settings
) -> DeviceDiagnosis:
    watches = memory.devices.get(ACCOUNT_KEY, _NO_MEMORY).watches
    return DeviceDiagnosis(
        reading=_ACCOUNT,
        online=usable,
        findings=device.from_watches(_ACCOUNT, watches, settings),
    )


def _says_the_same(before: Reading, now: Reading) -> bool:
    return before.heartbeat == now.heartbeat and before == now


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
    before: Mapping[str, DeviceDiagnosis] = field(init=False)
    fleet: Fleet = field(init=False)
    fallen: hindsight.Fallen = field(init=False)

    def judge(self) -> tuple[dict[str, DeviceDiagnosis], Memory]:
        """Return the diagnosis of every device and the memory after it.

        All watches move before anything is concluded: what is behind a sync
        module asks how that is.
        """
        self.before = self.memory.last.devices if self.memory.last else {}
        account = self.memory.devices.get(ACCOUNT_KEY, _NO_MEMORY)
        network = account.watches.get(Cause.HOME_NETWORK_OFFLINE)
        full = _in_full(self.snapshot, self.memory)
        silent = silence.silent_modules(full, self.memory.last, self.now)
        if network is None and silence.network_in_doubt(full, silent):
            network = Watch(since=self.now)
        self.fleet = Fleet(self.snapshot.devices.values(), self.memory.devices)
        remembered = dict(self.memory.devices)
        as_before = self._watch(remembered, network) if self.moves else {}
        modules = self._modules(full, remembered, silent)
        self.fallen = trends.together(full.devices.values(), remembered)
        return self._conclude(remembered, as_before, network, modules)

    def _watch(
        self, remembered: dict[str, DeviceMemory], network: Watch | None
    ) -> dict[str, Judged]:
        """Move the watches of all devices on; return what was judged of the others.

        Those say what they said before, and are remembered as they were.
        """
        behind = self.fleet.behind(
            self.memory.firmware_seen,
            self.now,
            self.settings.patience(Cause.FIRMWARE_BEHIND),
        )
        as_before: dict[str, Judged] = {}
        judged = self.memory.judged if self.memory.is_older_than(self.now) else {}
        for key, reading in self.snapshot.devices.items():
            before = remembered.get(key, _NO_MEMORY)
            left_behind = (
                behind.get((group(reading), reading.firmware or "")) if behind else None
            )
            known = judged.get(key)
            if (
                known is not None
                and known.reading is reading
                and known.stands(before, left_behind)
            ):
                as_before[key] = known
                continue
            if before.explained and network is None:
                before = device.without_network_wait(before)
            remembered[key] = device.watched(
                reading, before, left_behind, self.settings, self.now
            )
        return as_before

    def _conclude(
        self,
        remembered: dict[str, DeviceMemory],
        as_before: Mapping[str, Judged],
        network: Watch | None,
        modules: Mapping[str, Mapping[str, Watch | None]],
    ) -> tuple[dict[str, DeviceDiagnosis], Memory]:
        """Say of every device what follows, anew where something has changed."""
        diagnoses = _carried_over(self.snapshot, self.memory)
        judged: dict[str, Judged] = {}
        places: dict[tuple[Family, str | None], Above] = {}
        for key, reading in self.snapshot.devices.items():
            place = (reading.family, reading.network_id)
            above = places.get(place)
            if above is None:
                above = places[place] = above_of(reading, network, modules)
            before = remembered.get(key, _NO_MEMORY)
            behind = Cause.FIRMWARE_BEHIND in before.watches
            state = self.fleet.state_of(reading, behind=behind)
            known = as_before.get(key)
            if known is None or not known.holds(state, in_doubt=above.in_doubt):
                known = self._one(reading, before, above, state)
                if device.is_settled(known.remembered, above, self.now):
                    judged[key] = known
            else:
                judged[key] = known
            remembered[key] = known.remembered
            diagnoses[key] = known.diagnosis
        memory = replace(self.memory, devices=remembered)
        return diagnoses, replace(memory, judged=judged) if self.moves else memory

    def _one(
        self,
        reading: Reading,
        remembered: DeviceMemory,
        above: Above,
        state: FirmwareState | None,
    ) -> Judged:
        last = self.before.get(reading.key)
        findings: tuple[Finding, ...] = ()
        if device.may_be_in_trouble(reading, remembered):
            if self.moves:
                remembered = device.watch_offline(
                    reading, remembered, above, self.settings, self.now
                )
            findings = device.findings(
                reading, remembered, above, last, self.settings, self.now
            )
        if findings:
            findings = hindsight.with_evidence(
                findings, remembered, self.fallen, self.now
            )
        if last is not None and (
            last.firmware_state is state
            and last.findings == findings
            and (last.reading is reading or _says_the_same(last.reading, reading))
        ):
            return Judged(reading, remembered, last)
        diagnosis = DeviceDiagnosis(reading, reading.online, findings, state)
        return Judged(reading, remembered, diagnosis)

    def _modules(
        self,
        full: Snapshot,
        remembered: Mapping[str, DeviceMemory],
        silent: frozenset[str],
    ) -> dict[str, dict[str, Watch | None]]:
        doubt = Watch(since=self.now)
        return {
            network: {
                key: remembered[key].watches.get(Cause.SYNC_MODULE_OFFLINE)
                or (doubt if key in silent else None)
                for key in keys
            }
            for network, keys in full.sync_modules_by_network().items()
        }
