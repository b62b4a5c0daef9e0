"""When a camera would have recorded, for 30 days, in at most 2 KB.

Time counts as observed only between two polls no further apart than three poll intervals;
everything else is `NOT_KNOWN`. A poll without a change only advances `until`, which is
excluded from comparison, so that nothing is written to disk.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
import dataclasses
from dataclasses import field
from datetime import UTC, datetime, timedelta
import re
from typing import NamedTuple

from ..conditions import PollTime
from ..model.findings import Recording
from ..model.frozen import dataclass, replace

KEPT = timedelta(days=30)
# intervals since the last poll after which a change may be more than one poll old
_LATE = 1.5
# length of each text; older entries beyond it are summarised, one per day
_LONGEST = 1000
_DIGITS = "0123456789abcdefghijklmnopqrstuvwxyz"
_TOKEN = re.compile(r"([A-Z])([0-9a-z]{1,7})")
_LAST = re.compile(r"([A-Z])([0-9a-z]{1,7})\Z")
_TEXT = re.compile(r"(?:[A-Z][0-9a-z]{1,7})*")
_LETTER: Mapping[Recording, str] = {
    Recording.READY: "R",
    Recording.NOT_ARMED: "A",
    Recording.MOTION_OFF: "M",
    Recording.SNOOZED: "S",
    Recording.OFFLINE: "O",
    Recording.STORAGE_NOT_ACTIVE: "U",
    Recording.PAUSED: "P",
    Recording.NOT_KNOWN: "N",
}
_STATE: Mapping[str, Recording] = {letter: state for state, letter in _LETTER.items()}
# keys in a day's entry: day number since 1970, count of drop-outs, longest one
_DAY, _COUNT, _LONGEST_DROP = "D", "C", "L"
_DAY_TEXT = re.compile(r"D([0-9a-z]{1,7})((?:[A-CE-Z][0-9a-z]{1,7})*)")
_DAY_SECONDS = 86_400
_DAY_LETTERS = frozenset({*_STATE, _DAY, _COUNT, _LONGEST_DROP})
_NO_ANSWER = frozenset({Recording.OFFLINE, Recording.NOT_KNOWN, Recording.PAUSED})
_BEGINNING = datetime.min.replace(tzinfo=UTC)


@dataclass(frozen=True, slots=True, kw_only=True)
class Ledger:
    """The current state since when, until when it was observed, and the states before.

    `earlier` holds the states before `since`, oldest first: a letter and its duration
    in seconds, in base 36. `days` holds one summary for each day whose
    single states would take too much room.
    """

    state: Recording = Recording.NOT_KNOWN
    since: datetime | None = None
    until: datetime | None = field(default=None, compare=False)
    earlier: str = ""
    days: str = ""


class Span(NamedTuple):
    """A period in which a camera was in one state."""

    state: Recording
    start: datetime
    end: datetime

    @property
    def seconds(self) -> float:
        """Return how long it lasted."""
        return (self.end - self.start).total_seconds()


@dataclasses.dataclass(slots=True)
class Day:
    """Summary of a day: seconds per state, number of drop-outs, the longest one."""

    day: int
    seconds: dict[Recording, int] = field(default_factory=dict)
    drop_outs: int = 0
    longest: int = 0

    @property
    def start(self) -> datetime:
        """Return the beginning of the day (UTC)."""
        return datetime.fromtimestamp(self.day * _DAY_SECONDS, UTC)


def with_state(
    ledger: Ledger, state: Recording, poll_time: PollTime, began: datetime | None = None
) -> Ledger:
    """Return the ledger after a poll that showed a state.

    `began` is when the state began, if that is known to be before this poll.
    """
    if ledger.since is None:
        return Ledger(state=state, since=_whole(poll_time.now), until=poll_time.now)
    seen = ledger.until or ledger.since
    now = max(poll_time.now, seen)
    gap = now - seen
    if gap > poll_time.hole:
        ledger = _followed(ledger, Recording.NOT_KNOWN, seen)
    elif state is not ledger.state and gap > _LATE * poll_time.interval:
        ledger = _followed(ledger, Recording.NOT_KNOWN, seen + poll_time.interval)
    if state is not ledger.state:
        at = now
        if began is not None and ledger.state is not Recording.NOT_KNOWN:
            at = min(began, now)
        ledger = _followed(ledger, state, at)
    return replace(ledger, until=now)


def spans(ledger: Ledger, since: datetime) -> list[Span]:
    """Return what was observed after `since`, oldest first, the current state last."""
    if ledger.since is None:
        return []
    found = _earlier(ledger.earlier, ledger.since, since)
    until = ledger.until or ledger.since
    if until > since:
        found.append(Span(ledger.state, max(ledger.since, since), until))
    return found


def gaps(ledger: Ledger, since: datetime, reasons: frozenset[Recording]) -> list[Span]:
    """Return when a camera was in one of some states, all that ended after `since`.

    Complete spans, also where they began before `since`.
    """
    if ledger.since is None:
        return []
    found = _earlier(ledger.earlier, ledger.since, since, clipped=False)
    found.append(Span(ledger.state, ledger.since, ledger.until or ledger.since))
    return [span for span in found if span.state in reasons and span.end > since]


def days(ledger: Ledger, since: datetime) -> Iterator[Day]:
    """Yield the summarised days that lie completely after `since`."""
    for day in _days(ledger.days):
        if day.start >= since:
            yield day


def seconds_by_state(ledger: Ledger, since: datetime) -> dict[Recording, float]:
    """Return how long a camera was in each state after `since`."""
    total: defaultdict[Recording, float] = defaultdict(float)
    for day in days(ledger, since):
        for state, seconds in day.seconds.items():
            total[state] += seconds
    for span in spans(ledger, since):
        total[span.state] += span.seconds
    return dict(total)


def answering_only(ledger: Ledger) -> Ledger:
    """Return the ledger without arming states, which reveal when somebody was at home."""
    parts: list[tuple[str, int]] = []
    for letter, seconds in _tokens(ledger.earlier):
        letter = _LETTER[_answering(_STATE[letter])]
        if parts and parts[-1][0] == letter:
            seconds += parts.pop()[1]
        parts.append((letter, seconds))
    found = []
    for day in _days(ledger.days):
        seconds_by: dict[Recording, int] = {}
        for state, lasted in day.seconds.items():
            answering = _answering(state)
            seconds_by[answering] = seconds_by.get(answering, 0) + lasted
        found.append(_day_text(replace(day, seconds=seconds_by)))
    state, since = _answering(ledger.state), ledger.since
    if parts and since is not None and _STATE[parts[-1][0]] is state:
        since -= timedelta(seconds=parts.pop()[1])
    return replace(
        ledger,
        state=state,
        since=since,
        earlier=_text(parts),
        days="".join(found),
    )


def _answering(state: Recording) -> Recording:
    return state if state in _NO_ANSWER else Recording.READY


def valid(ledger: Ledger) -> Ledger:
    """Return the ledger without impossible entries; the same object if all are possible."""
    since = ledger.since
    if since is None:
        return ledger if ledger == Ledger() else Ledger()
    age = since.timestamp()
    if not _is_text(ledger.earlier, frozenset(_STATE)) or age < sum(
        seconds for _, seconds in _tokens(ledger.earlier)
    ):
        ledger = replace(ledger, earlier="")
    if not _is_text(ledger.days, _DAY_LETTERS) or any(
        day.day * _DAY_SECONDS > age for day in _days(ledger.days)
    ):
        ledger = replace(ledger, days="")
    if ledger.until is not None and ledger.until < since:
        ledger = replace(ledger, until=since)
    return ledger


def drops_in(parts: Iterable[Span]) -> Iterator[tuple[Span, bool, bool]]:
    """Yield each drop-out, whether its beginning was seen, and whether all of it was.

    Unobserved time between two offline spans does not end a drop-out, and does not count:
    the span is as long as the observed part.
    """
    start: datetime | None = None
    before: Recording | None = None
    for span in parts:
        if span.state is Recording.OFFLINE:
            if start is None:
                start, seen = span.start, timedelta()
                began = whole = _is_seen(before)
            seen += span.end - span.start
        elif start is not None:
            if _is_seen(span.state):
                yield Span(Recording.OFFLINE, start, start + seen), began, whole
                start = None
            whole = False
        before = span.state
    if start is not None:
        yield Span(Recording.OFFLINE, start, start + seen), began, False


def _earlier(
    text: str, end: datetime, since: datetime, *, clipped: bool = True
) -> list[Span]:
    """Return the spans of a text that ends at `end`, as far as they are after `since`."""
    found: list[Span] = []
    tokens = _tokens(text)
    while tokens and end > since:
        letter, seconds = tokens.pop()
        start = end - timedelta(seconds=seconds)
        begin = max(start, since) if clipped else start
        found.append(Span(_STATE[letter], begin, end))
        end = start
    found.reverse()
    return found


def _is_seen(state: Recording | None) -> bool:
    return state not in (None, Recording.NOT_KNOWN, Recording.PAUSED)


def _whole(at: datetime) -> datetime:
    return at.replace(microsecond=0)


def _followed(ledger: Ledger, state: Recording, at: datetime) -> Ledger:
    """Return the ledger after its state was replaced by another one."""
    if state is ledger.state or ledger.since is None:
        return replace(ledger, until=at)
    at = max(_whole(at), ledger.since)
    seconds = int((at - ledger.since).total_seconds())
    earlier = ledger.earlier
    if seconds:
        earlier += f"{_LETTER[ledger.state]}{_base36(seconds)}"
    elif (last := _last_token(earlier)) and _STATE[last[0]] is state:
        # the state between lasted less than a second: the earlier one continues
        before = timedelta(seconds=last[1])
        earlier = earlier[: -len(last[2])]
        at -= before
    after = replace(ledger, state=state, since=at, until=at, earlier=earlier)
    if len(earlier) > _LONGEST:
        return _bounded(after)
    return after if at.date() == ledger.since.date() else _without_old(after)


def _last_token(text: str) -> tuple[str, int, str] | None:
    last = _LAST.search(text)
    return (last[1], int(last[2], 36), last[0]) if last else None


def _without_old(ledger: Ledger) -> Ledger:
    """Return the ledger without states that ended more than 30 days ago."""
    if ledger.since is None:
        return ledger
    oldest = ledger.since - KEPT
    kept = _earlier(ledger.earlier, ledger.since, oldest, clipped=False)
    return replace(ledger, earlier=_text_of(kept))


def _bounded(ledger: Ledger) -> Ledger:
    """Return the ledger with its oldest days summarised, one entry each."""
    ledger = _without_old(ledger)
    if ledger.since is None:
        return ledger
    rest = _earlier(ledger.earlier, ledger.since, _BEGINNING)
    old = list(_days(ledger.days))
    while rest and len(_text_of(rest)) > _LONGEST * 9 // 10:
        day = int(rest[0].start.timestamp()) // _DAY_SECONDS
        whole = [s for s in rest if int(s.start.timestamp()) // _DAY_SECONDS == day]
        if len(whole) == len(rest):
            # a single day is already too long: summarise its older half
            whole = whole[: len(whole) // 2]
        rest = rest[len(whole) :]
        old.append(_summed(day, whole))
    first = int((ledger.since - KEPT).timestamp()) // _DAY_SECONDS
    kept = [_day_text(day) for day in _merged(old) if day.day >= first]
    while kept and sum(map(len, kept)) > _LONGEST:
        kept.pop(0)
    return replace(ledger, earlier=_text_of(rest), days="".join(kept))


def _summed(number: int, parts: list[Span]) -> Day:
    day = Day(number)
    for part in parts:
        day.seconds[part.state] = day.seconds.get(part.state, 0) + int(part.seconds)
    for drop, _, _ in drops_in(parts):
        day.drop_outs += 1
        day.longest = max(day.longest, int(drop.seconds))
    return day


def _merged(found: Iterable[Day]) -> list[Day]:
    """Return one entry for each day, oldest first."""
    merged: dict[int, Day] = {}
    for day in found:
        known = merged.setdefault(day.day, Day(day.day))
        for state, seconds in day.seconds.items():
            known.seconds[state] = known.seconds.get(state, 0) + seconds
        known.drop_outs += day.drop_outs
        known.longest = max(known.longest, day.longest)
    return [merged[day] for day in sorted(merged)]


def _days(text: str) -> Iterator[Day]:
    for number, of_day in _DAY_TEXT.findall(text):
        day = Day(int(number, 36))
        for letter, value in _tokens(of_day):
            if letter == _COUNT:
                day.drop_outs = value
            elif letter == _LONGEST_DROP:
                day.longest = value
            else:
                day.seconds[_STATE[letter]] = value
        yield day


def _day_text(day: Day) -> str:
    tokens = [(_DAY, day.day)]
    tokens += [(_LETTER[state], seconds) for state, seconds in day.seconds.items()]
    if day.drop_outs:
        tokens += [(_COUNT, day.drop_outs), (_LONGEST_DROP, day.longest)]
    return _text(tokens)


def _text_of(parts: Iterable[Span]) -> str:
    return _text((_LETTER[part.state], int(part.seconds)) for part in parts)


def _text(tokens: Iterable[tuple[str, int]]) -> str:
    return "".join(f"{letter}{_base36(number)}" for letter, number in tokens)


def _tokens(text: str) -> list[tuple[str, int]]:
    return [(letter, int(number, 36)) for letter, number in _TOKEN.findall(text)]


def _is_text(text: str, letters: frozenset[str]) -> bool:
    return (
        len(text) <= _LONGEST
        and _TEXT.fullmatch(text) is not None
        and letters.issuperset(letter for letter in text if letter.isupper())
    )


def _base36(number: int) -> str:
    digits = ""
    while True:
        number, digit = divmod(number, 36)
        digits = _DIGITS[digit] + digits
        if not number:
            return digits
