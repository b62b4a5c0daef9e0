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
from .diagnosis.parsing.pauses import Pauses
from .diagnosis.parsing.payload import digest
from .diagnosis.settings import SETTINGS, Settings
from .paced import PacedCoordinator
from .store import MemoryStore, NotesStore
from .store.notes import NO_NOTES, DeviceNotes, Notes, device_from_dict

type BlinkDoctorConfigEntry = ConfigEntry[BlinkDoctorCoordinator]

# Checks the clock for missing polls and heartbeats; never sends a request.
_TICK = timedelta(seconds=60)
_STALE_AFTER_POLLS = 3


class BlinkDoctorCoordinator(PacedCoordinator[Diagnosis]):
    """Diagnose what core Blink has polled, and update listeners.

    It has no update interval and sends no request: core's own polls feed it.
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
            on_news=self.async_evaluate,
        )
        self.keys: dict[Uid, DeviceKey] = {}
        self.captures = Captures()
        self.stale = True
        # whether Blink has sent any data since the start; until then data is from the store
        self.has_read = False
        self._looked_at = self.now
        self._last_homescreen: Any = None
        self._logged_unknown: dict[str, set[str]] = {}

    async def async_start(self) -> None:
        """Load the memory, diagnose core's current data, and follow its polls."""
        self.memory = await self.store.async_load() or Memory()
        self.notes = await self._async_load_notes()
        self.memory = pauses.applied(self.memory, self.pauses, self.now)
        stop_source = self.source.async_start()
        stop_tick = async_track_time_interval(self.hass, self._tick, _TICK)
        stop_last_write = self.hass.bus.async_listen(
            EVENT_HOMEASSISTANT_STOP, self._async_write
        )
        self.async_evaluate()

        @callback
        def stop() -> None:
            stop_last_write()
            stop_tick()
            stop_source()

        self._stop = stop

    async def async_stop(self) -> None:
        """Stop following core, then save the memory one last time."""
        if self._stop is not None:
            self._stop()
            self._stop = None
            await self.store.async_close()
            await self._notes_store.async_close()

    async def _async_write(self, _: Event) -> None:
        """Save when Home Assistant stops, including fields excluded from comparison."""
        await self.store.async_write()
        await self._notes_store.async_write()

    async def _async_load_notes(self) -> Notes:
        """Return the notes; 0.1.0 stored them in the memory."""
        notes = await self._notes_store.async_load()
        if notes is None:
            found = {
                self.uid(DeviceKey(key)): device_from_dict(raw)[0]
                for key, raw in self.store.devices_on_disk.items()
            }
            notes = {uid: one for uid, one in found.items() if one != NO_NOTES}
            if notes:
                await self._notes_store.async_migrate(notes)
        now = self.now
        if not self._notes_store.is_whole:
            notes = pauses.recovered(notes, self.memory, now)
        notes = pauses.without_ended(notes, now)
        return {uid: noted.not_after(now) for uid, noted in notes.items()}

    @override
    async def _async_update_data(self) -> Diagnosis:
        """Return the current diagnosis: a refresh needs a check-up."""
        return self.data

    @property
    def now(self) -> datetime:
        """Return the current time for the diagnosis."""
        return dt_util.utcnow()

    def uid(self, key: DeviceKey) -> Uid:
        """Return a stable id of a device that identifies no one."""
        if key == ACCOUNT_KEY:
            return Uid(key)
        remembered = self.memory.devices.get(key)
        known = remembered.uid or remembered.identity if remembered else None
        return Uid(known or digest(key, self._salt))

    def device_id(self, key: DeviceKey) -> str | None:
        """Return the device registry id that belongs to an engine key."""
        device = self.core_device(key) or self._own_device(key)
        return device.id if device else None

    def core_device(self, key: DeviceKey) -> dr.DeviceEntry | None:
        """Return core's device, also while Blink does not list it."""
        remembered = self.memory.devices.get(key)
        identity = remembered.identity if remembered else None
        return self.source.device_entry(key, identity)

    def key_of(self, device_id: str) -> DeviceKey | None:
        """Return the engine key that belongs to a device registry id."""
        return next(
            (key for key in self.data.devices if self.device_id(key) == device_id),
            None,
        )

    def own_identifier(self, key: DeviceKey) -> tuple[str, str]:
        """Return the identifier of a device that core has not created."""
        entry_id = self.config_entry.entry_id
        if key == ACCOUNT_KEY:
            return (DOMAIN, entry_id)
        return (DOMAIN, f"{entry_id}_{self.uid(key)}")

    def _own_device(self, key: DeviceKey) -> dr.DeviceEntry | None:
        return dr.async_get(self.hass).async_get_device_by_identifier(
            self.own_identifier(key), self.config_entry.entry_id
        )

    @property
    def is_current(self) -> bool:
        """Whether Blink's data is fresh, and core goes on polling."""
        return self.source.is_running and not self.stale

    @callback
    def async_remember(self, key: DeviceKey, **changes: Any) -> None:
        """Change one device's memory and diagnose again."""
        self.async_remember_all({key: changes})

    @callback
    def async_remember_all(
        self, changes: Mapping[DeviceKey, Mapping[str, Any]]
    ) -> None:
        """Change the memory of several devices, by key, and diagnose again once."""
        for key, changed in changes.items():
            self.memory = self.memory.with_device(key, **changed)
        self.async_review()

    def _credited(self, memory: Memory) -> Memory:
        """Return the memory with incidents credited to the noted steps that ended them."""
        for key in memory.devices if self.notes else ():
            if tried := self.notes_of(key).steps_tried:
                steps = [(step.step, step.at, step.result) for step in tried]
                memory = incident_log.credited(memory, key, steps, self.now)
        return memory

    @callback
    def async_credit(self) -> None:
        """Credit a step that was just noted with the fault it ended."""
        self.memory = self._credited(self.memory)
        self.store.async_save(self.memory)

    @callback
    def async_note(self, key: DeviceKey, **changes: Any) -> None:
        """Change a device's notes; no finding depends on them."""
        self._keep_notes(
            {**self.notes, self.uid(key): replace(self.notes_of(key), **changes)}
        )

    def notes_of(self, key: DeviceKey) -> DeviceNotes:
        """Return a device's notes."""
        return self.notes.get(self.uid(key), NO_NOTES)

    @property
    def pauses(self) -> Pauses:
        """Return the pauses in force now."""
        return pauses.in_force(self.notes, self.memory, self.now)

    @callback
    def async_apply_pauses(self) -> None:
        """Diagnose again at once if the set of paused devices may have changed."""
        memory = pauses.applied(self.memory, self.pauses, self.now)
        if memory is not self.memory:
            self.captures.amend(**pauses.as_capture(self.pauses, memory))
            self.memory = memory
            self.async_review()

    @callback
    def _end_pauses(self) -> None:
        """End the pauses that are over."""
        notes = pauses.without_ended(self.notes, self.now)
        if notes is not self.notes:
            self._keep_notes(notes)
            self.async_apply_pauses()

    @callback
    def _keep_notes(self, notes: Notes) -> None:
        self.notes = notes
        self._notes_store.async_save(notes)

    @callback
    def _handle_clock_set_back(self) -> None:
        """Move noted times in the future to now after the clock was set back."""
        now, before, self._looked_at = self.now, self._looked_at, self.now
        if now < before:
            self._keep_notes(
                {uid: noted.not_after(now) for uid, noted in self.notes.items()}
            )

    @callback
    def _forget_notes(self, before: Memory) -> None:
        """Delete the notes of devices that the memory has dropped."""
        forgotten = before.devices.keys() - self.memory.devices.keys()
        if not forgotten:
            return
        known = {self.uid(key) for key in self.memory.devices}
        gone = {before.devices[key].uid for key in forgotten} - known
        if not gone.isdisjoint(self.notes):
            self._keep_notes(
                {
                    uid: pauses.to_keep(one) if uid in gone else one
                    for uid, one in self.notes.items()
                    if uid not in gone or one.paused is not None
                }
            )

    @callback
    def async_confirm_fixed(self, key: DeviceKey, cause: Cause) -> None:
        """End a finding at once, after good values were measured.

        Without such a fix, signals must be good for some time before a finding clears.
        """
        remembered = self.memory.devices.get(key)
        if remembered is not None and cause in remembered.conditions:
            conditions = dict(remembered.conditions)
            del conditions[cause]
            self.async_remember(key, conditions=conditions)

    def observe(self, key: DeviceKey, cause: Cause) -> Observation:
        """Evaluate one rule on the last reading of a device."""
        return observe(self.memory, self.settings, key, cause, self.now)

    @callback
    def async_review(self) -> None:
        """Diagnose again without counting the last reading twice."""
        self._publish(*review(self.memory, self.settings, self.now))

    @callback
    def async_take(
        self, homescreen: Any, live: Mapping[DeviceKey, Any] | None = None
    ) -> None:
        """Process the homescreen that a check-up has read, and the live values."""
        capture = {**self.source.capture(), "homescreen": homescreen}
        self._diagnose(self._read(capture, live))

    @callback
    def _tick(self, _: datetime) -> None:
        self._handle_clock_set_back()
        self._end_pauses()
        if self.source.trouble is not None or self._is_stale():
            self.async_evaluate()

    @callback
    def async_evaluate(self) -> None:
        """Diagnose core's current data: after a poll, or after its entry changed."""
        if self.source.trouble is not None:
            if self.source.api is None:
                # core has released its own copy
                self._last_homescreen = None
            self._capture_no_data()
            self._diagnose(self.source.no_data(self.now))
            return
        homescreen = self.source.homescreen()
        if homescreen is self._last_homescreen and homescreen is not None:
            # core skipped this poll: nothing new was read and nothing is diagnosed, unless this
            # continues, because blinkpy reads nothing while its clock is behind
            if self._is_stale() and self.source.is_polled:
                self._diagnose(self.source.no_data(self.now))
            else:
                self._publish(self.data, self.memory)
            return
        self._last_homescreen = homescreen
        self._diagnose(self._read(self.source.capture(), None))

    def _capture_no_data(self) -> None:
        """Record, once in a poll interval, that there was no data."""
        last, now = self.captures.last_at, self.now
        interval = timedelta(seconds=self.source.poll_seconds)
        if last is None or not timedelta() <= now - last < interval:
            reports = pauses.as_capture(self.pauses, self.memory)
            self.captures.add(now, {"homescreen": None, **reports}, self.memory)

    def _read(
        self, capture: dict[str, Any], live: Mapping[DeviceKey, Any] | None
    ) -> Snapshot:
        snapshot = self.source.snapshot(capture, self.now, live, self.pauses)
        raw = {
            **capture,
            "live": dict(live or {}),
            **pauses.as_capture(self.pauses, self.memory),
        }
        self.captures.add(self.now, raw, self.memory)
        self._log_unknown(snapshot)
        return snapshot

    def _diagnose(self, snapshot: Snapshot) -> None:
        self._publish(*diagnose(snapshot, self.memory, self.settings, self.now))

    def _publish(self, diagnosis: Diagnosis, memory: Memory) -> None:
        self._handle_clock_set_back()
        memory_before, self.memory = self.memory, self._credited(memory)
        self.store.async_save(self.memory)
        self._forget_notes(memory_before)
        self.data = diagnosis
        # while a re-paired device is listed under its old and its new id, both are one
        # device: use the first
        self.keys = {self.uid(key): key for key in reversed([*diagnosis.devices])}
        self.outlooks.follow(memory, self.now)
        was_stale, self.stale = self.stale, self._is_stale()
        self.has_read = self.has_read or diagnosis.usable
        self._log_availability(was_stale)
        self.async_update_listeners()

    def _is_stale(self) -> bool:
        """Whether the data is too old to be shown as current."""
        if self.data is None or self.data.data_at is None:
            return True
        limit = timedelta(seconds=self.source.poll_seconds * _STALE_AFTER_POLLS)
        # data from the future predates a clock set back: its age is unknown
        return not -_TICK <= self.now - self.data.data_at <= limit

    def _log_availability(self, was_stale: bool) -> None:
        if self.stale and not was_stale:
            LOGGER.info("No news from Blink for three polls; entities are unavailable")
        elif was_stale and not self.stale and self.data is not None:
            LOGGER.info("Blink's data is fresh")

    def _log_unknown(self, snapshot: Snapshot) -> None:
        """Log unknown values once per kind, in short form.

        Without names or ids: text that is not a known value has become `other` already.
        """
        unknown = {(place.partition("[")[0], place) for place in snapshot.skipped}
        for reading in snapshot.devices.values():
            if word := reading.unknown_status:
                unknown.add((reading.family, f"status {word!r} of a {reading.family}"))
        for kind, what in sorted(unknown):
            known = self._logged_unknown.setdefault(kind, set())
            if what not in known and len(known) < 3:
                known.add(what)
                LOGGER.info(
                    "Not understood in Blink's answer, taken as unknown: %s", what
                )
