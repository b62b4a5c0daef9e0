"""The demo house, as a person starts and stops it."""

import os
from pathlib import Path
import signal
import socket
import subprocess
import sys
import time

from homeassistant.const import MAJOR_VERSION, MINOR_VERSION
import pytest

from tests.story import Story

ROOT = Path(__file__).parents[2]
newest_only = pytest.mark.skipif(
    (MAJOR_VERSION, MINOR_VERSION) < (2026, 11),
    reason="the demo house runs on Home Assistant 2026.11",
)


class Demo:
    """The command, in a place of its own for all that it leaves behind."""

    def __init__(self, folder: Path) -> None:
        self.tmp, self.cache = folder / "tmp", folder / "cache"
        self.tmp.mkdir()
        places = {"TMPDIR": str(self.tmp), "BLINK_DOCTOR_CACHE": str(self.cache)}
        self.environment = os.environ | places
        self.process: subprocess.Popen[str]

    def start(self, *arguments: str) -> None:
        self.process = subprocess.Popen(
            [sys.executable, "-m", "demo.house", *arguments],
            cwd=ROOT,
            env=self.environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )

    def run(self, *arguments: str) -> tuple[int, str, str]:
        """Return the exit code, what is printed, and errors."""
        self.start(*arguments)
        out, err = self.process.communicate(timeout=600)
        return self.process.returncode, out, err

    def wait(self, *, running: bool) -> None:
        """Wait until processes run that were given a path in this place, or none does."""
        deadline = time.monotonic() + 300
        while self._is_running() is not running and time.monotonic() < deadline:
            time.sleep(0.1)
        assert self._is_running() is running

    def _is_running(self) -> bool:
        folder = str(self.tmp).encode()
        for path in Path("/proc").glob("[0-9]*/cmdline"):
            try:
                if folder in path.read_bytes():
                    return True
            except OSError:
                continue
        return False


@pytest.fixture
def demo(tmp_path: Path) -> Demo:
    return Demo(tmp_path)


@newest_only
@pytest.mark.slow
def test_check_names_every_cause_and_leaves_nothing(demo: Demo, tmp_path: Path) -> None:
    """The main job, from Blink's cloud to a named cause, with what a release packs."""
    package = tmp_path / "blink_doctor.zip"
    subprocess.run([ROOT / "scripts/release", package], check=True)
    _, out, err = demo.run("--check", "--package", str(package))
    assert err == ""
    rows = {line[:12].strip(): line.split() for line in out.splitlines()}
    assert "firmware_behind" in rows["Back yard"]
    assert "none" in rows["Living room"]
    assert "as the scenario says: 7 with the cause" in out
    assert os.listdir(demo.tmp) == []
    demo.wait(running=False)


@newest_only
@pytest.mark.slow
@pytest.mark.parametrize("hard", [False, True])
def test_home_assistant_stops_with_the_demo(demo: Demo, hard: bool) -> None:
    """On Ctrl-C at once and in order; and even if the demo is killed."""
    demo.start("--check")
    demo.wait(running=True)
    time.sleep(1)
    demo.process.send_signal(signal.SIGKILL if hard else signal.SIGINT)
    out, err = demo.process.communicate(timeout=120)
    demo.wait(running=False)
    if not hard:
        assert (demo.process.returncode, err) == (130, "")
        assert out.splitlines()[-1].endswith("stopped")
        assert os.listdir(demo.tmp) == []


@pytest.mark.usefixtures("socket_enabled")
def test_errors_name_the_reason(demo: Demo, tmp_path: Path, story: Story) -> None:
    def tell(title: str, *arguments: str, port: int = 0) -> None:
        code, _, err = demo.run(*arguments)
        story(title)
        for place in (tmp_path, ROOT):
            err = err.replace(f"{place}/", "")
        story.say(err.replace(str(port or "?"), "PORT"), f"exit code {code}")

    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        for option in ("--port", "--cloud-port"):
            used = ("--port=0", "--cloud-port=0", f"{option}={port}")
            tell(f"{option} in use: one line", *used, port=port)
    tell("an unknown scenario: one line", "--check", "--scenario", "castle")
    broken = tmp_path / "broken/homeassistant/__init__.py"
    broken.parent.mkdir(parents=True)
    broken.write_text("raise RuntimeError('Error: no home today')")
    demo.environment["PYTHONPATH"] = str(broken.parents[1])
    tell("a broken Home Assistant: its own last words", "--check")
    assert "no home today" in (demo.cache / "demo.log").read_text()
    assert os.listdir(demo.tmp) == []
