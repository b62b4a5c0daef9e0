"""The simulated world: what is done to devices, their timelines, the noise of real life."""

from collections import Counter
from datetime import timedelta
from itertools import pairwise

import pytest

from demo.cloud import Account, Cloud
from demo.cloud.cameras import Camera
from demo.cloud.noise import Noise
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


WEEK = 7 * 24 * 12


def test_bars_wobble_by_one() -> None:
    """A signal of four bars reads three to five, mostly four."""
    account = Cloud("healthy", clock=Hand(), seed=1).account()
    polls = (homescreen(account, START + n * timedelta(minutes=5)) for n in range(WEEK))
    bars = Counter(home["cameras"][1]["signals"]["wifi"] for home in polls)
    assert set(bars) == {3, 4, 5}
    assert bars[4] > 0.7 * WEEK
    assert min(bars[3], bars[5]) > 0.05 * WEEK


def test_one_hiccup_an_hour() -> None:
    """Each hour has one, which lasts five minutes."""
    noise = Noise(seed=7, hiccups=1)
    minutes = [noise.hiccup(START + timedelta(minutes=n)) for n in range(24 * 60)]
    assert {sum(minutes[60 * h : 60 * h + 60]) for h in range(24)} == {5}
    begins = sum(now and not before for before, now in pairwise([False, *minutes]))
    assert 20 <= begins <= 24


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


def test_power_cycle_cures_a_hang_and_no_defect(
    house: Account, camera: Camera, clock: Hand
) -> None:
    """A camera that hung answers again; a broken one is still broken."""
    camera.hang()
    assert camera.status == "offline"
    camera.power_cycle()
    clock.tick(seconds=29)
    assert camera.status == "offline"
    clock.tick(seconds=1)
    assert camera.status == "done"
    camera.status = "offline"
    camera.power_cycle(delay=timedelta(0))
    assert camera.status == "done"
    camera.break_hardware("error_3100")
    camera.power_cycle()
    clock.tick(minutes=1)
    assert homescreen(house)["cameras"][0]["issues"] == ["error_3100"]


def test_router_of_one_network(clock: Hand) -> None:
    """Each network has a router of its own, found by name or by id."""
    account = Cloud("two_homes", clock=clock).account()

    def off() -> set[str]:
        return {d.network.name for d in account.devices if not d.reachable(clock())}

    ids = {network.name: str(network.id) for network in account.networks}
    for place in ("Cabin", ids["Cabin"]):
        account.router_off(network=place)
        assert off() == {"Cabin"}
        account.router_on(network=place)
        assert off() == set()
    with pytest.raises(LookupError, match="there is no network 'Lake'"):
        account.router_off(network="Lake")


def test_devices_come_and_go(house: Account, clock: Hand) -> None:
    """A camera can be added, renamed and removed; the past stays what it was."""
    before = len(house.cameras)
    new = house.add_camera("Attic", wifi_bars=2, battery="low", volts=1.3)
    assert len(house.cameras) == before + 1
    assert homescreen(house)["cameras"][-1]["signals"]["wifi"] == 2
    assert len(homescreen(house, START - timedelta(days=1))["cameras"]) == before
    clock.tick(days=1)
    new.rename("Loft")
    assert homescreen(house)["cameras"][-1]["name"] == "Loft"
    assert homescreen(house, START)["cameras"][-1]["name"] == "Attic"
    house.remove_camera("Loft")
    assert len(house.cameras) == before
    assert house.find("Loft") is None
    with pytest.raises(KeyError):
        house.remove_camera("Loft")
    with pytest.raises(KeyError, match="no network 9"):
        house.add_camera("Nowhere", 9)
    owl = house.add_camera("Study", 2, family="owl")
    assert owl.key in {f"owl:{item['id']}" for item in homescreen(house)["owls"]}
    assert len({d.serial for d in house.devices}) == len(house.devices)
