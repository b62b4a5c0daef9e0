"""The demo house, as a person starts and stops it."""

from collections.abc import Iterator
import os
from pathlib import Path
import signal
import subprocess
import sys
import time

from homeassistant.const import MAJOR_VERSION, MINOR_VERSION
import pytest

ROOT = Path(__file__).parents[2]
newest_only = pytest.mark.skipif(
    (MAJOR_VERSION, MINOR_VERSION) < (2026, 11),
    reason="the demo house runs on Home Assistant 2026.11",
)


@pytest.fixture
def environment(tmp_path: Path) -> dict[str, str]:
    """A place of its own for all that the demo leaves behind."""
    (tmp_path / "tmp").mkdir()
    return {
        **os.environ,
        "TMPDIR": str(tmp_path / "tmp"),
        "BLINK_DOCTOR_CACHE": str(tmp_path / "cache"),
    }


@pytest.fixture
def taken_port() -> Iterator[int]:
    program = (
        "import socket; s = socket.create_server(('127.0.0.1', 0));"
        "print(s.getsockname()[1], flush=True); input()"
    )
    # In a process of its own, as tests may not open sockets.
    with subprocess.Popen(
        [sys.executable, "-c", program],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    ) as other:
        assert other.stdout is not None
        yield int(other.stdout.readline())


def start(environment: dict[str, str], *arguments: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-m", "demo.house", *arguments],
        cwd=ROOT,
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def running_in(folder: str) -> list[str]:
    """Return the processes that were given a path below this folder."""
    found = []
    for path in Path("/proc").glob("[0-9]*/cmdline"):
        try:
            command = path.read_bytes().replace(b"\0", b" ").decode(errors="replace")
        except OSError:
            continue
        if folder in command:
            found.append(command)
    return found


@newest_only
@pytest.mark.slow
def test_check_names_every_cause_and_leaves_nothing(
    environment: dict[str, str], tmp_path: Path
) -> None:
    """The main job, from Blink's cloud to a named cause, with what a release packs."""
    package = tmp_path / "blink_doctor.zip"
    subprocess.run([ROOT / "scripts" / "release", package], check=True)
    out, err = start(environment, "--check", "--package", str(package)).communicate(
        timeout=600
    )
    assert err == ""
    rows = {line[:12].strip(): line.split() for line in out.splitlines()}
    assert "low_battery" in rows["Front door"]
    assert "weak_wifi" in rows["Driveway"]
    assert "firmware_behind" in rows["Back yard"]
    assert "none" in rows["Living room"]
    assert "as the scenario says: 7 with the cause" in out
    assert os.listdir(environment["TMPDIR"]) == []
    assert running_in(environment["TMPDIR"]) == []


@newest_only
@pytest.mark.slow
@pytest.mark.parametrize("hard", [False, True])
def test_home_assistant_stops_with_the_demo(
    environment: dict[str, str], hard: bool
) -> None:
    """On Ctrl-C at once and in order; and even if the demo is killed."""
    demo = start(environment, "--check")
    deadline = time.monotonic() + 300
    while not running_in(environment["TMPDIR"]) and time.monotonic() < deadline:
        time.sleep(0.1)
    assert running_in(environment["TMPDIR"])
    time.sleep(1)
    demo.send_signal(signal.SIGKILL if hard else signal.SIGINT)
    out, err = demo.communicate(timeout=120)
    while running_in(environment["TMPDIR"]) and time.monotonic() < deadline:
        time.sleep(0.1)
    assert running_in(environment["TMPDIR"]) == []
    if not hard:
        assert (demo.returncode, err) == (130, "")
        assert out.splitlines()[-1].endswith("stopped")
        assert os.listdir(environment["TMPDIR"]) == []


@pytest.mark.parametrize("option", ["--port", "--cloud-port"])
def test_a_port_in_use_is_one_line(
    environment: dict[str, str], taken_port: int, option: str
) -> None:
    arguments = ["--port=0", "--cloud-port=0", f"{option}={taken_port}"]
    out, err = start(environment, *arguments).communicate(timeout=300)
    assert out == ""
    assert (
        err == f"demo: port {taken_port} is in use; choose another one with {option}\n"
    )


def test_an_unknown_scenario_is_one_line(environment: dict[str, str]) -> None:
    demo = start(environment, "--check", "--scenario", "castle")
    _, err = demo.communicate(timeout=300)
    assert demo.returncode == 1
    assert err.startswith("demo: ")
    assert "troubles" in err
    assert err.count("\n") == 1


def test_a_home_assistant_that_cannot_start_is_told(
    environment: dict[str, str], tmp_path: Path
) -> None:
    """In one line with its own last words, and with the place of its log."""
    broken = tmp_path / "broken" / "homeassistant"
    broken.mkdir(parents=True)
    (broken / "__init__.py").write_text("raise RuntimeError('Error: no home today')")
    environment["PYTHONPATH"] = str(broken.parent)
    demo = start(environment, "--check")
    out, err = demo.communicate(timeout=300)
    assert demo.returncode == 1
    assert "Traceback" not in out + err
    assert err.splitlines() == [
        "demo: Home Assistant stopped by itself: RuntimeError: Error: no home today",
        f"demo: Home Assistant's log: {tmp_path}/cache/demo.log",
    ]
    assert "no home today" in (tmp_path / "cache/demo.log").read_text()
    assert os.listdir(environment["TMPDIR"]) == []
