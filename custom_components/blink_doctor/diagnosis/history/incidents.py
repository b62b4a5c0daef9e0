"""The last faults of a device: cause, beginning, end, what ended it, what had changed before."""

from collections.abc import Iterable, Mapping
from datetime import UTC, datetime, timedelta
from enum import IntFlag, StrEnum

from ..model.findings import Cause, Finding
from ..model.frozen import dataclass, replace
from ..parsing import values

# About 70 bytes each on disk
MOST = 20
RED_LIGHT = "red_light"
_CAUSES = frozenset({RED_LIGHT, *Cause})
_YEAR_2200 = 7_258_118_400
# how long after a step that had no effect yet a device may still recover because of it
_EFFECT = timedelta(minutes=30)
# Blink reports new batteries within a day
_LATE_EFFECT = timedelta(days=1)
# the result of a step is recorded this long after it was measured at most
_RECORDED_WITHIN = timedelta(minutes=15)


class Ending(StrEnum):
    """What ended a fault other than a step of the guide."""

    BY_ITSELF = "by_itself"
    NEW_BATTERIES = "new_batteries"
    PAUSED = "paused"
    REMOVED = "removed"


class Change(IntFlag):
    """What had changed in the two weeks before a fault."""

    FIRMWARE = 1
    MODULE_MOVED = 2
    BATTERIES = 4


@dataclass(frozen=True, slots=True, kw_only=True)
class Incident:
    """One fault. `began` and `lasted` are seconds, `began` since 1970; `lasted` is None while open.

    `cause` is a slug or `red_light`, `ended_by` an `Ending` or a step of the guide,
    None if unknown; `before` holds the `Change`s before it.
    """

    cause: str
    began: int
    lasted: int | None = None
    ended_by: str | None = None
    before: int = 0

    @property
    def is_open(self) -> bool:
        """Whether the fault is still going on."""
        return self.lasted is None

    @property
    def since(self) -> datetime:
        """Return when it began."""
        return datetime.fromtimestamp(self.began, UTC)

    @property
    def until(self) -> datetime | None:
        """Return when it ended, None where it has not."""
        if self.lasted is None:
            return None
        return datetime.fromtimestamp(self.began + self.lasted, UTC)

    @property
    def changes(self) -> tuple[str, ...]:
        """Return the slugs of what had changed before."""
        return tuple(
            change.name.lower()
            for change in Change
            if change & self.before and change.name
        )


def valid(incidents: tuple[Incident, ...]) -> tuple[Incident, ...]:
    """Return the incidents without impossible ones; the same object if all are possible."""
    kept = tuple(one for one in incidents if _is_possible(one))[-MOST:]
    return incidents if len(kept) == len(incidents) else kept


def _is_possible(one: Incident) -> bool:
    lasted, ended_by = one.lasted or 0, one.ended_by
    return (
        one.cause in _CAUSES
        and 0 <= one.began <= one.began + lasted <= _YEAR_2200
        and (ended_by is None or values.slug(ended_by) == ended_by)
        and 0 <= one.before <= sum(Change)
    )


def fault_of(finding: Finding) -> str:
    """Return the slug of a fault; a red light reported by a person is no camera error."""
    return RED_LIGHT if "red_light" in finding.evidence else finding.cause.value


def followed(
    known: tuple[Incident, ...],
    findings: Iterable[Finding],
    now: datetime,
    *,
    endings: Mapping[str, str],
    before: Mapping[str, int],
) -> tuple[Incident, ...]:
    """Return the incidents after a poll; the same object if nothing began or ended.

    `endings` gives per cause what would end it now, `before` what had changed recently.
    """
    firing = {fault_of(finding): finding for finding in findings}
    was_open = {one.cause for one in known if one.is_open}
    if firing.keys() == was_open:
        return known
    new = [finding for fault, finding in firing.items() if fault not in was_open]
    found: list[Incident] = []
    for one in known:
        if not one.is_open or one.cause in firing:
            found.append(one)
        elif better := next((f for f in new if f.explains_offline), None):
            # a silence that is attributed to another cause is still the same fault
            new.remove(better)
            found.append(replace(one, cause=fault_of(better)))
        else:
            ended_by = endings.get(one.cause)
            found.append(replace(one, lasted=_lasted(one, now), ended_by=ended_by))
    for finding in new:
        fault, began = fault_of(finding), int(min(finding.since, now).timestamp())
        # what was not looked for in between has not begun again
        same = (fault, began, Ending.PAUSED)
        found = [one for one in found if (one.cause, one.began, one.ended_by) != same]
        found.append(Incident(cause=fault, began=began, before=before.get(fault, 0)))
    return tuple(found[-MOST:])


def _lasted(one: Incident, now: datetime) -> int:
    # the clock may have been set back: no negative duration
    return max(int(now.timestamp()) - one.began, 0)


def credited(
    known: tuple[Incident, ...],
    tried: Iterable[tuple[str, datetime, str]],
    now: datetime,
) -> tuple[Incident, ...]:
    """Return the incidents, the latest credited to a step; the same object if none is.

    `tried` are the steps taken: step, time, and result. Only incidents that have just
    ended qualify, because a step's result is recorded soon after.
    """
    if not any(_is_uncredited(one, now) for one in known):
        return known
    steps = [*tried]
    return tuple(
        replace(one, ended_by=step)
        if _is_uncredited(one, now) and (step := _step_that_ended(one, steps))
        else one
        for one in known
    )


def _is_uncredited(one: Incident, now: datetime) -> bool:
    until = one.until
    return (
        until is not None
        and one.ended_by is None
        and abs(now - until) <= _RECORDED_WITHIN
    )


def _step_that_ended(
    one: Incident, tried: Iterable[tuple[str, datetime, str]]
) -> str | None:
    assert one.until is not None
    last = None
    for step, at, result in tried:
        late = result == "late" or step == "replace_batteries"
        effect = _LATE_EFFECT if late else _EFFECT
        if result == "fixed":
            in_time = one.since <= at <= one.until + _RECORDED_WITHIN
        else:
            in_time = one.since <= at <= one.until <= at + effect
        last = step if in_time else last
    return last


def cure_of(known: Iterable[Incident], fault: str) -> str | None:
    """Return the step that ended this fault the last time that a step did."""
    cures = (
        "replace_batteries" if one.ended_by == Ending.NEW_BATTERIES else one.ended_by
        for one in reversed(tuple(known))
        if one.cause == fault and one.ended_by not in (None, *_NO_CURES)
    )
    return next(cures, None)


_NO_CURES = (Ending.BY_ITSELF, Ending.PAUSED, Ending.REMOVED)
