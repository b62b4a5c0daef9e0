"""Differential diagnosis of an offline camera, from its last values, in the guide's order."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import datetime, timedelta

from ..evidence import low_predates_new_batteries
from ..flapping import DAY
from ..history.samples import Sample, last_day
from ..memory import OFFLINE, DeviceMemory
from ..model.findings import Cause, EvidenceValue
from ..model.readings import Battery, Reading
from ..rules import camera_error, weak_sync_module_link, weak_wifi
from ..settings import Settings
from ..view import View

# a device restarts after a firmware change, sometimes twice
UPDATE_TAKES = timedelta(minutes=30)

type Evidence = Mapping[str, EvidenceValue]


def own_cause(view: View) -> tuple[Cause, Evidence] | None:
    """Return why a camera is offline, if no root explains it.

    None if all matching causes are disabled.
    """
    for cause, evidence in _candidates(view):
        if view.settings.enabled(cause):
            return cause, evidence
    return None


def is_updating(memory: DeviceMemory, now: datetime) -> bool:
    """Whether a device may be offline because its firmware has just changed."""
    changed = memory.firmware_changed
    return changed is not None and now - changed < UPDATE_TAKES


def _candidates(view: View) -> Iterator[tuple[Cause, Evidence]]:
    reading, memory, settings = view.reading, view.memory, view.settings
    if _last_battery(view) is Battery.LOW or _comes_and_goes(memory, Cause.LOW_BATTERY):
        yield (
            Cause.LOW_BATTERY,
            {"battery": "low", "battery_volts": reading.battery_volts},
        )
    # without earlier observations, the values that Blink still shows are all there is
    day: list[Sample | Reading] = [
        *last_day(memory.past, memory.lost.since if memory.lost else view.now)
    ] or [reading]
    if (
        _fires(memory, Cause.WEAK_WIFI)
        or weak_wifi.is_flagged(reading)
        or _was_mostly(memory, Cause.WEAK_WIFI)
        or _mostly([weak_wifi.is_weak(one, settings) for one in day if _has_wifi(one)])
    ):
        wifi = _last_weak(reading, day, weak_wifi.is_weak, settings)
        yield Cause.WEAK_WIFI, weak_wifi.evidence(wifi)
    if (
        _fires(memory, Cause.WEAK_SYNC_MODULE_LINK)
        or weak_sync_module_link.is_flagged(reading)
        or _was_mostly(memory, Cause.WEAK_SYNC_MODULE_LINK)
        or _mostly(
            [
                weak_sync_module_link.is_weak(one, settings)
                for one in day
                if one.sync_module_bars is not None
            ]
        )
    ):
        link = _last_weak(reading, day, weak_sync_module_link.is_weak, settings)
        yield Cause.WEAK_SYNC_MODULE_LINK, weak_sync_module_link.evidence(link)
    if not _may_come_back(view):
        yield Cause.CAMERA_ERROR, camera_error.evidence(reading)


def _may_come_back(view: View) -> bool:
    """Whether it is offline for a firmware update; never true with earlier trouble.

    The time of the last reading decides: a poll that fails as the update's time runs out
    says nothing about the device.
    """
    changed, silent = view.memory.firmware_changed, view.memory.conditions.get(OFFLINE)
    return (
        changed is not None
        and silent is not None
        and silent.since >= changed
        and is_updating(view.memory, silent.at)
    )


def _last_battery(view: View) -> Battery | None:
    """Return the last battery state, unless the batteries were replaced since."""
    memory = view.memory
    if memory.external_power or low_predates_new_batteries(view):
        return None
    return view.battery or memory.battery


def _fires(memory: DeviceMemory, cause: Cause) -> bool:
    condition = memory.conditions.get(cause)
    if condition is None or not condition.firing:
        return False
    return not condition.is_resolving or condition.is_chronic


def _comes_and_goes(memory: DeviceMemory, cause: Cause) -> bool:
    """Whether a cause fires because of flapping, whatever its last reading."""
    condition = memory.conditions.get(cause)
    return condition is not None and condition.firing and condition.is_chronic


def _has_wifi(sample: Sample | Reading) -> bool:
    return sample.wifi_bars is not None or sample.wifi_dbm is not None


def _last_weak(
    reading: Reading,
    day: Sequence[Sample | Reading],
    is_weak: Callable[[Reading | Sample, Settings], bool],
    settings: Settings,
) -> Reading | Sample:
    """Return the reading, or the last sample that is weak if the reading is not."""
    return next((o for o in (reading, *reversed(day)) if is_weak(o, settings)), reading)


def _was_mostly(memory: DeviceMemory, cause: Cause) -> bool:
    """Whether a signal was weak for most of the last day that was seen of it."""
    condition, first = memory.conditions.get(cause), memory.first_seen
    if condition is None or condition.flapping is None or first is None:
        return False
    seen = min(DAY, (condition.at - first).total_seconds())
    return condition.flapping.bad_in_a_day * 2 > seen


def _mostly(weak: list[bool]) -> bool:
    return sum(weak) * 2 > len(weak)
