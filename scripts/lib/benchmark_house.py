"""`scripts/benchmark house`: the cost of Blink Doctor on top of core Blink."""

from pathlib import Path
import sys

import pytest

FILE = Path(__file__).resolve().parents[2] / "tests" / "benchmark" / "bench_house.py"

sys.exit(
    pytest.main(
        [
            str(FILE),
            "--quiet",
            "--capture=no",
            "--show-capture=no",
            "--log-level=CRITICAL",
            "-p",
            "no:cacheprovider",
            "--timeout=300",
            *sys.argv[1:],
        ]
    )
)
