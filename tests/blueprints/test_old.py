"""Blueprints of 0.1.0 in people's folders: they keep working, and a repair names them.

Each is a file of that version. None of them is in the package any more as it was.
"""

from pathlib import Path
from typing import Any

from homeassistant.config_entries import ConfigEntryState

from tests.blueprint import LIST
from tests.phone_story import PhoneStory
from tests.self_healing.conftest import add_plug


async def use_old(phone_story: PhoneStory, name: str, **inputs: Any) -> None:
    """Put a file of 0.1.0 where it was installed, and make an automation from it."""
    hass = phone_story.house.hass
    folder = Path(hass.config.path("blueprints/automation/blink_doctor"))
    folder.mkdir(parents=True, exist_ok=True)
    text = (Path(__file__).parent / f"old/{name}.yaml").read_text("utf-8")
    # under a name that the package has not, so that nothing renews it
    (folder / f"old_{name}.yaml").write_text(text, "utf-8")
    await phone_story.use(**{f"old_{name}": inputs})


async def test_old_blueprints_still_notify(
    phone_story: PhoneStory, shopping_list: str, assist: None
) -> None:
    """A repair names each that notifies a phone by itself, which was its mistake."""
    begin_and_end = """
        {camera} low; 8 # told, once
        {camera} mend; 9 # taken back
    """
    await use_old(phone_story, "fault")
    await phone_story(begin_and_end.format(camera="Driveway"))
    await use_old(phone_story, "low_battery", todo=[LIST])
    await phone_story(begin_and_end.format(camera="Cellar"))
    await use_old(phone_story, "guided_fix")
    await phone_story("""
        Garden low; 8 # told
        press Stop # the press is heard
    """)
    await use_old(phone_story, "ask")
    await phone_story("""
        ask Why is the garden camera flashing red? # the cause; no repair: it has no phone
    """)
    await use_old(phone_story, "weak_signal", stayed={"minutes": 5})
    await phone_story("""
        Front_door set_signal 1; 8 # told
        Front_door set_signal 5; 9 # it says what is good again
    """)
    await use_old(phone_story, "maintenance", day=23, at="01:00:00")
    await phone_story("""
        until 00:50; 1; until 1:00 # the report comes on its day
        use blink_doctor # nothing is named any more
    """)


async def test_sync_module_and_blink_stuck(phone_story: PhoneStory) -> None:
    await use_old(phone_story, "sync_module", plug="switch.plug")
    await add_plug(phone_story)
    await phone_story("""
        Home unplug; 6; wait 1900s; 10* wait 30s # its plug is switched, the module comes back
    """)
    await use_old(phone_story, "blink_stuck")
    await phone_story.do("unload blink; 12")
    assert phone_story.house.blink.state is ConfigEntryState.LOADED
