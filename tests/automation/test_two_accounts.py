"""Two accounts in one Home Assistant: triggers never take one for the other."""

from typing import Any

from homeassistant.core import HomeAssistant
import pytest

from demo.cloud import Account
from demo.cloud.scenario import Scenario
from tests.house import House, MakeHouse

from .conftest import Automate

# the same names, and so the same ids of Blink's, in both
HOME = {
    "name": "Home",
    "sync_module": {"name": "Home"},
    "cameras": [{"name": "Front door"}, {"name": "Garden"}],
}
TWINS = {
    "title": "Twins",
    "about": "Two accounts that look alike.",
    "accounts": [
        {"email": "one@example.com", "networks": [HOME]},
        {"email": "two@example.com", "networks": [HOME]},
    ],
}


class Other(House):
    """The second account of the same cloud, with a Blink Doctor of its own."""

    @property
    def account(self) -> Account:
        return self.cloud.account("two@example.com")


@pytest.fixture
async def twins(make_house: MakeHouse) -> tuple[House, Other]:
    one = await make_house(Scenario.from_data(TWINS, "twins"))
    two = Other(one.hass, one.cloud, one.freezer)
    two.blink = await two.add_blink(two.account)
    two.doctor = await two.add_doctor(two.blink)
    await one.poll(2)
    keys = {device.key for device in one.account.devices}
    assert keys == {device.key for device in two.account.devices}
    assert one.device("Home").id != two.device("Home").id
    return one, two


def unplug(house: House) -> None:
    for module in house.account.sync_modules:
        module.unplug()


def told(calls: list[Any], key: str) -> list[Any]:
    return [call.data[key] for call in calls]


@pytest.mark.parametrize("which", [0, 1])
async def test_a_fault_is_of_its_account(
    twins: tuple[House, Other], automate: Automate, which: int
) -> None:
    """Devices, root and Blink entry are those of the account it happened in."""
    calls = await automate("fault_detected")
    house = twins[which]
    unplug(house)
    await house.poll(6)
    module = house.device("Home").id
    assert told(calls, "cause") == ["sync_module_offline"]
    assert told(calls, "device_id") == [module]
    assert told(calls, "root_device_id") == [module]
    assert told(calls, "blink_entry_id") == [house.blink.entry_id]


async def test_the_module_of_the_other_account_explains_nothing(
    hass: HomeAssistant, twins: tuple[House, Other], automate: Automate
) -> None:
    """A camera whose own module is not watched is told of by itself."""
    one, two = twins
    target = {"device_id": [one.device("Garden").id, two.device("Home").id]}
    calls = await automate("fault_detected", target)
    unplug(one)
    await one.poll(6)
    assert told(calls, "device_id") == [one.device("Garden").id]
    assert told(calls, "root_device_id") == [one.device("Home").id]


@pytest.mark.parametrize(
    ("trigger", "name"),
    [
        ("fault_detected", "Garden"),
        ("battery_became_low", "Garden"),
        ("camera_went_offline", "Garden"),
        ("sync_module_went_offline", "Home"),
    ],
)
async def test_a_target_is_of_its_account(
    twins: tuple[House, Other], automate: Automate, trigger: str, name: str
) -> None:
    """What happens to the twin of a targeted device fires nothing."""
    one, two = twins
    calls = await automate(trigger, {"device_id": [one.device(name).id]})
    for house in (two, one):
        unplug(house)
        garden: Any = house.account.find("Garden")
        garden.battery = "low"
        await house.poll(6)
        if house is two:
            assert calls == []
    assert set(told(calls, "device_id")) == {one.device(name).id}
    assert set(told(calls, "blink_entry_id")) == {one.blink.entry_id}


async def test_each_account_that_is_unreachable_is_told_of(
    twins: tuple[House, Other], automate: Automate
) -> None:
    """Two accounts are two moments, also where both have the same trouble."""
    calls = await automate("fault_detected")
    for house in twins:
        house.account.service_down()
    await twins[0].poll(8)
    assert told(calls, "cause") == ["blink_unreachable"] * 2
    entries = {house.blink.entry_id for house in twins}
    assert set(told(calls, "blink_entry_id")) == entries
    assert len(set(told(calls, "device_id"))) == 2
