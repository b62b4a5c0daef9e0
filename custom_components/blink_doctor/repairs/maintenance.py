"""The maintenance check: one low-priority issue per account, every few months."""

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta

from homeassistant.core import CALLBACK_TYPE, callback
from homeassistant.helpers.event import async_track_time_interval

from .. import recording_history
from ..battery_plan import SOON_DAYS, cells_to_buy, due_within
from ..const import CONF_MAINTENANCE_DAYS, DEFAULT_MAINTENANCE_DAYS
from ..coordinator import BlinkDoctorCoordinator
from ..diagnosis.model.findings import DeviceDiagnosis
from ..diagnosis.model.ids import DeviceKey
from ..diagnosis.model.readings import ACCOUNT_KEY
from ..diagnosis.watching.drop_outs import WINDOWS, DropOuts
from ..messages.markdown import plain
from ..messages.sentences import Words

KEY = "maintenance"
_LOOK_EVERY = timedelta(hours=1)
_SHOWN = 3


@callback
def async_watch(
    coordinator: BlinkDoctorCoordinator, on_look: Callable[[], None]
) -> CALLBACK_TYPE:
    """Check regularly whether it is due; return a callback that stops this."""
    if coordinator.data.usable and _last(coordinator) is None:
        coordinator.async_note(ACCOUNT_KEY, maintained=coordinator.now)

    @callback
    def look(_: datetime) -> None:
        if _last(coordinator) is None:
            coordinator.async_note(ACCOUNT_KEY, maintained=coordinator.now)
        on_look()

    return async_track_time_interval(coordinator.hass, look, _LOOK_EVERY)


def _last(coordinator: BlinkDoctorCoordinator) -> datetime | None:
    return coordinator.notes_of(ACCOUNT_KEY).maintained


def every(coordinator: BlinkDoctorCoordinator) -> int:
    """Return the days between two maintenance checks, 0 for never."""
    options = coordinator.config_entry.options
    return int(options.get(CONF_MAINTENANCE_DAYS, DEFAULT_MAINTENANCE_DAYS))


def is_due(coordinator: BlinkDoctorCoordinator) -> bool:
    """Whether the maintenance check is due."""
    days, last = every(coordinator), _last(coordinator)
    if not days or last is None:
        return False
    return coordinator.now - last >= timedelta(days=days)


@callback
def async_done(coordinator: BlinkDoctorCoordinator) -> None:
    """Record that the maintenance was done now."""
    coordinator.async_note(ACCOUNT_KEY, maintained=coordinator.now)


def overview(coordinator: BlinkDoctorCoordinator, words: Words) -> Iterator[str]:
    """Yield the overview: last check-up, age of batteries, weakest signals."""
    now = coordinator.now
    checked = [one.checked for one in coordinator.notes.values() if one.checked]
    if checked:
        yield words.say("maintenance_checked", when=words.when(max(checked), now))
    else:
        yield words.say("maintenance_never_checked")
    if due := due_within(coordinator, SOON_DAYS):
        names = words.names(coordinator.data.devices[key].reading.name for key in due)
        yield words.say("maintenance_low_soon", names=names, days=SOON_DAYS)
        if cells := cells_to_buy(coordinator, due):
            yield words.say("maintenance_to_buy", count=cells)
    aged = sorted(_cells(coordinator), reverse=True)
    for days, name in aged[:_SHOWN]:
        yield words.say("maintenance_cells", name=plain(name), days=days)
    if not aged:
        yield words.say("maintenance_no_cells")
    for bars, name in sorted(_signals(coordinator))[:_SHOWN]:
        yield words.say("maintenance_signal", name=plain(name), bars=words.bars(bars))
    for _, name, drop_outs in sorted(
        _drop_outs(coordinator), key=lambda drop_outs: -drop_outs[0]
    )[:_SHOWN]:
        yield words.dropped_out(drop_outs, WINDOWS["month"], plain(name))
    faults = [d.reading.name for d in coordinator.data.devices.values() if d.fault]
    key = "maintenance_faults" if faults else "maintenance_no_faults"
    yield words.say(key, names=words.names(faults))


def _not_paused(
    coordinator: BlinkDoctorCoordinator,
) -> Iterator[tuple[DeviceKey, DeviceDiagnosis]]:
    """Yield the devices that are not paused."""
    for key, device in coordinator.data.devices.items():
        if not device.paused:
            yield key, device


def _cells(coordinator: BlinkDoctorCoordinator) -> Iterator[tuple[int, str]]:
    """Yield days in use and name of each device whose battery change is known."""
    for key, device in _not_paused(coordinator):
        remembered = coordinator.memory.devices.get(key)
        put_in = remembered.cells.put_in if remembered else None
        if put_in is not None:
            yield max(0, (coordinator.now - put_in).days), device.reading.name


def _signals(coordinator: BlinkDoctorCoordinator) -> Iterator[tuple[int, str]]:
    for _, device in _not_paused(coordinator):
        if device.reading.wifi_bars is not None:
            yield device.reading.wifi_bars, device.reading.name


def _drop_outs(
    coordinator: BlinkDoctorCoordinator,
) -> Iterator[tuple[float, str, DropOuts]]:
    """Yield seconds offline, name and drop-outs of each camera that has any."""
    for key, device in _not_paused(coordinator):
        statistics = recording_history.drop_outs(coordinator, key)
        if statistics is not None and statistics.month.has_any:
            yield statistics.month.total, device.reading.name, statistics.month
