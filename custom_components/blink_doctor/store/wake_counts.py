"""How often a camera was woken, today and yesterday, and by what."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

MOST_NAMES = 8
_OTHER = "other"
_LONGEST = 80


def shortened(by: str) -> str:
    """Return a kind and name, shortened to the stored length."""
    return by[:_LONGEST]


@dataclass(frozen=True, slots=True)
class Woken:
    """Counts of a day (`day` is its ordinal) and of the day before, by source.

    A source is a kind and a name, such as `automation:Driveway picture`.
    """

    day: int = 0
    today: Mapping[str, int] = field(default_factory=dict)
    before: Mapping[str, int] = field(default_factory=dict)

    def on(self, day: int) -> Woken:
        """Return the counts moved on to a day."""
        if day == self.day:
            return self
        return Woken(day, {}, self.today if day == self.day + 1 else {})

    def once_more(self, day: int, by: str) -> Woken:
        """Return the counts with one more; sources beyond the first few are merged."""
        counts = self.on(day)
        by = shortened(by)
        if by not in counts.today and len(counts.today) >= MOST_NAMES:
            by = _OTHER
        today = {**counts.today, by: counts.today.get(by, 0) + 1}
        return Woken(day, today, counts.before)

    def yesterday(self, day: int) -> Mapping[str, int]:
        """Return yesterday's counts, highest first."""
        counts = self.on(day).before
        return dict(sorted(counts.items(), key=lambda item: -item[1]))

    def as_dict(self) -> dict[str, Any]:
        """Return the counts as JSON-ready data."""
        return {
            "day": self.day,
            "today": dict(self.today),
            "before": dict(self.before),
        }


NO_WAKES = Woken()


def from_dict(data: Any) -> Woken:
    """Return stored counts. Raises ValueError or TypeError if they are invalid."""
    if type(data["day"]) is not int:
        raise TypeError("not a day")
    return Woken(data["day"], _counts(data["today"]), _counts(data["before"]))


def _counts(data: Any) -> dict[str, int]:
    counts = {shortened(str(by)): count for by, count in data.items()}
    if not all(type(count) is int and count > 0 for count in counts.values()):
        raise ValueError("no counts")
    return dict([*counts.items()][: MOST_NAMES + 1])
