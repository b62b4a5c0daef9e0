"""`scripts/lint` says who may import whom."""

import importlib
from pathlib import Path
import shutil

import pytest

problems = importlib.import_module("imports").problems
ROOT = Path(__file__).parents[2]
PACKAGE = Path("custom_components/blink_doctor")
CORE_BLINK = "homeassistant.components.blink"
WORLD = "../../demo/cloud/world.py"


@pytest.mark.parametrize(
    ("file", "line", "said"),
    [
        ("sensor.py", "import blinkpy", "only blink/ may touch blinkpy"),
        ("services.py", f"from {CORE_BLINK}.const import X", f"may touch {CORE_BLINK}"),
        ("coordinator.py", "def f(): import aiohttp", "only blink/ may touch aiohttp"),
        ("entity.py", 'f = lambda: hass.data["blink"]', "only blink/ may touch"),
        ("entity.py", "f = lambda: self.source.api.refresh", "only blink/ may touch"),
        (
            "diagnosis/rules/base.py",
            "from ...const import X",
            "diagnosis/ may not import",
        ),
        (
            "coordinator.py",
            "from .dashboard import view",
            "may not import dashboard, which",
        ),
        (
            "targeting/devices.py",
            "def f(): from ..messages.sentences import Words",
            "targeting may not import messages",
        ),
        ("diagnosis/parsing/values.py", "from .payload import parse", "a circle: "),
        ("wild.py", "from .const import DOMAIN", "blink_doctor.wild is in no layer"),
        (
            "diagnosis/engine.py",
            "if TYPE_CHECKING: pass\nelse: import homeassistant",
            "diagnosis/ may not import homeassistant",
        ),
        # the world lies below the devices, the payloads above them
        (WORLD, "if TYPE_CHECKING: from .account import Account", "demo.cloud.world"),
        ("repairs/software.py", "from . import signal", None),
        (
            "diagnosis/engine.py",
            "if TYPE_CHECKING: from homeassistant import core",
            None,
        ),
        ("dashboard/page.py", "from aiohttp import web", None),
    ],
)
def test_a_line_too_many(
    tmp_path: Path, file: str, line: str, said: str | None
) -> None:
    ignored = shutil.ignore_patterns("*.js*", "*.png", "translations", "__pycache__")
    for folder in ("demo", PACKAGE):
        shutil.copytree(ROOT / folder, tmp_path / folder, ignore=ignored)
    path = tmp_path / PACKAGE / file
    before = path.read_text("utf-8") if path.exists() else ""
    path.write_text(f"{before}\n{line}\n")
    found = problems(tmp_path)
    if said is None:
        assert found == []
        return
    (only,) = (problem for problem in found if said in problem)
    is_of_many = "demo." in said or "circle" in said or "layer" in said
    assert only.startswith(f"{PACKAGE / file}:") or is_of_many
