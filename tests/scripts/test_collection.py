"""What judges homes does so in tests: a broken rule must not stop their collection."""

from pathlib import Path
import subprocess
import sys

ROOT = Path(__file__).parents[2]
# as if a rule raised: whoever judges while a module is imported is not collected
BROKEN = """
import sys
import pytest
from custom_components.blink_doctor.diagnosis import engine, replay

def broken(*_, **__):
    raise RuntimeError("a rule is broken")

engine.diagnose = engine.review = engine.observe = broken
sys.exit(pytest.main(["--collect-only", "-q", "--noconftest", "-p", "no:cacheprovider", *sys.argv[1:]]))
"""
FOLDERS = ("diagnosis", "replay", "scenarios", "properties")


def test_a_broken_rule_stops_no_collection() -> None:
    """It fails the tests that need it, each by its name."""
    folders = [f"tests/{name}" for name in FOLDERS if (ROOT / "tests" / name).is_dir()]
    result = subprocess.run(
        [sys.executable, "-c", BROKEN, *folders],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert result.returncode == 0, result.stdout[-3000:] + result.stderr[-1000:]
    assert " tests collected" in result.stdout
