"""What comes and goes: judged by the last observed day, not by the last minutes.

Two kinds. A signal jitters by a bar: one that crosses the line and comes back
several times counts by its share of the time on the wrong side. Words, codes and
`offline` do not jitter: six separate drop-outs in an observed day, or half of it in
trouble, are a finding of their own, until a day had fewer than two.
"""

from math import exp

from .model.frozen import dataclass, replace

DAY = 86_400.0
# how many drop-outs in a day fire, and how few clear
_MANY, _FEW = 6, 2
# as many as polls of five minutes can see in a day
_DROPS_KEPT = 144
# signals: so many returns are no accident any more
_MANY_DIPS = 4
# Shares of the time. Between them the hold decides, as always.
_MOSTLY_FINE, _MOSTLY_WEAK, _HALF = 0.5, 0.6, 0.5
# shares fade: what is older than this hardly counts
_FADES_AFTER_HOURS = 12.0
# ... and not before so many readings, for a few of them are no share
_FADES_AFTER_READINGS = 36
# a reading stands for the time before it, but not for more than this
_LONGEST_HOURS = 1.0
_MOST_DIPS = 1000


@dataclass(frozen=True, slots=True, kw_only=True)
class FlappingRule:
    """How one kind of rule judges what comes and goes.

    `by_share` is for signals. `fine_before` are hours that a device is taken to
    have been fine before its first symptom.
    """

    by_share: bool = False
    fine_before: float = 0.0

    def begin(self, *, dropped: bool) -> Flapping:
        """Return the record that starts with a first symptom."""
        return Flapping(
            drops=(0.0,) if dropped else (),
            total=self.fine_before,
            down=True,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Flapping:
    """How a device has lately been on both sides of the line.

    `clock` counts observed seconds, `drops` are the last drop-outs on that clock and
    `last_bad` the last bad reading, `dips` counts returns, `bad` and `total` are hours that fade with age, `down` is
    the last reading, `chronic` that the flapping itself is the finding.
    """

    clock: float = 0.0
    drops: tuple[float, ...] = ()
    last_bad: float = 0.0
    dips: int = 0
    bad: float = 0.0
    total: float = 0.0
    down: bool = False
    chronic: bool = False

    @property
    def share(self) -> float:
        """Return the share of the time that was bad."""
        return self.bad / self.total if self.total else 0.0

    @property
    def mostly_fine(self) -> bool:
        """Whether some time on the line is only more of the same jitter."""
        return self.dips >= _MANY_DIPS and self.share < _MOSTLY_FINE

    @property
    def drops_in_a_day(self) -> int:
        """Return the number of drop-outs in the last observed day."""
        return sum(self.clock - drop <= DAY for drop in self.drops)

    @property
    def is_over(self) -> bool:
        """Whether there was nothing for an observed day."""
        return not self.down and self.clock - self.last_bad > DAY

    def after(
        self, elapsed: float, rule: FlappingRule | None, *, bad: bool, dropped: bool
    ) -> Flapping:
        """Return the record after a reading, which stands for the time before it.

        `dropped`: a drop-out of its kind counts, as those of a signal do not.
        """
        if rule is None:
            return self
        hours = min(elapsed / 3600, _LONGEST_HOURS)
        fade = exp(-hours / max(_FADES_AFTER_HOURS, hours * _FADES_AFTER_READINGS))
        clock, drops, dips = self.clock + elapsed, self.drops, self.dips
        if bad and not self.down:
            drops = (*drops, clock)[-_DROPS_KEPT:] if dropped else drops
        elif not bad and self.down:
            dips = min(dips + 1, _MOST_DIPS)
        now = replace(
            self,
            clock=clock,
            drops=drops,
            last_bad=clock if bad else self.last_bad,
            dips=dips,
            bad=self.bad * fade + (hours if bad else 0.0),
            total=self.total * fade + hours,
            down=bad,
        )
        return replace(now, chronic=_is_chronic(now, rule, bad=bad))


def _is_chronic(now: Flapping, rule: FlappingRule, *, bad: bool) -> bool:
    """Whether the coming and going is a finding now."""
    if rule.by_share and bad and now.dips >= _MANY_DIPS:
        if now.share >= _MOSTLY_WEAK:
            return True
    drop_outs = now.drops_in_a_day
    if now.chronic and now.drops:
        return drop_outs >= _FEW
    # one long silence has not come and gone, whatever its share
    half = not rule.by_share and now.clock >= DAY and now.share >= _HALF
    return bad and (drop_outs >= _MANY or (half and drop_outs >= _FEW))
