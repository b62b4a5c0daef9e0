"""scripts/replay as a person uses it: good files, bad files, both outputs."""

import json
from pathlib import Path
import sys
from typing import Any

import pytest

from custom_components.blink_doctor.diagnosis import replay
from tests.scripts import ROOT, run
from tests.story import Story

SCRIPT = ROOT / "scripts" / "lib" / "replay.py"
FIXTURES = ROOT / "tests" / "fixtures"
EXPECTED = {
    file.name.removesuffix(".expected.json"): json.loads(file.read_text())
    for file in FIXTURES.glob("*.expected.json")
}
CAPTURE = {"at": "2026-11-22T10:00:00Z", "homescreen": {"cameras": []}}


def replayed(*arguments: str | Path, stdin: str = "") -> tuple[int, str, str]:
    """Run the command without Home Assistant's packages in reach."""
    env = {"PATH": "/usr/bin:/bin", "LC_ALL": "C"}
    command = (sys.executable, "-S", "-P", SCRIPT, *arguments)
    return run(*command, input=stdin, env=env)


@pytest.mark.parametrize("sample", sorted(EXPECTED))
def test_samples_give_the_expected_output(sample: str) -> None:
    """Payloads of all vintages, to the letter."""
    data = json.loads((FIXTURES / f"{sample}.json").read_text())
    assert replay.as_json(replay.read(data)) == EXPECTED[sample]


def test_json_needs_nothing_but_python() -> None:
    """From a file or standard input, names as people typed them in any language.

    Some editors add a byte order mark.
    """
    file = FIXTURES / "hostile.json"
    code, printed, err = replayed(file, "--json")
    assert (code, err, json.loads(printed)) == (0, "", EXPECTED["hostile"])
    assert "\U0001f4f7" in printed
    assert "\x1b" not in printed
    piped = replayed("-", "--json", stdin=f"\ufeff{file.read_text('utf-8')}")
    assert piped == (code, printed, err)


@pytest.mark.parametrize("sample", ["cloud_in_trouble", "error_code_and_red_light"])
def test_text_shows_what_changed_and_when(sample: str) -> None:
    """One line per change, one for each poll that brought nothing, to the letter."""
    told = (FIXTURES / f"{sample}.txt").read_text()
    assert replayed(FIXTURES / f"{sample}.json") == (0, told, "")


def test_closed_pipe_gives_no_stack_trace() -> None:
    """As in `scripts/replay FILE | head -n 1`."""
    minutes = [f"2026-11-22T{n // 60:02}:{n % 60:02}:00Z" for n in range(1000)]
    file = json.dumps({"captures": [CAPTURE | {"at": at} for at in minutes]})
    pipe = f"'{sys.executable}' '{SCRIPT}' - --json | head -n 1"
    assert run("/bin/sh", "-c", pipe, input=file) == (0, "[\n", "")


def of(*captures: Any, **more: Any) -> dict[str, Any]:
    return {"captures": [*captures], **more}


MOMENTS = (None, 1700000000, "2026-13-01", "2201-01-01T00:00:00Z")
LOST = {"devices": {"camera:21": {"battery": "full"}}}
BAD: tuple[Any, ...] = (
    *([], 5, None, {"data": []}, {}, {"data": {}}, {"captures": {}}),
    *(of(5), of(None), of({"at": CAPTURE["at"]}), of({"homescreen": None})),
    *(of(CAPTURE, CAPTURE | {"at": at}) for at in MOMENTS),
    of(CAPTURE, CAPTURE | {"cameras": []}),
    of(CAPTURE, CAPTURE | {"red_light": {}}),
    of(CAPTURE, CAPTURE | {"paused": ["camera:21", 21]}),
    of(CAPTURE, CAPTURE | {"restart": 1}),
    *(of(memory=[]), of(memory=LOST), of(settings=[]), of(settings={"x": 1})),
    of(poll_seconds=0),
    *(of(settings={"weak_bars": n}) for n in ("2", 9, float("inf"), float("nan"))),
    *(of(settings={"disabled": bad}) for bad in ("rain", ["rain"])),
)
NO_JSON: dict[str, bytes] = {
    **{f"{some!r}": some for some in (b"", b"{", b'{"captures": []} x', b"\xff\xfe{}")},
    "nested deeply": b"[" * 200_000,
    "a long number": b"9" * 5000,
    "no capture": b'{"captures": [7]}',
}


def test_what_is_wrong_with_a_file(tmp_path: Path, story: Story) -> None:
    story("a file of another format: the error names the place")
    for data in BAD:
        with pytest.raises(replay.NotAReplay) as caught:
            replay.read(json.loads(json.dumps(data)))
        story.say(f"{json.dumps(data)}: {caught.value}")
    story("what is no file, or no JSON: one line on standard error, and exit code 2")
    file = tmp_path / "bad.json"
    for name in ("no file", "a folder", *NO_JSON):
        if name in NO_JSON:
            file.write_bytes(NO_JSON[name])
        elif name == "a folder":
            file.mkdir()
        for options in ((), ("--json",)):
            code, out, err = replayed(file, *options)
            assert (code, out) == (2, "")
            (line,) = err.replace(f"{file}", "FILE").splitlines()
        story.say(f"{name}: {line}")
        if name == "a folder":
            file.rmdir()


def test_the_wrapper_finds_a_python() -> None:
    """The command itself, from another folder."""
    code, out, err = run(ROOT / "scripts/replay", FIXTURES / "2020_xt2.json", cwd="/")
    assert (code, err) == (0, "")
    assert "Driveway" in out
