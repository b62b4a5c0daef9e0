"""scripts/replay as a person uses it: good files, bad files, both outputs."""

import json
from pathlib import Path
import subprocess
import sys
from typing import Any

import pytest

from custom_components.blink_doctor.diagnosis import replay

ROOT = Path(__file__).resolve().parents[2]
SCRIPT = ROOT / "scripts" / "lib" / "replay.py"
FIXTURES = ROOT / "tests" / "fixtures"
EXPECTED = {
    file.name.removesuffix(".expected.json"): json.loads(file.read_text())
    for file in FIXTURES.glob("*.expected.json")
}
CAPTURE = {"at": "2026-11-22T10:00:00Z", "homescreen": {"cameras": []}}


def command(
    *arguments: str | Path, **options: Any
) -> subprocess.CompletedProcess[bytes]:
    return subprocess.run(
        arguments, capture_output=True, check=False, timeout=60, **options
    )


def run(
    *arguments: str | Path, stdin: bytes = b""
) -> subprocess.CompletedProcess[bytes]:
    """Run the command without Home Assistant's packages in reach."""
    env = {"PATH": "/usr/bin:/bin", "LC_ALL": "C"}
    python = (sys.executable, "-S", "-P", SCRIPT)
    return command(*python, *arguments, input=stdin, env=env)


@pytest.mark.parametrize("sample", sorted(EXPECTED))
def test_samples_give_the_expected_output(sample: str) -> None:
    """Payloads of all vintages, to the letter."""
    data = json.loads((FIXTURES / f"{sample}.json").read_text())
    assert replay.as_json(replay.read(data)) == EXPECTED[sample]


def test_json_needs_nothing_but_python() -> None:
    """From a file or standard input, names as people typed them in any language.

    Some editors add a byte order mark.
    """
    result = run(FIXTURES / "hostile.json", "--json")
    assert (result.returncode, result.stderr) == (0, b"")
    printed = result.stdout.decode("utf-8")
    assert json.loads(printed) == EXPECTED["hostile"]
    assert "\U0001f4f7" in printed
    assert "\x1b" not in printed
    file = b"\xef\xbb\xbf" + (FIXTURES / "hostile.json").read_bytes()
    piped = run("-", "--json", stdin=file)
    assert piped.stdout == result.stdout


@pytest.mark.parametrize("sample", ["cloud_in_trouble", "error_code_and_red_light"])
def test_text_tells_what_changed_and_when(sample: str) -> None:
    """One line per change, one for each poll that brought nothing, to the letter."""
    result = run(FIXTURES / f"{sample}.json")
    assert result.returncode == 0
    assert result.stdout.decode() == (FIXTURES / f"{sample}.txt").read_text()


def test_whoever_stops_reading_gets_no_stack_trace() -> None:
    """As in `scripts/replay FILE | head -n 1`."""
    captures = [
        {"at": f"2026-11-{day:02}T{hour:02}:00:00Z", "homescreen": homescreen}
        for homescreen in [{"cameras": [{"id": 21}]}]
        for day in range(1, 31)
        for hour in range(24)
    ]
    pipe = f"'{sys.executable}' '{SCRIPT}' - --json | head -n 1"
    file = json.dumps({"captures": captures}).encode()
    piped = command("/bin/sh", "-c", pipe, input=file)
    assert (piped.stdout, piped.stderr) == (b"[\n", b"")


def of(*captures: Any) -> dict[str, Any]:
    return {"captures": [*captures]}


def bad(**changes: Any) -> dict[str, Any]:
    """Return a file whose second capture is wrong."""
    return of(CAPTURE, CAPTURE | changes)


def setting(**settings: Any) -> dict[str, Any]:
    return of() | {"settings": settings}


MOMENT = "a moment such as 2026-11-22T10:00:00Z is expected"
KEY = "a device key such as camera:21 is expected"
LOST = {"devices": {"camera:21": {"battery": "full"}}}
# what is said of a place, and what may stand there
BAD: dict[str, list[Any]] = {
    "top level: an object with `captures` is expected": [[], 5, None, {"data": []}],
    "captures: a list is expected": [{}, {"data": {}}, {"captures": {}}],
    "captures[0]: an object is expected": [of(5), of(None)],
    "captures[0].homescreen: missing (null is a failed poll)": [
        of({"at": CAPTURE["at"]})
    ],
    f"captures[0].at: {MOMENT}": [of({"homescreen": None})],
    f"captures[1].at: {MOMENT}": [
        bad(at=at) for at in (None, 1700000000, "2026-13-01", "2201-01-01T00:00:00Z")
    ],
    "captures[1].cameras: an object is expected": [bad(cameras=[])],
    "captures[1].red_light: a list is expected": [bad(red_light={})],
    f"captures[1].paused[1]: {KEY}": [bad(paused=["camera:21", 21])],
    "captures[1].restart: true or false is expected": [bad(restart=1)],
    "memory: an object with `devices` is expected": [of() | {"memory": []}],
    "memory.devices.camera:21.battery: cannot be read": [of() | {"memory": LOST}],
    "settings: an object is expected": [of() | {"settings": []}],
    "settings.x: no such setting": [setting(x=1)],
    "settings.weak_bars: a number is expected": [setting(weak_bars="2")],
    "settings.weak_bars: a whole number from 0 to 3 is expected": [
        setting(weak_bars=bars) for bars in (9, float("inf"), float("nan"))
    ],
    "settings.disabled: a list of causes is expected": [setting(disabled="rain")],
    "settings.disabled: 'rain' is not a valid Cause": [setting(disabled=["rain"])],
}


@pytest.mark.parametrize(
    ("data", "place"), [(data, place) for place, many in BAD.items() for data in many]
)
def test_a_file_of_another_format_names_the_place(data: Any, place: str) -> None:
    """In words, for the one line that is printed."""
    with pytest.raises(replay.NotAReplay) as caught:
        replay.read(json.loads(json.dumps(data)))
    assert str(caught.value) == place


NAME = "Expecting property name enclosed in double quotes"


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", "not JSON: Expecting value, line 1 column 1"),
        (b"{", f"not JSON: {NAME}, line 1 column 2"),
        (b'{"captures": []} x', "not JSON: Extra data, line 1 column 18"),
        (b"\xff\xfe{}", "not text in UTF-8"),
        (b"[" * 200_000, "nested too deeply"),
        (b"9" * 5000, "not JSON: Exceeds the limit (4300 digits)"),
        (b'{"captures": [7]}', "captures[0]: an object is expected"),
        (None, "No such file or directory"),
        ("folder", "Is a directory"),
    ],
)
@pytest.mark.parametrize("options", [(), ("--json",)])
def test_a_bad_file_is_one_line_and_exit_2(
    tmp_path: Path, content: bytes | str | None, message: str, options: tuple[str, ...]
) -> None:
    """On standard error, nothing on standard output, no stack trace."""
    file = tmp_path / "bad.json"
    if isinstance(content, bytes):
        file.write_bytes(content)
    elif content:
        file.mkdir()
    result = run(file, *options)
    assert (result.returncode, result.stdout) == (2, b"")
    line = result.stderr.decode()
    assert line.startswith(f"scripts/replay: {file}: {message}")
    assert line.count("\n") == 1


def test_the_wrapper_finds_a_python() -> None:
    """The command itself, from another folder."""
    result = command(ROOT / "scripts" / "replay", FIXTURES / "2020_xt2.json", cwd="/")
    assert (result.returncode, result.stderr) == (0, b"")
    assert b"Driveway" in result.stdout
