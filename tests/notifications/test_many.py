"""Many faults, accounts and automations at once."""

from typing import Any

import pytest

from demo.cloud.scenario import Scenario
from tests.blueprints.conftest import UseBlueprint, UseBlueprints
from tests.house import MakeHouse
from tests.phone import AddPhone, MakeToldHouse

from .troubles import low, mend, quiet_around

SECOND = "two@example.com"
HOMES = {"one@example.com": "Home", SECOND: "Cabin"}
TWINS = {
    "title": "Twins",
    "about": "Two accounts.",
    "accounts": [
        {
            "email": email,
            "networks": [
                {
                    "name": name,
                    "sync_module": {"name": name},
                    "cameras": [{"name": "Garden"}],
                }
            ],
        }
        for email, name in HOMES.items()
    ],
}
FOUR = ("Driveway", "Garden", "Cellar", "Front door")


async def test_many_at_once_are_one(make_told_house: MakeToldHouse) -> None:
    """A digest, struck off as they are mended, and gone with the last."""
    house, phone = await make_told_house()
    await low(house, *FOUR)
    assert phone.lines[0] == "4 devices need attention"
    assert {*phone.lines[1:]} == {f"{name}: batteries low" for name in FOUR}
    assert len(phone.lines) == 5
    assert len(phone.rings) == 1
    await mend(house, "Garden", polls=6)
    assert phone.lines[0] == "3 devices need attention"
    await mend(house, *FOUR, polls=6)
    assert phone.screen == {}
    assert len(phone.rings) == 1


async def test_the_last_of_many_has_a_second_cause(
    make_told_house: MakeToldHouse,
) -> None:
    """It is told by itself then, and the one for many is gone."""
    house, phone = await make_told_house()
    await low(house, *FOUR)
    await mend(house, *FOUR[1:], polls=6)
    camera: Any = house.cloud.device("Driveway")
    camera.set_signal(1)
    await house.poll(10)
    assert phone.titles == ["Driveway: batteries low"]
    await mend(house, "Driveway", polls=10)
    assert phone.screen == {}


async def test_what_stands_alone_is_none_of_many(
    make_told_house: MakeToldHouse,
) -> None:
    """A second cause of it comes with the others: each is told once, and all go."""
    house, phone = await make_told_house()
    await low(house, "Driveway")
    camera: Any = house.cloud.device("Driveway")
    camera.set_signal(1)
    await house.poll(6)
    await low(house, *FOUR[1:], polls=1)
    titles = [f"{name}: batteries low" for name in sorted(FOUR)]
    assert phone.titles == titles
    assert len(phone.rings) == 5
    await mend(house, *FOUR, polls=10)
    assert phone.screen == {}


async def test_what_is_left_out_later_rings_no_more(
    make_told_house: MakeToldHouse, use_blueprint: UseBlueprint
) -> None:
    """The camera was excluded after it was told; its end is still told."""
    house, phone = await make_told_house(remind_days=1)
    await low(house, "Driveway")
    out = [house.device("Driveway").id]
    await use_blueprint(house, "blink_doctor", remind_days=1, exclude=out)
    for _ in range(2):
        await house.wait(86400)
        await house.poll()
    assert len(phone.rings) == 1
    await mend(house, "Driveway", polls=5)
    assert phone.screen == {}


async def test_many_that_come_and_go_ring_once(make_told_house: MakeToldHouse) -> None:
    """What came back within a day is shown as one again, without a sound."""
    house, phone = await make_told_house(remind_days=0)
    for _ in range(4):
        await low(house, *FOUR, polls=3)
        await mend(house, *FOUR, polls=30)
    assert len(phone.rings) == 1


@pytest.mark.parametrize("quiet", [False, True])
async def test_all_blueprints_together_are_no_noise(
    make_house: MakeHouse,
    use_blueprints: UseBlueprints,
    add_phone: AddPhone,
    shopping_list: str,
    quiet: bool,
) -> None:
    """One low battery with everything on is one notification.

    In the quiet hours of the one for most people the special ones are quiet, too.
    """
    phone = await add_phone()
    house = await make_house("healthy")
    hours = quiet_around(60, 300) if quiet else {}
    await use_blueprints(
        house,
        blink_doctor=hours,
        low_battery={"todo": [shopping_list]},
        weak_signal={},
        sync_module={
            "plug": "switch.plug",
            "devices": [house.device(house.account.sync_modules[0].key).id],
        },
        blink_stuck={},
        maintenance={},
    )
    await low(house, "Driveway", polls=4)
    assert len(phone.pushes) == (0 if quiet else 1)
    house.account.sync_modules[0].unplug()
    house.cloud.device("Garden").set_signal(1)
    await house.poll(40)
    assert len(phone.rings) == (0 if quiet else 2)
    await house.poll(30)
    assert len(phone.rings) == 2


async def test_accounts_are_told_apart(
    make_house: MakeHouse, use_blueprint: UseBlueprint, add_phone: AddPhone
) -> None:
    """What is of the account itself carries its name where there are two."""
    phone = await add_phone()
    house = await make_house(Scenario.from_data(TWINS, "twins"))
    await house.add_doctor(await house.add_blink(house.cloud.account(SECOND)))
    await use_blueprint(house, "blink_doctor")
    house.cloud.fail("*", 503)
    await house.poll(6)
    assert len(phone.rings) == 2
    assert len({*phone.titles}) == 2
    assert all("): No news from Blink since 02:05" in one for one in phone.titles)
    house.cloud.heal()
    await house.poll(8)
    assert phone.screen == {}


async def test_what_one_automation_told_is_left_to_it(
    make_house: MakeHouse, use_blueprints: UseBlueprints, add_phone: AddPhone
) -> None:
    """Another on the same phone, which has no quiet hours, wakes nobody for it.

    It reminds of nothing of the other's, nor does it call critical less than that.
    """
    phone = await add_phone()
    house = await make_house("healthy")
    chosen = {
        "remind_days": 0,
        "snooze": {"hours": 1},
        "critical": [house.device("Driveway").id],
        "tell_well": True,
        **quiet_around(-60, 300),
    }
    # one of the others runs before it, one after it
    plug = {"plug": "switch.plug"}
    await use_blueprints(house, low_battery={}, blink_doctor=chosen, sync_module=plug)
    camera: Any = house.cloud.device("Driveway")
    camera.set_signal(1)
    await house.poll(8)
    await phone.press(house, "Did not help")
    await phone.press(house, "Later")
    await house.poll(40)
    assert len(phone.rings) == 1
    await house.poll(20)
    assert len(phone.rings) == 2
    for _ in range(3):
        await house.wait(86400)
        await house.poll()
    assert len(phone.rings) == 2
    camera.mend()
    await house.poll(9)
    assert phone.lines == ["Driveway", "Driveway is fine."]
    camera.hang()
    await house.poll(6)
    for _ in range(2):
        await phone.press(house, "Did not help")
        await house.poll()
    assert len(phone.rings) == 3
