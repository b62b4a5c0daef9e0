"""The state of one rule on one device: inactive, pending, firing, resolving.

Time counts only while it was observed. Two readings further apart than three poll
intervals have a hole between them: it adds nothing to a hold, and a pending condition
starts again after it.
"""

from collections.abc import Mapping
from dataclasses import field
from datetime import datetime, timedelta
from typing import NamedTuple

from .flapping import Flapping, FlappingRule
from .model.findings import Confidence, EvidenceValue
from .model.frozen import dataclass, replace

# two readings further apart than this many poll intervals have a hole between them
INTERVALS_TO_A_HOLE = 3


class Symptom(NamedTuple):
    """A rule saw something wrong, with its evidence.

    `since` is set by rules that know a better date than this reading's.
    `borderline`: the value is so close to the threshold that jitter may explain it; `jitters`:
    it is a measured signal, whose dips are no drop-outs, not Blink's own status text.
    """

    evidence: Mapping[str, EvidenceValue]
    since: datetime | None = None
    borderline: bool = False
    jitters: bool = False
    confidence: Confidence = Confidence.CONFIRMED


# What a rule returns for one reading: a symptom, False (fine) or None (cannot tell).
# Only False can clear a finding.
type Observation = Symptom | bool | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Hold:
    """How long a symptom must last to fire, and be gone to clear.

    Both a number of readings and an observed time must be reached.
    `borderline_readings` is the number needed if all readings are borderline, where it
    differs. `flapping` says how a symptom that comes and goes is judged.
    """

    readings: int = 1
    lasts: timedelta = timedelta()
    clear_readings: int = 1
    clears: timedelta = timedelta()
    borderline_readings: int | None = None
    flapping: FlappingRule | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class PollTime:
    """The time of a reading, and how long a gap before it counts as a hole."""

    now: datetime
    interval: timedelta
    poll: int = 0

    @property
    def hole(self) -> timedelta:
        """Return the gap from which on the time before the reading was not observed."""
        return self.interval * INTERVALS_TO_A_HOLE


@dataclass(frozen=True, slots=True, kw_only=True)
class Condition:
    """A rule's state on one device.

    `since` is the first reading of the unbroken trouble, `poll` that poll's number;
    `since_before`: the trouble was there when the device was first seen. `at` is the last reading
    that was not None, `fired_at` the one at which it fired. `readings` (of these `definite`
    are not borderline) and `lasted` (observed seconds) count towards firing, `fine` and
    `fine_for` towards clearing. With no readings the condition is inactive and only keeps
    the device's flapping record.
    """

    since: datetime
    at: datetime = field(compare=False)
    poll: int = 0
    since_before: bool = False
    readings: int = field(default=0, compare=False)
    definite: int = field(default=0, compare=False)
    lasted: float = field(default=0.0, compare=False)
    firing: bool = False
    fired_at: datetime | None = None
    fine: int = 0
    fine_for: float = field(default=0.0, compare=False)
    confidence: Confidence = field(default=Confidence.CONFIRMED, compare=False)
    evidence: Mapping[str, EvidenceValue] = field(default_factory=dict, compare=False)
    flapping: Flapping | None = field(default=None, compare=False)

    @property
    def is_inactive(self) -> bool:
        """Whether there is neither a finding nor a symptom."""
        return not self.firing and not self.readings

    @property
    def is_resolving(self) -> bool:
        """Whether it is still firing although the last reading was fine."""
        return self.firing and bool(self.fine)

    @property
    def is_chronic(self) -> bool:
        """Whether it fires because of flapping."""
        return self.flapping is not None and self.flapping.chronic


def step(
    before: Condition | None,
    seen: Observation,
    poll_time: PollTime,
    hold: Hold,
    *,
    first_sight: bool = False,
) -> Condition | None:
    """Advance a condition by one reading; None when there is nothing to remember.

    `first_sight`: the device was never seen before this reading.
    """
    if seen is None or seen is True:
        return before
    if isinstance(seen, Symptom):
        return _bad_reading(before, seen, poll_time, hold, first_sight=first_sight)
    return _good_reading(before, poll_time, hold) if before else None


def _elapsed(last: datetime, poll_time: PollTime) -> tuple[float, bool]:
    """Return the observed seconds since the last reading, and whether there is a hole.

    After the clock was set back, readings lie in the future; they count as now.
    """
    gap = max(poll_time.now - last, timedelta())
    if gap > poll_time.hole:
        return 0.0, True
    return gap.total_seconds(), False


def _good_reading(
    before: Condition, poll_time: PollTime, hold: Hold
) -> Condition | None:
    elapsed, hole = _elapsed(before.at, poll_time)
    flapping = before.flapping and before.flapping.after(
        elapsed, hold.flapping, dropped=None
    )
    if before.firing:
        fine = min(before.fine + 1, hold.clear_readings)
        fine_for = before.fine_for + elapsed if before.fine and not hole else 0.0
        cleared = fine >= hold.clear_readings and (
            fine_for >= hold.clears.total_seconds()
        )
        if not cleared or (flapping is not None and flapping.chronic):
            return replace(
                before,
                at=poll_time.now,
                fine=fine,
                fine_for=fine_for,
                flapping=flapping,
            )
    if flapping is None or flapping.is_over:
        return None
    return Condition(since=before.since, at=poll_time.now, flapping=flapping)


def _bad_reading(
    before: Condition | None,
    seen: Symptom,
    poll_time: PollTime,
    hold: Hold,
    *,
    first_sight: bool,
) -> Condition:
    elapsed, hole = _elapsed(before.at if before else poll_time.now, poll_time)
    flapping = _flapping_after(before, seen, elapsed, hold, first_sight=first_sight)
    chronic = flapping is not None and flapping.chronic
    if before is None or before.is_inactive or (hole and not before.firing):
        since = (
            poll_time.now if hole else min(seen.since or poll_time.now, poll_time.now)
        )
        now = Condition(
            since=since, at=poll_time.now, poll=poll_time.poll, since_before=first_sight
        )
    else:
        now = before
    readings, definite, lasted = 1, int(not seen.borderline), 0.0
    if now is before and not now.fine:
        # the hold counts the unbroken trouble only
        readings += now.readings
        definite += now.definite
        lasted = now.lasted + elapsed
    held = _holds(readings, definite, lasted, hold)
    jitter = seen.borderline and flapping is not None and flapping.mostly_fine
    firing = now.firing or chronic or (held and not jitter)
    return replace(
        now,
        at=poll_time.now,
        readings=readings,
        definite=definite,
        lasted=lasted,
        firing=firing,
        fired_at=now.fired_at or (poll_time.now if firing else None),
        fine=0,
        fine_for=0.0,
        confidence=Confidence.LIKELY if chronic and not held else seen.confidence,
        evidence=seen.evidence,
        flapping=flapping,
    )


def _flapping_after(
    before: Condition | None,
    seen: Symptom,
    elapsed: float,
    hold: Hold,
    *,
    first_sight: bool,
) -> Flapping | None:
    if hold.flapping is None:
        return None
    flapping = before.flapping if before else None
    if flapping is None:
        return hold.flapping.begin(dropped=not (seen.jitters or first_sight))
    return flapping.after(elapsed, hold.flapping, dropped=not seen.jitters)


def _holds(readings: int, definite: int, lasted: float, hold: Hold) -> bool:
    """Whether the trouble has lasted for its whole hold."""
    enough = definite >= hold.readings or (
        readings >= (hold.borderline_readings or hold.readings)
    )
    return enough and lasted >= hold.lasts.total_seconds()
