"""Every labelled scenario ends right, on time, and without a false alarm on the way."""

from collections import Counter
from pathlib import Path

import pytest

from custom_components.blink_doctor.diagnosis import replay

from .expand import FOLDER, UNSEEN, Scenario, load, play
from .outcome import noisy_home, run
from .told import read

ALL = [(folder, one) for folder in (FOLDER, UNSEEN) for one in load(folder)]
TOLD = {path: read(path) for path in (*FOLDER.glob("*.txt"), *UNSEEN.glob("*.txt"))}


@pytest.mark.parametrize(
    ("folder", "scenario"),
    ALL,
    ids=[f"{folder.name}/{one.file}: {one.name}" for folder, one in ALL],
)
def test_ends_as_labelled(folder: Path, scenario: Scenario) -> None:
    """The causes, primary first, and the issues; nothing else at any poll."""
    outcome = run(scenario)
    assert outcome.final == scenario.expect
    assert outcome.issues == scenario.issues
    assert outcome.alarms == ()
    assert outcome.broken == ()
    # what else is said with it: `scripts/evaluate scenarios --accept`, and read the diff
    assert outcome.told == TOLD[folder / f"{scenario.file}.txt"][scenario.name]


REPORTS = [one for _, one in ALL if one.file in ("red_light", "old_words")]


@pytest.mark.parametrize("scenario", REPORTS, ids=lambda scenario: scenario.name)
def test_a_repeated_poll_is_one_poll(scenario: Scenario) -> None:
    """Also with what the owner reports in it."""
    captures, _ = play(scenario)
    twice = [one for capture in captures.values() for one in (capture, capture)]
    said = [
        replay.as_json(replay.read({"settings": scenario.settings, "captures": them}))
        for them in ([*captures.values()], twice)
    ]
    assert said[1][1::2] == said[0]


def test_each_scenario_is_stored_once() -> None:
    """Two of one name would be ambiguous, and nothing is kept of one that is gone."""
    there = Counter((folder / f"{one.file}.txt", one.name) for folder, one in ALL)
    assert [scenario for scenario, count in there.items() if count > 1] == []
    assert {
        (path, name) for path, them in TOLD.items() for name in them
    } == there.keys()


@pytest.mark.parametrize(("every", "days"), [(5, 12), (15, 36), (60, 100)])
@pytest.mark.parametrize("seed", [1, 2])
def test_noise_raises_nothing(seed: int, every: int, days: int) -> None:
    """The long version: scripts/evaluate scenarios."""
    assert noisy_home(seed, days=days, every=every).alarms == ()


@pytest.mark.parametrize(
    "check",
    [
        "0- camera:21 is nothing",
        "10- camera:21 has low_battery since=5",
        "10- camera:21 has low_battery confidence!=confirmed",
        "10- camera:21 has weak_wifi",
        "0- camera:21 never low_battery",
        "0- camera:21 changes 0",
        "0- camera:21 unnamed camera 21",
        "0- camera:21,camera:21 differ",
        "15 issues nothing",
        "90- camera:21 is low_battery",
    ],
)
def test_each_check_can_fail(tmp_path: Path, check: str) -> None:
    (tmp_path / "one.toml").write_text(
        '[[scenario]]\nname = "x"\nhome = "flat"\nminutes = 30\n'
        'script = ["10 camera:21 battery=low"]\nexpect = ["camera:21 low_battery"]\n'
        f'checks = ["{check}"]\n'
    )
    (scenario,) = load(tmp_path)
    outcome = run(scenario)
    assert outcome.final == scenario.expect
    assert len(outcome.broken) == 1
    assert not outcome.right
