"""The test set-up and the pins of this project, which have to agree with each other."""

from importlib.metadata import requires
import json
from pathlib import Path
import re

from homeassistant import components, const
import pytest

ROOT = Path(__file__).parents[2]
newest_only = pytest.mark.skipif(
    (const.MAJOR_VERSION, const.MINOR_VERSION) < (2026, 11),
    reason="about the environment of Home Assistant 2026.11",
)


def pins(name: str) -> dict[str, str]:
    """Return the pinned versions of a requirements file by package."""
    lines = (ROOT / name).read_text().splitlines()
    found = [re.fullmatch(r"([\w-]+)==([\w.]+)", line) for line in lines]
    return {match[1].lower(): match[2] for match in found if match}


def test_the_lowest_version_that_is_offered_is_the_lowest_that_is_tested() -> None:
    """HACS offers the integration to no version that no one has tried."""
    offered = json.loads((ROOT / "hacs.json").read_text())["homeassistant"]
    plugin = requires("pytest-homeassistant-custom-component") or []
    assert f"homeassistant=={offered}" in plugin


@newest_only
def test_the_demo_installs_what_home_assistant_would() -> None:
    """At its first start, from the manifests of its components."""
    wanted: dict[str, str] = {}
    for path in Path(components.__path__[0]).glob("*/manifest.json"):
        for requirement in json.loads(path.read_text()).get("requirements", []):
            name, _, version = requirement.partition("==")
            wanted[name.lower()] = version
    assert wanted.items() >= pins("requirements/demo.txt").items()


def test_core_blinks_own_requirements_are_the_ones_that_are_tested() -> None:
    """The real blinkpy, in the version that Home Assistant uses."""
    manifest = Path(components.__path__[0]) / "blink" / "manifest.json"
    blinkpy = pins("requirements_test.txt")["blinkpy"]
    assert json.loads(manifest.read_text())["requirements"] == [f"blinkpy=={blinkpy}"]


def test_the_dev_container_brings_what_the_commands_need() -> None:
    """The Python of Home Assistant, the Node of the card, the browser of the tests."""
    path = ROOT / ".devcontainer/devcontainer.json"
    container = json.loads(path.read_text("utf-8"))
    version = ".".join(map(str, const.REQUIRED_PYTHON_VER[:2]))
    assert container["image"].endswith(f"/python:{version}")
    engines = json.loads((ROOT / "frontend/package.json").read_text())["engines"]
    (node,) = container["features"].values()
    assert engines["node"] == f">={node['version']}"
    commands = f"{container['onCreateCommand']} && {container['postCreateCommand']}"
    assert " chromium" in commands
    for name in re.findall(r"\bscripts/\w+", commands):
        assert (ROOT / name).is_file()
    demo = (ROOT / "scripts/demo").read_text("utf-8")
    for port in container["forwardPorts"]:
        assert f"otherwise {port}" in demo
