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
    targets = {
        "fault_detected": garden,
        "battery_became_low": garden,
        "camera_went_offline": garden,
        "sync_module_went_offline": home,
    }
    watched = [
        ("fault_detected", None),
        # the module of the other account explains nothing
        ("fault_detected", {"device_id": [garden, two.device("Home").id]}),
        *((trigger, {"device_id": [target]}) for trigger, target in targets.items()),
    ]
    triggers = [
        {"trigger": f"blink_doctor.{trigger}", **({"target": target} if target else {})}
        for trigger, target in watched
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

    for house in (two, one):
        module, camera = house.device("Home").id, house.device("Garden").id
        house.account.sync_modules[0].unplug()
        unplugged: set[Told] = {(0, module, module)}
        if house is two:
            unplugged |= {(1, module, module)}
        else:
            unplugged |= {(1, garden, home), (2, garden, home)}
            # of what has just gone offline the cause is not found yet
            unplugged |= {(4, garden, None), (5, home, None)}
        assert await heard_of(house, 6) == unplugged
        house.thing("Garden").battery = "low"
        low = {0} if house is two else {0, 1, 2, 3}
        assert await heard_of(house, 2) == {(one, camera, camera) for one in low}


async def test_each_account_that_is_unreachable_is_told_of(
    twins: tuple[House, Other], automate: Automate
) -> None:
    """Two accounts are two events, also where both have the same trouble."""
    calls = await automate("fault_detected")
    for house in twins:
        house.account.service_down()
    await twins[0].poll(8)
    assert [call.data["cause"] for call in calls] == ["blink_unreachable"] * 2
    entries = {call.data["blink_entry_id"] for call in calls}
    assert entries == {house.blink.entry_id for house in twins}
    assert len({call.data["device_id"] for call in calls}) == 2
