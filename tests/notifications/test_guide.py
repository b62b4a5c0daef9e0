"""The guide by phone: one state for all phones and the repair, and it measures."""

from homeassistant.components.frontend.storage import async_user_store
import pytest

from tests.phone_story import PhoneStory


async def test_weak_wifi(phone_story: PhoneStory) -> None:
    await phone_story("""
        use blink_doctor; Driveway set_signal 1; 8 # title, number and step, how; then the buttons
        press Did not help # the next step, without a sound
        press Did not help; press Did not help # the last is support: nothing to press but later
        Driveway mend; 8 # it is taken back
        Garden set_signal 1; 8 # the guide of another camera begins with its first step
        fail 429; press Done; heal # refused: the same step again, and it is not called tried
        8; press Done # not better yet: the next step
        Garden set_signal 5; wait 61s; press Done # measured: all is well, and this step did it
        9; press_old Done # that stays, and an old button does nothing
    """)
    for action in ("BLINK_DOCTOR_NOTIFY|done|x|y|none|z", "|||", "other"):
        await phone_story.phones[0].send_action(phone_story.house, action)
    await phone_story("1 # nor does what is no button of ours")


async def test_new_batteries(phone_story: PhoneStory) -> None:
    await phone_story("""
        use blink_doctor remind_days=0; Driveway low; 2 # put in new ones
        Driveway has volts=1.62; press I changed them # noted, and waited for
        12 # Blink still says low: nobody is sent to the Wi-Fi for a day
        fail 429; press Check again; heal # refused: nobody is told to put in new ones again
        Driveway mend; 3 # it is fine
        Garden low; 2; press I changed them # noted
        wait 1d; 2 # still low a day after the change: the next step
    """)


async def test_a_module_that_needs_time(phone_story: PhoneStory) -> None:
    await phone_story("""
        use blink_doctor; Home unplug; 5 # one notification, with its cameras
        press Did not help # unplug it
        press Done # it is waited for
        3 # eleven minutes later it is not back: the next step
        Home plug_in; 3 # it is fine
    """)


@pytest.mark.house(phones="First,Second")
async def test_two_phones(phone_story: PhoneStory) -> None:
    await phone_story("""
        use blink_doctor remind_days=0; Driveway set_signal 1; 8 # both show the first step
        First press Did not help # both show the second
        Second press_old Did not help # the second press for one step skips none
        reload doctor; use blink_doctor remind_days=0; days 2; 1 # days later
        First press Did not help # buttons still work, without an automation that runs
        unload doctor; Second press Did not help # nothing during a reload
        setup doctor # it counts after it
    """)


async def test_restart_during_a_check_up(phone_story: PhoneStory) -> None:
    await phone_story("use blink_doctor; Driveway set_signal 1; 8 # the first step")
    await phone_story("press Done # the next one")
    await phone_story(
        "press Done # this one waits for the minute between two check-ups"
    )
    await phone_story(
        "restart # its result is not waited for any more: the button is back"
    )


@pytest.mark.parametrize(
    "phone_story",
    [
        pytest.param(one, marks=pytest.mark.house(one), id=one)
        for one in ("troubles", "router_down", "two_modules")
    ],
    indirect=True,
)
async def test_every_guide_has_an_end(phone_story: PhoneStory) -> None:
    await phone_story(
        "use blink_doctor digest_from=0; 13 # a notification for each fault"
    )
    await phone_story(
        "press_all Did not help # a step for each press, until only *Later* is left"
    )


@pytest.mark.house(phones="Admin,Guest")
async def test_language_and_link(phone_story: PhoneStory) -> None:
    """Of the phone's owner: who may not open repairs is sent to the camera."""
    house, (admin, guest) = phone_story.house, phone_story.phones
    entries, auth = house.hass.config_entries, house.hass.auth
    user = await auth.async_create_user("Guest", group_ids=["system-users"])
    entries.async_update_entry(
        guest.entry, data={**guest.entry.data, "user_id": user.id}
    )
    store = await async_user_store(house.hass, admin.entry.data["user_id"])
    await store.async_set_item("language", {"language": "de"})
    await phone_story("""
        use blink_doctor tell_well=true; Driveway set_signal 1; 8 # each in the own language
        Driveway mend; 9 # what is fine leads nowhere that the guest may not go
        options issues=false; Garden low; 2 # there is no repair to open
    """)
