"""Assist: one natural sentence, in the language of the question."""

import json
from pathlib import Path
import re
from types import SimpleNamespace
from typing import Any

from homeassistant.components import conversation
from homeassistant.core import Context, HomeAssistant
from homeassistant.helpers import area_registry as ar, device_registry as dr
from homeassistant.setup import async_setup_component
import pytest

from custom_components.blink_doctor import assist
from custom_components.blink_doctor.messages.languages import capital
from custom_components.blink_doctor.messages.sentences import Words
from custom_components.blink_doctor.targeting import by_name
from tests.house import House, MakeHouse
from tests.story import ask, run_low

PACKAGE = Path(__file__).parents[2] / "custom_components/blink_doctor"
LANGUAGES = sorted(path.stem for path in (PACKAGE / "translations").glob("*.json"))
SENTENCES = json.loads((PACKAGE / "assist/sentences.json").read_text("utf-8"))
OK = "Are the cameras ok?"
ALL_FINE = "All your Blink devices are fine."
# as a person would ask, in each language
QUESTIONS = json.loads(Path(__file__).with_name("questions.json").read_text("utf-8"))

TWO_IN_WORDS = {
    "de": "Zwei Kameras brauchen Aufmerksamkeit: ",
    "pl": "Dwie kamery wymagają uwagi: ",
    "cs": "Dvě kamery potřebují pozornost: ",
    "fr": "Deux caméras demandent votre attention : ",
}


@pytest.fixture
async def house(make_house: MakeHouse, hass: HomeAssistant) -> House:
    pytest.importorskip("hassil")
    for component in ("homeassistant", "conversation"):
        assert await async_setup_component(hass, component, {})
    house = await make_house("healthy")
    await house.poll(2)
    await house.wait(2)
    return house


def test_every_language_has_sentences() -> None:
    """And a question that this file asks."""
    assert sorted(SENTENCES) == LANGUAGES == sorted(QUESTIONS)
    for language, kinds in SENTENCES.items():
        assert kinds["all"], language
        assert kinds["one"], language
        assert all("{camera}" in one for one in kinds["one"]), language


async def test_are_the_cameras_ok(house: House) -> None:
    """Asked and answered in each language, whatever a device is called."""
    for language in LANGUAGES:
        words = await Words.async_load(house.hass, language)
        fine = words.say("sentence", said=words.card("all_fine"))
        assert await ask(house, QUESTIONS[language], language) == fine
    for name in ("a;b;c;d;e;f;g;h", "[Shed|Barn", "{Shed}", "<Shed>", "(((("):
        house.account.cameras[0].rename(name)
        await house.poll()
        await house.wait(2)
        assert await ask(house) == ALL_FINE
        assert "Garden" in await ask(house, "Is the Garden camera ok?")
    house.cloud.fail("*", 503)
    await house.poll()
    said = [await ask(house)]
    while "No news" not in said[-1] and len(said) < 6:
        await house.poll()
        said.append(await ask(house))
    assert len(said) > 1, "one lost poll is no news yet"
    assert said[-1].startswith("No news from Blink since"), said


async def test_two_in_one_sentence(house: House) -> None:
    """Each with its cause, or that it does not answer; never that all is fine."""
    house.thing("Porch").hang()
    while house.state("Porch").attributes["online"]:
        await house.poll()
    assert house.cause("Porch") == "none"
    assert await ask(house) == "Porch needs attention: not answering."
    await house.poll(4)
    run_low(house, "Driveway")
    await house.poll(2)
    said = await ask(house)
    assert said.startswith("Two cameras need attention: ")
    assert said.endswith(".")
    assert "Driveway, low battery" in said
    assert "Porch, offline since " in said


async def test_each_number_is_one_whole_sentence(house: House) -> None:
    """In each language, with the forms that the number asks for."""
    names: list[str] = []
    for more in (("Driveway",), ("Garden",), ("Front door", "Cellar", "Doorbell")):
        names += more
        for name in more:
            house.thing(name).battery = "low"
        await house.poll(2)
        for language in LANGUAGES:
            said = await ask(house, QUESTIONS[language], language)
            assert all(name in said for name in names), said
            assert not set("{}|") & set(said)
            # a capital letter, a digit, or a letter that has no capitals
            assert said == capital(said, language), said
            assert len(re.findall(r"[.。]", said)) == 1, said
            if len(names) == 2:
                assert said.startswith(TWO_IN_WORDS.get(language, "")), language


async def test_a_dead_module_and_old_data(house: House) -> None:
    """The module is one thing; what Blink said an hour ago does not mean that all is well."""
    house.thing("Home").unplug()
    await house.poll(6)
    said = await ask(house, "how are my cameras")
    assert said.startswith("Home needs attention: sync module offline since ")
    assert "Driveway" not in said
    house.thing("Home").plug_in()
    await house.poll(6)
    assert await ask(house, "how are my cameras") == ALL_FINE
    house.account.service_down()
    await house.poll(6)
    assert "fine" not in await ask(house)


async def test_one_camera(house: House, hass: HomeAssistant) -> None:
    """Asked for by its old and its new name; who may not see it, or ignores it, hears nothing."""
    run_low(house, "Driveway")
    await house.poll(2)
    for language, question in (
        ("en", "What's wrong with the Driveway camera?"),
        ("de", "Was ist mit der Driveway los?"),
        ("da", "Hvorfor blinker Driveway?"),
        ("pl", "Co jest nie tak z kamerą Driveway?"),
    ):
        said = await ask(house, question, language)
        assert "Driveway" in said
        assert "Garden" not in said
        words = await Words.async_load(hass, language)
        fine = words.say("summary_fine", name="Garden")
        of_garden = question.replace("Driveway", "Garden")
        assert await ask(house, of_garden, language) == fine

    # as soon as the owner has given it, also with signs that templates know
    device_id, name = house.device("Driveway").id, "Carport (left) [1]"
    dr.async_get(hass).async_update_device(device_id, name_by_user=name)
    await house.wait(2)
    said = await ask(house, "what is wrong with the carport left 1")
    assert said == "Carport (left) [1] needs attention: low battery."

    await house.token()  # the first user is the owner
    nobody = await hass.auth.async_create_user("Nobody")
    said = await ask(house, user_id=nobody.id)
    assert said.startswith("You may not see these cameras.")

    house.coordinator.async_note(house.key("Driveway"), ignored={"low_battery": None})
    assert await ask(house) == ALL_FINE


async def test_what_is_left_to_others(house: House, hass: HomeAssistant) -> None:
    """Other questions, those of the owner's automations, and all after the last account."""
    ar.async_get(hass).async_create("Attic")
    for sentence in ("is the kitchen lamp ok", "what is wrong with it", "how is it"):
        assert await ask(house, sentence) == "error"
    own = ["are {what} cameras ok", "what is wrong with the garden"]
    automation = {
        "triggers": {"trigger": "conversation", "command": own},
        "actions": [
            # takes longer than our own answer
            {"action": "blink_doctor.get_diagnosis", "response_variable": "all"},
            {"set_conversation_response": "Ask the owner."},
        ],
    }
    assert await async_setup_component(hass, "automation", {"automation": automation})
    await house.settle()
    assert await ask(house) == "Ask the owner."
    assert await ask(house, "What is wrong with the Garden?") == "Ask the owner."
    assert await ask(house, "How are my cameras?") == ALL_FINE
    await hass.config_entries.async_remove(house.doctor.entry_id)
    await house.wait(2)
    assert await ask(house, "How are my cameras?") == "error"
    assert conversation.get_agent_manager(hass).trigger_sentences == own


async def test_a_name_without_end_is_not_compared(
    house: House, hass: HomeAssistant, monkeypatch: pytest.MonkeyPatch
) -> None:
    """How alike two names sound takes minutes with a million letters."""
    compared: list[str] = []

    def noted(name: str, *_: Any) -> list[int]:
        compared.append(name)
        return []

    monkeypatch.setattr(by_name, "_best", noted)
    asked: Any = SimpleNamespace(language="en", context=Context())
    for name in ("garden " * 18, "garden " * 142_858):
        assert await assist.async_answer(hass, asked, name) == ALL_FINE
    assert compared == []
    await assist.async_answer(hass, asked, "garten")
    assert compared == ["garten"]
