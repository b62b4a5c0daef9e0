"""Many faults, accounts and automations at once."""

import pytest

from tests.phone_story import PhoneStory

FOUR = "Driveway,Garden,Cellar,Front_door"


async def test_many_at_once(phone_story: PhoneStory) -> None:
    await phone_story(f"""
        use blink_doctor remind_days=0; {FOUR} low; 2 # four are one notification
        Garden mend; 6 # what is over is left out, without a sound
        Cellar,Front_door mend; 6 # and more of it
        Driveway set_signal 1; 10 # the last, with its second cause, is told by itself
        Driveway mend; 10 # all is taken back
        days 2; Driveway low; 2; Driveway set_signal 1; 6 # one alone
        Garden,Cellar,Front_door low; 1 # four, but it stays alone with its second cause
        {FOUR} mend; 10 # all are taken back
        days 2; {FOUR} low; 3; {FOUR} mend; 30 # one ring
        {FOUR} low; 3; {FOUR} mend; 30 # what came back within a day is shown without a sound
        {FOUR} low; 3; {FOUR} mend; 30 # again
        use blink_doctor remind_days=1; Porch low; 2 # told
        use blink_doctor remind_days=1 exclude=Porch; days 2; 1 # excluded: no reminder of it
        Porch mend; 5 # but its end is told
    """)


@pytest.mark.parametrize("quiet", ["", "quiet=-60,300"])
async def test_all_blueprints_together(
    phone_story: PhoneStory, shopping_list: str, quiet: str
) -> None:
    """One fault is one notification; the quiet hours of one hold for the others, too."""
    await phone_story(f"""
        Porch low; 2; use low_battery; wait 59s # nothing: others that tell it may come
        wait 1s # there is none
        use blink_doctor {quiet} + low_battery todo=["{shopping_list}"] + weak_signal \
            + sync_module plug=switch.plug devices=Home + blink_stuck + maintenance; 1 # nothing
        Driveway low; 4 # one ring, if it is not night
        Home unplug; Garden set_signal 1; 40 # another one; of what waits for the module nothing
        30 # all is told when the night is over
    """)


@pytest.mark.house("two_accounts")
async def test_accounts_are_told_apart(phone_story: PhoneStory) -> None:
    """What is wrong with an account carries its name where there are two."""
    house = phone_story.house
    house.cloud.account(1).two_factor = None
    await house.add_doctor(await house.add_blink(house.cloud.account(1)))
    await phone_story("""
        use blink_doctor; 1 # what is wrong with devices
        outage; 6 # each account with its name
        heal; 8 # both are taken back
    """)


async def test_each_automation_updates_its_own(phone_story: PhoneStory) -> None:
    """Of the others one runs before it, and one after it."""
    await phone_story("""
        use low_battery + blink_doctor remind_days=0 snooze={"hours":1} critical=Driveway \
            tell_well=true quiet=60,300 + sync_module plug=switch.plug; 1 # nothing
        Driveway set_signal 1; 8 # once
        press Did not help; press Later; 40 # the others ignore neither its quiet hours
        20 # nor *Later*: it comes back after both
        days 3; 1 # nobody reminds
        Driveway mend; 9 # it is fine
        Driveway hang; 6 # critical
        press Did not help; 1; press Did not help; 1 # nobody calls it less critical
    """)
