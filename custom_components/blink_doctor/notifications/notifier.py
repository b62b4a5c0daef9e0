"""Follow the diagnosis and signal when notifications may have to change.

This module sends nothing: automations and other callers of the action `notify` update
their recipients.
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
from .faults import Choice, Fault, current, is_known, paused, subject_id_of
from .records import AutomaticFix, Episodes, Records, RecordStore

_SIGNAL = f"{DOMAIN}_notification_due"
# a cause that returns within a day belongs to the same fault
SAME_FAULT_WITHIN = timedelta(days=1)
_FIX_KEPT = timedelta(days=1)
# delay before what failed, or what conditions held back, is tried again
RETRY = timedelta(minutes=5)
_RARELY = timedelta(hours=1)

# key of the extra line about a restart in progress; has a value `until`
RESTARTING = "push_restarting"

type ExtraLine = tuple[str, dict[str, datetime | str]]

_NOTIFIER: HassKey[Notifier] = HassKey(f"{DOMAIN}_notifier")


class Notifier:
    """State that all accounts and automations share."""

    def __init__(self, hass: HomeAssistant) -> None:
        """Prepare the store, without loading it."""
        self.hass = hass
        self.store = RecordStore(hass)
        self.lock = asyncio.Lock()
        # return additional texts for a subject: key and values of each
        self.extra_lines: list[Callable[[str], list[ExtraLine]]] = []
        # by recipient and automation: the last update, and the choice of automations
        # that leave nothing to others
        self.served: dict[tuple[str, str], datetime] = {}
        self.chosen: dict[tuple[str, str], Choice] = {}
        # time of the first update that leaves faults to other automations
        self.began: datetime | None = None
        # unreachable phones by the caller that chose them
        self.missing: dict[str, set[str]] = {}
        # since when nothing was received, by recipient
        self._failing: dict[str, datetime] = {}
        self._announced = False
        self._due: tuple[datetime, CALLBACK_TYPE] | None = None
        self._known: Any = None

    @property
    def records(self) -> Records:
        """Return the records of sent notifications."""
        return self.store.records

    @property
    def faults(self) -> dict[str, Fault]:
        """Return the current faults by subject id."""
        return current(self.hass)

    @callback
    def async_follow(self, coordinator: BlinkDoctorCoordinator) -> None:
        """Evaluate every diagnosis of an account."""
        remove = coordinator.async_add_listener(self._look)
        coordinator.config_entry.async_on_unload(remove)
        self._known = None
        self.hass.loop.call_soon(self._look)

    @callback
    def async_listen(self, fire: Callable[[], None]) -> CALLBACK_TYPE:
        """Call back soon, and whenever notifications may have to change."""
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
        """Save, and signal soon that notifications may have to change."""
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
        """Signal again at a time; only the earliest requested time is kept."""
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
    def async_sent(self, recipient: str, *, done: bool) -> None:
        """Signal again later if sending failed, more rarely the longer it goes on."""
        if done:
            self._failing.pop(recipient, None)
            return
        now = dt_util.utcnow()
        failing = now - self._failing.setdefault(recipient, now)
        self.async_due(now + min(max(RETRY, failing / 2), _RARELY))

    @callback
    def _look(self) -> None:
        """Count episodes of causes; signal if anything that is shown has changed."""
        now = dt_util.utcnow()
        self.records.not_after(now)
        # the clock may have been set back: no time may lie in the future
        if self.began is not None:
            self.began = min(self.began, now)
        self.served = {caller: min(at, now) for caller, at in self.served.items()}
        faults = self.faults
        self._count(faults)
        known = {
            subject_id: (fault.since, {*fault.affected()}, fault.name)
            for subject_id, fault in faults.items()
        }
        known_subjects = {
            subject_id: is_known(self.hass, subject_id)
            for by_subject in self.records.told.values()
            for subject_id in by_subject
        }
        # the end of a pause matters even without a fault; after midnight a time of day
        # is shown with its date
        seen = (known, known_subjects, paused(self.hass), dt_util.now().date())
        if seen != self._known:
            self._known = seen
            self.async_changed()

    def _count(self, faults: dict[str, Fault]) -> None:
        now, episodes = dt_util.utcnow(), self.records.episodes
        for subject_id, fault in faults.items():
            for cause, since in fault.since.items():
                known = episodes.setdefault(subject_id, {}).get(cause)
                if known is None or _is_over(known, now):
                    episodes[subject_id][cause] = Episodes(first=since, since=since)
                elif known.gone is not None or since > known.since:
                    known.count += 1
                    known.since, known.gone = since, None
        for subject_id, causes in list(episodes.items()):
            firing = faults[subject_id].since if subject_id in faults else {}
            for cause, known in list(causes.items()):
                if cause in firing or not is_known(self.hass, subject_id):
                    continue
                known.gone = min(known.gone or now, now)
                if _is_over(known, now):
                    del causes[cause]
                    self.records.guides.get(subject_id, {}).pop(cause, None)
            if not causes:
                del episodes[subject_id]


def _is_over(episodes: Episodes, now: datetime) -> bool:
    return episodes.gone is not None and now - episodes.gone >= SAME_FAULT_WITHIN


@callback
def is_automation_on(hass: HomeAssistant, automation: str) -> bool:
    """Whether an automation is on, and so updates its notifications."""
    return hass.states.is_state(automation, STATE_ON)


@callback
def notifier_of(hass: HomeAssistant) -> Notifier:
    """Return the notifier of this Home Assistant."""
    return hass.data[_NOTIFIER]


async def async_load_notifier(hass: HomeAssistant) -> Notifier:
    """Return the notifier with its stored records loaded."""
    if _NOTIFIER not in hass.data:
        hass.data[_NOTIFIER] = Notifier(hass)
        await hass.data[_NOTIFIER].store.async_load()
    return hass.data[_NOTIFIER]


@callback
def async_report_fix(
    coordinator: BlinkDoctorCoordinator, key: DeviceKey, name: str, done_at: datetime
) -> None:
    """Report something fixed automatically to each recipient once."""
    notifier = notifier_of(coordinator.hass)
    now = dt_util.utcnow()
    notifier.records.reports = [
        report for report in notifier.records.reports if now - report.at < _FIX_KEPT
    ]
    notifier.records.reports.append(
        AutomaticFix(
            place=subject_id_of(coordinator, key), name=name, at=now, done_at=done_at
        )
    )
    notifier.async_changed()
