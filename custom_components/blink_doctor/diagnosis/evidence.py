"""Evidence from the past, added to current findings; never a fault of its own."""

from collections.abc import Mapping
from datetime import datetime, timedelta

from . import firmware_history, pause
from .battery import Kind
from .history.incidents import cure_of, fault_of
from .history.trends import Signal, Together
from .memory import DeviceMemory
from .model.findings import Cause, EvidenceValue, Finding
from .model.ids import DeviceKey
from .model.readings import Battery, Reading
from .rules import RULE_OF
from .view import View
from .watching import drop_outs

type Fallen = Mapping[tuple[DeviceKey, Signal], Together]

# Mention a battery change as evidence for two weeks.
NEW_BATTERIES_FOR = timedelta(days=14)
# lithium lasts longer: new batteries that are low this soon are of another chemistry
_LOW_AT_ONCE = timedelta(days=14)
# one or two drop-outs a week are normal
_OFTEN = 3
# Blink measures batteries every few days at most
READ_LONG_AGO = timedelta(days=7)
# a camera with new batteries needs some minutes to come back
COMES_BACK_WITHIN = timedelta(minutes=30)


def old_reading(reading: Reading, now: datetime) -> datetime | None:
    """Return when Blink last measured the battery, if that is long ago."""
    read_at = reading.battery_read_at
    return read_at if read_at is not None and now - read_at > READ_LONG_AGO else None


def low_predates_new_batteries(view: View) -> bool:
    """Whether an offline camera's `low` is about batteries that have been replaced since.

    An offline camera's state dates from before it went offline: after a battery change
    `low` no longer explains the silence, but connectivity or firmware may.
    """
    lost, put_in = view.memory.lost, view.memory.cells.put_in
    if lost is None or put_in is None:
        return False
    if (view.battery or view.memory.battery) is not Battery.LOW:
        return False
    return lost.since <= put_in <= view.now - COMES_BACK_WITHIN


def with_evidence(
    findings: tuple[Finding, ...],
    view: View,
    fallen: Fallen,
) -> tuple[Finding, ...]:
    """Add evidence from the past to each finding."""
    return tuple(
        finding._replace(evidence={**finding.evidence, **more})
        if (more := _evidence(finding, view, fallen))
        else finding
        for finding in findings
    )


def with_cure(
    findings: tuple[Finding, ...], remembered: DeviceMemory
) -> tuple[Finding, ...]:
    """Add to each finding the step that ended the same fault the last time."""
    if not remembered.incidents:
        return findings
    return tuple(
        finding._replace(cured_by=cure)
        if (cure := cure_of(remembered.incidents, fault_of(finding)))
        else finding
        for finding in findings
    )


def _evidence(finding: Finding, view: View, fallen: Fallen) -> dict[str, EvidenceValue]:
    if not finding.is_root:
        return {}
    remembered, now = view.memory, view.now
    found = _of_pause(finding, remembered)
    if finding.cause is Cause.LOW_BATTERY:
        read_at = old_reading(view.reading, now)
        old = {"battery_read_at": read_at.isoformat()} if read_at else {}
        return found | old | _of_batteries(remembered)
    return (
        found
        | _of_heartbeats(finding, view)
        | _of_drop_outs(finding, remembered, now)
        | _of_signals(finding, remembered, fallen)
        | _of_new_batteries(finding, remembered, now)
        | _of_firmware(finding, remembered)
    )


def _of_pause(finding: Finding, remembered: DeviceMemory) -> dict[str, EvidenceValue]:
    """Return until when the device was paused, if the finding began right after that."""
    ended = remembered.pause_ended
    if ended is None or not pause.is_mentioned(remembered, finding.since):
        return {}
    return {"paused_until": ended.isoformat()}


def _of_heartbeats(finding: Finding, view: View) -> dict[str, EvidenceValue]:
    """Return the newest heartbeat of a flapping module, which may answer now."""
    if "last_heartbeat" not in finding.evidence or view.heartbeat is None:
        return {}
    return {"last_heartbeat": view.heartbeat.newest.isoformat()}


def _of_drop_outs(
    finding: Finding, remembered: DeviceMemory, now: datetime
) -> dict[str, EvidenceValue]:
    """Return how often an offline camera dropped out in the last seven days."""
    if not finding.explains_offline:
        return {}
    count = drop_outs.statistics(remembered.watched, now).week.count
    return {"drop_outs_week": count} if count >= _OFTEN else {}


def _of_batteries(remembered: DeviceMemory) -> dict[str, EvidenceValue]:
    cells = remembered.cells
    found: dict[str, EvidenceValue] = {}
    if cells.frost_since is not None:
        found["only_in_frost_since"] = cells.frost_since.isoformat()
    if cells.put_in is not None:
        found["cells_changed"] = cells.put_in.isoformat()
        if cells.kind is not Kind.LITHIUM:
            found["cells_look_like"] = cells.kind.value
        low = cells.low_since
        if low is not None and low - cells.put_in < _LOW_AT_ONCE:
            found["low_after_days"] = (low - cells.put_in).days
    return found


def _of_signals(
    finding: Finding, remembered: DeviceMemory, fallen: Fallen
) -> dict[str, EvidenceValue]:
    found: dict[str, EvidenceValue] = {}
    wanted = RULE_OF[finding.cause].signals
    for drop in remembered.drops:
        if drop.signal not in wanted:
            continue
        found[f"{drop.signal}_was"] = drop.was
        found[f"{drop.signal}_dropped_on"] = drop.since_datetime.isoformat()
        with_others = fallen.get((finding.device, drop.signal))
        if with_others is not None:
            found["dropped_together"] = with_others.cameras
            found["points_at"] = with_others.points_at
    return found


def _of_new_batteries(
    finding: Finding, remembered: DeviceMemory, now: datetime
) -> dict[str, EvidenceValue]:
    put_in = remembered.cells.put_in
    if not RULE_OF[finding.cause].blames_batteries or put_in is None:
        return {}
    age = now - put_in
    if age > NEW_BATTERIES_FOR:
        return {}
    if finding.since < put_in and age < COMES_BACK_WITHIN:
        # too soon to say that they did not help
        return {}
    light = remembered.red_light
    if "red_light" in finding.evidence and light and light.last < put_in:
        # nobody has seen the light again since
        return {}
    return {"new_cells_on": put_in.isoformat()}


def _of_firmware(
    finding: Finding, remembered: DeviceMemory
) -> dict[str, EvidenceValue]:
    update = firmware_history.update_before(finding, remembered)
    if update is None:
        return {}
    return {
        "firmware_updated": update.at.isoformat(),
        "firmware_before": update.before,
        "firmware_after": update.after,
    }
