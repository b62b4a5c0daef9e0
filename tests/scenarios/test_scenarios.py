"""Every labelled scenario ends right, on time, and without a false alarm on the way."""

from collections import Counter
from pathlib import Path

import pytest

from .expand import UNSEEN, Scenario, load
from .outcome import noisy_home, run

SCENARIOS = load()
FROM_THE_DESIGN = load(UNSEEN)


@pytest.mark.parametrize(
    "scenario", SCENARIOS, ids=[f"{one.file}: {one.name}" for one in SCENARIOS]
)
def test_right(scenario: Scenario) -> None:
    """The causes, primary first, and the issues; nothing else at any poll."""
    outcome = run(scenario)
    assert outcome.final == scenario.expect
    assert outcome.issues == scenario.issues
    assert outcome.alarms == ()


@pytest.mark.parametrize(
    "scenario",
    FROM_THE_DESIGN,
    ids=[f"unseen/{one.file}: {one.name}" for one in FROM_THE_DESIGN],
)
def test_right_by_the_design(scenario: Scenario) -> None:
    """The same for those that were labelled without a look at the rules."""
    test_right(scenario)


def test_there_are_enough_of_them() -> None:
    """Every cause, in every family where it can be, and as many near misses."""
    assert len(SCENARIOS) >= 150
    found = Counter(
        (cause, key.partition(":")[0])
        for scenario in SCENARIOS
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
        "home_network_offline": everywhere | {"account"},
        "firmware_behind": everywhere,
        "camera_error": cameras,
        "blink_unreachable": {"account"},
    }
    wanted = {(cause, family) for cause, them in families.items() for family in them}
    assert wanted - found.keys() == set()
    assert sum(not scenario.expect for scenario in SCENARIOS) >= 75


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


@pytest.mark.parametrize("seed", [1, 2])
def test_a_noisy_month_of_a_healthy_home(seed: int) -> None:
    """The long version: scripts/evaluate scenarios."""
    assert noisy_home(seed, days=30).alarms == ()
