"""Keeps the incidents of all devices in step with their findings."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from .history import incidents
from .history.incidents import Change, Ending
from .memory import DeviceMemory, Memory
from .model.findings import DeviceDiagnosis, Diagnosis, Finding
from .model.frozen import replace
from .model.ids import DeviceKey
from .rules import RULES
from .settings import Settings

# changes longer ago are not listed with a fault
_BEFORE = timedelta(days=14)
# a battery change is reported by day and stored as noon of that day
_REPORTED_WITHIN = timedelta(hours=12)
_CURED_BY_BATTERIES = frozenset(
    rule.cause.value for rule in RULES if "replace_batteries" in rule.steps
)


def followed(
    memory: Memory, diagnosis: Diagnosis, settings: Settings, now: datetime
) -> Memory:
    """Update the incidents of all devices; the same memory if nothing began or ended."""
    changed = {}
    for key, remembered in memory.devices.items():
        device = diagnosis.devices.get(key)
        findings = device.findings if device else ()
        if not findings and not remembered.incidents:
            continue
        after = incidents.followed(
            remembered.incidents,
            findings,
            now,
            endings=_endings(remembered, device, settings, now),
            before={
                incidents.fault_of(finding): _changes(finding, remembered)
                for finding in findings
            },
        )
        if after is not remembered.incidents:
            changed[key] = replace(remembered, incidents=after)
    return replace(memory, devices={**memory.devices, **changed}) if changed else memory


def _endings(
    remembered: DeviceMemory,
    device: DeviceDiagnosis | None,
    settings: Settings,
    now: datetime,
) -> dict[str, str]:
    """Return per cause what would end an open incident now, other than a step."""
    still_open = [one for one in remembered.incidents if one.is_open]
    if device is None:
        return {one.cause: Ending.REMOVED for one in still_open}
    if device.paused:
        return {one.cause: Ending.PAUSED for one in still_open}
    put_in = remembered.cells.put_in
    endings: dict[str, str] = dict.fromkeys(settings.disabled, Ending.PAUSED)
    return endings | {
        one.cause: Ending.NEW_BATTERIES
        for one in still_open
        if one.cause in _CURED_BY_BATTERIES
        and put_in is not None
        and one.since - _REPORTED_WITHIN <= put_in <= now
    }


def _changes(finding: Finding, remembered: DeviceMemory) -> int:
    """Return what had changed shortly before a fault."""
    found = Change(0)
    if _is_just_before(remembered.firmware_changed, finding.since):
        found |= Change.FIRMWARE
    if finding.evidence.get("points_at") == "sync_module":
        found |= Change.MODULE_MOVED
    if _is_just_before(remembered.cells.put_in, finding.since):
        found |= Change.BATTERIES
    return int(found)


def _is_just_before(at: datetime | None, since: datetime) -> bool:
    return at is not None and timedelta() <= since - at <= _BEFORE


def credited(
    memory: Memory,
    key: DeviceKey,
    tried: Iterable[tuple[str, datetime, str]],
    now: datetime,
) -> Memory:
    """Credit the step of a device that ended a fault; the same memory if none did."""
    remembered = memory.devices.get(key)
    if remembered is None or not remembered.incidents:
        return memory
    after = incidents.credited(remembered.incidents, tried, now)
    if after is remembered.incidents or after == remembered.incidents:
        return memory
    return memory.with_device(key, incidents=after)
