"""What happens to a camera's batteries, and what is known of them after each step.

`sets.txt` keeps it under the title of each story, which says what must be so. Stored anew
by `scripts/evaluate scenarios --accept`.
"""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

from custom_components.blink_doctor.diagnosis.battery import (
    Batteries,
    with_reported_change,
)
from custom_components.blink_doctor.diagnosis.history.samples import start_of_day
from custom_components.blink_doctor.diagnosis.model.findings import Cause
from custom_components.blink_doctor.diagnosis.model.readings import Battery
from tests.diagnosis.polls import DAY, KEY, START, Polls, camera

from . import titled

KEPT = Path(__file__).parent / "sets.txt"
# A title, and steps of so many days: volts (1.55), of every other day (1.65/1.64) or falling a
# day (1.6-0.008); degrees (68F), and words, see `_report`. `tell` is a change that the owner
# reports, of so many days ago; `away` are days that nobody watched.
_STORIES = """\
low, then a jump that lasts: after three days it is a change, the low set has ended
    20 1.55 > 3 low 1.38 > 0.5 1.65 > 4 1.65
one stray reading is no change
    10 1.55 > 0.25 1.65 > 5 1.55
low for an hour before a month away is no change, and what the owner told stands
    2 no_volts > tell 0 > 15 no_volts > 0.25 low no_volts > 0.25 no_volts > away 30 > 60 no_volts
cells that come out of the frost gain a tenth of a volt: no change
    10 1.45 14F > 5 1.55 60F
changed without having been low: it must last for two months, longer than external power
    60 1.5 > 40 1.65/1.64 > 22 1.65/1.64
external power for a month is no change, and its days are no use, at 1.62 volts
    20 low 1.38 > 5 1.65 > 60 1.52 > 30 1.62 > 10 1.51
at 1.72 volts
    20 low 1.38 > 5 1.65 > 60 1.52 > 30 1.72 > 10 1.51
also where the word for the battery is missing then
    20 low 1.38 > 5 1.65 > 60 1.52 > 30 1.62 mains > 10 1.51
weeks in a drawer are no use
    60 1.52 > 40 offline 1.52 > 10 1.51
another set after two months that nobody watched: nobody can say since when
    60 1.45 > away 60 > 5.25 1.65
low once is not low; for three days it is, and it may still be taken back
    20 1.55 > 0.25 low > 2 1.55 > 3 low > 12 1.55
a whole life, from a change to low: 100 days
    20 1.4 > 3 low 1.38 > 70 1.65 > 30 1.45 > 3 low 1.38 > 5 1.65
a short life, 40 days: what it showed when it was new hides no change
    20 1.4 > 3 low 1.38 > 15 1.65 > 25 1.6-0.008 > 3 low 1.38 > 5 1.65
a mark is forgotten when the voltage rises again
    20 1.58 > 10 1.53 > 10 1.58
without volts, low that is gone for two months is a change, and for twenty days it is none
    20 no_volts > 3 low no_volts > 20 no_volts > 3 low no_volts > 59 no_volts > 3 no_volts
with volts, low that clears by itself is none
    20 1.42 > 2 low 1.39 > 5 1.41
low in frost is not low yet, and said with the finding
    20 40F > 0.25 low 1.38 14F
32 F is frost
    0.25 low 32F
33 F is none
    0.25 low 33F
still low when it is warm: low in earnest
    20 40F > 2 low 1.38 14F > 0.25 low 1.38
fine when it is warm: no life ended
    20 40F > 2 low 1.38 14F > 2 45F
changed in frost: a life ended, on the day it went low
    20 40F > 4 low 1.38 14F > 5 1.62 14F
what the owner tells may be of some days ago
    30 1.55 > tell 12
told and seen is one change, at the time that was told
    30 1.45 > 1 low 1.38 > tell 0 > 1 low 1.38 > 3 1.65
told before it is done: one change, at the time that was told
    30 1.45 > 3 low 1.38 > tell 0 > 5 low 1.38 > 5 1.65
told twice within days: one change, at the later time
    30 1.45 > tell 3 > tell 0
volts as high as this set cannot show, but not higher: a change
    30 1.5 > 3 low 1.38 > 5 1.53
older than the present set: nothing new
    30 low 1.38 > 5 1.65 > tell 60
for two days low may be of the cells that are out; then it is of the new ones
    30 low 1.38 > tell 0 > 1.75 low 1.37 > 0.5 low 1.37
a reading from before the change tells nothing of the new cells, for ten days
    30 low 1.38 > tell 0 > 9.5 low 1.38 stale > 1 low 1.38 stale
new cells that are low after four days: said with the finding, and no life measured
    30 low 1.3 > 4 1.45 > 1 low 1.38
the same after thirteen days
    30 low 1.3 > 13 1.45 > 1 low 1.38
after two weeks nothing is special about it
    30 low 1.3 > 15 1.45 > 1 low 1.38
external power from the beginning: no batteries
    3 mains no_volts
"""
_WORDS: dict[str, dict[str, Any]] = {
    "low": {"battery": Battery.LOW},
    "mains": {"battery": Battery.MAINS},
    "no_volts": {"battery_volts": None},
    "offline": {"online": False},
}


def lines() -> Iterator[str]:
    """Yield each title, its steps and what is known after each of them."""
    for title, steps in titled(_STORIES):
        yield title
        polls, told_at = Polls(), START
        for step in steps:
            days, *words = step.split()
            if days == "tell":
                told_at = polls.at - int(*words) * DAY
                cells = with_reported_change(polls.remembered().cells, told_at)
                polls.memory = polls.memory.with_device(KEY, cells=cells)
            elif days == "away":
                polls.at += int(*words) * DAY
            else:
                _pass(polls, float(days), words, told_at - DAY)
            yield f"    {step}: {_known(polls)}"


def _pass(polls: Polls, days: float, words: list[str], before: Any) -> None:
    def report(day: int) -> Any:
        values: dict[str, Any] = {}
        for word in words:
            if word == "stale":
                values["battery_read_at"] = before
            elif word in _WORDS:
                values |= _WORDS[word]
            elif word.endswith("F"):
                values["temperature_f"] = float(word[:-1])
            elif "-" in word:
                first, fall = map(float, word.split("-"))
                values["battery_volts"] = round(first - fall * day, 2)
            else:
                volts = word.split("/")
                values["battery_volts"] = float(volts[day % len(volts)])
        return camera(**values)

    polls.days(days, report)


def _known(polls: Polls) -> str:
    cells = polls.remembered().cells
    if cells.first_seen is None:
        return "no batteries"
    times = ("put_in", "low_since", "frost_since")
    found: dict[str, Any] = {name: _day(getattr(cells, name)) for name in times}
    found |= {"told": cells.told, "low_for_good": cells.low_for_good}
    found |= {"marks": len(cells.marks), "used": cells.used(polls.at)}
    found["ended"] = [_ended(cells, number) for number in range(len(cells.cycles))]
    said = polls.diagnosis.devices[KEY].finding(Cause.LOW_BATTERY)
    evidence = dict(said.evidence) if said else {}
    found |= {k: v for k, v in evidence.items() if k.startswith(("low_after", "only"))}
    return ", ".join(f"{name} {value}" for name, value in found.items() if value)


def _ended(cells: Batteries, number: int) -> str:
    one = cells.cycles[number]
    low = "low" if one.low else "not low"
    return f"{_day(start_of_day(one.ended))} {low} {one.to_low()}"


def _day(at: Any) -> str:
    return at and f"day {(at - START) / timedelta(days=1):g}"
