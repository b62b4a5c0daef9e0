"""`scripts/lint` says who may import whom."""

import importlib
from pathlib import Path
import shutil

import pytest

problems = importlib.import_module("imports").problems
ROOT = Path(__file__).parents[2]
PACKAGE = Path("custom_components/blink_doctor")
TYPES = "if TYPE_CHECKING:\n    "


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    ignored = shutil.ignore_patterns("*.js*", "*.png", "translations", "__pycache__")
    for folder in ("demo", PACKAGE):
        shutil.copytree(ROOT / folder, tmp_path / folder, ignore=ignored)
    return tmp_path


@pytest.mark.parametrize(
    ("file", "line", "said"),
    [
        ("sensor.py", "import blinkpy", "only blink/ may touch blinkpy"),
        (
            "checkup/rate_limit.py",
            "from homeassistant.components.blink.const import DOMAIN",
            "only blink/ may touch homeassistant.components.blink",
        ),
        (
            "coordinator.py",
            "def f():\n    import aiohttp",
            "only blink/ may touch aiohttp",
        ),
        ("entity.py", 'f = lambda: hass.data["blink"]', "only blink/ may touch"),
        ("entity.py", "f = lambda: self.source.api.refresh", "only blink/ may touch"),
        (
            "diagnosis/rules/base.py",
            "from ...const import DOMAIN",
            "diagnosis/ may not import custom_components.blink_doctor.const",
        ),
        (
            "coordinator.py",
            "from .dashboard import view",
            "coordinator may not import dashboard, which is not below it",
        ),
        (
            "targeting/devices.py",
            "def f():\n    from ..messages.sentences import Words",
            "targeting may not import messages",
        ),
        ("diagnosis/parsing/values.py", "from .payload import parse", "a circle: "),
        ("wild.py", "from .const import DOMAIN", "blink_doctor.wild is in no layer"),
        (
            "diagnosis/engine.py",
            f"{TYPES}pass\nelse:\n    import homeassistant",
            "diagnosis/ may not import homeassistant",
        ),
        # the world lies below the devices, the payloads above them
        (
            "../../demo/cloud/world.py",
            f"{TYPES}from .account import Account",
            "demo.cloud.world",
        ),
        ("repairs/software.py", "from . import signal", None),
        (
            "diagnosis/engine.py",
            f"{TYPES}from homeassistant.core import HomeAssistant",
            None,
        ),
        ("dashboard/page.py", "from aiohttp import web", None),
    ],
)
def test_a_line_too_many(copy: Path, file: str, line: str, said: str | None) -> None:
    path = copy / PACKAGE / file
    before = path.read_text("utf-8") if path.exists() else ""
    path.write_text(f"{before}\n{line}\n")
    found = problems(copy)
    if said is None:
        assert found == []
        return
    (only,) = (problem for problem in found if said in problem)
    is_of_many = "demo." in said or "circle" in said or "layer" in said
    assert only.startswith(f"{PACKAGE / file}:") or is_of_many
