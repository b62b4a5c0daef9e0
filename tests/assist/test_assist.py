"""Assist: one natural sentence, in the language of the question."""

import json
from pathlib import Path
from types import SimpleNamespace
from typing import Any

from homeassistant.components import conversation
from homeassistant.core import Context, HomeAssistant
from homeassistant.helpers import area_registry as ar
from homeassistant.setup import async_setup_component
import pytest

from custom_components.blink_doctor import assist as answering
from custom_components.blink_doctor.targeting import by_name
from tests.house import House
from tests.phone_story import PhoneStory, ask

PACKAGE = Path(__file__).parents[2] / "custom_components/blink_doctor"
LANGUAGES = sorted(path.stem for path in (PACKAGE / "translations").glob("*.json"))
SENTENCES = json.loads((PACKAGE / "assist/sentences.json").read_text("utf-8"))
ALL_FINE = "All your Blink devices are fine."
# as a person would ask, in each language
QUESTIONS = json.loads(Path(__file__).with_name("questions.json").read_text("utf-8"))

pytestmark = [
    pytest.mark.usefixtures("assist"),
    pytest.mark.house("healthy", phones="", polls=2),
]


async def test_each_language(phone_story: PhoneStory) -> None:
    """One whole sentence, with the forms that the number of devices asks for."""
    assert sorted(SENTENCES) == LANGUAGES == sorted(QUESTIONS)
    for commands, title in (
        ("1", "all is well"),
        ("Driveway low; 2", "one"),
        ("Garden low; 2", "two"),
        (
            "Front_door,Cellar,Doorbell low; 2",
            "five, of which some speak in another form",
        ),
    ):
        await phone_story.do(commands)
        for language in LANGUAGES:
            said = await ask(phone_story.house, QUESTIONS[language], language)
            phone_story.note(f"{language}: {said}")
        await phone_story(f"wait 1s # {title}")
    for language in LANGUAGES:
        assert SENTENCES[language]["one"], language
        assert all("{camera}" in one for one in SENTENCES[language]["one"]), language


async def test_devices_in_trouble(phone_story: PhoneStory) -> None:
    await phone_story("""
        Porch hang; 2; ask Are the cameras ok? # not answering, the cause is not known yet
        4; Driveway low; 2; ask Are the cameras ok? # each with its cause
        ask What's wrong with the Driveway camera?; ask What's wrong with the Garden camera? # of one
        ask_de Was ist mit der Driveway los?; ask_de Was ist mit der Garden los? # the same
        ask_da Hvorfor blinker Driveway?; ask_da Hvorfor blinker Garden? # the same
        ask_pl Co jest nie tak z kamerą Driveway?; ask_pl Co jest nie tak z kamerą Garden? # the same
        Porch,Driveway mend; 4; Home unplug; 6; ask how are my cameras # the module is one thing
        Home plug_in; 6; ask how are my cameras # all is well
        outage; 1; ask Are the cameras ok? # one lost poll is no news yet
        2; ask Are the cameras ok? # what Blink said before does not mean that all is well
        1; ask Are the cameras ok? # nor here
        heal; 2; fail 503; 6; ask Are the cameras ok? # nor where only its devices are not told
    """)


async def test_names(phone_story: PhoneStory) -> None:
    """Any name, and a new one as soon as the owner has given it."""
    house = phone_story.house
    for name in ("a;b;c;d;e;f;g;h", "[Shed|Barn", "{Shed}", "<Shed>", "(((("):
        house.account.cameras[0].rename(name)
        await house.poll()
        await house.wait(2)
        assert await ask(house) == ALL_FINE
        assert "Garden" in await ask(house, "Is the Garden camera ok?")
    await phone_story("""
        (((( called 📷; Porch called Garden 2; wait 2s # nothing
        ask Is the 📷 camera ok?; ask_ja Garden 2はどうしたの？; ask_ja Gardenはどうしたの？ # each
        Driveway low; 2; Driveway called Carport (left) [1]; wait 2s # nothing
        ask what is wrong with the carport left 1 # signs that templates know are only signs
    """)
    await house.token()  # the first user is the owner
    nobody = await house.hass.auth.async_create_user("Nobody")
    said = await ask(house, user_id=nobody.id)
    assert said.startswith("You may not see these cameras.")
    house.coordinator.async_note(house.key("Driveway"), ignored={"low_battery": None})
    assert await ask(house) == "8 fine, ignored: 1."


async def test_sentences_of_others_are_left(
    phone_story: PhoneStory, hass: HomeAssistant
) -> None:
    ar.async_get(hass).async_create("Attic")
    await phone_story("""
        ask is the kitchen lamp ok; ask what is wrong with it; ask how is it # other questions
    """)
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
    await phone_story("""
        1; ask Are the cameras ok?; ask What is wrong with the Garden? # those of automations
        ask How are my cameras? # no automation answers this
    """)
    await hass.config_entries.async_remove(phone_story.house.doctor.entry_id)
    await phone_story("wait 2s; ask How are my cameras? # all after the last account")
    assert conversation.get_agent_manager(hass).trigger_sentences == own


async def test_very_long_names_are_not_compared(
    house: House, hass: HomeAssistant, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Comparing a name of a million letters would take minutes."""
    compared: list[str] = []

    def noted(name: str, *_: Any) -> list[int]:
        compared.append(name)
        return []

    monkeypatch.setattr(by_name, "_best", noted)
    asked: Any = SimpleNamespace(language="en", context=Context())
    for name in ("garden " * 18, "garden " * 142_858):
        assert await answering.async_answer(hass, asked, name) == ALL_FINE
    assert compared == []
    await answering.async_answer(hass, asked, "garten")
    assert compared == ["garten"]
