"""Judging one device: its conditions, and the findings that follow from them."""

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from typing import NamedTuple

from .conditions import Condition, Observation, PollTime, Symptom, step
from .evidence import low_predates_new_batteries
from .memory import OFFLINE, DeviceMemory, ExplainedBy, put
from .model.findings import Cause, Confidence, EvidenceValue, Finding, Severity, rank
from .model.frozen import replace
from .model.ids import DeviceKey
from .model.readings import Family, Reading
from .root_cause.differential import is_updating, own_cause
from .root_cause.together import Loss
from .rules import OBSERVED_BY_FAMILY, RULE_OF, SEVERITY, Rule, low_battery, red_light
from .rules.sync_module_offline import observe as observe_module
from .view import View

# a symptom whose field is missing for a day is dropped
_STALE_AFTER = timedelta(days=1)


class Root(NamedTuple):
    """A cause on a larger scope: firing, or still waiting for its hold."""

    cause: Cause
    device: DeviceKey
    loss: Loss
    firing: bool


def offline_key(reading: Reading) -> str:
    """Return the key of the condition that says the device does not answer."""
    module = reading.family is Family.SYNC_MODULE
    return Cause.SYNC_MODULE_OFFLINE.value if module else OFFLINE


def step_rules(view: View, poll_time: PollTime, *, first_sight: bool) -> DeviceMemory:
    """Advance the conditions of all rules by one reading."""
    memory, before = view.memory, view.memory.conditions
    changes: dict[str, Condition | None] = {}
    for rule in OBSERVED_BY_FAMILY[view.reading.family]:
        assert rule.observe is not None
        seen = rule.observe(view)
        condition = before.get(rule.cause) if before else None
        if condition is None and not isinstance(seen, Symptom):
            continue
        changes[rule.cause] = _stepped(
            condition, seen, view, poll_time, rule, first_sight=first_sight
        )
    return _with(memory, changes) if changes else memory


def _stepped(
    condition: Condition | None,
    seen: Observation,
    view: View,
    poll_time: PollTime,
    rule: Rule,
    *,
    first_sight: bool,
) -> Condition | None:
    hold = rule.hold(view.settings)
    if condition is not None:
        if seen is None and _is_stale_symptom(condition, view, rule):
            return None
        if rule.cause is Cause.LOW_BATTERY and low_battery.changed(
            view, condition.since, condition.evidence.get("battery_volts")
        ):
            # no second good reading is needed
            hold = replace(hold, clear_readings=1)
            if low_battery.put_in(view, condition.since):
                # any flapping was of the old batteries
                condition = replace(condition, flapping=None)
    return step(condition, seen, poll_time, hold, first_sight=first_sight)


def _is_stale_symptom(condition: Condition, view: View, rule: Rule) -> bool:
    return (
        rule.expires and view.online is True and view.now - condition.at > _STALE_AFTER
    )


def step_offline(
    view: View, roots: Iterable[Root], poll_time: PollTime, *, root_flaps: bool
) -> DeviceMemory:
    """Advance the offline condition, and record the root that explains it.

    A device explained by a root has no condition of its own: its hold starts when the
    root has ended. A device lost before the root keeps its own cause throughout. `root_flaps`:
    the root is firing because of flapping, and devices flapping with it belong to it.
    """
    memory, key = view.memory, offline_key(view.reading)
    before = memory.conditions.get(key)
    kept = _kept_root(memory.explained_by, view) if root_flaps else None
    if before is None and view.online is not False:
        return _explained(memory, kept) if view.online else memory
    above = [root for root in roots if memory.lost and root.loss.explains(memory.lost)]
    firing = next((root for root in above if root.firing), None)
    if view.online is False and firing is not None:
        explained = _explained_now(firing, view)
        inactive = _inactive(before, poll_time, root_flaps=root_flaps)
        return _explained(_with(memory, {key: inactive}), explained)
    seen = _offline_seen(view, before, waits=bool(above))
    lost = memory.lost
    hold = _offline_rule(view.reading).hold(view.settings)
    if view.reading.family is Family.SYNC_MODULE and is_updating(memory, view.now):
        # it may return by itself after the update: the time counts, but nothing fires yet
        hold = replace(hold, lasts=timedelta.max)
    condition = step(
        before,
        seen,
        poll_time,
        hold,
        first_sight=lost is not None and lost.since_before,
    )
    if condition is not None and condition.firing:
        kept = None
    return _explained(_with(memory, {key: condition}), kept)


def _explained_now(root: Root, view: View) -> ExplainedBy:
    """Return the root as explanation, dated from the first reading it explained without a break."""
    by, lost = view.memory.explained_by, view.memory.lost
    since = lost.since if lost else view.now
    if by is not None and (by.cause, by.device) == (root.cause, root.device):
        since = by.since or since
    return ExplainedBy(cause=root.cause, device=root.device, since=since, at=view.now)


def _kept_root(by: ExplainedBy | None, view: View) -> ExplainedBy | None:
    """Return a flapping root, if the device went down with it in the last day."""
    if by is None or by.at is None or view.now - by.at > _STALE_AFTER:
        return None
    return by


def _offline_rule(reading: Reading) -> Rule:
    module = reading.family is Family.SYNC_MODULE
    return RULE_OF[Cause.SYNC_MODULE_OFFLINE if module else Cause.CAMERA_ERROR]


def _offline_seen(view: View, before: Condition | None, *, waits: bool) -> Observation:
    if view.online is None:
        return None
    if view.online:
        return False
    decided = before is not None and before.firing
    if waits and not decided:
        return None
    if view.reading.family is Family.SYNC_MODULE:
        return observe_module(view)
    lost = view.memory.lost
    return Symptom(evidence={}, since=lost.since if lost else None)


def share_since(memory: DeviceMemory) -> DeviceMemory:
    """Keep the start date of a camera error when an issue code joins or outlasts the silence."""
    error, silent = (memory.conditions.get(k) for k in (Cause.CAMERA_ERROR, OFFLINE))
    if not (error and silent and error.fired_at and silent.fired_at):
        return memory
    if silent.fired_at > error.fired_at or error.since == silent.since:
        return memory
    return _with(memory, {Cause.CAMERA_ERROR: replace(error, since=silent.since)})


def _inactive(
    before: Condition | None, poll_time: PollTime, *, root_flaps: bool
) -> Condition | None:
    """Return the condition of a device that a root explains for now.

    A finding of its own flapping outlasts the root, unless the root flaps too. Otherwise
    only the flapping record is kept.
    """
    if before is None or before.flapping is None:
        return None
    if before.firing and before.is_chronic and not root_flaps:
        return replace(before, at=poll_time.now)
    return Condition(
        since=before.since,
        at=poll_time.now,
        flapping=replace(before.flapping, chronic=False),
    )


def _explained(memory: DeviceMemory, by: ExplainedBy | None) -> DeviceMemory:
    return memory if by is memory.explained_by else replace(memory, explained_by=by)


def _with(
    memory: DeviceMemory, changes: Mapping[str, Condition | None]
) -> DeviceMemory:
    conditions = dict(memory.conditions)
    for key, condition in changes.items():
        put(conditions, key, condition)
    return replace(memory, conditions=conditions)


def findings(view: View) -> tuple[Finding, ...]:
    """Return all findings of a device, primary first."""
    memory, reading = view.memory, view.reading
    if not reading.in_use:
        return ()
    by_cause = {f.cause: f for f in _of_conditions(view)}
    reason = _why_offline(view)
    if reason is not None and view.settings.enabled(reason.cause):
        by_cause[reason.cause] = _merged(by_cause.get(reason.cause), reason)
    if not by_cause and memory.red_light is not None:
        report = red_light.finding(reading, memory.red_light)
        return (report,) if view.settings.enabled(report.cause) else ()
    return tuple(sorted(by_cause.values(), key=rank))


def _of_conditions(view: View) -> Iterable[Finding]:
    for slug, condition in view.memory.conditions.items():
        if condition.firing and slug != OFFLINE:
            cause = Cause(slug)
            if view.settings.enabled(cause) and not _predates_new_batteries(
                cause, view
            ):
                yield finding_of(cause, view.reading.key, condition)


def _predates_new_batteries(cause: Cause, view: View) -> bool:
    return cause is Cause.LOW_BATTERY and low_predates_new_batteries(view)


def finding_of(cause: Cause, device: DeviceKey, condition: Condition) -> Finding:
    """Build the finding of a firing condition."""
    return Finding(
        cause=cause,
        device=device,
        severity=SEVERITY[cause],
        confidence=_confidence(condition),
        since=condition.since,
        evidence={**condition.evidence, **_of_time(condition)},
        root=device,
    )


def _confidence(condition: Condition) -> Confidence:
    """Return the confidence; what comes and goes is likely, whatever its last reading was."""
    flapping = condition.flapping
    if condition.is_chronic and flapping is not None and flapping.drops_in_a_day:
        return min(Confidence.LIKELY, condition.confidence)
    return condition.confidence


def _of_time(condition: Condition) -> dict[str, EvidenceValue]:
    """Return evidence about the beginning and about flapping."""
    found: dict[str, EvidenceValue] = {}
    if condition.since_before:
        found["since_before"] = condition.since.isoformat()
    if condition.is_chronic and condition.flapping and condition.flapping.drops:
        found["drop_outs"] = condition.flapping.drops_in_a_day
    return found


def _why_offline(view: View) -> Finding | None:
    """Return the finding that explains why a device is offline, if there is one."""
    memory, reading = view.memory, view.reading
    since = memory.lost.since if memory.lost else None
    offline_since = {"offline_since": since.isoformat() if since else None}
    if (by := memory.explained_by) is not None:
        return _offline_finding(
            Cause(by.cause), by.device, view, by.since or since, offline_since
        )
    condition = memory.conditions.get(OFFLINE)
    if condition is None or not condition.firing:
        return None
    cause = own_cause(view)
    if cause is None:
        return None
    evidence = {**offline_since, **cause[1], **_of_time(condition)}
    return _offline_finding(cause[0], reading.key, view, condition.since, evidence)


def _offline_finding(
    cause: Cause,
    root: DeviceKey,
    view: View,
    since: datetime | None,
    evidence: Mapping[str, EvidenceValue],
) -> Finding:
    return Finding(
        cause=cause,
        device=view.reading.key,
        severity=Severity.ERROR,
        confidence=Confidence.LIKELY,
        since=since or view.now,
        evidence=evidence,
        root=root,
        # a flapping device may be online at this reading
        explains_offline=view.online is False,
    )


def _merged(confirmed: Finding | None, reason: Finding) -> Finding:
    """Merge a rule's finding with the differential's finding of the same cause."""
    if confirmed is None:
        return reason
    return reason._replace(
        severity=max(confirmed.severity, reason.severity, Severity.WARNING),
        confidence=max(confirmed.confidence, reason.confidence),
        since=confirmed.since,
        evidence={**confirmed.evidence, **reason.evidence},
    )
