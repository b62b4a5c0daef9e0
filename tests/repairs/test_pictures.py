"""The pictures of the guided fixes: drawn by a script, served, and on their pages."""

from http import HTTPStatus
import importlib.util
from pathlib import Path
import re
from types import ModuleType

import pytest

from custom_components.blink_doctor import user_reports
from custom_components.blink_doctor.diagnosis import guide
from custom_components.blink_doctor.repairs import FLOWS
from custom_components.blink_doctor.repairs.offline import LIGHTS
from custom_components.blink_doctor.repairs.pictures import FOLDER, PICTURES

from .guide import MakePerson, Person
from .test_flows import dead_module
from .test_texts import TEXTS


def load_script() -> ModuleType:
    path = Path(__file__).parents[2] / "scripts/lib/pictures.py"
    spec = importlib.util.spec_from_file_location("pictures", path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


SCRIPT = load_script()
DRAWN: dict[str, str] = SCRIPT.pictures()
_TAG = re.compile(r"<(\w+)")
_PICTURE = re.compile(r"!\[([^\]]+)\]\((/blink_doctor/[^)]+\.svg)\)")


async def see(person: Person) -> str:
    """Load the picture of the page as a browser does; return its address."""
    found = _PICTURE.fullmatch(person.said["picture"])
    assert found, person.said["picture"]
    answer = await person.client.get(found[2])
    assert answer.status == HTTPStatus.OK
    assert answer.content_type == "image/svg+xml"
    return found[2]


async def test_batteries_lights_and_the_button(make_person: MakePerson) -> None:
    """Each page has the picture of what it is about, and what has none has none."""
    person, title = await dead_module(make_person)
    await person.open(title)
    assert person.said["picture"] == ""
    await person.press("begin")
    assert "/read_lights.svg" in await see(person)
    await person.press("lights_pairing")
    assert "/lights_pairing.svg" in await see(person)
    await person.press("power_cycle_sync_module")
    assert "/lights_online.svg" in await see(person)
    await person.press("next_step", "network_works", "reset_find")
    assert "/reset.svg" in await see(person)


@pytest.mark.house(polls=1)
async def test_the_light_that_was_reported(person: Person) -> None:
    """What the owner chose is shown; what could not be told is not."""
    house = person.house
    key = house.key("Living room")
    user_reports.async_report_red_light(house.coordinator, key, "unknown")
    await person.open("red_light Living room", "begin", "pattern_after_blue")
    assert "/pattern_after_blue.svg" in await see(person)
    await person.press("back", "pattern_unknown")
    assert person.said["picture"] == ""


def test_files_are_those_of_the_script() -> None:
    """What is drawn by the script is what is shipped, and all of it is shown."""
    shipped = {path.name: path.read_text() for path in FOLDER.glob("*.svg")}
    assert shipped == DRAWN
    shown = {f"{name}.svg" for name, _ in PICTURES.values()}
    shown |= {f"pattern_{one}.svg" for one in guide.PATTERNS if one != "unknown"}
    assert shown == set(shipped)


@pytest.mark.parametrize("name", sorted(DRAWN))
def test_a_picture_is_only_a_picture(name: str) -> None:
    """Without script, link or anything from elsewhere."""
    text = DRAWN[name]
    drawn_with = {"svg", "style", "rect", "circle", "path", "text", "g"}
    assert {*_TAG.findall(text)} <= drawn_with
    assert "href" not in text
    assert text.count("http") == 1, "its namespace alone"


@pytest.mark.parametrize("slug", sorted(FLOWS))
def test_pages_with_a_picture_show_it(slug: str) -> None:
    """A text with a place for a picture has one, and no picture is left out."""
    steps = TEXTS["issues"][slug]["fix_flow"]["step"]
    with_place = {p for p, text in steps.items() if "{picture}" in text["description"]}
    assert with_place == ({*PICTURES, "pattern"} & {*steps})


def test_the_numbers_are_those_of_the_options() -> None:
    """The third row of lights is the third option."""
    options = TEXTS["issues"]["sync_module_offline"]["fix_flow"]["step"]["read_lights"]
    assert tuple(SCRIPT.MODULE) == tuple(LIGHTS)
    labels = [options["menu_options"][name] for name in LIGHTS]
    assert [label.partition(".")[0] for label in labels] == list("123456")
