"""One device's state in brief: for language models and text-to-speech."""

from typing import Any

from ..coordinator import BlinkDoctorCoordinator
from ..diagnosis import guide
from ..diagnosis.model.findings import DeviceDiagnosis, Finding
from ..diagnosis.model.ids import DeviceKey
from ..diagnosis.report import format_datetime
from ..targeting.devices import async_name, has_news, known_now
from .recording import recording_sentences
from .sentences import Words


def device_health(
    coordinator: BlinkDoctorCoordinator,
    key: DeviceKey,
    words: Words,
    *,
    recording: bool,
) -> dict[str, Any]:
    """Return a device's state, cause and next step, without ids and empty values.

    `recording`: include whether it records, and when it did not.
    """
    device, name = known_now(coordinator, key), async_name(coordinator, key)
    health: dict[str, Any] = {"name": name, "kind": device.reading.family.value}
    if not has_news(coordinator, key):
        return health | _stale_health(coordinator, name, words)
    health |= {
        "in_trouble": device.fault,
        "answers": device.online,
        "summary": words.summary(device, name),
    }
    if device.paused:
        until = device.reading.paused_until
        health |= {
            "paused": True,
            "paused_until": format_datetime(until) if until else None,
        }
    if device.primary is not None:
        health |= _trouble(device.primary, device, coordinator, words)
    if recording:
        sentences = recording_sentences(coordinator, key, words)
        health["recording"] = device.recording
        health |= {kind: text for kind, text in sentences.items() if text}
    return health


def _stale_health(
    coordinator: BlinkDoctorCoordinator, name: str, words: Words
) -> dict[str, Any]:
    """Return that the state is unknown: stale data is not reported as current."""
    data_at = coordinator.data.data_at
    return {
        "in_trouble": None,
        "summary": words.say("summary_fine_unknown", name=name),
        "last_news_from_blink": format_datetime(data_at) if data_at else None,
    }


def _trouble(
    primary: Finding,
    device: DeviceDiagnosis,
    coordinator: BlinkDoctorCoordinator,
    words: Words,
) -> dict[str, Any]:
    steps = guide.steps_for(primary, device.reading)
    return {
        "why": words.finding(primary),
        "since": format_datetime(primary.since),
        "shown_by": words.evidence(primary, coordinator.now),
        "next_step": words.step(steps[0]) if steps else None,
        "also": [words.finding(other) for other in device.findings[1:]],
    }
