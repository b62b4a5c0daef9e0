"""A guide is a walk: numbered steps, a way back, and going on where one stopped."""

from typing import Any

from homeassistant.components.frontend.storage import async_user_store
import pytest

from custom_components.blink_doctor.dashboard.view import account_as_dict
from custom_components.blink_doctor.notifications.guides import next_step
from custom_components.blink_doctor.repairs.pages import block
from tests.story import restart

from .guide import FIX, Person

LOW = "low_battery Front door"
WEAK = "weak_wifi Driveway"


def at_phone(person: Person, name: str) -> Any:
    """Return the step that a phone would show, and what it says beside it."""
    finding = person.house.diagnosis(name).primary
    assert finding is not None
    return next_step(person.house.coordinator, finding)


async def test_steps_and_the_way_back(person: Person) -> None:
    """Steps are numbered, reading costs no request, a measurement two, a minute apart."""
    house, cloud = person.house, person.house.cloud
    cloud.clear_requests()
    await person.open(WEAK)
    assert person.said["step"] == "", "nothing has begun"
    for number, option, page in (
        (1, "begin", "check_network"),
        (1, "network_down", "network_down"),
        (2, "next_step", "move_closer"),
        (3, "next_step", "power_cycle"),
        (4, "next_step", "contact_support"),
    ):
        await person.press(f"{option} >{page}", step=f"**Step {number} of 4**")
    await person.press("back >power_cycle")
    assert at_phone(person, "Driveway").step == "power_cycle"
    for page in ("move_closer", "network_down", "check_network", "init"):
        await person.press(f"back >{page}")
    assert at_phone(person, "Driveway").step == "check_network"
    assert cloud.requests == []
    await person.press("begin network_works measure >meter")
    assert [request.method for request in cloud.requests] == ["GET", "GET"]
    measured = house.coordinator.now
    cloud.clear_requests()
    await person.press("measure >meter")
    assert (cloud.requests[0].at - measured).total_seconds() >= 60
    await person.press("back >move_closer")


@pytest.mark.parametrize(
    ("pressed", "page"),
    [
        ("network_down", "network_down"),
        ("network_works", "move_closer"),
        ("network_works measure", "move_closer"),
        ("network_works next_step next_step", "contact_support"),
        ("network_works next_step back", "move_closer"),
    ],
)
async def test_stop_here_goes_on_there(pressed: str, page: str, person: Person) -> None:
    """Opened again, also after a restart, the guide goes on where it was left."""
    await person.open(WEAK, "begin", pressed, "later")
    hass = person.house.hass
    await restart(hass, person.house)
    await hass.config_entries.async_setup(person.house.doctor.entry_id)
    await person.house.settle()
    await person.open(WEAK, f"begin >{page}")
    await person.press("back")
    assert person.step != page


async def test_what_comes_back_begins_anew(person: Person) -> None:
    """The walk belongs to the fault: the next one has its own."""
    await person.open(WEAK, "begin network_works next_step later")
    for bars in (5, 1):
        assert (WEAK in person.issues()) is (bars == 5)
        person.thing("Driveway").move(wifi_bars=bars)
        await person.house.poll(12)
    await person.open(WEAK, "begin >check_network")


async def test_facts_are_told_once(person: Person) -> None:
    """After the first time only what changed; pages about one thing say that."""
    await person.open(LOW, "check_again >not_yet", readings="1.33 V")
    assert "5 of 5" in person.said["readings"]
    await person.press("check_again", readings="Nothing has changed since.")
    assert "1.33 V" not in person.said["readings"]
    person.thing("Front door").set_signal(3)
    await person.press("check_again", readings="3 of 5")
    assert "1.33 V" not in person.said["readings"]
    await person.press("next_step >replace_batteries")
    await person.press("next_step >check_wifi", readings="3 of 5")
    assert "V each" not in person.said["readings"], "batteries are no Wi-Fi"


async def test_batteries_are_reported_late_and_that_is_said(person: Person) -> None:
    """Opened again, nobody is told to change them. Late is only what answers."""
    await person.open(LOW, "begin batteries_done >battery_late watching")
    await person.open(LOW, ">battery_late")
    assert at_phone(person, "Front door").guide.note == "push_noted"
    await person.press("next_step >check_wifi later")
    await person.open(LOW, ">init")
    person.thing("Front door").hang()
    silent = "It does not answer."
    await person.press("begin back batteries_done >not_yet", readings=silent)


@pytest.mark.parametrize("title", [LOW, "camera_error Balcony"])
async def test_no_light_comes_on(title: str, person: Person) -> None:
    """New batteries and nothing lights: contacts, another pair, and measured."""
    await person.open(title, "begin")
    while person.step != "replace_batteries":
        await person.press("next_step")
    await person.press("no_light >no_light back >replace_batteries")


async def test_the_text_for_support_is_one_block(person: Person) -> None:
    """One block to copy, whatever is in it; with nothing tried it says so."""
    await person.open("camera_error Shed", "begin")
    while person.step != "contact_support":
        await person.press("next_step")
    first, *text, last = person.said["support"].split("\n")
    assert (first, last) == ("```", "```")
    assert any("Nothing yet." in line for line in text)
    assert person.tried("Shed") == []
    assert block("a ``` b") == "````\na ``` b\n````"


async def test_pages_speak_the_users_language(person: Person) -> None:
    """That of the profile; without one that of the browser; else the system's."""
    await person.open(LOW, evidence="Blink reports the battery as low.")
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
    await person.open(LOW, evidence="Blink meldet")


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
    await person.open(WEAK, "begin network_works")
    assert card()["step"] == "move_closer" == at_phone(person, "Driveway").step
    assert heard, "the card is told at once"
    await person.press("back")
    assert card()["step"] == "check_network"
    stop()
