"""What is done to a device has the consequences that it has in life."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from demo.cloud import Account, Cloud
from demo.cloud.cameras import Camera
from demo.cloud.payloads.capture import camera_values, network_values
from demo.cloud.payloads.homescreen import homescreen
from demo.cloud.sync_module import SyncModule

from .conftest import START, Hand


@pytest.fixture
def house(clock: Hand) -> Account:
    account = Cloud("healthy", clock=clock).account()
    account.noise = type(account.noise)()
    return account


@pytest.fixture
def camera(house: Account) -> Camera:
    return house.cameras[0]


@pytest.fixture
def module(house: Account) -> SyncModule:
    return house.sync_modules[0]


type OnFile = Callable[[Any], dict[str, Any]]


@pytest.fixture
def on_file(house: Account) -> OnFile:
    plural = {"sync_module": "sync_modules", "owl": "owls", "doorbell": "doorbells"}

    def record(device: Any) -> dict[str, Any]:
        items = homescreen(house)[plural.get(device.family, "cameras")]
        return next(item for item in items if item["id"] == device.id)

    return record


def statuses(house: Account) -> dict[str, str]:
    home = homescreen(house)
    lists = ("sync_modules", "cameras", "owls", "doorbells")
    return {item["name"]: item["status"] for key in lists for item in home[key]}


def test_records_can_be_set(camera: Camera, on_file: OnFile) -> None:
    """A test writes into the record, and the payload says so; nothing else happens."""
    camera.battery, camera.volts, camera.issues = "low", 1.33, ["lfr"]
    camera.wifi_bars, camera.link_bars, camera.temperature_f = 2, 1, 80
    camera.fw_version, camera.usage_rate, camera.name = "10.60", True, "Porch light"

    item = on_file(camera)

    assert item["battery"] == "low"
    assert item["issues"] == ["lfr"]
    assert item["signals"] == {"lfr": 1, "wifi": 2, "temp": 78, "battery": 2}
    assert (item["fw_version"], item["usage_rate"]) == ("10.60", True)
    assert (item["name"], item["status"]) == ("Porch light", "done")


def test_offline_record_keeps_the_last_readings(
    camera: Camera, clock: Hand, on_file: OnFile
) -> None:
    """Offline flips the status, and nothing else."""
    before = on_file(camera)
    clock.tick(hours=1)
    camera.status = "offline"
    clock.tick(hours=1)

    after = on_file(camera)

    assert after.pop("status") == "offline"
    assert before.pop("status") == "done"
    last = (START + timedelta(hours=1, seconds=-1)).isoformat()
    assert after.pop("updated_at") == last
    before.pop("updated_at")
    assert after == before


def test_dbm_follows_bars(camera: Camera, house: Account) -> None:
    """DBm fits the bars, unless it is set."""
    pairs = []
    for bars in range(6):
        camera.set_signal(bars)
        camera.set_link(bars)
        pairs.append((camera.wifi_dbm, camera.link_dbm))
    assert pairs == sorted(pairs)
    assert pairs[5] == (-51, -60)
    assert pairs[3] == (-63, -83)
    assert pairs[2][0] is not None and pairs[2][0] <= -70

    camera.wifi_dbm = -255
    assert camera_values(house)["21"]["wifi_strength"] == -255
    camera.move(wifi_bars=4, link_bars=4)
    assert camera_values(house)["21"]["wifi_strength"] == -58
    camera.wifi_bars = None
    assert camera_values(house)["21"]["wifi_strength"] == -255


def test_module_unplugged(
    house: Account, module: SyncModule, clock: Hand, on_file: OnFile
) -> None:
    """Its cameras and doorbell go with it; Minis do not; the heartbeat stops."""
    assert module.last_heartbeat is not None
    assert timedelta(0) <= START - module.last_heartbeat < timedelta(minutes=1)
    module.unplug()
    stopped = module.last_heartbeat
    clock.tick(hours=1)

    assert statuses(house) == {
        "Home": "offline",
        "Front door": "offline",
        "Driveway": "offline",
        "Garden": "offline",
        "Porch": "offline",
        "Cellar": "offline",
        "Kitchen": "online",
        "Doorbell": "offline",
        "Office": "online",
    }
    assert module.last_heartbeat == stopped
    assert stopped is not None and stopped < START
    assert on_file(module)["last_hb"] == stopped.isoformat()
    assert network_values(house) == {"1": {"sync_module_error": True}}


def test_module_comes_back(house: Account, module: SyncModule, clock: Hand) -> None:
    """It takes its boot to be back, or as long as told."""
    module.unplug()
    clock.tick(hours=1)
    module.plug_in()
    assert module.status == "offline"
    clock.tick(seconds=44)
    assert module.status == "offline"
    clock.tick(seconds=1)
    assert set(statuses(house).values()) == {"done", "online"}
    assert module.last_heartbeat is not None
    assert clock() - module.last_heartbeat < timedelta(minutes=1)
    assert house.networks[0].sync_module_error is False

    module.unplug()
    module.plug_in(delay=timedelta(minutes=5))
    clock.tick(minutes=4)
    assert module.status == "offline"
    clock.tick(minutes=1)
    assert module.status == "online"


def test_offline_is_noticed_late(
    house: Account, module: SyncModule, clock: Hand
) -> None:
    """The cloud can take its time to say that a device is gone; the heartbeat tells."""
    house.world.delays.offline_notice = timedelta(minutes=20)
    module.unplug()
    clock.tick(minutes=19)
    assert module.status == "online"
    assert module.last_heartbeat is not None
    assert clock() - module.last_heartbeat > timedelta(minutes=18)
    clock.tick(minutes=2)
    assert module.status == "offline"


def test_batteries_out_and_in(camera: Camera, clock: Hand) -> None:
    """New cells show at once in the voltage, and late in the state."""
    camera.battery, camera.volts = "low", 1.31
    camera.remove_batteries()
    assert camera.status == "offline"
    clock.tick(minutes=5)
    camera.insert_batteries(1.62)
    assert (camera.status, camera.battery, camera.volts) == ("offline", "low", 1.31)
    clock.tick(seconds=30)
    assert (camera.status, camera.battery, camera.volts) == ("done", "low", 1.62)
    clock.tick(minutes=10)
    assert (camera.status, camera.battery, camera.volts) == ("done", "ok", 1.62)

    camera.insert_batteries(1.3, report_delay=timedelta(0))
    clock.tick(seconds=30)
    assert (camera.battery, camera.volts) == ("low", 1.3)


def test_waking_brings_the_battery_up_to_date(
    camera: Camera, clock: Hand, house: Account
) -> None:
    """A camera that is woken tells its battery's state at once."""
    camera.insert_batteries(1.3)
    clock.tick(seconds=30)
    assert camera.battery == "ok"
    checked = camera_values(house)["21"]["battery_check_time"]

    camera.report_battery()

    assert camera.battery == "low"
    values = camera_values(house)["21"]
    assert values["battery_check_time"] > checked


def test_power_cycle_cures_a_hang_and_no_defect(
    camera: Camera, clock: Hand, on_file: OnFile
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
    assert on_file(camera)["issues"] == ["error_3100"]


def test_mend(house: Account, camera: Camera, on_file: OnFile) -> None:
    house.cameras[1].fw_version = "10.60"
    camera.battery, camera.volts = "low", 1.3
    camera.move(wifi_bars=1, link_bars=0)
    camera.crowd()
    camera.break_hardware()
    camera.busy = True
    camera.remove_batteries()

    camera.mend()

    item = on_file(camera)
    assert (item["status"], item["battery"], item["issues"]) == ("done", "ok", [])
    assert item["signals"] == {"lfr": 4, "wifi": 4, "temp": 66, "battery": 3}
    assert item["fw_version"] == "10.60"
    assert not camera.busy


def test_router(house: Account, clock: Hand) -> None:
    """Without the router everything is offline, and comes back with it."""
    house.router_off()
    assert set(statuses(house).values()) == {"offline"}
    clock.tick(hours=2)
    house.router_on(delay=timedelta(minutes=2))
    assert set(statuses(house).values()) == {"offline"}
    clock.tick(minutes=2)
    assert "offline" not in statuses(house).values()


def test_router_of_one_network(clock: Hand) -> None:
    """Each network has a router of its own, found by name or by id."""
    account = Cloud("two_homes", clock=clock).account()
    names = {network.name: str(network.id) for network in account.networks}
    for place in ("Cabin", names["Cabin"]):
        account.router_off(network=place)
        off = {d.network.name for d in account.devices if not d.reachable(clock())}
        assert off == {"Cabin"}
        account.router_on(network=place)
        assert "offline" not in statuses(account).values()
    with pytest.raises(LookupError, match="there is no network 'Lake'"):
        account.router_off(network="Lake")


def test_devices_come_and_go(house: Account, clock: Hand, on_file: OnFile) -> None:
    """A camera can be added, renamed and removed; the past stays what it was."""
    before = len(house.cameras)
    new = house.add_camera("Attic", wifi_bars=2, battery="low", volts=1.3)
    assert len(house.cameras) == before + 1
    assert on_file(new)["signals"]["wifi"] == 2
    assert len(homescreen(house, START - timedelta(days=1))["cameras"]) == before

    clock.tick(days=1)
    new.rename("Loft")
    assert on_file(new)["name"] == "Loft"
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
