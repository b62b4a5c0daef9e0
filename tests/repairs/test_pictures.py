"""The pictures of the guided fixes: drawn by a script. Each that a story shows is loaded there."""

import importlib.util
from pathlib import Path
import re

from custom_components.blink_doctor.diagnosis import guide
from custom_components.blink_doctor.repairs.offline import LIGHTS
from custom_components.blink_doctor.repairs.pictures import FOLDER, PICTURES

from .test_texts import TEXTS

_PATH = Path(__file__).parents[2] / "scripts/lib/pictures.py"
_SPEC = importlib.util.spec_from_file_location("pictures", _PATH)
assert _SPEC is not None
SCRIPT = importlib.util.module_from_spec(_SPEC)
assert _SPEC.loader is not None
_SPEC.loader.exec_module(SCRIPT)


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
