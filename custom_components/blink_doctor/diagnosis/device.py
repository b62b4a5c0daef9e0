"""Judging one device: its watches, and the findings that follow from them."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import datetime
from typing import Literal

from . import hindsight
from .differential import UPDATE_TAKES, Above, explain
from .findings import Cause, Confidence, DeviceDiagnosis, Finding, Severity, rank
from .memory import OFFLINE, DeviceMemory, Persistence, Symptom, Watch, step
from .readings import Battery, Family, Reading
from .rules import (
    CAMERAS,
    RULES_BY_FAMILY,
    SEVERITY,
    red_light,
    sync_module_offline,
    twice,
)
from .settings import Settings

_CAUSES: Mapping[str, Cause] = {cause.value: cause for cause in Cause}
_OFFLINE: Mapping[bool | None, Symptom | Literal[False] | None] = {
    True: False,
    False: Symptom(evidence={}),
    None: None,
}


def settled(
    readings: Mapping[str, Reading],
    remembered: Mapping[str, DeviceMemory],
    settings: Settings,
    now: datetime,
) -> dict[str, Reading]:
    """Return the readings that memory and clock let be understood differently.

    A device that once had a battery does not become mains powered because the
    field is absent: then nothing is known. A module whose heartbeat is old is
    offline whatever its status says.
    """
    changed = {}
    for key, reading in readings.items():
        if reading.family is Family.SYNC_MODULE:
            if sync_module_offline.heartbeat_is_old(reading, now, settings):
                changed[key] = replace(reading, online=False)
        elif reading.battery is Battery.MAINS:
            before = remembered.get(key)
            if before is not None and before.battery:
                changed[key] = replace(reading, battery=None)
    return changed


def put(watches: dict[str, Watch], key: str, watch: Watch | None) -> None:
    """Set or drop a watch."""
    if watch is None:
        watches.pop(key, None)
    else:
        watches[key] = watch


def watched(
    reading: Reading,
    remembered: DeviceMemory,
    behind: Symptom | None,
    settings: Settings,
    now: datetime,
) -> DeviceMemory:
    """Move the watches of all rules on by one reading."""
    before = remembered.watches
    changes: dict[str, Watch | None] = {}
    for rule in RULES_BY_FAMILY[reading.family]:
        seen = rule.observe(reading, settings)
        watch = before.get(rule.cause) if before else None
        if isinstance(seen, Symptom):
            if watch is not None and watch.is_old_news(seen, now):
                continue
        elif watch is None:
            continue
        moved = step(watch, seen, now, rule.persistence(rule.cause, settings))
        if moved is not watch:
            changes[rule.cause] = moved
    if behind is not None or Cause.FIRMWARE_BEHIND in before:
        known = reading.firmware is not None and reading.model is not None
        fine = False if known else None
        watch = before.get(Cause.FIRMWARE_BEHIND)
        moved = step(watch, behind or fine, now, Persistence())
        if moved is not watch:
            changes[Cause.FIRMWARE_BEHIND] = moved
    return _with(remembered, changes) if changes else remembered


def is_settled(remembered: DeviceMemory, above: Above, now: datetime) -> bool:
    """Whether the same reading would lead to the same diagnosis, however late it is.

    Where a finding waits for time to pass, or for other devices, it would not.
    """
    put_in, changed = remembered.cells.put_in, remembered.firmware_changed
    return (
        not above.in_doubt
        and not remembered.drops
        and (put_in is None or now - put_in > hindsight.NEW_CELLS_FOR)
        and (changed is None or now - changed >= UPDATE_TAKES)
        and (
            not remembered.watches
            or all(watch.is_settled for watch in remembered.watches.values())
        )
    )


def without_network_wait(remembered: DeviceMemory) -> DeviceMemory:
    """Start a sync module's wait anew, now that its network is back."""
    watches = dict(remembered.watches)
    if watches.pop(Cause.SYNC_MODULE_OFFLINE, None) is None:
        return remembered
    return replace(remembered, watches=watches, explained=False)


def may_be_in_trouble(reading: Reading, remembered: DeviceMemory) -> bool:
    """Whether there is anything that a finding could come from."""
    return bool(
        remembered.watches
        or remembered.red_light
        or remembered.explained
        or reading.online is False
    )


def watch_offline(
    reading: Reading,
    remembered: DeviceMemory,
    above: Above,
    settings: Settings,
    now: datetime,
) -> DeviceMemory:
    """Move the offline watch of a camera on, and note what explains it.

    What was behind a dead module needs some minutes after the module is back:
    its own wait starts then, not when the module went away.
    """
    if reading.family not in CAMERAS:
        waits = Cause.SYNC_MODULE_OFFLINE in remembered.watches
        still = remembered.explained and above.in_doubt
        return _explained(remembered, waits and (above.root is not None or still))
    watch = remembered.watches.get(OFFLINE)
    if watch is None and reading.online is not False:
        return remembered
    if remembered.explained and not above.in_doubt:
        watch = None
    had_own_cause = watch is not None and watch.active and not remembered.explained
    seen, moved = _OFFLINE[reading.online], watch
    if watch is None or not seen or not watch.is_old_news(seen, now):
        moved = step(watch, seen, now, twice(Cause.CAMERA_ERROR, settings))
    explained = moved is not None and (
        above.root is not None or (above.in_doubt and not had_own_cause)
    )
    if moved is not remembered.watches.get(OFFLINE):
        remembered = _with(remembered, {OFFLINE: moved})
    return _explained(remembered, explained)


def _explained(remembered: DeviceMemory, explained: bool) -> DeviceMemory:
    if explained == remembered.explained:
        return remembered
    return replace(remembered, explained=explained)


def _with(
    remembered: DeviceMemory, changes: Mapping[str, Watch | None]
) -> DeviceMemory:
    # also where they are equal: the new ones may carry newer evidence
    watches = dict(remembered.watches)
    for key, watch in changes.items():
        put(watches, key, watch)
    return replace(remembered, watches=watches)


def from_watches(
    reading: Reading, watches: Mapping[str, Watch], settings: Settings
) -> tuple[Finding, ...]:
    """Return the findings that active watches stand for, primary first."""
    return _ranked(
        [
            Finding(
                cause=cause,
                device=reading.key,
                severity=SEVERITY[cause],
                confidence=Confidence.CONFIRMED,
                since=watch.since,
                evidence=watch.symptom.evidence if watch.symptom else {},
                root=reading.key,
            )
            for slug, watch in watches.items()
            if watch.active
            and slug != OFFLINE
            and settings.enabled(cause := _CAUSES[slug])
        ]
    )


def _ranked(found: Iterable[Finding]) -> tuple[Finding, ...]:
    found = tuple(found)
    return found if len(found) < 2 else tuple(sorted(found, key=rank))


def findings(
    reading: Reading,
    remembered: DeviceMemory,
    above: Above,
    last: DeviceDiagnosis | None,
    settings: Settings,
    now: datetime,
) -> tuple[Finding, ...]:
    """Return all findings of a device, primary first."""
    watches, report = remembered.watches, remembered.red_light
    if not watches and report is None:
        return ()
    by_cause = {f.cause: f for f in from_watches(reading, watches, settings)}
    if hindsight.low_is_old_news(reading, remembered, now):
        reading = replace(reading, battery=None)
        remembered = replace(remembered, battery=None)
        by_cause.pop(Cause.LOW_BATTERY, None)
    reason = _why_offline(reading, remembered, above, last, settings, now)
    if reason is not None:
        if reason.cause is not Cause.SYNC_MODULE_OFFLINE:
            # a module without its network is no cause of its own
            by_cause.pop(Cause.SYNC_MODULE_OFFLINE, None)
        if settings.enabled(reason.cause):
            by_cause[reason.cause] = _merged(by_cause.get(reason.cause), reason)
    if not by_cause and report is not None:
        return (red_light.finding(reading, report),)
    return _ranked(by_cause.values())


def _why_offline(
    reading: Reading,
    remembered: DeviceMemory,
    above: Above,
    last: DeviceDiagnosis | None,
    settings: Settings,
    now: datetime,
) -> Finding | None:
    module = reading.family is Family.SYNC_MODULE
    watch = remembered.watches.get(Cause.SYNC_MODULE_OFFLINE if module else OFFLINE)
    if watch is None or not watch.active or (module and above.root is None):
        return None
    reason = explain(
        reading,
        offline=watch,
        above=above,
        remembered=remembered,
        settings=settings,
        now=now,
    )
    if reason is None and last is not None:
        # undecided: what was said before stands until there is something better,
        # but not a cause above the device that has passed
        return next(
            (f for f in last.findings if f.explains_offline and f.is_root), None
        )
    return reason


def _merged(confirmed: Finding | None, reason: Finding) -> Finding:
    """Return one finding for a cause that both a rule and the differential gave."""
    if confirmed is None:
        return reason
    return reason._replace(
        severity=max(confirmed.severity, reason.severity, Severity.WARNING),
        confidence=max(confirmed.confidence, reason.confidence),
        since=min(confirmed.since, reason.since),
        evidence={**confirmed.evidence, **reason.evidence},
    )
