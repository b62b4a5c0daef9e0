"""Follows the diagnosis and says when there may be something to tell.

It sends nothing: an automation, or whoever calls the action `notify`, brings its
recipients in step. Only what nobody brings in step any more is taken back from here.
"""

import asyncio
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from homeassistant.const import STATE_ON
from homeassistant.core import CALLBACK_TYPE, HassJob, HomeAssistant, callback
from homeassistant.helpers.dispatcher import (
    async_dispatcher_connect,
    async_dispatcher_send,
)
from homeassistant.helpers.event import async_call_later
from homeassistant.util import dt as dt_util
from homeassistant.util.hass_dict import HassKey

from ..const import DOMAIN
from ..coordinator import BlinkDoctorCoordinator
from ..diagnosis.model.ids import DeviceKey
from .faults import Choice, Fault, current, is_known, paused, place_of
from .records import Episodes, Records, RecordStore, Report

_SIGNAL = f"{DOMAIN}_notification_due"
# a cause that comes back within a day is the same trouble
SAME_TROUBLE = timedelta(days=1)
_REPORT_KEPT = timedelta(days=1)

# key of an aside about something that is being done, with an `until`
UNDER_WAY = "push_restarting"

type Aside = tuple[str, dict[str, datetime | str]]

_NOTIFIER: HassKey[Notifier] = HassKey(f"{DOMAIN}_notifier")


class Notifier:
    """What is there once, whatever the number of accounts and automations."""

    def __init__(self, hass: HomeAssistant) -> None:
        """Prepare the file."""
        self.hass = hass
        self.store = RecordStore(hass)
        self.lock = asyncio.Lock()
        # what else there is to say of a place: key of a text, and its values
        self.asides: list[Callable[[str], list[Aside]]] = []
        # when each recipient was last brought in step, by automation, and as to what
        # where that leaves nothing to others
        self.served: dict[tuple[str, str], datetime] = {}
        self.chosen: dict[tuple[str, str], Choice] = {}
        # the first round since the start
        self.began: datetime | None = None
        # phones that cannot be told, by who chose them
        self.missing: dict[str, set[str]] = {}
        self._announced = False
        self._due: tuple[datetime, CALLBACK_TYPE] | None = None
        self._known: Any = None

    @property
    def records(self) -> Records:
        """Return what was told."""
        return self.store.records

    @property
    def faults(self) -> dict[str, Fault]:
        """Return the faults of now by place."""
        return current(self.hass)

    @callback
    def async_follow(self, coordinator: BlinkDoctorCoordinator) -> None:
        """Look at every diagnosis of an account."""
        remove = coordinator.async_add_listener(self._look)
        coordinator.config_entry.async_on_unload(remove)
        self._known = None
        self.hass.loop.call_soon(self._look)

    @callback
    def async_listen(self, fire: Callable[[], None]) -> CALLBACK_TYPE:
        """Call back now, and whenever there may be something to tell."""
        running = True

        @callback
        def begin() -> None:
            if running:
                fire()

        self.hass.loop.call_soon(begin)
        stop = async_dispatcher_connect(self.hass, _SIGNAL, fire)

        @callback
        def end() -> None:
            nonlocal running
            running = False
            stop()

        return end

    @callback
    def async_changed(self) -> None:
        """Write, and say soon that there may be something to tell."""
        self.store.save()
        if not self._announced:
            self._announced = True
            self.hass.loop.call_soon(self._announce)

    @callback
    def _announce(self) -> None:
        self._announced = False
        async_dispatcher_send(self.hass, _SIGNAL)

    @callback
    def async_due(self, at: datetime) -> None:
        """Say so again at a moment; the earliest one counts."""
        if self._due is not None:
            if self._due[0] <= at:
                return
            self._due[1]()

        @callback
        def due(_: datetime) -> None:
            self._due = None
            self.async_changed()

        job = HassJob(due, cancel_on_shutdown=True)
        seconds = max((at - dt_util.utcnow()).total_seconds(), 0)
        self._due = (at, async_call_later(self.hass, seconds, job))

    @callback
    def _look(self) -> None:
        """Count what comes and goes; announce what is new."""
        now = dt_util.utcnow()
        self.records.not_after(now)
        # the clock was set back, as above
        if self.began is not None:
            self.began = min(self.began, now)
        self.served = {caller: min(at, now) for caller, at in self.served.items()}
        faults = self.faults
        self._count(faults)
        known = {
            place: (fault.since, {*fault.affected()}, fault.name)
            for place, fault in faults.items()
        }
        known_places = {
            place: is_known(self.hass, place)
            for told in self.records.told.values()
            for place in told
        }
        # the end of a pause is news also where nothing is wrong then; from midnight on
        # a time of day needs its date
        seen = (known, known_places, paused(self.hass), dt_util.now().date())
        if seen != self._known:
            self._known = seen
            self.async_changed()

    def _count(self, faults: dict[str, Fault]) -> None:
        now, episodes = dt_util.utcnow(), self.records.episodes
        for place, fault in faults.items():
            for cause, since in fault.since.items():
                known = episodes.setdefault(place, {}).get(cause)
                if known is None or _is_over(known, now):
                    episodes[place][cause] = Episodes(first=since, since=since)
                elif known.gone is not None or since > known.since:
                    known.count += 1
                    known.since, known.gone = since, None
        for place, causes in list(episodes.items()):
            firing = faults[place].since if place in faults else {}
            for cause, known in list(causes.items()):
                if cause in firing or not is_known(self.hass, place):
                    continue
                known.gone = min(known.gone or now, now)
                if _is_over(known, now):
                    del causes[cause]
                    self.records.guides.get(place, {}).pop(cause, None)
            if not causes:
                del episodes[place]


def _is_over(episodes: Episodes, now: datetime) -> bool:
    return episodes.gone is not None and now - episodes.gone >= SAME_TROUBLE


@callback
def is_on_duty(hass: HomeAssistant, automation: str) -> bool:
    """Whether an automation goes on looking after what it told."""
    return hass.states.is_state(automation, STATE_ON)


@callback
def notifier_of(hass: HomeAssistant) -> Notifier:
    """Return the notifier of this Home Assistant."""
    return hass.data[_NOTIFIER]


async def async_load_notifier(hass: HomeAssistant) -> Notifier:
    """Return the notifier, with what was told before this start."""
    if _NOTIFIER not in hass.data:
        hass.data[_NOTIFIER] = Notifier(hass)
        await hass.data[_NOTIFIER].store.async_load()
    return hass.data[_NOTIFIER]


@callback
def async_report(
    coordinator: BlinkDoctorCoordinator, key: DeviceKey, name: str, done_at: datetime
) -> None:
    """Tell each recipient once what was done without anybody."""
    notifier = notifier_of(coordinator.hass)
    now = dt_util.utcnow()
    notifier.records.reports = [
        report for report in notifier.records.reports if now - report.at < _REPORT_KEPT
    ]
    notifier.records.reports.append(
        Report(place=place_of(coordinator, key), name=name, at=now, done_at=done_at)
    )
    notifier.async_changed()
