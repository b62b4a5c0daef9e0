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

from .guide import FIX, Person

LOW = "low_battery Front door"


@pytest.mark.usefixtures("story")
async def test_continues_on_another_device(person: Person) -> None:
    first = ("network_down", "next_step", "measure", "next_step next_step", "back")
    for pressed in first:
        await person(f"""
            open weak_wifi/Driveway begin {pressed} later # stop here
            forget; setup doctor; open weak_wifi/Driveway begin # it goes on there
        """)
    await person("""
        Driveway set_signal 5; 12 # the fault ends
        Driveway set_signal 1; 12; open weak_wifi/Driveway begin # of another one it begins anew
    """)
    heard: list[None] = []
    stop = person.house.coordinator.async_add_listener(lambda: heard.append(None))
    await person("press network_works # the card is told at once")
    assert heard
    stop()


@pytest.mark.usefixtures("story")
async def test_changes_while_a_page_is_open(person: Person) -> None:
    camera = person.find("Front door")
    await person("""
        fail 429 1; open low_battery/Front_door check_again # refused: why and until when
        Front_door mend; press check_again # nothing is closed
        wait 121s; press check_again # later it works
        Front_door low; 1; open low_battery/Front_door; reload doctor; press begin # reloaded
        Front_door mend; press batteries_done # it goes on with the coordinator of now
        Front_door low; Front_door set_signal 2; 8; open low_battery/Front_door begin # two faults
        Front_door has battery=ok; press batteries_done # fixed; that the Wi-Fi is weak is said
        Front_door low; 1; open low_battery/Front_door; Front_door mend; 2 # fixed for a poll
        press check_again # and here
        Front_door low; 1; open low_battery/Front_door; Front_door mend; 2; press ignore # it ended
        Front_door low; 1; open low_battery/Front_door; act pause Front_door; press ignore # paused
        act resume Front_door; Front_door mend; 2 # the pause is told in words
    """)
    for name in ("{cause}", "[here](https://x.example)", "**x** <img>", "a@b.example"):
        camera.raw.homescreen["name"] = name
        await person(f"{camera.key} low; 2 # its name is plain text to the end")
        await person.open(f"low_battery {name}")
    await person(
        f"{camera.key} leaves; 1; days 1; 2; press begin # it has left the account"
    )
    await person("open weak_wifi/Driveway; unload doctor; press begin # stopped")


async def test_issue_that_is_gone(person: Person) -> None:
    """One that is gone cannot be opened, and that is no crash."""
    asked = {"handler": DOMAIN, "issue_id": "low_battery_of_nobody"}
    data: Any = {"is_fixable": True, "severity": ir.IssueSeverity.WARNING}
    data |= {"domain": DOMAIN, "issue_id": asked["issue_id"]}
    ir.async_create_issue(person.house.hass, translation_key="low_battery", **data)
    answer = await person.client.post(FIX, json=asked, headers=person._headers)
    assert answer.status < 500


async def test_end_of_progress_is_announced_again(person: Person) -> None:
    """Home Assistant 2026.10 subscribes after the page: the end is announced until it asks."""
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
