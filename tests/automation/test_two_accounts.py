"""Two accounts in one Home Assistant: triggers never take one for the other."""

import pytest

from demo.cloud import Account
from demo.cloud.scenario import Scenario
from tests.automating import Automate
from tests.house import House, MakeHouse

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


type Told = tuple[int, str, str | None]


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


async def test_twins(twins: tuple[House, Other], automate: Automate) -> None:
    """Device, root and Blink entry are of the account; the twin of a target is none."""
    one, two = twins
    home, garden = one.device("Home").id, one.device("Garden").id
    watched: list[tuple[str, list[str]]] = [
        ("fault_detected", []),
        # the module of the other account explains nothing
        ("fault_detected", [garden, two.device("Home").id]),
        ("fault_detected", [garden]),
        ("battery_became_low", [garden]),
        ("camera_went_offline", [garden]),
        ("sync_module_went_offline", [home]),
    ]
    triggers = [
        {"trigger": f"blink_doctor.{one}"}
        | ({"target": {"device_id": of}} if of else {})
        for one, of in watched
    ]
    keys = ("idx", "device_id", "root_device_id", "blink_entry_id")
    data = {key: f"{{{{ trigger.{key} }}}}" for key in keys}
    actions = [{"action": "test.heard", "data": data}]
    calls = await automate(triggers=triggers, actions=actions)

    async def heard_of(house: House, polls: int) -> set[Told]:
        """Return which triggers have fired for what, and where the root is."""
        calls.clear()
        await house.poll(polls)
        told = [call.data for call in calls]
        assert {one["blink_entry_id"] for one in told} == {house.blink.entry_id}
        return {
            (int(one["idx"]), one["device_id"], one["root_device_id"]) for one in told
        }

    module, camera = two.device("Home").id, two.device("Garden").id
    two.thing("Home").unplug()
    assert await heard_of(two, 6) == {(0, module, module), (1, module, module)}
    two.thing("Garden").battery = "low"
    assert await heard_of(two, 2) == {(0, camera, camera)}
    one.thing("Home").unplug()
    # of what has just gone offline the cause is not found yet
    assert await heard_of(one, 6) == {
        *((0, home, home), (1, garden, home), (2, garden, home)),
        *((4, garden, None), (5, home, None)),
    }
    one.thing("Garden").battery = "low"
    assert await heard_of(one, 2) == {(index, garden, garden) for index in range(4)}
    # two accounts are two events, also where both have the same trouble
    for house in twins:
        house.account.service_down()
    calls.clear()
    await one.poll(8)
    assert {call.data["blink_entry_id"] for call in calls} == {
        house.blink.entry_id for house in twins
    }
    assert len({call.data["device_id"] for call in calls}) == len(calls) == 2
