"""Tests of the commands in scripts/."""

from pathlib import Path
import subprocess
from typing import Any

ROOT = Path(__file__).parents[2]


def run(*command: str | Path, **more: Any) -> tuple[int, str, str]:
    """Run a command; return its exit code, what it prints, and errors."""
    done = subprocess.run(
        command, capture_output=True, text=True, timeout=120, check=False, **more
    )
    return done.returncode, done.stdout, done.stderr
