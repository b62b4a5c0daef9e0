"""Blueprints about low batteries, with their to-do item, and about weak signals."""

from homeassistant.setup import async_setup_component

from tests.automation.test_low_soon import lived
from tests.blueprint import LIST
from tests.phone_story import PhoneStory, run_low


async def test_low_battery(phone_story: PhoneStory, shopping_list: str) -> None:
    todo = f'use low_battery todo=["{LIST}"]'
    await phone_story(f"""
        {todo} devices=Driveway,Garden exclude=Garden phones=Pixel todo_item=Cells:{{name}}; 1 # nothing
        Driveway,Garden,Front_door low; 3 # told, and on the list, for the chosen one
        wait 1d; 1 # told again, but once on the list
        Driveway insert_batteries; wait 2h; 3 # all is done
        Driveway low; 2 # low again, and a second item of that name on the list
        Driveway insert_batteries; wait 2h; 3 # that one is done, too
        wait 1d; 1 # there is nothing left to remind of
        {todo} todo_item={{name}} # what was low before the automation was there, too
        off; Garden mend; 4 # ended while it was off
        on # ticked off now
        Front_door mend; 6; {todo} todo_item=123; Cellar low; 2; Porch low; 2 # one item for both
        Cellar mend; 4 # it stays
        Porch mend; 4 # and goes with the last of them
    """)


async def test_before_travel(phone_story: PhoneStory) -> None:
    hass = phone_story.house.hass
    helper = {"input_datetime": {"back": {"has_date": True, "initial": "2026-11-25"}}}
    assert await async_setup_component(hass, "input_datetime", helper)
    lived(phone_story.house, "Driveway", 195)
    lived(phone_story.house, "Cellar", 60)
    run_low(phone_story.house, "Garden")
    await phone_story("""
        use before_travel back=input_datetime.back exclude=Front_door phones=Pixel; 2 # nothing
    """)
    day = {"entity_id": "input_datetime.back", "date": "2026-12-24"}
    await phone_story.house.call("input_datetime.set_datetime", **day)
    await phone_story.house.settle()  # a clock that jumps would time out its push
    await phone_story(
        "1 # what is low, soon low, safe or unknown, and what to buy; not the excluded"
    )


async def test_weak_signal(phone_story: PhoneStory) -> None:
    await phone_story("""
        use weak_signal; Driveway,Garden set_signal 1; 8 # weak, but not for two hours yet
        Garden set_signal 5; 26 # told is what stayed weak
        Driveway set_signal 4; 9 # taken back
    """)
