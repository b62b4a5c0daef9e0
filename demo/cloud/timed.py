"""Attributes that know their own history, so that any moment can be asked for."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any, Protocol, Self, overload

BEGINNING = datetime.min.replace(tzinfo=UTC)

type Curve[T] = Callable[[datetime], T]


@dataclass(frozen=True, slots=True)
class Segment[T]:
    """What a value is from `start` on.

    `on_file` is True for a value put into the cloud's records directly; False for a
    change in the world, which the cloud learns only from a device that still reports.
    """

    start: datetime
    value: T
    on_file: bool
    curve: Curve[T] | None = None

    def evaluate(self, heard: datetime | None) -> T:
        """Return the value as of `heard`, the last moment the device reported."""
        if self.curve is None:
            return self.value
        return self.curve(self.start if heard is None else max(heard, self.start))


@dataclass(slots=True)
class Track[T]:
    """One value over time."""

    segments: list[Segment[T]] = field(default_factory=list)

    def put(
        self,
        start: datetime,
        value: T,
        *,
        on_file: bool = False,
        curve: Curve[T] | None = None,
    ) -> None:
        """Let the value hold from `start` on; whatever was planned later is dropped."""
        self.segments = [
            segment
            for segment in self.segments
            if segment.start < start or segment.start == start == BEGINNING
        ]
        self.segments.append(Segment(start, value, on_file, curve))

    def actual(self, at: datetime) -> T:
        """Return the value in the world at `at`."""
        return self._latest(at, at).evaluate(at)

    def reported(self, at: datetime, heard: datetime | None) -> T:
        """Return what the cloud has on file at `at`, having last `heard` at that time."""
        return self._latest(at, heard).evaluate(heard)

    def starts(self, until: datetime) -> set[datetime]:
        """Return the moments up to `until` at which the value changed."""
        return {s.start for s in self.segments if BEGINNING < s.start <= until}

    def _latest(self, at: datetime, heard: datetime | None) -> Segment[T]:
        for segment in reversed(self.segments):
            horizon = at if segment.on_file else heard
            if horizon is not None and segment.start <= horizon:
                return segment
        return self.segments[0]


class HasTracks(Protocol):
    """An object whose timed attributes live on a clock."""

    tracks: dict[str, Track[Any]]

    def now(self) -> datetime:
        """Return the world's present."""

    def heard(self, at: datetime) -> datetime | None:
        """Return when the cloud last heard of this object, as seen at `at`."""


class Timed[T]:
    """A plain-looking attribute with a history.

    Reading gives what the cloud has on file now; setting writes that record now and
    drops what a timeline or an operation had planned for later.
    """

    def __init__(self, default: T) -> None:
        """Take the value that holds from the beginning of time."""
        self.default = default
        self.name = ""

    def __set_name__(self, owner: type, name: str) -> None:
        """Remember under which name the track is kept."""
        self.name = name

    @overload
    def __get__(self, instance: None, owner: type) -> Self: ...
    @overload
    def __get__(self, instance: HasTracks, owner: type) -> T: ...
    def __get__(self, instance: HasTracks | None, owner: type) -> Self | T:
        """Return the value on file now."""
        if instance is None:
            return self
        return self.at(instance, instance.now())

    def __set__(self, instance: HasTracks, value: T) -> None:
        """Write the record now."""
        self.track(instance).put(instance.now(), value, on_file=True)

    def track(self, instance: HasTracks) -> Track[T]:
        """Return the track of this attribute, made on first use."""
        if self.name not in instance.tracks:
            instance.tracks[self.name] = Track(
                [Segment(BEGINNING, self.default, on_file=True)]
            )
        return instance.tracks[self.name]

    def at(self, instance: HasTracks, at: datetime) -> T:
        """Return the value on file at `at`."""
        return self.track(instance).reported(at, instance.heard(at))
