"""What is done to a device has the consequences that it has in life."""

from datetime import timedelta

import pytest

from demo.cloud import Account, Cloud
from demo.cloud.cameras import Camera
from demo.cloud.payloads.homescreen import homescreen

from .conftest import START, Hand


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
