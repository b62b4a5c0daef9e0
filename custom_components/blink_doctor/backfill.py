"""Back-fill the days before Blink Doctor from core Blink's recorded states.

Runs once per new device, in the background. Without the recorder, or if core's entities
are not recorded, nothing is filled in and everything else works.
"""

from collections import deque
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import chain
from typing import Any

from homeassistant.const import UnitOfTemperature
from homeassistant.core import HomeAssistant, State, callback
from homeassistant.helpers import entity_registry as er
from homeassistant.helpers.recorder import get_instance
from homeassistant.helpers.start import async_at_started
from homeassistant.util import dt as dt_util

from .const import BLINK_DOMAIN, LOGGER
from .coordinator import BlinkDoctorConfigEntry, BlinkDoctorCoordinator
from .diagnosis.backfill import is_new, with_earlier
from .diagnosis.history.samples import PER_DAY
from .diagnosis.memory import DeviceMemory
from .diagnosis.model.ids import DeviceKey
from .diagnosis.model.readings import Battery, Reading
from .diagnosis.parsing import values

_RECORDER = "recorder"
# as far back as trends look, and as the recorder usually keeps single states
_STATISTICS, _STATES = timedelta(weeks=26), timedelta(days=30)
_STEP = timedelta(days=1) / PER_DAY
# suffixes of the unique ids of core's entities
_KINDS = ("battery", "camera", "temperature", "wifi_strength")


@dataclass(frozen=True, slots=True)
class Records:
    """The recorder's data of one device: daily statistics, and states."""

    days: Mapping[str, list[Mapping[str, Any]]] = field(default_factory=dict)
    states: Mapping[str, list[State]] = field(default_factory=dict)


@callback
def async_fill_in(hass: HomeAssistant, entry: BlinkDoctorConfigEntry) -> None:
    """Back-fill new devices once Home Assistant has started."""

    @callback
    def start(_: HomeAssistant) -> None:
        entry.async_create_background_task(
            hass, _async_fill_in(hass, entry.runtime_data), "blink_doctor back-fill"
        )

    entry.async_on_unload(async_at_started(hass, start))


async def _async_fill_in(
    hass: HomeAssistant, coordinator: BlinkDoctorCoordinator
) -> None:
    if _RECORDER not in hass.config.components:
        return
    now = dt_util.utcnow()
    for key, device in list(coordinator.data.devices.items()):
        if device.battery not in (Battery.OK, Battery.LOW):
            continue
        remembered = coordinator.memory.devices.get(key)
        entities = _core_entities(hass, coordinator, key)
        if remembered is None or not is_new(remembered) or not entities:
            continue
        records = await get_instance(hass).async_add_executor_job(
            read, hass, entities, now
        )
        _remember(coordinator, key, list(readings(records, device.reading, now)))


@callback
def _remember(
    coordinator: BlinkDoctorCoordinator,
    key: DeviceKey,
    seen: list[tuple[datetime, Reading]],
) -> None:
    """Insert the earlier readings before what the memory holds already."""
    remembered = coordinator.memory.devices.get(key, DeviceMemory())
    if seen and is_new(remembered):
        filled = with_earlier(remembered, seen)
        coordinator.async_remember(
            key, past=filled.past, cells=filled.cells, drops=filled.drops
        )


def _core_entities(
    hass: HomeAssistant, coordinator: BlinkDoctorCoordinator, key: DeviceKey
) -> dict[str, str]:
    """Return the ids of a device's core entities by what they show."""
    device = coordinator.core_device(key)
    if device is None:
        return {}
    registry = er.async_get(hass)
    return {
        kind: entity.entity_id
        for entity in er.async_entries_for_device(registry, device.id)
        if entity.platform == BLINK_DOMAIN
        and (kind := entity.unique_id.rpartition("-")[2]) in _KINDS
    }


def read(hass: HomeAssistant, entities: Mapping[str, str], now: datetime) -> Records:
    """Read the recorder's database; must run in the recorder's executor.

    Returns empty records if the database cannot be read.
    """
    # imported late: the recorder's requirements may not be installed
    from homeassistant.components.recorder import history, statistics  # noqa: PLC0415
    from sqlalchemy.exc import SQLAlchemyError  # noqa: PLC0415

    ids = {entity_id: kind for kind, entity_id in entities.items()}
    try:
        days = statistics.statistics_during_period(
            hass,
            now - _STATISTICS,
            now,
            set(ids),
            "day",
            {"temperature": UnitOfTemperature.FAHRENHEIT},
            {"mean", "min", "max"},
        )
        recorded = [
            entities[kind] for kind in ("camera", "battery") if kind in entities
        ]
        states = (
            history.get_significant_states(
                hass, now - _STATES, now, recorded, significant_changes_only=False
            )
            if recorded
            else {}
        )
    except SQLAlchemyError as err:
        # the error text quotes the SQL statement, and may name the database and its user
        LOGGER.debug("The recorder could not be read: %s", type(err).__name__)
        return Records()
    return Records(
        days={ids[entity_id]: list(rows) for entity_id, rows in days.items()},
        states={
            ids[entity_id]: [state for state in found if isinstance(state, State)]
            for entity_id, found in states.items()
        },
    )


def readings(
    records: Records, template: Reading, now: datetime
) -> Iterator[tuple[datetime, Reading]]:
    """Yield readings as polls would have given them, oldest first.

    Single states take precedence over the statistics of their day.
    """
    states = deque(
        sorted(
            chain.from_iterable(records.states.values()), key=lambda s: s.last_updated
        )
    )
    begin = states[0].last_updated if states else now
    for at, found in _by_day(records.days, begin).items():
        yield at, _reading(template, found)
    last: dict[str, State] = {}
    while begin < now:
        while states and states[0].last_updated <= begin:
            state = states.popleft()
            # `LazyState` has no domain attribute
            last[state.entity_id.partition(".")[0]] = state
        found = _of_states(last)
        if found:
            yield begin, _reading(template, found)
        begin += _STEP


def _reading(template: Reading, found: Mapping[str, Any]) -> Reading:
    return Reading(
        key=template.key, family=template.family, name=template.name, **found
    )


def _by_day(
    days: Mapping[str, list[Mapping[str, Any]]], before: datetime
) -> dict[datetime, dict[str, Any]]:
    """Return dBm and temperature of whole days before `before`."""
    found: dict[datetime, dict[str, Any]] = {}
    for kind, rows in sorted(days.items()):
        for row in rows:
            at = dt_util.utc_from_timestamp(row["start"]) + timedelta(hours=12)
            if at >= before - timedelta(days=1):
                continue
            if kind == "temperature":
                value = values.temperature(row.get("mean"))
                found.setdefault(at, {})["temperature_f"] = value
            elif kind == "wifi_strength" and (dbm := _dbm(row)) is not None:
                found.setdefault(at, {})["wifi_dbm"] = dbm
    return dict(sorted(found.items()))


def _dbm(row: Mapping[str, Any]) -> int | None:
    """Return a day's signal; None if its mean includes a "no reading" value."""
    whole = [values.dbm(round(row.get(kind) or 0)) for kind in ("min", "max", "mean")]
    return None if None in whole else whole[2]


def _of_states(last: Mapping[str, State]) -> dict[str, Any]:
    """Return the states of core's camera and battery entities."""
    camera, battery = last.get("camera"), last.get("binary_sensor")
    shown: Mapping[str, Any] = camera.attributes if camera else {}
    found = {
        "battery": _battery(shown.get("battery"), battery),
        "battery_volts": values.cell_volts(shown.get("battery_voltage")),
        "temperature_f": values.temperature(shown.get("temperature_calibrated")),
        "wifi_dbm": values.dbm(shown.get("wifi_strength")),
    }
    return {kind: value for kind, value in found.items() if value is not None}


def _battery(state: Any, sensor: State | None) -> Battery | None:
    if state in (Battery.OK, Battery.LOW):
        return Battery(state)
    states = {"on": Battery.LOW, "off": Battery.OK}
    return states.get(sensor.state) if sensor else None
