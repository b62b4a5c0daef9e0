"""Two accounts in one Home Assistant: triggers never take one for the other."""

from typing import Any

import pytest

from demo.cloud import Account
from demo.cloud.scenario import Scenario
from tests.automating import Automate
from tests.house import House, MakeHouse
from tests.phone_story import do
from tests.story import Story

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


async def test_twins(
    twins: tuple[House, Other], automate: Automate, story: Story
) -> None:
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
    keys = ("idx", "cause", "device_id", "root_device_id", "blink_entry_id")
    data = {key: f"{{{{ trigger.{key} }}}}" for key in keys}
    actions = [{"action": "test.heard", "data": data}]
    calls = await automate(triggers=triggers, actions=actions)
    names: dict[Any, str] = {
        None: "none",
        one.blink.entry_id: "one",
        two.blink.entry_id: "two",
    }
    for name, house in (("one", one), ("two", two)):
        for device in ("Home", "Garden", "account"):
            names[house.device(device).id] = f"{name}'s {device}"
    for title, house, deeds in (
        (
            "the module of two, in silence for the triggers on one",
            two,
            "Home unplug; 6",
        ),
        ("a camera of two, too", two, "Garden low; 2"),
        ("the module of one: also why its camera is offline", one, "Home unplug; 6"),
        ("a camera of one", one, "Garden low; 2"),
        ("both out of reach: two events, though both have the same", one, "outage; 8"),
    ):
        story(title)
        for deed in deeds.split("; "):
            await do(house, *deed.split())
        story.lines += sorted(
            f"  {watched[int(told['idx'])][0]} {told['idx']}: {told['cause']} of "
            f"{names[told['device_id']]}, root {names[told['root_device_id']]}, "
            f"entry {names[told['blink_entry_id']]}"
            for told in (call.data for call in calls)
        )
        calls.clear()
