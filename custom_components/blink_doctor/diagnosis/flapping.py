"""Symptoms that come and go: judged over the last observed day instead of the last minutes.

Two kinds. A signal jitters by a bar: one that crosses the threshold several times is
judged by its share of bad time. Status texts, codes and `offline` do not jitter: six
separate drop-outs in an observed day, or half of it in trouble, fire; a day with fewer
than two clears.
"""

from math import exp

from .model.frozen import dataclass, replace

DAY = 86_400.0
# drop-outs in a day that fire, and below which it clears
_MANY, _FEW = 6, 2
# signals: this many crossings are no accident
_MANY_DIPS = 4
# Signals: shares of bad time. Between them the usual hold decides.
_MOSTLY_FINE, _MOSTLY_WEAK = 0.5, 0.6
# drop-outs that take this long of a day fire, however few
_HALF = DAY / 2
# with more changes than this in a day, the number of drop-outs fires
_MOST_TURNS = 2 * _MANY
# time constant after which earlier readings hardly count
_FADES_AFTER_HOURS = 12.0
# but no fading before this many readings: too few give no meaningful share
_FADES_AFTER_READINGS = 36
# a reading stands for the time since the one before, up to this
_LONGEST_HOURS = 1.0


@dataclass(frozen=True, slots=True, kw_only=True)
class FlappingRule:
    """How one kind of symptom is judged when it comes and goes.

    `by_share` is for signals. `fine_before`: hours for which a device is assumed to
    have been fine before its first symptom.
    """

    by_share: bool = False
    fine_before: float = 0.0

    def begin(self, *, dropped: bool) -> Flapping:
        """Return the record after a first symptom."""
        return Flapping(
            drops=(0.0,) if dropped else (),
            turns=(0.0,),
            total=self.fine_before,
            down=True,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Flapping:
    """A device's recent readings on both sides of a threshold.

    `clock` counts observed seconds, on it `drops` are the drop-outs of the last day,
    `turns` the last changes between fine and bad, and `last_bad` is the last bad reading.
    `dips` counts returns to fine as far as it matters, `bad` and `total` are hours that
    fade with age, `down`: the last reading was bad, `chronic`: the flapping itself is a
    finding.
    """

    clock: float = 0.0
    drops: tuple[float, ...] = ()
    turns: tuple[float, ...] = ()
    last_bad: float = 0.0
    dips: int = 0
    bad: float = 0.0
    total: float = 0.0
    down: bool = False
    chronic: bool = False

    @property
    def share(self) -> float:
        """Return the share of bad time."""
        return self.bad / self.total if self.total else 0.0

    @property
    def mostly_fine(self) -> bool:
        """Whether mostly fine, so that some borderline time is just jitter."""
        return self.dips >= _MANY_DIPS and self.share < _MOSTLY_FINE

    @property
    def drops_in_a_day(self) -> int:
        """Return the number of drop-outs in the last observed day."""
        return sum(self.clock - drop < DAY for drop in self.drops)

    @property
    def bad_in_a_day(self) -> float:
        """Return the bad seconds of the last observed day, fewer with very many changes."""
        found, end, bad = 0.0, self.clock, self.down
        for turn in reversed(self.turns):
            start = max(turn, self.clock - DAY)
            found += end - start if bad else 0.0
            end, bad = start, not bad
        return found

    @property
    def is_over(self) -> bool:
        """Whether the last observed day had no bad reading."""
        return not self.down and not self.is_recent(self.last_bad)

    def is_recent(self, clock: float) -> bool:
        """Whether a reading was in the last observed day."""
        return self.clock - clock <= DAY

    def after(
        self, elapsed: float, rule: FlappingRule | None, *, dropped: bool | None
    ) -> Flapping:
        """Return the record after a reading that stands for the time since the one before.

        `dropped`: a bad reading begins a drop-out (never true for signals), None for a
        fine one.
        """
        if rule is None:
            return self
        bad = dropped is not None
        hours = min(elapsed / 3600, _LONGEST_HOURS)
        fade = exp(-hours / max(_FADES_AFTER_HOURS, hours * _FADES_AFTER_READINGS))
        clock, drops, dips = self.clock + elapsed, self.drops, self.dips
        turns = self.turns if bad is self.down else (*self.turns, clock)
        if bad and not self.down:
            drops = (*filter(self.is_recent, drops), clock) if dropped else drops
        elif not bad and self.down:
            dips = min(dips + 1, _MANY_DIPS)
        now = replace(
            self,
            clock=clock,
            drops=drops,
            turns=turns[-_MOST_TURNS:],
            last_bad=clock if bad else self.last_bad,
            dips=dips,
            bad=self.bad * fade + (hours if bad else 0.0),
            total=self.total * fade + hours,
            down=bad,
        )
        return replace(now, chronic=_is_chronic(now, rule, dropped=dropped))


def _is_chronic(now: Flapping, rule: FlappingRule, *, dropped: bool | None) -> bool:
    """Whether the flapping is a finding now."""
    bad = dropped is not None
    if rule.by_share and bad and now.dips >= _MANY_DIPS:
        if now.share >= _MOSTLY_WEAK:
            return True
    drop_outs = now.drops_in_a_day
    if now.chronic:
        return drop_outs >= _FEW
    # one long outage is not flapping, however much of the day it takes
    half = (dropped is True or not rule.by_share) and now.bad_in_a_day >= _HALF
    return (bad and drop_outs >= _MANY) or (half and drop_outs >= _FEW)
