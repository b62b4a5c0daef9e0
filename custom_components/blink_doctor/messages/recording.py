"""When cameras were watching: as sentences, and as an action's response."""

import asyncio
from collections.abc import Iterable
from datetime import datetime
from typing import Any

from .. import recording_history
from ..coordinator import BlinkDoctorCoordinator
from ..diagnosis.model.ids import DeviceKey
from ..diagnosis.watching import ledger as ledgers
from ..diagnosis.watching.drop_outs import WINDOWS
from ..diagnosis.watching.ledger import Ledger
from ..targeting.devices import async_name, known_now
from .sentences import Words

_AT_ONCE = 20


def drop_out_sentences(
    coordinator: BlinkDoctorCoordinator, key: DeviceKey, words: Words
) -> list[str]:
    """Return sentences on a camera's drop-outs; empty if there are none."""
    statistics = recording_history.drop_outs(coordinator, key)
    if statistics is None or not statistics.month.has_any:
        return []
    name = async_name(coordinator, key)
    sentences = [words.dropped_out(statistics.month, WINDOWS["month"], name)]
    if (pattern := recording_history.pattern(coordinator, key)) is not None:
        sentences.append(words.nightly(pattern, name))
    return sentences


def recording_sentences(
    coordinator: BlinkDoctorCoordinator, key: DeviceKey, words: Words
) -> dict[str, str | None]:
    """Return when a camera was not watching in the last day, and its drop-outs."""
    gap = recording_history.longest_gap(coordinator, key)
    name, now = async_name(coordinator, key), coordinator.now
    return {
        "not_watching": words.not_watching(gap, name, now) if gap else None,
        "dropped_out": " ".join(drop_out_sentences(coordinator, key, words)) or None,
    }


async def async_recording_history(
    coordinator: BlinkDoctorCoordinator, keys: Iterable[DeviceKey], since: datetime
) -> list[dict[str, Any]]:
    """Return one object per camera, as described in docs/actions.md."""
    words = await Words.async_load(coordinator.hass)
    answers = []
    for number, key in enumerate(keys):
        if number % _AT_ONCE == _AT_ONCE - 1:
            # yield, so that many cameras do not block the event loop
            await asyncio.sleep(0)
        if key not in coordinator.data.devices:
            continue
        if (ledger := recording_history.ledger_of(coordinator, key)) is not None:
            answers.append(_history(coordinator, key, ledger, words, since))
    return answers


def _history(
    coordinator: BlinkDoctorCoordinator,
    key: DeviceKey,
    ledger: Ledger,
    words: Words,
    since: datetime,
) -> dict[str, Any]:
    device = known_now(coordinator, key)
    began = device.recording_since
    sentences = recording_sentences(coordinator, key, words)
    return {
        "device_id": coordinator.device_id(key),
        "name": async_name(coordinator, key),
        "recording": device.recording,
        "recording_since": began.isoformat() if began else None,
        "minutes": {
            state.value: recording_history.minutes(seconds)
            for state, seconds in ledgers.seconds_by_state(ledger, since).items()
        },
        "spans": [
            {
                "state": span.state,
                "from": span.start.isoformat(),
                "until": span.end.isoformat(),
            }
            for span in ledgers.spans(ledger, since)
        ],
        **recording_history.as_dict(coordinator, key),
        "summary": " ".join(text for text in sentences.values() if text),
    }
