"""Every labelled scenario ends right, on time, and without a false alarm on the way."""

from collections import Counter
from pathlib import Path

import pytest

from .expand import FOLDER, UNSEEN, Scenario, load
from .outcome import noisy_home, run
from .told import read

SCENARIOS = load()
FROM_THE_DESIGN = load(UNSEEN)
TOLD = {path: read(path) for path in (*FOLDER.glob("*.txt"), *UNSEEN.glob("*.txt"))}


@pytest.mark.parametrize(
    "scenario", SCENARIOS, ids=[f"{one.file}: {one.name}" for one in SCENARIOS]
)
def test_right(scenario: Scenario) -> None:
    """The causes, primary first, and the issues; nothing else at any poll."""
    _is_right(scenario, FOLDER)


def _is_right(scenario: Scenario, folder: Path) -> None:
    outcome = run(scenario)
    assert outcome.final == scenario.expect
    assert outcome.issues == scenario.issues
    assert outcome.alarms == ()
    assert outcome.broken == ()
    # what else is said with it: `scripts/evaluate scenarios --accept`, and read the diff
    assert outcome.told == TOLD[folder / f"{scenario.file}.txt"][scenario.name]


@pytest.mark.parametrize(
    "scenario",
    FROM_THE_DESIGN,
    ids=[f"unseen/{one.file}: {one.name}" for one in FROM_THE_DESIGN],
)
def test_right_by_the_design(scenario: Scenario) -> None:
    """The same for those that were labelled without a look at the rules."""
    _is_right(scenario, UNSEEN)


def test_there_are_enough_of_them() -> None:
    """Every cause, in every family where it can be, and as many near misses."""
    assert len(SCENARIOS) >= 150
    found = Counter(
        (cause, key.partition(":")[0])
        for scenario in [*SCENARIOS, *FROM_THE_DESIGN]
        for key, causes in scenario.expect.items()
        for cause in causes
    )
    cameras = {"camera", "owl", "doorbell"}
    everywhere = cameras | {"sync_module"}
    families = {
        "low_battery": cameras,
        "weak_wifi": everywhere,
        "wifi_congestion": everywhere,
        "weak_sync_module_link": {"camera", "doorbell"},
        "sync_module_offline": {"sync_module", "camera", "doorbell"},
        "sync_module_error": {"sync_module", "camera", "doorbell"},
        "home_network_offline": everywhere | {"account", "system"},
        "firmware_behind": everywhere,
        "camera_error": cameras,
        "blink_unreachable": {"account"},
    }
    wanted = {(cause, family) for cause, them in families.items() for family in them}
    assert wanted - found.keys() == set()
    assert sum(not scenario.expect for scenario in SCENARIOS) >= 75


def test_nothing_is_kept_of_a_scenario_that_is_gone() -> None:
    """What is told is of the scenarios there are."""
    kept = {(path.stem, name) for path, them in TOLD.items() for name in them}
    there = {(one.file, one.name) for one in [*SCENARIOS, *FROM_THE_DESIGN]}
    assert kept == there


def test_names_are_for_people_only() -> None:
    """Two scenarios with one name could not be told apart."""
    for scenarios in (SCENARIOS, FROM_THE_DESIGN):
        names = Counter((scenario.file, scenario.name) for scenario in scenarios)
        assert [name for name, count in names.items() if count > 1] == []


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ('script = ["5 toaster:1 status=on"]', "toaster"),
        ('script = ["x camera:21 status=on"]', "invalid literal"),
        ('script = ["5"]', "'5'"),
        ("script = []\nsurprise = 1", "surprise"),
        ('script = []\nchecks = ["5 camera:21 wins"]', "wins"),
    ],
)
def test_a_mistake_in_a_file_names_its_place(
    tmp_path: Path, line: str, message: str
) -> None:
    """The file, the position and the name."""
    text = (
        f'[[scenario]]\nname = "x"\nhome = "flat"\nminutes = 5\nexpect = []\n{line}\n'
    )
    (tmp_path / "wrong.toml").write_text(text)
    with pytest.raises(ValueError, match=r"wrong\.toml, scenario 1 \(x\)") as caught:
        load(tmp_path)
    assert message in str(caught.value)


@pytest.mark.parametrize(("every", "days"), [(5, 12), (15, 36), (60, 100)])
@pytest.mark.parametrize("seed", [1, 2])
def test_noise_in_a_healthy_home_raises_nothing(
    seed: int, every: int, days: int
) -> None:
    """The long version: scripts/evaluate scenarios."""
    assert noisy_home(seed, days=days, every=every).alarms == ()


@pytest.mark.parametrize(
    ("check", "holds"),
    [
        ("30 camera:21 is low_battery", True),
        ("5 camera:21 is nothing", True),
        ("0- camera:21 is nothing", False),
        ("10- camera:21 has low_battery since=10 confidence=confirmed", True),
        ("10- camera:21 has low_battery since=5", False),
        ("10- camera:21 has low_battery evidence.battery=low", True),
        ("10- camera:21 has low_battery confidence!=confirmed", False),
        ("10- camera:21 has weak_wifi", False),
        ("0-5 camera:21 never low_battery", True),
        ("0- camera:21 never low_battery", False),
        ("0- camera:21 changes 1", True),
        ("0- camera:21 changes 0", False),
        ("0- camera:21 named camera 21", True),
        ("0- camera:21 unnamed camera 21", False),
        ("0- camera:21,sync_module:11 differ", True),
        ("0- camera:21,camera:21 differ", False),
        ("15 issues low_battery@camera:21", True),
        ("15 issues nothing", False),
        ("90- camera:21 is low_battery", False),
    ],
)
def test_checks_on_the_way(tmp_path: Path, check: str, holds: bool) -> None:
    """Each claim can hold and can fail."""
    (tmp_path / "one.toml").write_text(
        '[[scenario]]\nname = "x"\nhome = "flat"\nscript = ["10 camera:21 battery=low"]\n'
        f'minutes = 30\nexpect = ["camera:21 low_battery"]\nchecks = ["{check}"]\n'
    )
    (scenario,) = load(tmp_path)
    outcome = run(scenario)
    assert (outcome.broken == ()) is holds
    assert outcome.right is holds
