"""Attributes with a history, which can be evaluated at any time."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any, Protocol, Self, overload

BEGINNING = datetime.min.replace(tzinfo=UTC)

type Curve[T] = Callable[[datetime], T]


@dataclass(frozen=True, slots=True)
class Segment[T]:
    """A value from `start` on.

    `on_file`: True for a value set in the cloud's record directly; False for a change
    in the world, which the cloud learns only while the device reports.
    """

    start: datetime
    value: T
    on_file: bool
    curve: Curve[T] | None = None

    def evaluate(self, heard: datetime | None) -> T:
        """Return the value as of `heard`, when the device last reported."""
        if self.curve is None:
            return self.value
        return self.curve(self.start if heard is None else max(heard, self.start))


@dataclass(slots=True)
class Track[T]:
    """The history of one value."""

    segments: list[Segment[T]] = field(default_factory=list)

    def put(
        self,
        start: datetime,
        value: T,
        *,
        on_file: bool = False,
        curve: Curve[T] | None = None,
    ) -> None:
        """Set the value from `start` on; everything scheduled later is dropped."""
        self.segments = [
            segment
            for segment in self.segments
            if segment.start < start or segment.start == start == BEGINNING
        ]
        self.segments.append(Segment(start, value, on_file, curve))

    def actual(self, at: datetime) -> T:
        """Return the value in the simulated world at `at`."""
        return self._latest(at, at).evaluate(at)

    def reported(self, at: datetime, heard: datetime | None) -> T:
        """Return the cloud's record at `at`, last updated at `heard`."""
        return self._latest(at, heard).evaluate(heard)

    def starts(self, until: datetime) -> set[datetime]:
        """Return the times up to `until` at which the value changed."""
        return {s.start for s in self.segments if BEGINNING < s.start <= until}

    def _latest(self, at: datetime, heard: datetime | None) -> Segment[T]:
        for segment in reversed(self.segments):
            horizon = at if segment.on_file else heard
            if horizon is not None and segment.start <= horizon:
                return segment
        return self.segments[0]


class HasTracks(Protocol):
    """An object with timed attributes and a clock."""

    tracks: dict[str, Track[Any]]

    def now(self) -> datetime:
        """Return the current time of the simulated world."""

    def heard(self, at: datetime) -> datetime | None:
        """Return when this object last reported before `at`."""


class Timed[T]:
    """A descriptor for an attribute with a history.

    Reading returns the cloud's current record; setting changes that record now and
    drops what a timeline or an operation had scheduled for later.
    """

    def __init__(self, default: T) -> None:
        """Take the initial value."""
        self.default = default
        self.name = ""

    def __set_name__(self, owner: type, name: str) -> None:
        """Store the name under which the track is kept."""
        self.name = name

    @overload
    def __get__(self, instance: None, owner: type) -> Self: ...
    @overload
    def __get__(self, instance: HasTracks, owner: type) -> T: ...
    def __get__(self, instance: HasTracks | None, owner: type) -> Self | T:
        """Return the currently recorded value."""
        if instance is None:
            return self
        return self.at(instance, instance.now())

    def __set__(self, instance: HasTracks, value: T) -> None:
        """Set the record now."""
        self.track(instance).put(instance.now(), value, on_file=True)

    def track(self, instance: HasTracks) -> Track[T]:
        """Return the track of this attribute, created on first use."""
        if self.name not in instance.tracks:
            instance.tracks[self.name] = Track(
                [Segment(BEGINNING, self.default, on_file=True)]
            )
        return instance.tracks[self.name]

    def at(self, instance: HasTracks, at: datetime) -> T:
        """Return the recorded value at `at`."""
        return self.track(instance).reported(at, instance.heard(at))
