"""Says at the end how many polls were fuzzed; fails where they should have been more.

BLINK_DOCTOR_LEAST_POLLS=50000 scripts/test tests/diagnosis/test_fuzz.py
"""

import os
from typing import Any

import pytest

from .fuzzed import Fuzzed

_LEAST = int(os.environ.get("BLINK_DOCTOR_LEAST_POLLS", "0"))
_KEY = "blink_doctor_fuzzed_polls"


def pytest_sessionfinish(session: pytest.Session) -> None:
    """Hand the count to the process that started this one, or judge it here."""
    started_by = getattr(session.config, "workeroutput", None)
    if started_by is not None:
        started_by[_KEY] = Fuzzed.polls
    elif Fuzzed.polls < _LEAST and session.exitstatus == pytest.ExitCode.OK:
        session.exitstatus = pytest.ExitCode.TESTS_FAILED


@pytest.hookimpl(optionalhook=True)
def pytest_testnodedown(node: Any) -> None:
    Fuzzed.polls += getattr(node, "workeroutput", {}).get(_KEY, 0)


def pytest_terminal_summary(terminalreporter: Any) -> None:
    if Fuzzed.polls or _LEAST:
        wanted = f", at least {_LEAST:,} wanted" if _LEAST else ""
        terminalreporter.write_line(f"{Fuzzed.polls:,} fuzzed polls judged{wanted}")
