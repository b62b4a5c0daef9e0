"""The request of an automation: whom to notify of what, and when."""

from collections.abc import Iterator
from dataclasses import dataclass, field as or_new
from datetime import date, datetime, time, timedelta
from typing import Any, Self

from homeassistant.helpers import config_validation as cv
from homeassistant.util import dt as dt_util
import probatio

from ..action_fields import DEVICE_IDS, MOST_DEVICES, at_most, fields, text
from ..diagnosis.model.findings import Cause
from .faults import Choice

_LIST = DEVICE_IDS
_LONGEST_ID = 255
_MOST_DAYS = 365
# longer durations would overflow datetime
_DURATION = probatio.All(
    cv.positive_time_period, probatio.Range(max=timedelta(days=_MOST_DAYS))
)

SETTINGS = probatio.Schema(
    {
        probatio.Optional("area_id", default=list): _LIST,
        probatio.Optional("exclude", default=list): _LIST,
        probatio.Optional("notify_entities", default=list): probatio.All(
            probatio.EnsureList(),
            at_most(MOST_DEVICES),
            [text(_LONGEST_ID)],
            cv.entity_ids,
        ),
        probatio.Optional("bell", default=True): cv.boolean,
        probatio.Optional("recipient", default=""): text(_LONGEST_ID),
        probatio.Optional("hold", default=False): cv.boolean,
        probatio.Optional("wait", default=timedelta()): _DURATION,
        probatio.Optional("quiet_from"): cv.time,
        probatio.Optional("quiet_to"): cv.time,
        probatio.Optional("snooze", default=timedelta(hours=8)): _DURATION,
        probatio.Optional("remind_days", default=0): probatio.All(
            probatio.Coerce(float), probatio.Range(min=0, max=_MOST_DAYS)
        ),
        probatio.Optional("tell_well", default=False): cv.boolean,
        probatio.Optional("guide", default=True): cv.boolean,
        probatio.Optional("leave_to_others", default=False): cv.boolean,
        probatio.Optional("critical", default=list): _LIST,
        probatio.Optional("escalate_to", default=list): _LIST,
        probatio.Optional("escalate_days", default=2): probatio.All(
            probatio.Coerce(float), probatio.Range(min=0, max=_MOST_DAYS)
        ),
        probatio.Optional("digest_from", default=4): probatio.All(
            probatio.Coerce(int), probatio.Range(min=0, max=100)
        ),
    }
)

SCHEMA = fields(
    {
        probatio.Optional("device_id", default=list): _LIST,
        probatio.Optional("phones", default=list): _LIST,
        probatio.Optional("cause", default=list): probatio.All(
            probatio.EnsureList(), [probatio.In([cause.value for cause in Cause])]
        ),
        probatio.Optional("settings", default=dict): SETTINGS,
    }
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Quiet:
    """Quiet hours, in which nothing may ring; none if start and end are equal."""

    start: time = time()
    end: time = time()

    def until(self, now: datetime) -> datetime | None:
        """Return when the quiet hours end, None outside of them."""
        if self.start == self.end:
            return None
        today = dt_util.as_local(now).date()
        for day in (today - timedelta(days=1), today):
            ends_on = day + timedelta(days=self.end < self.start)
            end = max(_utc_times(ends_on, self.end))
            if min(_utc_times(day, self.start)) <= now < end:
                return end
        return None


def _utc_times(day: date, clock: time) -> Iterator[datetime]:
    """Yield the times that a wall-clock time of a day may mean: two when clocks go back."""
    local = datetime.combine(day, clock, tzinfo=dt_util.get_default_time_zone())
    for fold in (0, 1):
        yield dt_util.as_utc(local.replace(fold=fold))


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """One call of the action `notify`."""

    choice: Choice
    phones: list[str]
    notify_entities: list[str] = or_new(default_factory=list)
    bell: bool = True
    recipient: str = ""
    hold: bool = False
    wait: timedelta = timedelta()
    quiet: Quiet = Quiet()
    snooze: timedelta = timedelta(hours=8)
    remind: timedelta = timedelta()
    tell_well: bool = False
    guide: bool = True
    # leave out faults of which another automation notifies the same recipient
    leave_to_others: bool = False
    critical: frozenset[str] = frozenset()
    escalate_to: list[str] = or_new(default_factory=list)
    escalate_after: timedelta = timedelta(days=2)
    digest_from: int = 4
    # the calling automation, if it is one
    owner: str = ""

    @classmethod
    def from_call(cls, data: dict[str, Any], owner: str = "") -> Self:
        """Return the request of validated action data."""
        settings = data["settings"]
        same = (
            *("notify_entities", "bell", "recipient", "hold", "wait"),
            *("snooze", "tell_well", "guide", "escalate_to", "digest_from"),
            "leave_to_others",
        )
        return cls(
            owner=owner,
            choice=Choice(
                device_ids=data["device_id"],
                area_ids=settings["area_id"],
                exclude=settings["exclude"],
                causes=data["cause"],
            ),
            phones=data["phones"],
            quiet=Quiet(
                start=settings.get("quiet_from", time()),
                end=settings.get("quiet_to", time()),
            ),
            remind=timedelta(days=settings["remind_days"]),
            critical=frozenset(settings["critical"]),
            escalate_after=timedelta(days=settings["escalate_days"]),
            **{key: settings[key] for key in same},
        )
