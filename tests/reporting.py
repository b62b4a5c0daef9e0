"""What a failed test prints: the state of the house, and a part of the log.

All of the log is there with `-v`.
"""

from collections.abc import Iterator
import re
import traceback
from typing import Any

from _pytest.logging import caplog_records_key
import pytest

# the houses that a test has made; no type of ours: nothing may be imported before the plugins
HOUSES: pytest.StashKey[list[Any]] = pytest.StashKey()
_MOST_LINES = 30
_OURS = "/custom_components/blink_doctor/"
_ON_PURPOSE = "<class 'homeassistant.exceptions.HomeAssistantError'>"
# a record; what does not begin like this belongs to the one before
_BEGINS = re.compile(r"\d{4}-\d\d-\d\d ")
_OF_LOG = ("Captured log", "Captured stderr")
_RELEVANT = re.compile(r"\b(WARNING|ERROR|CRITICAL)\b| custom_components\.blink_doctor")
# logged for every custom integration, and by asyncio when the clock jumps
_USUAL = re.compile(r"which has not been tested|asyncio:base_events.py")


def shorten(item: pytest.Item, report: pytest.TestReport) -> None:
    """Put the state of the houses into a report, and little of the log."""
    if item.config.get_verbosity() <= 0:
        # also where it passed: what is logged at the end is printed for a test that failed
        report.sections = [*_short(report.sections)]
    if not report.failed:
        return
    for house in item.stash.get(HOUSES, []):
        report.sections.append(("The house", "\n".join(_lines(house))))


def exceptions(item: pytest.Item, when: str) -> Iterator[str]:
    """Yield exceptions that were only logged, with our code in their traceback."""
    for record in item.stash.get(caplog_records_key, {}).get(when, []):
        error = record.exc_info[1] if record.exc_info else None
        # errors raised on purpose for Home Assistant
        if error and _ON_PURPOSE not in map(str, type(error).__mro__):
            trace = "".join(traceback.format_exception(error))
            if _OURS in trace:
                yield f"{record.getMessage()}\n{trace}"


def _short(sections: list[tuple[str, str]]) -> Iterator[tuple[str, str]]:
    for title, text in sections:
        if not title.startswith(_OF_LOG):
            yield title, text
        elif title.startswith("Captured log") and (lines := [*_relevant(text)]):
            kept = "\n".join(line[:300] for line in lines[-_MOST_LINES:])
            yield f"{title}: ours and warnings, the last; -v shows all", kept


def _relevant(text: str) -> Iterator[str]:
    """Yield lines that are ours or warnings, each with the traceback that follows it."""
    follows = False
    for line in text.splitlines():
        if _BEGINS.match(line):
            follows = bool(_RELEVANT.search(line)) and not _USUAL.search(line)
        if follows:
            yield line


def _lines(house: Any) -> Iterator[str]:
    """Yield what Blink Doctor says of each device, if it has diagnosed any."""
    doctor = getattr(house, "doctor", None)
    diagnosis = getattr(getattr(doctor, "runtime_data", None), "data", None)
    if diagnosis is None:
        yield "Blink Doctor has judged nothing"
        return
    yield f"at {house.coordinator.now}, data of {diagnosis.data_at}"
    for key, device in diagnosis.devices.items():
        answers = {True: "answers", False: "silent"}.get(device.online, "not known")
        causes = ", ".join(finding.cause for finding in device.findings) or "no fault"
        yield f"{device.reading.name} ({key}): {answers}, {causes}"
