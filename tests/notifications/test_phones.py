"""Who is notified: phones, those that fail or are missing, the bell, and other ways."""

import asyncio
from typing import Any
from unittest.mock import patch

from aiohttp import ClientError
from homeassistant.core import HomeAssistant, ServiceCall
from homeassistant.exceptions import HomeAssistantError
import pytest

from tests.phone_story import PhoneStory


@pytest.mark.house(phones="A *tablet*,B gone,C last", without_push="A *tablet*")
async def test_phones_that_cannot_be_notified(
    hass: HomeAssistant, phone_story: PhoneStory
) -> None:
    tablet, gone, last = phone_story.phones
    await phone_story(
        "use blink_doctor phones=all; Driveway low; 2 # one without push is named"
    )
    await hass.config_entries.async_remove(gone.entry.entry_id)
    await phone_story("Garden low; 2 # one that was deleted, too; the last is told")
    await phone_story("Cellar low; 2 # nobody is named twice")
    await tablet.allow_push(phone_story.house)
    await phone_story("""
        wait 1s # what takes them again is told what is so now, and is not named
        use blink_doctor phones=C_last # what nobody chooses any more is not named either
    """)
    await hass.config_entries.async_unload(last.entry.entry_id)
    await phone_story("Driveway mend; 6 # what is over while it takes none")
    await hass.config_entries.async_setup(last.entry.entry_id)
    await phone_story("wait 1s # is taken back then")


@pytest.mark.house(phones="A bad,B good")
async def test_a_phone_that_fails(hass: HomeAssistant, phone_story: PhoneStory) -> None:
    """Others are notified, whatever it raises, only logs or never answers; it is retried."""
    action, services = "mobile_app_a_bad", hass.services
    works: Any = services.async_services()["notify"][action].job.target
    error: Exception | None = None

    async def fail(call: ServiceCall) -> None:
        if isinstance(error, ClientError):
            with patch("aiohttp.ClientSession.post", side_effect=error):
                await works(call)
        elif error is not None:
            raise error
        else:
            await asyncio.Event().wait()

    await phone_story("use blink_doctor remind_days=0; 1 # nothing")
    errors = (HomeAssistantError("x"), ClientError(), OSError(), KeyError(), None)
    cameras = ("Driveway", "Garden", "Cellar", "Front_door", "Porch")
    for error, camera in zip(errors, cameras, strict=True):
        services.async_register("notify", action, fail)
        await phone_story(f"{camera} low; 3 # {error!r}: the other is told")
        services.async_register("notify", action, works)
        await phone_story("3 # it is tried again")
        services.async_register("notify", action, fail)
        await phone_story(
            f"off; {camera} mend; 5 # taken back from the other, with the automation off"
        )
        services.async_register("notify", action, works)
        await phone_story("4; on # from both")


@pytest.mark.house(phones="iPhone,iPhone")
async def test_two_phones_of_one_name(phone_story: PhoneStory) -> None:
    await phone_story(
        "use blink_doctor phones=all; Driveway low; 2 # one is told, the other named"
    )


@pytest.mark.house(phones="")
async def test_bell_without_any_phone(phone_story: PhoneStory) -> None:
    """Also where the bell was switched off: somebody has to be notified."""
    await phone_story("""
        use blink_doctor bell=false; Home unplug; 8 # what is wrong
        Home plug_in; 8 # taken back
        days 2; use sync_module plug=switch.plug wait={"minutes":1}; Home unplug; 8 # what it does
        Home plug_in; 8 # taken back
        days 2; use blink_stuck wait={"minutes":1}; outage; 8 # what it does
    """)


async def test_own_actions(hass: HomeAssistant, phone_story: PhoneStory) -> None:
    """Called once for each fault, and once at its end; one that fails costs no other."""

    async def tell(call: ServiceCall) -> None:
        hass.bus.async_fire("told", call.data)
        if "Cellar" in call.data["title"]:
            raise HomeAssistantError("no")

    hass.services.async_register("notify", "mine", tell)
    # a template that only works when there is something to report
    data = {"title": "{{ title }}", "message": "{{ title.split(': ')[1] }}"}
    back = {"event": "taken_back", "event_data": {"title": "{{ tag[:13] }}"}}
    own = {"tell": [{"action": "notify.mine", "data": data}], "take_back": [back]}
    await phone_story.use(blink_doctor=own)
    await phone_story("""
        Driveway,Cellar low; 3 # both
        off; Driveway mend; 8 # phones need no automation for the end, own actions do
        on # now
        Garden low; 2; Garden mend; 6 # begin and end
    """)
