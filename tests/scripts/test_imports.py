"""`scripts/lint` says who may import whom."""

from collections.abc import Callable
import importlib.util
from pathlib import Path
import shutil

import pytest

ROOT = Path(__file__).parents[2]
PACKAGE = Path("custom_components/blink_doctor")


def load() -> Callable[[Path], list[str]]:
    path = ROOT / "scripts/lib/imports.py"
    spec = importlib.util.spec_from_file_location("imports", path)
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    found: Callable[[Path], list[str]] = module.problems
    return found


problems = load()


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    ignored = shutil.ignore_patterns("*.js*", "*.png", "translations", "__pycache__")
    shutil.copytree(ROOT / PACKAGE, tmp_path / PACKAGE, ignore=ignored)
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
        (
            "diagnosis/parsing/values.py",
            "from .payload import parse",
            "a circle: ",
        ),
        ("repairs/software.py", "from . import signal", None),
        ("wild.py", "from .const import DOMAIN", "blink_doctor.wild is in no layer"),
        (
            "diagnosis/engine.py",
            "if TYPE_CHECKING:\n    from homeassistant.core import HomeAssistant",
            None,
        ),
        (
            "diagnosis/engine.py",
            "if TYPE_CHECKING:\n    pass\nelse:\n    import homeassistant",
            "diagnosis/ may not import homeassistant",
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
    [only] = [problem for problem in found if said in problem]
    if "circle" not in said and "layer" not in said:
        assert only.startswith(f"{PACKAGE / file}:")


def test_a_circle_of_types_in_the_demo(tmp_path: Path) -> None:
    """The world lies below the devices, the payloads above them."""
    ignored = shutil.ignore_patterns("__pycache__")
    for folder in ("demo", PACKAGE):
        shutil.copytree(ROOT / folder, tmp_path / folder, ignore=ignored)
    assert problems(tmp_path) == []
    path = tmp_path / "demo/cloud/world.py"
    line = "if TYPE_CHECKING:\n    from .account import Account\n"
    path.write_text(path.read_text("utf-8") + line)
    [circle] = problems(tmp_path)
    assert circle.startswith("a circle: ")
    assert "demo.cloud.world" in circle
