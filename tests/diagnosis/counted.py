"""Counts how many polls were fuzzed, and says so at the end; fails where they are too few.

BLINK_DOCTOR_LEAST_POLLS=50000 scripts/test tests/diagnosis/test_fuzz.py
"""

import os
from typing import Any

import pytest

_LEAST = int(os.environ.get("BLINK_DOCTOR_LEAST_POLLS", "0"))
_KEY = "blink_doctor_fuzzed_polls"
# of this process, and at the end of those that it started
polls = 0


def pytest_sessionfinish(session: pytest.Session) -> None:
    """Hand the count to the process that started this one, or judge it here."""
    started_by = getattr(session.config, "workeroutput", None)
    if started_by is not None:
        started_by[_KEY] = polls
    elif polls < _LEAST and session.exitstatus == pytest.ExitCode.OK:
        session.exitstatus = pytest.ExitCode.TESTS_FAILED


@pytest.hookimpl(optionalhook=True)
def pytest_testnodedown(node: Any) -> None:
    globals()["polls"] += getattr(node, "workeroutput", {}).get(_KEY, 0)


def pytest_terminal_summary(terminalreporter: Any) -> None:
    if polls or _LEAST:
        wanted = f", at least {_LEAST:,} wanted" if _LEAST else ""
        terminalreporter.write_line(f"{polls:,} fuzzed polls judged{wanted}")
