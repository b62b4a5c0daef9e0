"""Record each usable poll in the memory, independent of the diagnosis."""

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from typing import Any

from . import battery, firmware_history, fleet, missing, pause
from .conditions import PollTime
from .history import online_days, samples, trends
from .memory import NO_MEMORY, DeviceMemory, Heartbeat, Lost, Memory
from .model.frozen import replace
from .model.ids import DeviceKey
from .model.readings import Battery, Family, Reading, Snapshot
from .record_ledgers import LedgerRecorder
from .rules import red_light
from .settings import Settings
from .view import battery_of, online_of

# days without a battery field after which a camera is on external power
_EXTERNAL_AFTER_DAYS = 3
# no battery holds this voltage for long
_EXTERNAL_VOLTS = 1.68
# a check-up seconds after a poll is not another poll
_SAME_POLL = timedelta(minutes=2)


def poll_number(memory: Memory, now: datetime, interval: timedelta) -> int:
    """Return the number of the poll being made now."""
    apart = min(_SAME_POLL, interval / 2)
    if memory.polled_at is None or now - memory.polled_at >= apart:
        return memory.poll + 1
    return memory.poll


def record(
    snapshot: Snapshot, memory: Memory, settings: Settings, poll_time: PollTime
) -> Memory:
    """Return the memory with this poll's identities, batteries, firmware and losses."""
    now = poll_time.now
    memory = missing.restore_paired_again(snapshot, memory)
    heartbeats = _heartbeats(snapshot, memory, poll_time)
    devices = dict(memory.devices)
    ledgers = LedgerRecorder(snapshot, devices, heartbeats, settings, poll_time)
    for key, reading in snapshot.devices.items():
        before = devices.get(key, NO_MEMORY)
        heartbeat = heartbeats.get(key)
        online = online_of(reading, heartbeat, settings)
        remembered = _with_reading(reading, before, snapshot, online=online, now=now)
        remembered = pause.with_pause(
            remembered, memory.readings.get(key), reading, now
        )
        remembered = _with_samples(reading, before, remembered, now, online=online)
        if _may_change_loss(before, remembered, online=online):
            lost = _lost(reading, before, heartbeat, poll_time, online=online)
            if lost and pause.is_just_over(remembered, memory.polled_at):
                # not observed when it was lost: it has no vote on what was lost together
                lost = Lost(since=now, poll=poll_time.poll)
            if lost is not remembered.lost:
                remembered = replace(remembered, lost=lost)
        if remembered.conditions:
            remembered = _with_trouble(remembered, samples.day_of(now))
        devices[key] = ledgers.update(reading, remembered, online=online)
    readings = {**memory.readings, **snapshot.devices}
    missing.update(devices, readings, snapshot, now)
    heartbeats = {key: at for key, at in heartbeats.items() if key in readings}
    return replace(
        memory,
        devices=devices,
        readings=readings,
        heartbeats=heartbeats,
        systems=snapshot.systems or memory.systems,
        firmware_seen=fleet.first_seen(
            memory.firmware_seen, snapshot.devices.values(), now
        ),
        poll=poll_time.poll,
        polled_at=now if poll_time.poll != memory.poll else memory.polled_at,
        data_at=now,
    )


def _with_samples(
    reading: Reading,
    before: DeviceMemory,
    remembered: DeviceMemory,
    now: datetime,
    *,
    online: bool | None,
) -> DeviceMemory:
    """Add today to the days online, and a sample where one is due."""
    slot, day = samples.slot_of(now), samples.day_of(now)
    if online and remembered.online_day != day:
        remembered = _with_online_day(remembered, day)
    is_due = (
        remembered.past.slot != slot
        or remembered.battery is not before.battery
        or _is_new_kind(reading, remembered)
    )
    return _with_sample(reading, remembered, slot, now) if is_due else remembered


def _may_change_loss(
    before: DeviceMemory, remembered: DeviceMemory, *, online: bool | None
) -> bool:
    """Whether a device returned to the list, or went offline or online."""
    if before.gone_since is not None:
        return True
    return (online is False) != (remembered.lost is not None)


def _heartbeats(
    snapshot: Snapshot, memory: Memory, poll_time: PollTime
) -> Mapping[DeviceKey, Heartbeat]:
    """Track for how long each sync module has sent no new heartbeat."""
    heartbeats = dict(memory.heartbeats)
    for reading in snapshot.of_family(Family.SYNC_MODULE):
        newest, before = reading.heartbeat, heartbeats.get(reading.key)
        if newest is None:
            continue
        if before is None or newest > before.newest:
            heartbeats[reading.key] = Heartbeat(
                newest=newest, at=poll_time.now, poll=poll_time.poll
            )
            continue
        if before.last is not None and before.last < newest < before.newest:
            # older but advancing: the module's clock was set back. Older and constant: a cache
            heartbeats[reading.key] = Heartbeat(
                newest=newest, at=poll_time.now, poll=poll_time.poll
            )
            continue
        gap = max(poll_time.now - before.at, timedelta())
        seen = gap if gap <= poll_time.hole else timedelta()
        heartbeats[reading.key] = replace(
            before,
            at=poll_time.now,
            quiet=before.quiet + seen.total_seconds(),
            last=newest,
        )
    return heartbeats


def _with_reading(
    reading: Reading,
    remembered: DeviceMemory,
    snapshot: Snapshot,
    *,
    online: bool | None,
    now: datetime,
) -> DeviceMemory:
    changes: dict[str, Any] = {}
    # a device that is not set up yet has had no time to update
    if remembered.first_seen is None or not (reading.in_use or reading.paused):
        changes["first_seen"] = now
    if remembered.uid is None and reading.uid:
        changes["uid"] = reading.uid
    if reading.identity != remembered.identity and reading.identity is not None:
        changes["identity"] = reading.identity
    if reading.battery is not remembered.battery:
        changes |= _battery(reading, remembered, online, now)
    if reading.firmware is not None and reading.firmware != remembered.firmware:
        changes |= _firmware(reading.firmware, remembered, now)
    if (remembered.missing_since or remembered.gone_since) is not None:
        changes |= {"missing_since": None, "gone_since": None}
    if remembered.red_light and not red_light.is_current(remembered.red_light, now):
        changes["red_light"] = None
    changes |= _reports_on(reading.key, reading, remembered, snapshot, now)
    return replace(remembered, **changes) if changes else remembered


def with_reports(
    snapshot: Snapshot, memory: Memory, now: datetime, *, keys: Iterable[DeviceKey]
) -> Memory:
    """Return the memory with the owner's reports on some devices, without judging a poll."""
    if not snapshot.red_light and not snapshot.batteries_replaced:
        return memory
    devices = dict(memory.devices)
    for key in keys:
        reading = memory.readings.get(key)
        if changes := _reports_on(key, reading, devices[key], snapshot, now):
            devices[key] = replace(devices[key], **changes)
    return replace(memory, devices=devices)


def _reports_on(
    key: DeviceKey,
    reading: Reading | None,
    remembered: DeviceMemory,
    snapshot: Snapshot,
    now: datetime,
) -> dict[str, Any]:
    changes: dict[str, Any] = {}
    if pattern := snapshot.red_light.get(key):
        changes["red_light"] = (
            None
            if pattern == red_light.STOPPED
            else red_light.reported(remembered.red_light, pattern, now)
        )
    on_batteries = reading is None or battery_of(reading, remembered) != Battery.MAINS
    if key in snapshot.batteries_replaced and on_batteries:
        changes["cells"] = battery.with_reported_change(remembered.cells, now)
    return changes


def _battery(
    reading: Reading, remembered: DeviceMemory, online: bool | None, now: datetime
) -> dict[str, Any]:
    """Record Blink's battery state, and for how long there is none.

    Only a device that once had the field can lose it.
    """
    if reading.battery in (Battery.OK, Battery.LOW):
        return {
            "battery": reading.battery,
            "no_battery_since": None,
            "external_power": False,
        }
    if reading.battery is not Battery.MAINS or remembered.battery is None:
        return {}
    if not online or remembered.external_power:
        return {}
    volts = reading.battery_volts
    if volts is not None and volts >= _EXTERNAL_VOLTS:
        return {"external_power": True, "no_battery_since": None}
    since = remembered.no_battery_since
    if since is None:
        return {"no_battery_since": now}
    days = online_days.count(remembered.online_days, remembered.online_day, since)
    if now - since < timedelta(days=_EXTERNAL_AFTER_DAYS) or (
        days < _EXTERNAL_AFTER_DAYS
    ):
        return {}
    return {"external_power": True, "no_battery_since": None}


def _firmware(version: str, remembered: DeviceMemory, now: datetime) -> dict[str, Any]:
    newest = fleet.parts(remembered.firmware_newest or "") or ()
    changes: dict[str, Any] = {"firmware": version}
    if (fleet.parts(version) or ()) > newest:
        changes["firmware_newest"] = version
    if remembered.firmware is not None:
        changes["firmware_before"] = remembered.firmware
        changes["firmware_changed"] = now
        changes["fine_before_update"] = firmware_history.had_no_trouble(
            remembered.conditions, remembered.trouble_on, now
        )
    return changes


def _with_online_day(remembered: DeviceMemory, day: int) -> DeviceMemory:
    return replace(
        remembered,
        online_day=day,
        online_days=online_days.with_today(
            remembered.online_days, remembered.online_day, day
        ),
    )


def _with_sample(
    reading: Reading, remembered: DeviceMemory, slot: int, now: datetime
) -> DeviceMemory:
    """Add a sample to the device's past, four times a day."""
    history = samples.with_reading(remembered.past, reading, slot)
    cells = battery.with_sample(remembered.cells, history, reading, now)
    return replace(remembered, past=history, cells=cells, drops=trends.drops(history))


def _is_new_kind(reading: Reading, remembered: DeviceMemory) -> bool:
    """Whether a check-up read a signal that polls do not include."""
    if reading.wifi_bars is None and reading.wifi_dbm is None:
        return False
    last = remembered.past.today[-1] if remembered.past.today else None
    return last is None or (last.wifi_bars is None and last.wifi_dbm is None)


def _lost(
    reading: Reading,
    before: DeviceMemory,
    heartbeat: Heartbeat | None,
    poll_time: PollTime,
    *,
    online: bool | None,
) -> Lost | None:
    """Return since when a device does not answer, as far as observed."""
    if online or not reading.in_use:
        return None
    if online is None:
        return before.lost
    now, poll = poll_time.now, poll_time.poll
    if before.lost is not None:
        # offline both when it left and when it returned: not lost now
        poll = before.lost.poll
    if heartbeat is not None and heartbeat.quiet:
        # heartbeats stopped before Blink reported it offline
        poll = min(poll, heartbeat.poll + 1)
    if before is not NO_MEMORY and before.gone_since is None:
        # cameras may have gone offline before the module itself
        error = before.conditions.get("sync_module_error")
        missed = error.poll if error is not None and not error.is_inactive else poll
        behind = missed if missed < poll else None
        lived = bool(before.online_days)
        return Lost(since=now, poll=poll, lived=lived, behind=behind)
    module = reading.family is Family.SYNC_MODULE
    date = reading.heartbeat if module else reading.updated_at
    if date is None or date > now:
        return Lost(since=now, poll=poll, since_before=True)
    return Lost(since=date, poll=poll)


def _with_trouble(remembered: DeviceMemory, today: int) -> DeviceMemory:
    """Record the day on which a device last had trouble, at most once a day."""
    if remembered.trouble_on == today:
        return remembered
    if not firmware_history.has_trouble(remembered.conditions):
        return remembered
    return replace(remembered, trouble_on=today)
