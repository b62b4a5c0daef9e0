"""Single devices' diagnoses as data and sentences, for the responses of actions."""

import asyncio
from collections.abc import Iterable
from typing import Any

from homeassistant.util import dt as dt_util

from ..battery_plan import batteries_in
from ..checkup import CheckUpResult
from ..coordinator import BlinkDoctorCoordinator
from ..diagnosis import guide
from ..diagnosis.history.incidents import Incident
from ..diagnosis.model.findings import DeviceDiagnosis, Finding, Recording
from ..diagnosis.model.ids import DeviceKey
from ..diagnosis.report import finding_as_dict, incident_as_dict, outlook_as_dict
from ..diagnosis.watching.recording import NOT_WATCHING
from ..targeting.devices import async_name, known_now
from .recording import recording_sentences
from .sentences import Words

_AT_ONCE = 20


async def async_device_answers(
    coordinator: BlinkDoctorCoordinator,
    keys: Iterable[DeviceKey],
    check_up: CheckUpResult | None = None,
    *,
    language: str | None = None,
) -> list[dict[str, Any]]:
    """Return one object per device, as described in docs/actions.md.

    After a check-up, `checked` says whether the device itself answered (None: it
    was not asked individually), and `message` is Blink's error message, if any.
    """
    words = await Words.async_load(coordinator.hass, language)
    answers = []
    for number, key in enumerate(keys):
        if number % _AT_ONCE == _AT_ONCE - 1:
            # yield, so that many devices do not block the event loop
            await asyncio.sleep(0)
        if key not in coordinator.data.devices:
            continue
        answer = _device(coordinator, key, words)
        if check_up is not None:
            asked = key in check_up.live or key in check_up.unread
            answer["checked"] = key in check_up.live if asked else None
            answer["message"] = check_up.messages.get(key)
        answers.append(answer)
    return answers


async def async_fault_histories(
    coordinator: BlinkDoctorCoordinator,
    keys: Iterable[DeviceKey],
    *,
    language: str | None = None,
) -> list[dict[str, Any]]:
    """Return the last faults of devices, newest first; see docs/actions.md."""
    words = await Words.async_load(coordinator.hass, language)
    return [
        {
            "device_id": coordinator.device_id(key),
            "name": async_name(coordinator, key),
            "faults": [
                {
                    **incident_as_dict(one),
                    "cause_name": words.fault(one),
                    "ended_by_name": words.ended(one),
                }
                for one in reversed(_incidents(coordinator, key))
            ],
        }
        for key in keys
        if key in coordinator.data.devices
    ]


def _incidents(
    coordinator: BlinkDoctorCoordinator, key: DeviceKey
) -> tuple[Incident, ...]:
    remembered = coordinator.memory.devices.get(key)
    return remembered.incidents if remembered else ()


def _device(
    coordinator: BlinkDoctorCoordinator,
    key: DeviceKey,
    words: Words,
) -> dict[str, Any]:
    device = known_now(coordinator, key)
    reading, name = device.reading, async_name(coordinator, key)
    steps = guide.steps_for(device.primary, reading) if device.primary else ()
    data_at, since = coordinator.data.data_at, device.recording_since
    until, outlook = reading.paused_until, coordinator.outlooks.of(key)
    battery = outlook.battery if outlook else None
    zone = dt_util.get_default_time_zone()
    return {
        "device_id": coordinator.device_id(key),
        "name": name,
        "online": device.online,
        "recording": device.recording,
        "recording_since": since.isoformat() if since else None,
        **recording_sentences(coordinator, key, words),
        "fault": device.fault,
        "paused": device.paused,
        "paused_until": until.isoformat() if until else None,
        "primary_cause": device.primary_cause,
        "battery": device.battery,
        "battery_volts": reading.battery_volts,
        "cells": batteries_in(reading),
        "outlook": outlook_as_dict(battery, zone),
        "mount_battery": reading.mount_battery,
        "wifi_bars": reading.wifi_bars,
        "wifi_dbm": reading.wifi_dbm,
        "sync_module_bars": reading.sync_module_bars,
        "firmware": reading.firmware,
        "read_at": data_at.isoformat() if data_at else None,
        "findings": [_finding(f, coordinator, words) for f in device.findings],
        "next_step": steps[0] if steps else None,
        "steps": [{"step": step, "text": words.step(step)} for step in steps],
        "summary": _summary(device, name, steps, words),
    }


def _summary(
    device: DeviceDiagnosis, name: str, steps: tuple[str, ...], words: Words
) -> str:
    """Return the device's state, and the first step."""
    summary = words.summary(device, name)
    if device.recording in NOT_WATCHING - {Recording.OFFLINE}:
        why = words.recording(device.recording)
        summary = words.say("summary_not_recording", summary=summary, why=why)
    if not steps:
        return summary
    return words.say("summary_next", summary=summary, step=words.step(steps[0]))


def _finding(
    finding: Finding, coordinator: BlinkDoctorCoordinator, words: Words
) -> dict[str, Any]:
    root = finding.root or finding.device
    return {
        **finding_as_dict(finding),
        "cause": finding.cause.value,
        "cause_name": words.finding(finding),
        "root_device_id": coordinator.device_id(root),
        "shown_by": words.evidence(finding, coordinator.now),
    }
