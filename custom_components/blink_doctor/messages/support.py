"""The text for Blink's support: the fault, its evidence, and the steps tried.

It contains no serial number, no address, no id.
"""

from .. import wakes
from ..coordinator import BlinkDoctorCoordinator
from ..diagnosis.model.ids import DeviceKey
from ..diagnosis.model.readings import Reading
from ..targeting.devices import async_name
from .devices import market_name
from .recording import drop_out_sentences
from .sentences import Words


def support_text(
    coordinator: BlinkDoctorCoordinator, key: DeviceKey, words: Words
) -> str:
    """Return a text to copy, about one device."""
    now, device = coordinator.now, coordinator.data.devices[key]
    reading = device.reading
    about = [
        words.say("support_device", name=async_name(coordinator, key)),
        words.say("support_model", model=_model(reading, words)),
        words.say(
            "support_firmware", version=reading.firmware or words.say("not_known")
        ),
    ]
    found = [
        f"{words.finding(finding)}: {' '.join(words.evidence(finding, now))}"
        for finding in device.findings
    ]
    tried = words.tried(coordinator.notes_of(key), now)
    return "\n".join(
        (
            words.say("support_hello"),
            "",
            *about,
            "",
            words.say("support_found"),
            *_listed(found or [words.say("support_nothing_found")]),
            "",
            words.say("support_measured"),
            *_listed(words.readings(reading, coordinator.data.data_at, now)),
            *_listed(words.woken(wakes.woken_yesterday(coordinator, key))),
            *_listed(drop_out_sentences(coordinator, key, words)),
            "",
            words.say("support_tried"),
            *_listed(tried or [words.say("support_nothing_tried")]),
            "",
            words.say("support_please"),
        )
    )


def _model(reading: Reading, words: Words) -> str:
    """Return the product name, and Blink's own code if that differs."""
    name = market_name(reading.model) or words.say("not_known")
    return (
        name
        if name == reading.model or not reading.model
        else (f"{name} ({reading.model})")
    )


def _listed(lines: list[str]) -> list[str]:
    return [f"- {line}" for line in lines]
