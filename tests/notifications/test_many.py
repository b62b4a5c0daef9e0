"""Many faults, accounts and automations at once."""

from typing import Any

import pytest

from tests.blueprint import UseBlueprint, UseBlueprints
from tests.house import House, MakeHouse
from tests.phone import AppPhone

from .troubles import low, mend, quiet_around, weak

FOUR = ("Driveway", "Garden", "Cellar", "Front door")


async def test_many_at_once_are_one(house: House, phone: AppPhone) -> None:
    """Each that is over is left out, and the last with a second cause is told by itself."""
    await low(house, *FOUR)
    title, *lines = phone.lines
    assert title == "4 devices need attention"
    assert sorted(lines) == [f"{name}: batteries low" for name in sorted(FOUR)]
    await mend(house, "Garden", polls=6)
    assert phone.lines[0] == "3 devices need attention"
    await mend(house, *FOUR[1:], polls=6)
    assert len(phone.rings) == 1
    await weak(house, polls=10)
    assert phone.titles == ["Driveway: batteries low"]
    await mend(house, "Driveway", polls=10)
    assert phone.screen == {}


async def test_what_was_told_alone_stays_alone(house: House, phone: AppPhone) -> None:
    """A second cause of it comes with others: each is told once, and all go."""
    await low(house, "Driveway")
    await weak(house, polls=6)
    await low(house, *FOUR[1:], polls=1)
    assert phone.titles == [f"{name}: batteries low" for name in sorted(FOUR)]
    assert len(phone.rings) == 5
    await mend(house, *FOUR, polls=10)
    assert phone.screen == {}


@pytest.mark.house(remind_days=1)
async def test_excluded_after_it_was_told(
    house: House, phone: AppPhone, use_blueprint: UseBlueprint
) -> None:
    """It rings no more; its end is still told."""
    await low(house, "Driveway")
    out = [house.device("Driveway").id]
    await use_blueprint(house, "blink_doctor", remind_days=1, exclude=out)
    await house.poll_daily(2)
    await house.poll()
    assert len(phone.rings) == 1
    await mend(house, "Driveway", polls=5)
    assert phone.screen == {}


@pytest.mark.house(remind_days=0)
async def test_many_that_come_and_go_ring_once(house: House, phone: AppPhone) -> None:
    """What came back within a day is shown as one again, without a sound."""
    for _ in range(4):
        await low(house, *FOUR, polls=3)
        await mend(house, *FOUR, polls=30)
    assert len(phone.rings) == 1


@pytest.mark.parametrize("quiet", [False, True])
async def test_all_blueprints_together(
    make_house: MakeHouse,
    use_blueprints: UseBlueprints,
    phone: AppPhone,
    shopping_list: str,
    quiet: bool,
) -> None:
    """One fault is one notification; the quiet hours of one hold for the others, too."""
    house = await make_house("healthy")
    module = house.device("Home").id
    await use_blueprints(
        house,
        blink_doctor=quiet_around(-60, 300) if quiet else {},
        low_battery={"todo": [shopping_list]},
        weak_signal={},
        sync_module={"plug": "switch.plug", "devices": [module]},
        blink_stuck={},
        maintenance={},
    )
    await low(house, "Driveway", polls=4)
    assert len(phone.pushes) == (0 if quiet else 1)
    house.thing("Home").unplug()
    await weak(house, "Garden", polls=40)
    assert len(phone.rings) == (0 if quiet else 2)
    await house.poll(30)
    assert len(phone.rings) == 2


async def test_accounts_are_told_apart(
    make_house: MakeHouse, use_blueprint: UseBlueprint, phone: AppPhone
) -> None:
    """What is wrong with an account carries its name where there are two."""
    house = await make_house("two_accounts")
    house.cloud.account(1).two_factor = None
    await house.add_doctor(await house.add_blink(house.cloud.account(1)))
    await use_blueprint(house, "blink_doctor")
    known = phone.titles
    house.cloud.fail("*", 503)
    await house.poll(6)
    first, second = {*phone.titles} - {*known}
    assert "): No news from Blink since 02:05" in first
    assert "): No news from Blink since 02:05" in second
    house.cloud.heal()
    await house.poll(8)
    assert phone.titles == known


async def test_what_one_automation_told_is_left_to_it(
    make_house: MakeHouse, use_blueprints: UseBlueprints, phone: AppPhone
) -> None:
    """Others on the same phone ignore neither its quiet hours nor its *Later*.

    They remind of nothing that it told, nor call it less critical.
    """
    house = await make_house("healthy")
    chosen: dict[str, Any] = {
        "remind_days": 0,
        "snooze": {"hours": 1},
        "critical": [house.device("Driveway").id],
        "tell_well": True,
        **quiet_around(60, 300),
    }
    # one of the others runs before it, one after it
    plug = {"plug": "switch.plug"}
    await use_blueprints(house, low_battery={}, blink_doctor=chosen, sync_module=plug)
    await weak(house)
    await phone.press(house, "Did not help")
    await phone.press(house, "Later")
    await house.poll(40)
    assert len(phone.rings) == 1, "quiet hours"
    await house.poll(20)
    assert len(phone.rings) == 2, "later"
    await house.poll_daily(3)
    await house.poll()
    assert len(phone.rings) == 2, "no reminder"
    await mend(house, "Driveway", polls=9)
    assert phone.lines == ["Driveway", "Driveway is fine."]
    house.thing("Driveway").hang()
    await house.poll(6)
    for _ in range(2):
        await phone.press(house, "Did not help")
        await house.poll()
    assert len(phone.rings) == 3, "still critical"
