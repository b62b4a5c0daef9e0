"""Around the guided fixes: what may happen while a page is open, or before it is opened again."""

from typing import Any

from homeassistant.components.frontend.storage import async_user_store
from homeassistant.data_entry_flow import EVENT_DATA_ENTRY_FLOW_PROGRESSED
from homeassistant.helpers import issue_registry as ir
import pytest
from pytest_homeassistant_custom_component.common import async_capture_events

from custom_components.blink_doctor.const import DOMAIN
from custom_components.blink_doctor.messages.sentences import Words
from custom_components.blink_doctor.repairs.pages import block
from tests.notifications.test_bad_month import restart
from tests.story import Story

from .guide import FIX, Person

LOW = "low_battery Front door"
WEAK = "weak_wifi Driveway"


async def test_stop_here_goes_on_there(person: Person, story: Story) -> None:
    house, entries = person.house, person.house.hass.config_entries
    for pressed in (
        *("network_down", "next_step", "measure", "next_step next_step"),
        "back",
    ):
        story(f"{pressed}, and opened again after a restart: it goes on there")
        await person.open(WEAK, "begin", pressed, "later")
        await restart(house.hass, house)
        await entries.async_setup(house.doctor.entry_id)
        await house.settle()
        await person.open(WEAK, "begin")
    story("the fault ends, and another one begins: its guide begins anew")
    for bars in (5, 1):
        assert (WEAK in person.issues()) is (bars == 5)
        person.thing("Driveway").move(wifi_bars=bars)
        await house.poll(12)
    await person.open(WEAK, "begin")
    story("the card is told at once")
    heard: list[None] = []
    stop = house.coordinator.async_add_listener(lambda: heard.append(None))
    await person.press("network_works")
    assert heard
    stop()


async def test_meanwhile(person: Person, story: Story) -> None:
    house, camera = person.house, person.thing("Front door")
    story("Blink refuses: the page says why and until when, and nothing is closed")
    house.cloud.fail("homescreen", "status=429", times=1)
    await person.open(LOW, "check_again")
    camera.mend()
    await person.press("check_again")
    story("later it works")
    await house.wait(121)
    await person.press("check_again")
    story("reloaded: the page goes on with the coordinator of now")
    camera.battery = "low"
    await house.poll()
    await person.open(LOW)
    await house.reload()
    await person.press("begin")
    camera.mend()
    await person.press("batteries_done")
    story("fixed, but the Wi-Fi is weak as well, and that is said")
    camera.battery = "low"
    camera.set_signal(2)
    await house.poll(8)
    await person.open(LOW, "begin")
    camera.battery = "ok"
    await person.press("batteries_done")
    story("found to be fixed by a poll")
    camera.battery = "low"
    await house.poll()
    await person.open(LOW)
    camera.mend()
    await house.poll(2)
    await person.press("check_again")
    story("the camera leaves the account: its name is plain text to the end")
    for name in ("{cause}", "[here](https://x.example)", "**x** <img>", "a@b.example"):
        camera.raw.homescreen["name"] = name
        camera.battery = "low"
        await house.poll(2)
        await person.open(f"low_battery {name}")
    house.account.remove_camera(camera.key)
    await house.poll()
    await house.poll_daily(1)
    await house.poll(2)
    await person.press("begin")
    story("stopped")
    await person.open("weak_wifi Driveway")
    await house.hass.config_entries.async_unload(house.doctor.entry_id)
    await person.press("begin")


async def test_an_issue_of_nobody(person: Person) -> None:
    """One that is gone cannot be opened, and that is no crash."""
    ir.async_create_issue(
        person.house.hass,
        DOMAIN,
        "low_battery_of_nobody",
        is_fixable=True,
        severity=ir.IssueSeverity.WARNING,
        translation_key="low_battery",
    )
    asked = {"handler": DOMAIN, "issue_id": "low_battery_of_nobody"}
    answer = await person.client.post(FIX, json=asked, headers=person._headers)
    assert answer.status < 500


async def test_a_dialog_that_listens_late_hears_of_the_end(person: Person) -> None:
    """Home Assistant 2026.10 subscribes after the page: it is said until it asks."""
    house = person.house
    await person.open(LOW)
    heard = async_capture_events(house.hass, EVENT_DATA_ENTRY_FLOW_PROGRESSED)
    option = {"next_step_id": "check_again"}
    await person.client.post(person._flow, json=option, headers=person._headers)
    await house.settle()
    heard.clear()
    for _ in range(3):
        await house.wait_only(2)
    told = [event.data["flow_id"] for event in heard]
    assert told == [person.page["flow_id"]] * 3
    answer = await person.client.get(person._flow, headers=person._headers)
    assert (await answer.json())["step_id"] == "not_yet"
    heard.clear()
    await house.wait_only(5)
    assert not heard


async def test_pages_speak_the_users_language(person: Person) -> None:
    """That of the profile; without one that of the browser; else the system's."""
    await person.open(LOW)
    assert "Blink reports the battery as low." in person.said["evidence"]
    issue_id = person.issues()[LOW].issue_id
    answer = await person.client.post(
        FIX,
        json={"handler": "blink_doctor", "issue_id": issue_id},
        headers={**person._headers, "Accept-Language": "fr-FR,fr;q=0.9,en;q=0.8"},
    )
    said: dict[str, Any] = (await answer.json())["description_placeholders"]
    assert "Blink signale" in said["evidence"]
    store = await async_user_store(person.house.hass, person.token.user.id)
    await store.async_set_item("language", {"language": "de"})
    await person.open(LOW)
    assert "Blink meldet" in person.said["evidence"]


ODD_NAMES = (
    *("{cause}", "{name}", "{{ states('sensor.x') }}", "[here](https://x.example)"),
    *("<img src=x>", "**bold**", "# head", "%s %(name)s", "\\{step}"),
)


@pytest.mark.house("one_camera", polls=1)
async def test_a_name_is_no_placeholder(person: Person) -> None:
    """What stands in a value is not filled in again, whatever the order."""
    words = await Words.async_load(person.house.hass)
    for name in ODD_NAMES:
        said = words.say("summary_fault", name=name, cause="Low battery")
        assert said == f"{name} needs attention: Low battery."
        said = words.say("summary_next", step=name, summary=name)
        assert said.count(name) == 2, name
    assert block("a ``` b") == "````\na ``` b\n````", "one block, whatever is in it"
