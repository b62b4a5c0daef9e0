"""The pictures of the guided fixes: drawn by a script, served, and on their pages."""

from http import HTTPStatus
import importlib.util
from pathlib import Path
import re

import pytest

from custom_components.blink_doctor.diagnosis import guide
from custom_components.blink_doctor.repairs.offline import LIGHTS
from custom_components.blink_doctor.repairs.pictures import FOLDER, PICTURES

from .guide import MakePerson, Person
from .test_flows import dead_module
from .test_texts import TEXTS

_PATH = Path(__file__).parents[2] / "scripts/lib/pictures.py"
_SPEC = importlib.util.spec_from_file_location("pictures", _PATH)
assert _SPEC is not None
SCRIPT = importlib.util.module_from_spec(_SPEC)
assert _SPEC.loader is not None
_SPEC.loader.exec_module(SCRIPT)


async def see(person: Person) -> str:
    """Load the picture of the page as a browser does; return its name."""
    picture = r"!\[[^\]]+\]\((/blink_doctor/[^)]+/(\w+)\.svg)\)"
    found = re.fullmatch(picture, person.said["picture"])
    assert found, person.said["picture"]
    answer = await person.client.get(found[1])
    assert answer.status == HTTPStatus.OK
    assert answer.content_type == "image/svg+xml"
    return found[2]


async def test_batteries_lights_and_the_button(make_person: MakePerson) -> None:
    """Each page has the picture of what it is about, and what has none has none."""
    person, title = await dead_module(make_person)
    await person.open(title)
    assert person.said["picture"] == ""
    for options, name in (
        ("begin", "read_lights"),
        ("lights_pairing", "lights_pairing"),
        ("power_cycle_sync_module", "lights_online"),
        ("next_step network_works reset_find", "reset"),
    ):
        await person.press(options)
        assert await see(person) == name


@pytest.mark.house(polls=1)
async def test_the_light_that_was_reported(person: Person) -> None:
    """What the owner chose is shown; what could not be told is not."""
    person.house.report_red_light("Living room", "unknown")
    await person.open("red_light Living room", "begin pattern_after_blue")
    assert await see(person) == "pattern_after_blue"
    await person.press("back pattern_unknown")
    assert person.said["picture"] == ""


def test_files_are_those_of_the_script() -> None:
    """What is drawn is what is shipped, and shown; without link or script in it."""
    shipped = {path.name: path.read_text() for path in FOLDER.glob("*.svg")}
    assert shipped == SCRIPT.pictures()
    shown = {f"{name}.svg" for name, _ in PICTURES.values()}
    shown |= {f"pattern_{one}.svg" for one in guide.PATTERNS if one != "unknown"}
    assert shown == set(shipped)
    drawn_with = {"svg", "style", "rect", "circle", "path", "text", "g"}
    for name, text in shipped.items():
        assert {*re.findall(r"<(\w+)", text)} <= drawn_with, name
        assert "href" not in text, name
        assert text.count("http") == 1, f"{name}: its namespace alone"


def test_the_numbers_are_those_of_the_options() -> None:
    """The third row of lights is the third option."""
    options = TEXTS["issues"]["sync_module_offline"]["fix_flow"]["step"]["read_lights"]
    assert tuple(SCRIPT.MODULE) == tuple(LIGHTS)
    labels = [options["menu_options"][name] for name in LIGHTS]
    assert [label.partition(".")[0] for label in labels] == list("123456")
