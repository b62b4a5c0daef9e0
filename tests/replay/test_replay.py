"""scripts/replay as a person uses it: good files, bad files, both outputs."""

import json
from pathlib import Path
import subprocess
import sys
from typing import Any

import pytest

from custom_components.blink_doctor.diagnosis import replay

ROOT = Path(__file__).resolve().parents[2]
FIXTURES = ROOT / "tests" / "fixtures"
SAMPLES = sorted(
    path for path in FIXTURES.glob("*.json") if not path.stem.endswith(".expected")
)
CAPTURE = {"at": "2026-11-22T10:00:00Z", "homescreen": {"cameras": []}}


def run(
    *arguments: str | Path, stdin: bytes = b""
) -> subprocess.CompletedProcess[bytes]:
    """Run the command without Home Assistant's packages in reach."""
    script = ROOT / "scripts" / "lib" / "replay.py"
    return subprocess.run(
        [sys.executable, "-S", "-P", str(script), *map(str, arguments)],
        input=stdin,
        capture_output=True,
        check=False,
        timeout=60,
        env={"PATH": "/usr/bin:/bin", "LC_ALL": "C"},
    )


@pytest.mark.parametrize("sample", SAMPLES, ids=lambda path: path.stem)
def test_samples_give_the_expected_output(sample: Path) -> None:
    """Payloads of all vintages, to the letter."""
    expected = json.loads(sample.with_suffix(".expected.json").read_text())
    assert replay.as_json(replay.read(json.loads(sample.read_text()))) == expected


def test_there_is_an_expectation_for_each_sample_and_a_line_in_the_readme() -> None:
    """A sample without an expectation proves nothing."""
    expected = {path.name for path in FIXTURES.glob("*.expected.json")}
    assert expected == {f"{path.stem}.expected.json" for path in SAMPLES}
    readme = (FIXTURES / "README.md").read_text()
    assert [path.stem for path in SAMPLES if f"`{path.stem}`" not in readme] == []
    assert len(SAMPLES) >= 13


def test_the_command_needs_nothing_but_python() -> None:
    """JSON on standard output, names as people typed them in any language."""
    result = run(FIXTURES / "hostile.json", "--json")
    assert (result.returncode, result.stderr) == (0, b"")
    printed = json.loads(result.stdout.decode("utf-8"))
    assert printed == json.loads((FIXTURES / "hostile.expected.json").read_text())
    assert "\U0001f4f7" in result.stdout.decode("utf-8")
    assert b"\x1b" not in result.stdout


def test_every_object_has_the_shape_that_is_documented() -> None:
    result = run(FIXTURES / "2022_catalina_two_networks.json", "--json")
    for capture in json.loads(result.stdout):
        assert capture.keys() == {"at", "usable", "devices", "issues"}
        for device in capture["devices"].values():
            assert device.keys() == {
                "name",
                "fault",
                "primary_cause",
                "online",
                "battery",
                "wifi_bars",
                "sync_module_bars",
                "firmware",
                "findings",
                "outlook",
            }
            assert device["outlook"].keys() == {
                "batteries_changed",
                "expected_low",
                "unusual_drain",
            }
            for finding in device["findings"]:
                assert finding.keys() == {
                    "cause",
                    "severity",
                    "confidence",
                    "since",
                    "evidence",
                }
    assert capture["issues"] == [
        {"cause": "weak_wifi", "device": "camera:22"},
        {"cause": "sync_module_offline", "device": "sync_module:12"},
    ]


def test_text_tells_what_changed_and_when() -> None:
    """One line per change, one for each poll that brought nothing."""
    result = run(FIXTURES / "cloud_in_trouble.json")
    assert result.returncode == 0
    lines = result.stdout.decode().splitlines()
    assert lines[0].split() == [
        "2026-11-22T10:00:00Z",
        "camera:21",
        "Front",
        "door",
        "low_battery",
        "(confirmed,",
        "since",
        "2026-11-22T10:00:00Z)",
    ]
    assert sum("no usable answer" in line for line in lines) == 5
    assert lines[-1].split()[1:] == ["account", "Blink", "no", "fault"]
    assert sum("blink_unreachable" in line for line in lines) == 1


def test_text_calls_a_reported_red_light_that() -> None:
    """Not a camera error, as in every other text."""
    text = run(FIXTURES / "error_code_and_red_light.json").stdout.decode()
    assert "red light (possible, since 2026-11-22T10:00:00Z)" in text
    assert "camera_error (possible" not in text
    assert "camera_error (confirmed" in text


def test_standard_input() -> None:
    sample = FIXTURES / "2020_white_low.json"
    assert run("-", "--json", stdin=sample.read_bytes()).stdout == (
        run(sample, "--json").stdout
    )


def test_a_byte_order_mark_does_no_harm(tmp_path: Path) -> None:
    """Some editors add one."""
    file = tmp_path / "x.json"
    file.write_bytes(b"\xef\xbb\xbf" + json.dumps({"captures": [CAPTURE]}).encode())
    assert run(file).returncode == 0


def test_home_assistants_own_wrapping() -> None:
    result = run(FIXTURES / "diagnostics_download.json", "--json")
    last = json.loads(result.stdout)[-1]["devices"]["camera:1"]
    assert [finding["cause"] for finding in last["findings"]] == [
        "low_battery",
        "weak_sync_module_link",
    ]


def test_whoever_stops_reading_gets_no_stack_trace() -> None:
    """As in `scripts/replay FILE | head -n 1`."""
    script = ROOT / "scripts" / "lib" / "replay.py"
    captures = [
        {"at": f"2026-11-{day:02}T{hour:02}:00:00Z", "homescreen": homescreen}
        for homescreen in [{"cameras": [{"id": 21}]}]
        for day in range(1, 31)
        for hour in range(24)
    ]
    piped = subprocess.run(
        ["/bin/sh", "-c", f"'{sys.executable}' '{script}' - --json | head -n 1"],
        input=json.dumps({"captures": captures}).encode(),
        capture_output=True,
        check=False,
        timeout=60,
    )
    assert (piped.stdout, piped.stderr) == (b"[\n", b"")


def bad(**changes: Any) -> dict[str, Any]:
    """Return a file whose second capture is wrong."""
    return {"captures": [CAPTURE, {**CAPTURE, **changes}]}


# what is expected of a place, and what stands there instead
BAD: dict[str, list[Any]] = {
    "top level: an object with `captures` is expected": [[], 5, None, {"data": []}],
    "captures: a list is expected": [
        {},
        {"data": {}},
        {"captures": None},
        {"captures": {}},
    ],
    "captures[0]: an object is expected": [{"captures": [5]}, {"captures": [None]}],
    "captures[0].homescreen: missing (null is a failed poll)": [
        {"captures": [{"at": CAPTURE["at"]}]}
    ],
    "captures[0].at: a moment such as 2026-11-22T10:00:00Z is expected": [
        {"captures": [{"homescreen": None}]}
    ],
    "captures[1].at: a moment such as 2026-11-22T10:00:00Z is expected": [
        bad(at=None),
        bad(at="yesterday"),
        bad(at=1700000000),
        bad(at="2026-13-01T00:00:00Z"),
    ],
    "captures[1].cameras: an object is expected": [bad(cameras=[])],
    "captures[1].networks: an object is expected": [bad(networks="x")],
    "captures[1].live: an object is expected": [bad(live=5)],
    "captures[1].red_light: a list is expected": [bad(red_light={})],
    "captures[1].paused: a list is expected": [bad(paused={})],
    "captures[1].batteries_replaced: a list is expected": [
        bad(batteries_replaced="camera:21")
    ],
    "captures[1].paused[1]: a device key such as camera:21 is expected": [
        bad(paused=["camera:21", 21])
    ],
    "captures[1].batteries_replaced[0]: a device key such as camera:21 is expected": [
        bad(batteries_replaced=[None])
    ],
    "captures[1].restart: true or false is expected": [bad(restart=1)],
    "memory: an object with `devices` is expected": [{"captures": [], "memory": []}],
    "memory.devices.camera:21.battery: cannot be read": [
        {"captures": [], "memory": {"devices": {"camera:21": {"battery": "full"}}}}
    ],
    "settings: an object is expected": [{"settings": [], "captures": []}],
    "settings.x: no such setting": [{"settings": {"x": 1}, "captures": []}],
    "settings.weak_bars: a number is expected": [
        {"settings": {"weak_bars": "2"}, "captures": []}
    ],
    "settings.weak_bars: a whole number from 0 to 3 is expected": [
        {"settings": {"weak_bars": 9}, "captures": []},
        {"settings": {"weak_bars": float("inf")}, "captures": []},
        {"settings": {"weak_bars": float("nan")}, "captures": []},
    ],
    "settings.disabled: a list of causes is expected": [
        {"settings": {"disabled": "low_battery"}, "captures": []}
    ],
    "settings.disabled: 'rain' is not a valid Cause": [
        {"settings": {"disabled": ["rain"]}, "captures": []}
    ],
}


@pytest.mark.parametrize(
    ("data", "place"), [(data, place) for place, many in BAD.items() for data in many]
)
def test_a_file_of_another_format_names_the_place(data: Any, place: str) -> None:
    """In words, for the one line that is printed."""
    with pytest.raises(replay.NotAReplay) as caught:
        replay.read(json.loads(json.dumps(data)))
    assert str(caught.value) == place


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", "not JSON: Expecting value, line 1 column 1"),
        (
            b"{",
            "not JSON: Expecting property name enclosed in double quotes, line 1 column 2",
        ),
        (b'{"captures": []} x', "not JSON: Extra data, line 1 column 18"),
        (b"\xff\xfe{}", "not text in UTF-8"),
        (b"[" * 200_000, "nested too deeply"),
        (b"9" * 5000, "not JSON: Exceeds the limit (4300 digits)"),
        (b'{"captures": [7]}', "captures[0]: an object is expected"),
        (b'{"captures": 7}', "captures: a list is expected"),
    ],
)
@pytest.mark.parametrize("as_json", [False, True])
def test_a_bad_file_is_one_line_and_exit_2(
    tmp_path: Path, content: bytes, message: str, as_json: bool
) -> None:
    """On standard error, nothing on standard output, no stack trace."""
    file = tmp_path / "bad.json"
    file.write_bytes(content)
    result = run(file, *(["--json"] if as_json else []))
    assert (result.returncode, result.stdout) == (2, b"")
    line = result.stderr.decode()
    assert line.startswith(f"scripts/replay: {file}: {message}")
    assert line.count("\n") == 1


def test_files_that_cannot_be_opened(tmp_path: Path) -> None:
    """A name that is not there, and a folder."""
    missing = run(tmp_path / "nothing.json")
    assert (missing.returncode, missing.stderr.decode()) == (
        2,
        f"scripts/replay: {tmp_path}/nothing.json: No such file or directory\n",
    )
    folder = run(tmp_path)
    assert folder.returncode == 2
    assert folder.stderr.decode() == f"scripts/replay: {tmp_path}: Is a directory\n"


def test_the_wrapper_finds_a_python() -> None:
    """The command itself, from another folder."""
    result = subprocess.run(
        [ROOT / "scripts" / "replay", FIXTURES / "2020_xt2.json"],
        capture_output=True,
        check=False,
        timeout=60,
        cwd="/",
    )
    assert (result.returncode, result.stderr) == (0, b"")
    assert b"Driveway" in result.stdout
