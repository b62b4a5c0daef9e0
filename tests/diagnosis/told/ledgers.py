"""What the ledgers of cameras that are polled at random say.

`ledgers.txt` keeps it; that it is right is for `tests/diagnosis/watching` to say.
"""

from bisect import bisect_left
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random
import re
from typing import Any
from zoneinfo import ZoneInfo

from custom_components.blink_doctor.diagnosis.conditions import PollTime
from custom_components.blink_doctor.diagnosis.model.findings import Recording
from custom_components.blink_doctor.diagnosis.watching import drop_outs, ledger, pattern
from custom_components.blink_doctor.diagnosis.watching.ledger import Ledger, Span
from tests.diagnosis.watching.homes import POLL
from tests.diagnosis.watching.measure import seen

from . import titled

KEPT = Path(__file__).parent / "ledgers.txt"
_LEDGERS, _NIGHTS = 45, 80
# in New York clocks go back on this day
_START = datetime(2026, 11, 1, tzinfo=UTC)
_STATES = (*Recording, *[Recording.OFFLINE] * 4, *[Recording.READY] * 4)
_UNDISTURBED = tuple(one for one in Recording if one is not Recording.OFFLINE)
_DAY, _MINUTE, _SECOND = timedelta(days=1), timedelta(minutes=1), timedelta(seconds=1)
# how many intervals after the one before a poll comes, and how many seconds later still
_LATE = ((1.5, 0), (1.5, 1), (2, 0), (3, 0), (3, 1), (0, 0.3), (0, -90))
_AFTER = (*[(1.0, 0.0)] * 12, *_LATE)
_RARELY = ((12.0, 0.0), (300, 0), (10_000, 0))
# A title, and polls, a letter each; `+` is a poll that failed, a blank an hour without any
_POLLS = """\
a state lasts until the poll that shows another
    rrroorrrr
nothing is said of the time between polls further apart than three intervals
    r++r > r+++r
polls failed: each state is claimed for one poll's time at most
    r++oo
no drop-outs
    rrrr
one, and how long it took
    rroorr
two: the time in all, of the longest, and in the middle until it was back
    rroorroooorr
while it was disarmed
    aaooaa
already so when it was first seen: how long it took is not known
    oorr
still so
    rroo
the same before and after time that nobody saw, or that was not understood
    rroo oorr > rroonnoorr
back in between, as was seen: two, but how long they took is not known
    rroo rr oorr
offline after a pause
    rrppppoorr
availability is of the time seen: neither holes nor pauses nor what was not understood
    rrrrr pppp nnnn ooooor > pppp
"""
# A title, the days after 1 October on which a camera drops out, the minutes of the day at
# which it does so in turn, by the clock in Berlin, and how many cameras there are
_PATTERNS: tuple[tuple[str, range, range, int], ...] = (
    ("at three, though clocks went back on the 25th", range(2, 30), range(180, 186), 3),
    ("on both sides of midnight", range(2, 29), range(1425, 1446, 20), 3),
    ("three nights may be chance", range(27, 30), range(180, 181), 3),
    ("four nights, too", range(26, 30), range(180, 181), 3),
    ("twelve nights are not", range(18, 30), range(180, 181), 3),
    ("half a month without: no longer", range(1, 13), range(180, 181), 3),
    ("eight nights are not, of one camera", range(22, 30), range(180, 181), 1),
    ("eight nights are, of 10,000", range(22, 30), range(180, 181), 10_000),
)
# texts that no ledger writes, but for the longest
_DAMAGED: tuple[dict[str, Any], ...] = (
    *(
        {"earlier": text}
        for text in ("R1", "r1R2", "X5", "Rzzzzzzz", "R1" * 500, "R1" * 501)
    ),
    *({"days": text} for text in ("R5C", "Dzzzzz", "DffkR5C1L5")),
)
_BERLIN = ZoneInfo("Europe/Berlin")
_LETTERS = {
    "r": Recording.READY,
    "a": Recording.NOT_ARMED,
    "o": Recording.OFFLINE,
    "n": Recording.NOT_KNOWN,
    "p": Recording.PAUSED,
}
_ZONES = [ZoneInfo(f"America/{city}") for city in ("New_York", "Sao_Paulo", "St_Johns")]


def lines() -> Iterator[str]:
    """Yield what is said of each ledger, and what of its nights."""
    for title, them in titled(_POLLS):
        yield title
        yield from (f"    {polls}: {_of_polls(polls)}" for polls in them)
    month = drop_outs.statistics(*_watched("r" * 8000 + "o" + "r" * 500)).month
    yield f"a short one in a month is not rounded away: {month.availability} %"
    for title, days, minutes, cameras in _PATTERNS:
        yield f"{title}: {_of_pattern(days, minutes, cameras)}"
    none = pattern.nightly(Ledger(), _START, _BERLIN, cameras=1)
    yield f"nothing was ever seen: {none}"
    for damage in _DAMAGED:
        for since in (_START, None):
            kept = ledger.valid(Ledger(state=Recording.READY, since=since, **damage))
            found = ledger.spans(kept, _START - ledger.KEPT)
            spent = ledger.seconds_by_state(kept, _START - ledger.KEPT)
            yield _short(f"kept of {str(damage)[:25]}: {kept} {found} {spent}")
    for number in range(_LEDGERS):
        yield from (f"{number} {line}" for line in _of_ledger(Random(number)))
    yield from (_of_nights(Random(number)) for number in range(_NIGHTS))


def _watched(polls: str) -> tuple[Ledger, datetime]:
    now, watched = _START, Ledger()
    for letter in polls:
        now += timedelta(hours=1) if letter == " " else POLL
        if letter in _LETTERS:
            watched = seen(watched, _LETTERS[letter], now)
    return watched, now


def _of_polls(polls: str) -> str:
    """Return how many minutes were what, and the drop-outs of the last day."""
    watched, now = _watched(polls)
    found = ledger.spans(watched, now - ledger.KEPT)
    spans = ", ".join(f"{one.state} {one.seconds / 60:g}" for one in found)
    day = drop_outs.statistics(watched, now + timedelta(hours=1)).day
    back = day.recovery and f"{day.recovery / 60:g}"
    told = f"{day.count} of {day.total / 60:g} minutes, at most {day.longest / 60:g}"
    return f"{spans}; {told}, back after {back}; {day.availability} %"


def _of_pattern(days: range, minutes: range, cameras: int) -> pattern.Pattern | None:
    start = datetime(2026, 10, 1, tzinfo=_BERLIN)
    now, watched = (start + 30.5 * _DAY).astimezone(UTC), Ledger()
    polls = [(now - 40 * _DAY, Recording.READY), (now, Recording.READY)]
    for day in days:
        at = start + day * _DAY + minutes[day % len(minutes)] * _MINUTE
        polls.append((at.astimezone(UTC), Recording.OFFLINE))
        polls.append((at.astimezone(UTC) + 10 * _MINUTE, Recording.READY))
    for at, state in sorted(polls):
        watched = seen(watched, state, at, 1000 * _DAY)
    return pattern.nightly(watched, now, _BERLIN, cameras=cameras)


def _polled(draw: Random) -> tuple[Ledger, datetime]:
    """Return a ledger and when it was polled last."""
    interval, watched = draw.choice((1, 5, 15, 15, 60)) * _MINUTE, Ledger()
    now = _START + draw.choice((0, 7.3, draw.random() * 1440)) * _MINUTE
    state = Recording.READY
    often = draw.choice((0.1, 0.3, 1, draw.random()))
    states = draw.choice((_STATES, _STATES, _UNDISTURBED))
    for _ in range(draw.choice((5, 20, 50, 200, 3000, 3000))):
        intervals, seconds = draw.choice(_AFTER if draw.random() < 0.99 else _RARELY)
        now += intervals * interval + seconds * _SECOND
        state = draw.choice(states) if draw.random() < often else state
        began = now - draw.choice((0, 1, 2, 5)) * interval
        watched = ledger.with_state(
            watched,
            state,
            PollTime(now=now, interval=interval),
            began if draw.random() < 0.2 else None,
        )
    return watched, now


def _of_ledger(draw: Random) -> Iterator[str]:
    watched, now = _polled(draw)
    assert ledger.valid(watched) is watched
    yield _short(watched)
    yield f"answering {_short(ledger.answering_only(watched))}"
    found = ledger.spans(watched, now - ledger.KEPT)
    some = (found[-1].start, found[0].end, now - ledger.KEPT)
    for since in some:
        yield f"since {since}: {_text(ledger.spans(watched, since))}"
        yield f"gaps {_text(ledger.gaps(watched, since, drop_outs.UNSEEN))}"
        spent = ledger.seconds_by_state(watched, since)
        yield " ".join(f"{state} {seconds:.0f}" for state, seconds in spent.items())
        counted = drop_outs.drop_outs(watched, since, now - 3 * _MINUTE)
        yield f"{_short(counted)} {counted.availability}"
    for later in (0, 40, 1500):
        said = drop_outs.statistics(watched, now + later * _MINUTE)
        yield " ".join(_short(one) for one in (said.day, said.week, said.month))


def _short(said: object) -> str:
    return re.sub(r"DropOuts|Recording|tzinfo=[a-z.]*|<|>|datetime", "", str(said))


def _text(spans: list[Span]) -> str:
    first = [f"{s.state} {s.start:%d %H:%M:%S} {s.seconds:.0f}" for s in spans[:6]]
    return f"{len(spans)}: {', '.join(first)}"


def _of_nights(draw: Random) -> str:
    """Return the pattern of a camera that drops out at about the same time."""
    zone, days = draw.choice(_ZONES), draw.choice((9, 16, 40))
    often, noise = draw.choice((0.5, 0.7, 1)), draw.choice((0, 0, 0.1, 0.6))
    after = draw.choice((0, 0, 0.5, 20, 59, 1440)) * draw.choice((1, draw.random()))
    wide, lasts = draw.choice((0, 0, 8, 20, 45)), draw.choice((1, 9, 25, 70))
    midnight = datetime(2026, 11, 2, tzinfo=zone).astimezone(UTC) + after * _MINUTE
    starts = []
    for day in range(days):
        if draw.random() < often:
            starts.append(midnight + day * _DAY + draw.random() * wide * _MINUTE)
        if draw.random() < noise:
            starts += [midnight + (day + draw.random()) * _DAY for _ in range(3)]
    ends = (*Recording, *[Recording.READY] * 40)
    watched, end = Ledger(), _START
    for start in sorted(starts):
        at = max(end, start)
        end = at + lasts * _MINUTE
        for when, state in ((at, Recording.OFFLINE), (end, draw.choice(ends))):
            moment = PollTime(now=when, interval=_DAY)
            watched = ledger.with_state(watched, state, moment)
    now = end + draw.choice((0, 0, 1, 20)) * _DAY

    def found(cameras: int) -> pattern.Pattern | None:
        return pattern.nightly(watched, now, zone, cameras=cameras)

    said = found(1)
    if said is None:
        return f"{midnight} {len(starts)}: None"
    most = bisect_left(range(1, 5000), True, key=lambda cameras: not found(cameras))
    return f"{midnight} {len(starts)}: {said}, of {most} cameras at most"
