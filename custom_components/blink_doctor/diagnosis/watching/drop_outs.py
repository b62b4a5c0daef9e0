"""How often and for how long a camera was offline: computed from its ledger."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import lru_cache
from statistics import median

from ..model.findings import Recording
from . import ledger as ledgers
from .ledger import Ledger, Span
from .recording import UNSEEN, WATCHING


@dataclass(frozen=True, slots=True, kw_only=True)
class DropOuts:
    """The drop-outs in a period; all times in seconds.

    `seen` is the observed time, `watching` the part in which it would have
    recorded. `recovery` is the median duration of a drop-out, None if
    none was observed from beginning to end.
    """

    count: int
    longest: float
    total: float
    seen: float
    watching: float
    recovery: float | None

    @property
    def has_any(self) -> bool:
        """Whether it dropped out; False also where no time was observed at all."""
        return bool(self.count and self.seen)

    @property
    def availability(self) -> float | None:
        """Return the percentage of the observed time in which it answered."""
        if not self.seen:
            return None
        share = round(100 * (1 - self.total / self.seen), 1)
        # never round up to 100 %
        return min(share, 99.9) if self.total else share


@dataclass(frozen=True, slots=True, kw_only=True)
class Statistics:
    """The drop-outs of the last day, of the last 7 days and of the last 30 days."""

    day: DropOuts
    week: DropOuts
    month: DropOuts


WINDOWS = {"day": 1, "week": 7, "month": 30}
_HOUR = timedelta(hours=1)


def statistics(ledger: Ledger, now: datetime) -> Statistics:
    """Return the drop-outs up to now; recomputed once an hour."""
    hour = now.replace(minute=0, second=0, microsecond=0)
    # include what began within this hour, up to the last observation
    until = min(ledger.until or hour, max(hour, ledger.since or hour))
    return _statistics(ledger, until, hour)


@lru_cache(maxsize=1024)
def _statistics(ledger: Ledger, until: datetime, hour: datetime) -> Statistics:
    at = hour + _HOUR
    parts = _seen(ledger, at - ledgers.KEPT, until)
    return Statistics(
        **{
            name: _drop_outs(ledger, parts, at - timedelta(days=days))
            for name, days in WINDOWS.items()
        }
    )


def drop_outs(ledger: Ledger, since: datetime, until: datetime) -> DropOuts:
    """Return the drop-outs between two times, as far as observed."""
    return _drop_outs(ledger, _seen(ledger, since, until), since)


def _seen(ledger: Ledger, since: datetime, until: datetime) -> list[Span]:
    return [
        part._replace(end=min(part.end, until))
        for part in ledgers.spans(ledger, since)
        if part.start <= until
    ]


def _drop_outs(ledger: Ledger, parts: list[Span], since: datetime) -> DropOuts:
    parts = [
        part._replace(start=max(part.start, since))
        for part in parts
        if part.end > since
    ]
    found = [*ledgers.drops_in(parts)]
    lengths = [span.seconds for span, _, _ in found]
    whole = [span.seconds for span, _, seen in found if seen]
    seconds = _by_state(parts)
    count, longest = len(lengths), max(lengths, default=0.0)
    for day in ledgers.days(ledger, since):
        count += day.drop_outs
        longest = max(longest, day.longest)
        for state, lasted in day.seconds.items():
            seconds[state] += lasted
    return DropOuts(
        count=count,
        longest=float(longest),
        total=seconds[Recording.OFFLINE],
        seen=sum(lasted for state, lasted in seconds.items() if state not in UNSEEN),
        watching=sum(seconds[state] for state in WATCHING),
        recovery=float(median(whole)) if whole else None,
    )


def _by_state(parts: Iterable[Span]) -> defaultdict[Recording, float]:
    seconds: defaultdict[Recording, float] = defaultdict(float)
    for part in parts:
        seconds[part.state] += part.seconds
    return seconds
