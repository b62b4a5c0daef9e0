"""Names that look like something else: markdown, placeholders, templates."""

from homeassistant.core import HomeAssistant
import pytest

from custom_components.blink_doctor.messages.sentences import Words

from .guide import Person

ODD_NAMES = (
    "{cause}",
    "{name}",
    "{{ states('sensor.x') }}",
    "[here](https://x.example)",
    "<img src=x>",
    "**bold**",
    "# head",
    "%s %(name)s",
    "\\{step}",
)


@pytest.mark.parametrize("name", ODD_NAMES)
async def test_a_name_is_no_placeholder(hass: HomeAssistant, name: str) -> None:
    """What stands in a value is not filled in again, whatever the order."""
    words = await Words.async_load(hass)
    said = words.say("summary_fault", name=name, cause="Low battery")
    assert said == f"{name} needs attention: Low battery."
    said = words.say("summary_next", step=name, summary=name)
    assert said.count(name) == 2


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("{cause}", r"\{cause\}"),
        ("[here](https://x.example)", r"\[here\]\(https://x.example\)"),
        ("**x** <img>", r"\*\*x\*\* \<img\>"),
        ("a@b.example", r"a\@b.example"),
    ],
)
async def test_a_device_that_is_gone_has_a_plain_name(
    name: str, shown: str, person: Person
) -> None:
    """The text of the end is markdown, too."""
    camera = person.thing("Front door")
    camera.raw.homescreen["name"] = name
    await person.house.poll(2)
    await person.open(f"low_battery {name}")
    assert person.said["device"] == shown
    person.house.account.remove_camera("Front door")
    await person.house.poll()
    await person.house.poll_daily(1)
    await person.house.poll(2)
    await person.press("begin")
    assert (person.page["type"], person.page["reason"]) == ("abort", "device_gone")
    assert person.said["device"] == shown


@pytest.mark.house(polls=1)
async def test_the_light_of_a_named_camera(person: Person) -> None:
    """The sentence on whether it still works says its name."""
    house = person.house
    house.report_red_light("Living room", "unknown")
    await person.open("red_light Living room")
    assert person.said["works"].startswith("**Living room still works**")
