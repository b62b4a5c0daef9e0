"""Timelines: the world as a function of the clock, in both directions."""

from datetime import datetime, timedelta
from typing import Any

import pytest

from demo.cloud import Account, Cloud, Scenario
from demo.cloud.clock import parse_offset
from demo.cloud.curves import crossing, lithium, straight
from demo.cloud.operations import LOW_VOLTS
from demo.cloud.payloads.capture import camera_values, capture
from demo.cloud.payloads.homescreen import homescreen

from .conftest import START, Hand

DAY = timedelta(days=1)


@pytest.fixture
def days(clock: Hand) -> Account:
    """Ten days in a house."""
    return Cloud("ten_days", clock=clock).account()


def camera(account: Account, name: str, at: datetime) -> dict[str, Any]:
    """Return a camera's record at a moment."""
    return next(c for c in homescreen(account, at)["cameras"] if c["name"] == name)


def test_battery_dies(days: Account) -> None:
    """Flat for most of its life, then a cliff; low is said before the end, and late."""
    volts = [
        camera_values(days, START + hour * timedelta(hours=1))["21"]["battery_voltage"]
        for hour in range(9 * 24)
    ]
    assert volts[0] == 160
    assert volts == sorted(volts, reverse=True)
    assert volts[6 * 24] >= 150
    assert volts[8 * 24] <= 106
    assert volts[8 * 24 :] == volts[8 * 24 : 8 * 24 + 1] * 24, "kept once offline"

    states = [
        (c["battery"], c["status"])
        for hour in range(9 * 24)
        if (c := camera(days, "Front door", START + hour * timedelta(hours=1)))
    ]
    low = states.index(("low", "done"))
    assert 150 > volts[low] >= 125
    assert states[low - 1] == ("ok", "done")
    assert states[8 * 24 - 1] == ("low", "done")
    assert set(states[8 * 24 :]) == {("low", "offline")}


def test_low_is_reported_late(days: Account) -> None:
    """Between the crossing and the report the cloud says ok."""
    curve = lithium(START, 8 * DAY)
    crossed = crossing(curve, START, 8 * DAY, LOW_VOLTS)
    late = crossed + days.world.delays.battery_report

    assert curve(crossed) <= LOW_VOLTS < curve(crossed - timedelta(minutes=2))
    assert camera(days, "Front door", late - timedelta(seconds=1))["battery"] == "ok"
    assert camera(days, "Front door", late)["battery"] == "low"


def test_wifi_sags(days: Account) -> None:
    """Bars and dBm go down together, step by step."""
    seen = []
    for hour in range(0, 8 * 24, 6):
        at = START + timedelta(hours=hour)
        bars = camera(days, "Driveway", at)["signals"]["wifi"]
        seen.append((bars, camera_values(days, at)["22"]["wifi_strength"]))
    assert sorted(set(seen)) == [(1, -80), (2, -72), (3, -63), (4, -58), (5, -51)]
    assert seen == sorted(seen, reverse=True)


def test_module_goes_and_comes_back(days: Account) -> None:
    """Three hours without the module, to the second."""
    gone = START + 4 * DAY
    back = gone + timedelta(hours=3) + days.world.delays.module_boot
    second = timedelta(seconds=1)
    for at, status in (
        (gone - second, "online"),
        (gone, "offline"),
        (back - second, "offline"),
        (back, "online"),
    ):
        (module,) = homescreen(days, at)["sync_modules"]
        assert module["status"] == status, at
        expected = "done" if status == "online" else "offline"
        assert camera(days, "Garden", at)["status"] == expected


def test_firmware_roll_out(days: Account) -> None:
    """One camera after the other."""
    versions = [
        tuple(
            camera(days, name, START + day * DAY)["fw_version"]
            for name in ("Garden", "Garage")
        )
        for day in (0, 2, 5, 6)
    ]
    assert versions == [
        ("10.51", "10.51"),
        ("10.60", "10.51"),
        ("10.60", "10.51"),
        ("10.60", "10.60"),
    ]


def test_past_and_future_are_pure(days: Account, clock: Hand) -> None:
    """Asking for another moment changes nothing, and asking again gives the same."""
    now = homescreen(days)
    later = capture(days, START + 5 * DAY)
    clock.tick(days=5)

    assert capture(days) == later
    assert homescreen(days, START) == now
    assert capture(days)["at"] == "2026-11-27T10:00:00+00:00"
    assert set(capture(days)) == {"at", "homescreen", "cameras", "networks"}
    assert capture(days)["networks"] == {"1": {"sync_module_error": False}}


def test_hand_beats_timeline(days: Account, clock: Hand) -> None:
    """What a test or a person does drops what was planned for later."""
    clock.tick(days=3)
    front = days.cameras[0]
    front.insert_batteries(1.6)
    clock.tick(days=6)
    assert (front.status, front.battery, front.volts) == ("done", "ok", 1.6)

    drive = days.cameras[1]
    drive.wifi_bars = 5
    clock.tick(days=6)
    assert drive.wifi_bars == 5


def test_troubles_have_a_past(clock: Hand) -> None:
    """The demo house was well once; each trouble began at its time."""
    account = Cloud("troubles", clock=clock).account()

    def faults(at: datetime) -> dict[str, Any]:
        home = homescreen(account, at)
        return {
            c["name"]: (c["status"], c["battery"], c["signals"]["wifi"], c["issues"])
            for c in home["cameras"]
            if (c["status"], c["battery"], c["issues"]) != ("done", "ok", [])
            or min(c["signals"]["wifi"], c["signals"]["lfr"]) <= 2
        }

    assert faults(START - 21 * DAY) == {}
    assert list(faults(START - 5 * DAY)) == ["Garden"]
    assert list(faults(START - 2.5 * DAY)) == ["Front door", "Driveway", "Garden"]
    assert list(faults(START)) == [
        "Front door",
        "Driveway",
        "Garden",
        "Garage",
        "Shed",
        "Balcony",
    ]
    assert camera_values(account)["21"]["battery_voltage"] == 133
    terrace = [c["fw_version"] for at in (-21, -19)
               for c in homescreen(account, START + at * DAY)["cameras"]
               if c["name"] == "Terrace"]  # fmt: skip
    assert terrace == ["13.10", "13.22"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("0", timedelta(0)),
        ("-20d", timedelta(days=-20)),
        ("+1h30m", timedelta(hours=1, minutes=30)),
        ("45s", timedelta(seconds=45)),
        ("1.5d", timedelta(hours=36)),
    ],
)
def test_offsets(text: str, expected: timedelta) -> None:
    """Durations as people write them."""
    assert parse_offset(text) == expected


@pytest.mark.parametrize("text", ["", "d", "5", "1w", "1d-2h", "- 3d", "soon"])
def test_wrong_offsets(text: str) -> None:
    """Anything else is refused with its text."""
    with pytest.raises(ValueError, match="is not a duration"):
        parse_offset(text)


def test_curves_end_where_they_should() -> None:
    """Before the start and after the end the curves stand still."""
    volts = lithium(START, 10 * DAY)
    bars = straight(START, 10 * DAY, 5, 1)
    assert (volts(START - DAY), volts(START + 20 * DAY)) == (1.6, 1.05)
    assert (bars(START - DAY), bars(START + 20 * DAY)) == (5, 1)


def test_account_timeline(clock: Hand) -> None:
    """The router can be planned, too."""
    scenario = Scenario.from_data(
        {
            "title": "Router",
            "accounts": [
                {
                    "email": "demo@example.com",
                    "networks": [{"name": "Hall", "owls": [{"name": "Hall"}]}],
                    "timeline": [
                        {"at": "2h", "do": "router_on"},
                        {"at": "1h", "do": "router_off"},
                    ],
                }
            ],
        }
    )
    (mini,) = Cloud(scenario, clock=clock).account().owls
    seen = []
    for _ in range(3):
        seen.append(mini.status)
        clock.tick(hours=1)
    assert seen == ["online", "offline", "online"]


async def test_frozen_time(freezer: Any, socket_enabled: None) -> None:
    """Without a clock of its own the cloud follows the test's."""
    freezer.move_to(START)
    async with Cloud("ten_days") as cloud:
        assert cloud.clock() == START
        freezer.tick(4 * DAY)
        assert cloud.account().sync_modules[0].status == "offline"
