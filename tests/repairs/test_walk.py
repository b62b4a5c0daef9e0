"""A guide is a walk: numbered steps, a way back, and going on where one stopped."""

from typing import Any

from homeassistant.components.frontend.storage import async_user_store
from homeassistant.const import EVENT_HOMEASSISTANT_FINAL_WRITE
import pytest

from custom_components.blink_doctor.dashboard.view import account_as_dict
from custom_components.blink_doctor.diagnosis.model.findings import Cause
from custom_components.blink_doctor.notifications import notifier_of
from custom_components.blink_doctor.notifications.guides import next_step
from custom_components.blink_doctor.notifications.records import RecordStore
from custom_components.blink_doctor.repairs import FLOWS
from custom_components.blink_doctor.repairs.pages import block
from custom_components.blink_doctor.repairs.walk import RESULTS

from .guide import MakePerson, Person
from .test_flows import dead_module, tried

LOW = "low_battery Front door"
WEAK = "weak_wifi Driveway"


def at_phone(person: Person, name: str) -> str:
    house = person.house
    device = house.diagnosis(name)
    assert device.primary is not None
    return next_step(house.coordinator, device.primary).step


async def test_each_step_says_how_far_one_is(person: Person) -> None:
    """Numbers go with the steps, side pages keep that of their step."""
    await person.open(WEAK)
    assert person.said["step"] == "", "nothing has begun"
    await person.press("begin")
    assert person.said["step"] == "**Step 1 of 4**"
    await person.press("network_down")
    assert person.said["step"] == "**Step 1 of 4**", "a page of the same step"
    await person.press("next_step")
    assert (person.step, person.said["step"]) == ("move_closer", "**Step 2 of 4**")
    await person.press("next_step", "next_step", to="contact_support")
    assert person.said["step"] == "**Step 4 of 4**"


async def test_a_way_back(person: Person) -> None:
    """Page by page to the first one; what is shown again is to be done again."""
    await person.open(WEAK, "begin", "network_down", "next_step", "next_step")
    assert person.step == "power_cycle"
    assert at_phone(person, "Driveway") == "power_cycle"
    for page in ("move_closer", "network_down", "check_network", "init"):
        await person.press("back")
        assert person.step == page
    assert at_phone(person, "Driveway") == "check_network"
    await person.press("begin", to="check_network")


async def test_back_from_a_measurement_leads_to_its_step(person: Person) -> None:
    await person.open(WEAK, "begin", "network_works", "measure", to="meter")
    await person.press("measure", "back", to="move_closer")


@pytest.mark.parametrize(
    ("pressed", "page"),
    [
        (["network_down"], "network_down"),
        (["network_works"], "move_closer"),
        (["network_works", "measure"], "move_closer"),
        (["network_works", "next_step", "next_step"], "contact_support"),
        (["network_works", "next_step", "back"], "move_closer"),
    ],
)
async def test_stop_here_goes_on_there(
    pressed: list[str], page: str, person: Person
) -> None:
    """Opened again, also after a restart, the guide goes on where it was left."""
    await person.open(WEAK, "begin")
    for option in pressed:
        await person.press(option)
    await person.press("later")
    hass, notifier = person.house.hass, notifier_of(person.house.hass)
    await hass.config_entries.async_unload(person.house.doctor.entry_id)
    hass.bus.async_fire(EVENT_HOMEASSISTANT_FINAL_WRITE)
    await person.house.settle()
    notifier.store = RecordStore(hass)
    await notifier.store.async_load()
    await hass.config_entries.async_setup(person.house.doctor.entry_id)
    await person.house.settle()
    await person.open(WEAK, "begin")
    assert person.step == page
    await person.press("back")
    assert person.step != page


async def test_what_comes_back_begins_anew(person: Person) -> None:
    """The walk belongs to the fault: the next one has its own."""
    await person.open(WEAK, "begin", "network_works", "next_step", "later")
    person.thing("Driveway").move(wifi_bars=5)
    await person.house.poll(12)
    assert WEAK not in person.issues()
    person.thing("Driveway").move(wifi_bars=1)
    await person.house.poll(12)
    await person.open(WEAK, "begin", to="check_network")


async def test_facts_are_told_once(person: Person) -> None:
    """After the first time only what changed; pages about one thing say that."""
    await person.open(LOW, "check_again", to="not_yet")
    first = person.said["readings"]
    assert "1.33 V" in first
    assert "5 of 5" in first
    await person.press("check_again")
    again = person.said["readings"]
    assert "Nothing has changed since." in again
    assert "1.33 V" not in again
    person.thing("Front door").set_signal(3)
    await person.press("check_again")
    changed = person.said["readings"]
    assert "3 of 5" in changed
    assert "1.33 V" not in changed
    await person.press("next_step", to="replace_batteries")
    await person.press("next_step", to="check_wifi")
    assert "3 of 5" in person.said["readings"]
    assert "V each" not in person.said["readings"], "batteries are no Wi-Fi"


async def test_batteries_are_reported_late_and_that_is_said(person: Person) -> None:
    """Noted at an unchanged voltage; opened again, nobody is told to change them."""
    await person.open(LOW, "begin", "batteries_done", to="battery_late")
    await person.press("watching")
    await person.open(LOW, to="battery_late")
    house = person.house
    device = house.diagnosis("Front door")
    assert device.primary is not None
    walked = next_step(house.coordinator, device.primary).guide
    assert walked.note == "push_noted", "the phone says the same"
    await person.press("next_step", to="check_wifi")
    await person.press("later")
    await person.open(LOW, to="init")


async def test_batteries_in_a_camera_that_stays_silent(person: Person) -> None:
    """Late is only what answers."""
    person.thing("Front door").hang()
    await person.open(LOW, "begin", "batteries_done", to="not_yet")
    assert "It does not answer." in person.said["readings"]


@pytest.mark.parametrize("title", ["low_battery Front door", "camera_error Balcony"])
async def test_no_light_comes_on(title: str, person: Person) -> None:
    """New batteries and nothing lights: contacts, another pair, and measured."""
    await person.open(title, "begin")
    while person.step != "replace_batteries":
        await person.press("next_step")
    await person.press("no_light", to="no_light")
    await person.press("back", to="replace_batteries")


async def test_the_reset_that_never_flashed(make_person: MakePerson) -> None:
    """Power, a firm press, then support; and the way back to trying again."""
    person, title = await dead_module(make_person)
    await person.open(title)
    await person.press("begin", "lights_off", "power_cycle_sync_module", "other_lights")
    assert person.step == "read_lights"
    await person.press("next_step", "network_works")
    for option in ("reset_find", "reset_hold", "never_flashed", "reset_hold"):
        await person.press(option, to=option)
    await person.press("never_flashed", "contact_support", to="contact_support")
    await person.press("back", to="never_flashed")


@pytest.mark.house(polls=1)
async def test_the_red_light_has_stopped_is_taken_at_once(person: Person) -> None:
    """Also where Blink cannot be asked just now: then that is what is said."""
    house = person.house
    house.report_red_light("Living room", "solid")
    await person.open("red_light Living room")
    house.cloud.fail("homescreen", "status=429", times=1)
    await person.press("stopped", to="create_entry")
    assert "refused" in person.said["note"]
    assert "red_light Living room" not in person.issues()
    remembered = house.remembered("Living room")
    assert remembered.red_light is None


@pytest.mark.house(polls=1)
async def test_the_page_is_closed_before_blink_answers(person: Person) -> None:
    """The answer was given: it does not hang on the dialog."""
    house = person.house
    house.report_red_light("Living room", "solid")
    await person.open("red_light Living room")
    await person.client.post(
        person._flow, json={"next_step_id": "stopped"}, headers=person._headers
    )
    await person.client.delete(person._flow, headers=person._headers)
    await house.settle()
    assert "red_light Living room" not in person.issues()


@pytest.mark.house(polls=1)
async def test_it_is_still_red_after_all(person: Person) -> None:
    """Whoever takes it back has a red light again."""
    house = person.house
    house.report_red_light("Living room", "solid")
    await person.open("red_light Living room")
    person.thing("Living room").hang()
    await person.press("stopped", to="not_yet")
    person.thing("Living room").mend()
    await person.press("still_red", to="read_pattern")
    assert "red_light Living room" in person.issues()


async def test_the_text_for_support_is_one_block(person: Person) -> None:
    """One block to copy; with nothing tried it says so, and so does the page."""
    await person.open("camera_error Shed", "begin")
    while person.step != "contact_support":
        await person.press("next_step")
    text = person.said["support"]
    assert text.startswith("```\n")
    assert text.endswith("\n```")
    assert "Nothing yet." in text
    assert tried(person, "Shed") == []


def test_a_name_does_not_end_the_block() -> None:
    """Backticks in a name make the fence longer."""
    assert block("a ``` b") == "````\na ``` b\n````"


async def test_pages_speak_the_users_language(person: Person) -> None:
    """That of the profile; without one that of the browser; else the system's."""
    hass = person.house.hass
    await person.open(LOW)
    assert "Blink reports the battery as low." in person.said["evidence"]
    headers = {**person._headers, "Accept-Language": "fr-FR,fr;q=0.9,en;q=0.8"}
    issue = person.issues()[LOW]
    answer = await person.client.post(
        "/api/repairs/issues/fix",
        json={"handler": "blink_doctor", "issue_id": issue.issue_id},
        headers=headers,
    )
    said: dict[str, Any] = (await answer.json())["description_placeholders"]
    assert "Blink signale" in said["evidence"]
    store = await async_user_store(hass, person.token.user.id)
    await store.async_set_item("language", {"language": "de"})
    await person.open(LOW)
    assert "Blink meldet" in person.said["evidence"]


@pytest.mark.parametrize("slug", sorted(FLOWS))
def test_every_page_but_the_first_has_a_way_back(slug: str) -> None:
    """And it stands before what ends the guide."""
    kind = FLOWS[slug]
    if not kind.guides:
        return
    for page, options in kind.pages.items():
        if page == "init":
            assert "back" not in options
            continue
        assert options[-1] in {"later", "watching", "back"}
        assert "back" in options[-2:], page


def test_results_are_pages() -> None:
    pages = {page for kind in FLOWS.values() for page in kind.pages}
    assert pages >= RESULTS
    assert set(Cause) < set(FLOWS)


async def test_the_card_is_at_the_same_step(person: Person) -> None:
    """What the repair has left behind is behind on the card, and back again."""
    house = person.house
    user = next(one for one in await house.hass.auth.async_get_users() if one.is_admin)

    def card() -> dict[str, Any]:
        devices = account_as_dict(house.hass, house.doctor, user)["devices"]
        return next(one for one in devices if one["name"] == "Driveway")

    heard: list[None] = []
    stop = house.coordinator.async_add_listener(lambda: heard.append(None))
    assert card()["steps"][-1] == "contact_support"
    assert card()["step"] == "check_network"
    await person.open(WEAK, "begin", "network_works")
    assert card()["step"] == "move_closer" == at_phone(person, "Driveway")
    assert heard, "the card is told at once"
    await person.press("back")
    assert card()["step"] == "check_network"
    stop()
