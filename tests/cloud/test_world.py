"""The simulated world: what is done to devices, their timelines, the noise of real life."""

from datetime import timedelta

import pytest

from demo.cloud import Account, Cloud
from demo.cloud.cameras import Camera
from demo.cloud.payloads.capture import camera_values, capture
from demo.cloud.payloads.homescreen import homescreen

from .conftest import START, Hand

HOURS = [START + hour * timedelta(hours=1) for hour in range(9 * 24)]
DEAD = 8 * 24


@pytest.fixture
def days(clock: Hand) -> Account:
    return Cloud("ten_days", clock=clock).account()


def test_battery_dies(days: Account) -> None:
    """Flat for most of its life, then a cliff; low is said before the end, and late."""
    volts = [camera_values(days, at)["21"]["battery_voltage"] for at in HOURS]
    assert volts[0] == 160
    assert volts == sorted(volts, reverse=True)
    assert volts[6 * 24] >= 150
    assert volts[DEAD] <= 106
    assert len({*volts[DEAD:]}) == 1, "kept once offline"
    cameras = [homescreen(days, at)["cameras"][0] for at in HOURS]
    assert cameras[0]["name"] == "Front door"
    states = [(camera["battery"], camera["status"]) for camera in cameras]
    low = states.index(("low", "done"))
    assert 150 > volts[low] >= 125
    assert states[low - 1] == ("ok", "done")
    assert states[DEAD - 1] == ("low", "done")
    assert {*states[DEAD:]} == {("low", "offline")}


def test_past_and_future_are_pure(days: Account, clock: Hand) -> None:
    """Asking for another moment changes nothing, and asking again gives the same."""
    now = homescreen(days)
    later = capture(days, START + timedelta(days=5))
    clock.tick(days=5)
    assert capture(days) == later
    assert homescreen(days, START) == now
    assert later["at"] == "2026-11-27T10:00:00+00:00"
    assert set(later) == {"at", "homescreen", "cameras", "networks"}
    assert later["networks"] == {"1": {"sync_module_error": False}}


def test_hand_beats_timeline(days: Account, clock: Hand) -> None:
    """What a test or a person does drops what was planned for later."""
    clock.tick(days=3)
    front, drive = days.cameras[:2]
    front.insert_batteries(1.6)
    clock.tick(days=6)
    assert (front.status, front.battery, front.volts) == ("done", "ok", 1.6)
    drive.wifi_bars = 5
    clock.tick(days=6)
    assert drive.wifi_bars == 5


@pytest.fixture
def house(clock: Hand) -> Account:
    account = Cloud("healthy", clock=clock).account()
    account.noise = type(account.noise)()
    return account


@pytest.fixture
def camera(house: Account) -> Camera:
    return house.cameras[0]


def state(camera: Camera) -> tuple[str, str | None, float | None]:
    return camera.status, camera.battery, camera.volts


def test_batteries_out_and_in(camera: Camera, clock: Hand) -> None:
    """New cells show at once in the voltage, and late in the state."""
    camera.battery, camera.volts = "low", 1.31
    camera.remove_batteries()
    assert camera.status == "offline"
    clock.tick(minutes=5)
    camera.insert_batteries(1.62)
    assert state(camera) == ("offline", "low", 1.31)
    clock.tick(seconds=30)
    assert state(camera) == ("done", "low", 1.62)
    clock.tick(minutes=10)
    assert state(camera) == ("done", "ok", 1.62)
    camera.insert_batteries(1.3, report_delay=timedelta(0))
    clock.tick(seconds=30)
    assert state(camera) == ("done", "low", 1.3)
