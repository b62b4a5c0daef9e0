"""Derive the diagnosis of every device, system and account from the memory."""

from collections.abc import Iterable
from datetime import datetime

from . import evidence, judge_device
from .fleet import Fleet
from .history import trends
from .judge_device import finding_of
from .memory import NO_MEMORY, DeviceMemory, ExplainedBy, Memory
from .model.findings import Cause, DeviceDiagnosis, Diagnosis, Finding, rank
from .model.frozen import replace
from .model.ids import DeviceKey
from .model.readings import ACCOUNT_KEY, Family, Reading, system_key
from .record_ledgers import recording_of, usb_storage_of
from .settings import Settings
from .view import View, battery_of, online_of

_ACCOUNT = Reading(key=ACCOUNT_KEY, family=Family.ACCOUNT, name="Blink")
_NAMELESS_SYSTEM = "Blink system"


def concluded(memory: Memory, settings: Settings, now: datetime) -> Diagnosis:
    """Return the diagnosis that the memory implies."""
    fleet = fleet_of(memory.readings.values(), memory, settings)
    fallen = trends.together(memory.readings.values(), memory.devices)
    devices: dict[DeviceKey, DeviceDiagnosis] = {}
    for key, reading in memory.readings.items():
        view = view_of(reading, memory.devices[key], memory, settings, fleet, now)
        devices[key] = _device_diagnosis(view, memory, fallen)
    for key, name in _systems(memory):
        devices[key] = _scope_diagnosis(
            Reading(key=key, family=Family.SYSTEM, name=name), memory, settings
        )
    account = _scope_diagnosis(_ACCOUNT, memory, settings)
    devices[ACCOUNT_KEY] = account._replace(online=memory.usable)
    return Diagnosis(
        at=memory.at or now,
        usable=memory.usable,
        data_at=memory.data_at,
        devices=devices,
    )


def _device_diagnosis(
    view: View, memory: Memory, fallen: evidence.Fallen
) -> DeviceDiagnosis:
    remembered = view.memory
    found: tuple[Finding, ...] = ()
    if remembered.conditions or remembered.explained_by or remembered.red_light:
        by = remembered.explained_by
        if by is not None and not _still_explains(by, memory):
            view.memory = replace(remembered, explained_by=None)
        found = judge_device.findings(view)
    if found:
        found = evidence.with_evidence(found, view, fallen)
        found = evidence.with_cure(found, remembered)
    behind = remembered.conditions.get(Cause.FIRMWARE_BEHIND)
    return DeviceDiagnosis(
        view.reading,
        view.online,
        found,
        view.fleet.state_of(view.reading, behind=behind is not None and behind.firing),
        view.battery,
        remembered.missing_since is None,
        *recording_of(view.reading, remembered),
        usb_storage_of(view.reading, remembered, view.now),
    )


def _still_explains(by: ExplainedBy, memory: Memory) -> bool:
    """Whether a root is still firing; devices missing from the list are not updated by its end."""
    condition = memory.devices.get(by.device, NO_MEMORY).conditions.get(by.cause)
    return condition is not None and condition.firing


def _systems(memory: Memory) -> list[tuple[DeviceKey, str]]:
    """Return key and name of each Blink system, where there are several."""
    networks = {
        reading.network_id
        for reading in memory.readings.values()
        if (reading.in_use or reading.paused) and reading.network_id is not None
    }
    if len(networks) < 2:
        return []
    return [
        (system_key(network), memory.systems.get(network) or _NAMELESS_SYSTEM)
        for network in sorted(networks)
    ]


def _scope_diagnosis(
    reading: Reading, memory: Memory, settings: Settings
) -> DeviceDiagnosis:
    """Return the diagnosis of a system or of the account itself."""
    remembered = memory.devices.get(reading.key, NO_MEMORY)
    conditions = remembered.conditions
    shared = memory.devices.get(ACCOUNT_KEY, NO_MEMORY).conditions.get(
        Cause.HOME_NETWORK_OFFLINE
    )
    if reading.family is Family.SYSTEM and shared is not None and shared.firing:
        # one finding on the account stands for all systems
        conditions = {}
    found = [
        _with_witness(finding_of(Cause(slug), reading.key, condition), memory, settings)
        for slug, condition in conditions.items()
        if condition.firing and settings.enabled(Cause(slug))
    ]
    findings = evidence.with_cure(tuple(sorted(found, key=rank)), remembered)
    return DeviceDiagnosis(
        reading=reading,
        online=False if findings else None,
        findings=findings,
    )


def _with_witness(finding: Finding, memory: Memory, settings: Settings) -> Finding:
    """Add that Home Assistant's own poll worked, which used the owner's internet connection."""
    if finding.cause is not Cause.HOME_NETWORK_OFFLINE:
        return finding
    works = memory.usable and not settings.home_assistant_elsewhere
    return finding._replace(evidence={**finding.evidence, "internet_works": works})


def fleet_of(readings: Iterable[Reading], memory: Memory, settings: Settings) -> Fleet:
    """Return the firmware of some devices of an account."""
    return Fleet(
        readings,
        memory.devices,
        memory.firmware_seen,
        settings.wait_of(Cause.FIRMWARE_BEHIND),
    )


def view_of(
    reading: Reading,
    remembered: DeviceMemory,
    memory: Memory,
    settings: Settings,
    fleet: Fleet,
    now: datetime,
) -> View:
    """Build the view of a device that rules read."""
    heartbeat = memory.heartbeats.get(reading.key)
    return View(
        reading=reading,
        memory=remembered,
        settings=settings,
        fleet=fleet,
        now=now,
        online=online_of(reading, heartbeat, settings),
        battery=battery_of(reading, remembered),
        heartbeat=heartbeat,
    )
