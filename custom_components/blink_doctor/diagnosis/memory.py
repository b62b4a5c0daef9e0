"""What must survive to the next poll and across restarts.

Everything here is frozen; a poll makes new objects only where something changed,
so that "nothing changed" is a comparison and nothing is written to disk then.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any, NamedTuple

from .cells import Cells
from .findings import Cause, DeviceDiagnosis, Diagnosis, EvidenceValue, FirmwareState
from .past import Past
from .readings import Battery, Reading
from .trends import Drop
from .wobble import FORGOTTEN_AFTER, Wobble

OFFLINE = "offline"
_NO_PAST = Past()
_NO_CELLS = Cells()


class Symptom(NamedTuple):
    """A rule saw something wrong, and this is what.

    `since` is set by rules that know better than "since the first reading".
    `on_the_line` is a value so close to fine that jitter may explain it.
    """

    evidence: Mapping[str, EvidenceValue]
    since: datetime | None = None
    on_the_line: bool = False


# What a rule says of one reading: a symptom, False for "this is fine", None for
# "this reading says nothing about it". Only False can clear a finding.
type Observation = Symptom | bool | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Persistence:
    """How long a symptom must last to become a finding, and be gone to clear."""

    readings: int = 1
    lasts: timedelta = timedelta()
    clears: timedelta = timedelta()


@dataclass(frozen=True, slots=True, kw_only=True)
class Watch:
    """A symptom under watch on one device.

    `readings` counts in a row, up to what persistence asks for. `clear_since` is
    set while the readings are fine again but not yet for long enough; without a
    finding the watch then only rests, to know a signal that wobbles. Evidence is
    for showing and is not part of what is compared or stored.
    """

    since: datetime
    readings: int = 1
    active: bool = False
    clear_since: datetime | None = None
    symptom: Symptom | None = field(default=None, compare=False)
    wobble: Wobble | None = field(default=None, compare=False)

    @property
    def is_settled(self) -> bool:
        """Whether seeing the same again would change nothing, however late it is."""
        return self.active and self.clear_since is None and self.wobble is None

    @property
    def rests(self) -> bool:
        """Whether there is neither a finding nor a symptom at the moment."""
        return not self.active and self.clear_since is not None

    def is_old_news(self, seen: Symptom, now: datetime) -> bool:
        """Whether this symptom changes nothing about a finding that stands."""
        return self.is_settled and self.since <= now and self.symptom == seen


def step(
    watch: Watch | None, seen: Observation, now: datetime, persistence: Persistence
) -> Watch | None:
    """Move a watch on by one reading; None when there is nothing to watch."""
    if seen is None or seen is True:
        return watch
    if isinstance(seen, Symptom):
        if watch is not None and watch.is_old_news(seen, now):
            return watch
        return _bad_reading(watch, seen, now, persistence)
    return _good_reading(watch, now, persistence) if watch else None


def _good_reading(
    watch: Watch, now: datetime, persistence: Persistence
) -> Watch | None:
    # a clock that was set back restarts the wait instead of stretching it
    clear_since = min(watch.clear_since or now, now)
    wobble = watch.wobble and watch.wobble.after(now, weak=False)
    if watch.active and now - clear_since < persistence.clears:
        return replace(watch, clear_since=clear_since, wobble=wobble)
    if wobble is None or now - clear_since >= FORGOTTEN_AFTER:
        return None
    if watch.rests:
        return replace(watch, clear_since=clear_since, wobble=wobble)
    return Watch(since=watch.since, clear_since=clear_since, wobble=wobble.dipped())


def _bad_reading(
    watch: Watch | None, seen: Symptom, now: datetime, persistence: Persistence
) -> Watch:
    wobble = watch.wobble if watch else None
    if wobble is not None:
        wobble = wobble.after(now, weak=True)
    elif seen.on_the_line:
        wobble = Wobble(at=now)
    if watch is not None and watch.rests:
        watch = None
    since = min(watch.since, now) if watch else now
    readings = min((watch.readings if watch else 0) + 1, persistence.readings)
    lasted = readings >= persistence.readings and now - since >= persistence.lasts
    if wobble is not None:
        lasted = wobble.tells or (lasted and not (seen.on_the_line and wobble.holds))
    return Watch(
        since=min(since, seen.since) if seen.since else since,
        readings=readings,
        active=lasted or (watch is not None and watch.active),
        symptom=seen,
        wobble=wobble,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class RedLight:
    """A red light that a person reported on a device."""

    at: datetime
    pattern: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DeviceMemory:
    """What is remembered of one device.

    `uid` is the id that the device was first known by: it stays when a serial
    number turns up later, and when the device is paired again.
    `battery` is the last state that Blink reported (never mains by absence),
    `explained` says that its being offline was put down to something above it,
    `gone_since` that the account no longer lists it. `watches` are keyed by
    cause slug or `OFFLINE`. `firmware_before` is the version before the last
    change, `fine_before_update` that it had no trouble then, `trouble_on` the last
    day (since 1970) with any. `drops` follow from `past` and are not stored.
    """

    uid: str | None = None
    identity: str | None = None
    battery: Battery | None = None
    firmware: str | None = None
    firmware_before: str | None = None
    firmware_changed: datetime | None = None
    fine_before_update: bool = False
    trouble_on: int | None = None
    explained: bool = False
    gone_since: datetime | None = None
    red_light: RedLight | None = None
    watches: Mapping[str, Watch] = field(default_factory=dict)
    past: Past = _NO_PAST
    cells: Cells = _NO_CELLS
    drops: tuple[Drop, ...] = ()


@dataclass(slots=True, eq=False)
class Judged:
    """What a device's diagnosis was made of, where the same leads to it again.

    Made for every device at every poll, hence not frozen: that would cost more
    than all else about it.
    """

    reading: Reading
    remembered: DeviceMemory
    diagnosis: DeviceDiagnosis

    def stands(self, remembered: DeviceMemory, left_behind: Symptom | None) -> bool:
        """Whether the same reading says nothing new of the device and its firmware."""
        if self.remembered is not remembered:
            return False
        watch = remembered.watches.get(Cause.FIRMWARE_BEHIND)
        return left_behind == (watch.symptom if watch else None)

    def holds(self, state: FirmwareState | None, *, in_doubt: bool) -> bool:
        """Whether nothing has changed about its fellows and what is above it."""
        return self.diagnosis.firmware_state is state and not in_doubt


@dataclass(frozen=True, slots=True, kw_only=True)
class Memory:
    """All that is remembered of one account.

    `firmware_seen` maps a model group and version to the moment it was first
    seen. Not stored are `last`, the last diagnosis, and `judged`, the devices that
    need not be judged again while nothing about them changes.
    """

    devices: Mapping[str, DeviceMemory] = field(default_factory=dict)
    firmware_seen: Mapping[str, datetime] = field(default_factory=dict)
    last: Diagnosis | None = field(default=None, compare=False)
    judged: Mapping[str, Judged] = field(default_factory=dict, compare=False)

    def is_older_than(self, now: datetime) -> bool:
        """Whether there was a usable poll, and the clock was not set back since."""
        data_at = self.last.data_at if self.last else None
        return data_at is not None and data_at <= now

    def with_device(self, key: str, **changes: Any) -> Memory:
        """Return a memory in which one device is remembered differently."""
        device = replace(self.devices.get(key, DeviceMemory()), **changes)
        return replace(self, devices={**self.devices, key: device})
