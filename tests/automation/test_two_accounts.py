"""Two accounts in one Home Assistant: triggers never take one for the other."""

from typing import Any

import pytest

from demo.cloud import Account
from demo.cloud.scenario import Scenario
from tests.house import House, MakeHouse

from .conftest import Automate

CAMERAS = [{"name": "Front door"}, {"name": "Garden"}]
# the same names, and so the same ids of Blink's, in both
HOME = {"name": "Home", "sync_module": {"name": "Home"}, "cameras": CAMERAS}
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
    """Devices, root and Blink entry are those of the account it happened in.

    Two accounts that are unreachable are two events.
    """
    calls = await automate("fault_detected")
    house = twins[which]
    unplug(house)
    await house.poll(6)
    module = house.device("Home").id
    assert told(calls, "cause") == ["sync_module_offline"]
    assert told(calls, "device_id") == [module]
    assert told(calls, "root_device_id") == [module]
    assert told(calls, "blink_entry_id") == [house.blink.entry_id]
    calls.clear()
    for one in twins:
        one.account.service_down()
    await house.poll(8)
    assert told(calls, "cause") == ["blink_unreachable"] * 2
    assert {*told(calls, "blink_entry_id")} == {one.blink.entry_id for one in twins}
    assert len({*told(calls, "device_id")}) == 2


async def test_the_module_of_the_other_account_explains_nothing(
    twins: tuple[House, Other], automate: Automate
) -> None:
    """A camera whose own module is not watched is told of by itself."""
    one, two = twins
    target = {"device_id": [one.device("Garden").id, two.device("Home").id]}
    calls = await automate("fault_detected", target)
    unplug(one)
    await one.poll(6)
    assert told(calls, "device_id") == [one.device("Garden").id]
    assert told(calls, "root_device_id") == [one.device("Home").id]


async def test_a_target_is_of_its_account(
    twins: tuple[House, Other], automate: Automate
) -> None:
    """What happens to the twin of a targeted device fires nothing."""
    one, two = twins
    names = {
        "fault_detected": "Garden",
        "battery_became_low": "Garden",
        "camera_went_offline": "Garden",
        "sync_module_went_offline": "Home",
    }
    triggers = [
        {
            "trigger": f"blink_doctor.{trigger}",
            "target": {"device_id": [one.device(name).id]},
        }
        for trigger, name in names.items()
    ]
    of = {"by": "{{ trigger.idx }}", "to": "{{ trigger.device_id }}"}
    actions = [{"action": "test.heard", "data": of}]
    calls = await automate(triggers=triggers, actions=actions)
    for house in (two, one):
        unplug(house)
        house.thing("Garden").battery = "low"
        await house.poll(6)
        assert house is one or calls == []
    heard = {(int(call.data["by"]), call.data["to"]) for call in calls}
    ids = [one.device(name).id for name in names.values()]
    assert heard == {*enumerate(ids)}
