"""Data flows one way: core's poll -> snapshot -> diagnosis -> listeners."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any, override

from homeassistant.config_entries import ConfigEntry
from homeassistant.const import EVENT_HOMEASSISTANT_STOP
from homeassistant.core import CALLBACK_TYPE, Event, HomeAssistant, callback
from homeassistant.helpers import device_registry as dr
from homeassistant.helpers.event import async_track_time_interval
from homeassistant.util import dt as dt_util

from . import pauses
from .blink.captures import Captures
from .blink.source import BlinkSource
from .const import CONF_BLINK_ENTRY, CONF_SECRET, DOMAIN, LOGGER
from .diagnosis import incident_log
from .diagnosis.conditions import Observation
from .diagnosis.engine import diagnose, observe, review
from .diagnosis.memory import Memory
from .diagnosis.model.findings import Cause, Diagnosis
from .diagnosis.model.ids import DeviceKey, Uid
from .diagnosis.model.readings import ACCOUNT_KEY, Snapshot
from .diagnosis.outlook import Outlooks
from .diagnosis.parsing.payload import digest
from .diagnosis.parsing.resting import Pauses
from .diagnosis.settings import SETTINGS, Settings
from .notes import NO_NOTES, DeviceNotes, Notes, device_from_dict
from .paced import PacedCoordinator
from .store import MemoryStore, NotesStore

type BlinkDoctorConfigEntry = ConfigEntry[BlinkDoctorCoordinator]

# Notices what no poll tells: silence. A look at the clock, never a request.
_TICK = timedelta(seconds=60)
_STALE_AFTER_POLLS = 3


class BlinkDoctorCoordinator(PacedCoordinator[Diagnosis]):
    """Judges what core Blink has read and tells those who listen.

    It has no interval and makes no request: core's own polls feed it.
    """

    config_entry: BlinkDoctorConfigEntry

    def __init__(self, hass: HomeAssistant, entry: BlinkDoctorConfigEntry) -> None:
        """Prepare for one Blink account."""
        super().__init__(hass, LOGGER, config_entry=entry, name=DOMAIN)
        self.settings = Settings.from_mapping(
            {key: value for key, value in entry.options.items() if key in SETTINGS}
        )
        self.store = MemoryStore(hass, entry.entry_id)
        self.memory = Memory()
        self._notes_store = NotesStore(hass, entry.entry_id)
        self.notes: Notes = {}
        self.outlooks = Outlooks()
        self._salt: str = entry.data.get(CONF_SECRET, entry.entry_id)
        self._stop: CALLBACK_TYPE | None = None
        self.source = BlinkSource(
            hass,
            entry.data[CONF_BLINK_ENTRY],
            salt=self._salt,
            on_poll=self._polled,
            on_life=self._life_changed,
        )
        self.keys: dict[Uid, DeviceKey] = {}
        self.captures = Captures()
        self.stale = True
        # whether Blink has told anything since the start; before, all is remembered
        self.has_read = False
        self._looked_at = self.now
        self._last_homescreen: Any = None
        self._words: dict[str, set[str]] = {}

    async def async_start(self) -> None:
        """Load the memory, judge what core has now, follow it from here on."""
        self.memory = await self.store.async_load() or Memory()
        self.notes = await self._async_load_notes()
        self.memory = pauses.applied(self.memory, self.pauses, self.now)
        stop_source = self.source.async_start()
        stop_tick = async_track_time_interval(self.hass, self._tick, _TICK)
        stop_last_write = self.hass.bus.async_listen(
            EVENT_HOMEASSISTANT_STOP, self._async_write
        )
        self._evaluate()

        @callback
        def stop() -> None:
            stop_last_write()
            stop_tick()
            stop_source()

        self._stop = stop

    async def async_stop(self) -> None:
        """Follow nothing any more, then write what is remembered, for the last time."""
        if self._stop is not None:
            self._stop()
            self._stop = None
            await self.store.async_close()
            await self._notes_store.async_close()

    async def _async_write(self, _: Event) -> None:
        """Write what is known when Home Assistant stops, also what is not compared."""
        await self.store.async_write()
        await self._notes_store.async_write()

    async def _async_load_notes(self) -> Notes:
        """Return the notes; 0.1.0 kept them in the memory."""
        notes = await self._notes_store.async_load()
        if notes is None:
            found = {
                self.uid(key): device_from_dict(raw)[0]
                for key, raw in self.store.devices_on_disk.items()
            }
            notes = {uid: one for uid, one in found.items() if one != NO_NOTES}
            if notes:
                await self._notes_store.async_migrate(notes)
        now = self.now
        if not self._notes_store.is_whole:
            notes = pauses.recovered(notes, self.memory, now)
        notes = pauses.without_over(notes, now)
        return {uid: noted.not_after(now) for uid, noted in notes.items()}

    @override
    async def _async_update_data(self) -> Diagnosis:
        """Return what is known: who wants it anew has to start a check-up."""
        return self.data

    @property
    def now(self) -> datetime:
        """Return the moment of judging."""
        return dt_util.utcnow()

    def uid(self, key: DeviceKey) -> Uid:
        """Return an id of a device that is stable and identifies no one."""
        if key == ACCOUNT_KEY:
            return key
        remembered = self.memory.devices.get(key)
        known = remembered.uid or remembered.identity if remembered else None
        return known or digest(key, self._salt)

    def device_id(self, key: DeviceKey) -> str | None:
        """Return the device registry id that belongs to an engine key."""
        device = self.source.device_entry(key) or self._own_device(key)
        return device.id if device else None

    def key_of(self, device_id: str) -> str | None:
        """Return the engine key that belongs to a device registry id."""
        return next(
            (key for key in self.data.devices if self.device_id(key) == device_id),
            None,
        )

    def own_identifier(self, key: DeviceKey) -> tuple[str, str]:
        """Return the identifier of a device that core has not made."""
        entry_id = self.config_entry.entry_id
        if key == ACCOUNT_KEY:
            return (DOMAIN, entry_id)
        return (DOMAIN, f"{entry_id}_{self.uid(key)}")

    def _own_device(self, key: DeviceKey) -> dr.DeviceEntry | None:
        return dr.async_get(self.hass).async_get_device_by_identifier(
            self.own_identifier(key), self.config_entry.entry_id
        )

    @callback
    def async_evaluate(self) -> None:
        """Judge what core has now, as after a poll."""
        self._evaluate()

    @callback
    def async_remember(self, key: DeviceKey, **changes: Any) -> None:
        """Change what is remembered of a device and judge again."""
        self.async_remember_all({key: changes})

    @callback
    def async_remember_all(self, changes: Mapping[str, Mapping[str, Any]]) -> None:
        """Change what is remembered of devices, by key, and judge again once."""
        for key, changed in changes.items():
            self.memory = self.memory.with_device(key, **changed)
        self.async_review()

    def _credited(self, memory: Memory) -> Memory:
        """Return the memory with the steps that ended a fault, as far as they are noted."""
        for key in memory.devices if self.notes else ():
            if tried := self.notes_of(key).steps_tried:
                steps = [(step.step, step.at, step.result) for step in tried]
                memory = incident_log.credited(memory, key, steps, self.now)
        return memory

    @callback
    def async_credit(self) -> None:
        """Look again whether a step that was just noted has ended a fault."""
        self.memory = self._credited(self.memory)
        self.store.async_save(self.memory)

    @callback
    def async_note(self, key: DeviceKey, **changes: Any) -> None:
        """Change what is noted of a device; no finding depends on it."""
        self._keep_notes(
            {**self.notes, self.uid(key): replace(self.notes_of(key), **changes)}
        )

    def notes_of(self, key: DeviceKey) -> DeviceNotes:
        """Return what is noted of a device."""
        return self.notes.get(self.uid(key), NO_NOTES)

    @property
    def pauses(self) -> Pauses:
        """Return what the owner does not want watched now."""
        return pauses.in_force(self.notes, self.memory, self.now)

    @callback
    def async_apply_pauses(self) -> None:
        """Judge again at once, where what is paused may be something else."""
        memory = pauses.applied(self.memory, self.pauses, self.now)
        if memory is not self.memory:
            self.memory = memory
            self.async_review()

    @callback
    def _end_pauses(self) -> None:
        """Watch again what was paused until now."""
        notes = pauses.without_over(self.notes, self.now)
        if notes is not self.notes:
            self._keep_notes(notes)
            self.async_apply_pauses()

    @callback
    def _keep_notes(self, notes: Notes) -> None:
        self.notes = notes
        self._notes_store.async_save(notes)

    @callback
    def _notice_clock(self) -> None:
        """Count noted times in the future as now once the clock was set back."""
        now, before, self._looked_at = self.now, self._looked_at, self.now
        if now < before:
            self._keep_notes(
                {uid: noted.not_after(now) for uid, noted in self.notes.items()}
            )

    @callback
    def _forget_notes(self, before: Memory) -> None:
        """Forget what was noted of devices that the memory has forgotten."""
        forgotten = before.devices.keys() - self.memory.devices.keys()
        if not forgotten:
            return
        known = {self.uid(key) for key in self.memory.devices}
        gone = {before.devices[key].uid for key in forgotten} - known
        if not gone.isdisjoint(self.notes):
            self._keep_notes(
                {
                    uid: pauses.kept_of(one) if uid in gone else one
                    for uid, one in self.notes.items()
                    if uid not in gone or one.paused is not None
                }
            )

    @callback
    def async_confirm_fixed(self, key: DeviceKey, cause: Cause) -> None:
        """End a finding at once, after good values have been measured.

        By themselves signals must be good for some time first, because nobody
        has done anything about them.
        """
        remembered = self.memory.devices.get(key)
        if remembered is not None and cause in remembered.conditions:
            conditions = dict(remembered.conditions)
            del conditions[cause]
            self.async_remember(key, conditions=conditions)

    def observe(self, key: DeviceKey, cause: Cause) -> Observation:
        """Return what one rule says of the last reading of a device."""
        return observe(self.memory, self.settings, key, cause, self.now)

    @callback
    def async_review(self) -> None:
        """Judge again without counting the last reading twice."""
        self._publish(*review(self.memory, self.settings, self.now))

    @callback
    def async_take(
        self, homescreen: Any, live: Mapping[str, Any] | None = None
    ) -> None:
        """Take a homescreen that a check-up has just read, and live values."""
        capture = {**self.source.capture(), "homescreen": homescreen}
        self._judge(self._read(capture, live))

    @callback
    def _polled(self) -> None:
        """Core has polled, well or not."""
        self._evaluate()

    @callback
    def _life_changed(self) -> None:
        """Core's entry has loaded, unloaded, failed or gone."""
        self._evaluate()

    @callback
    def _tick(self, _: datetime) -> None:
        self._notice_clock()
        self._end_pauses()
        if self.source.trouble is not None or self._is_stale():
            self._evaluate()

    def _evaluate(self) -> None:
        if self.source.trouble is not None:
            if self.source.api is None:
                # core has let its own go
                self._last_homescreen = None
            self._capture_silence()
            self._judge(self.source.no_data(self.now))
            return
        homescreen = self.source.homescreen()
        if homescreen is self._last_homescreen and homescreen is not None:
            # core skipped this poll; nothing new was read, so nothing is judged,
            # unless it goes on: blinkpy reads nothing while its clock is behind
            if self._is_stale() and self.source.is_polled:
                self._judge(self.source.no_data(self.now))
            else:
                self._publish(self.data, self.memory)
            return
        self._last_homescreen = homescreen
        self._judge(self._read(self.source.capture(), None))

    def _capture_silence(self) -> None:
        """Keep, once in a poll interval, that there was nothing to read."""
        last, now = self.captures.last_at, self.now
        interval = timedelta(seconds=self.source.poll_seconds)
        if last is None or not timedelta() <= now - last < interval:
            self.captures.add(now, {"homescreen": None}, self.memory)

    def _read(
        self, capture: dict[str, Any], live: Mapping[str, Any] | None
    ) -> Snapshot:
        snapshot = self.source.snapshot(capture, self.now, live, self.pauses)
        said = {
            **capture,
            "live": dict(live or {}),
            **pauses.as_capture(snapshot.devices),
        }
        self.captures.add(self.now, said, self.memory)
        self._log_unknown(snapshot)
        return snapshot

    def _judge(self, snapshot: Snapshot) -> None:
        self._publish(*diagnose(snapshot, self.memory, self.settings, self.now))

    def _publish(self, diagnosis: Diagnosis, memory: Memory) -> None:
        self._notice_clock()
        memory_before, self.memory = self.memory, self._credited(memory)
        self.store.async_save(self.memory)
        self._forget_notes(memory_before)
        self.data = diagnosis
        # while both are listed, the old and the new entry of a device that was
        # paired again are one device: the first
        self.keys = {self.uid(key): key for key in reversed([*diagnosis.devices])}
        self.outlooks.follow(memory, self.now)
        was_stale, self.stale = self.stale, self._is_stale()
        self.has_read = self.has_read or diagnosis.usable
        self._log_availability(was_stale)
        self.async_update_listeners()

    def _is_stale(self) -> bool:
        """Whether the data is too old to be shown as if it were of now."""
        if self.data is None or self.data.data_at is None:
            return True
        limit = timedelta(seconds=self.source.poll_seconds * _STALE_AFTER_POLLS)
        # data from the future is of before the clock was set back: nobody knows when
        return not -_TICK <= self.now - self.data.data_at <= limit

    def _log_availability(self, was_stale: bool) -> None:
        if self.stale and not was_stale:
            LOGGER.info("No news from Blink for three polls; entities are unavailable")
        elif was_stale and not self.stale and self.data is not None:
            LOGGER.info("Blink's data is fresh")

    def _log_unknown(self, snapshot: Snapshot) -> None:
        """Say once what could not be understood, and only a little of each kind.

        Without names or ids: what is no clean word has become `other` by now.
        """
        said = {(place.partition("[")[0], place) for place in snapshot.skipped}
        for reading in snapshot.devices.values():
            if word := reading.unknown_status:
                said.add((reading.family, f"status {word!r} of a {reading.family}"))
        for kind, what in sorted(said):
            known = self._words.setdefault(kind, set())
            if what not in known and len(known) < 3:
                known.add(what)
                LOGGER.info(
                    "Not understood in Blink's answer, taken as unknown: %s", what
                )
