"""Pins that have to agree with each other, what a release is made of, and who may import whom."""

from importlib import import_module
from importlib.metadata import requires
import json
from pathlib import Path
import re
import shutil
from zipfile import ZipFile

from homeassistant import components, const
import pytest

from . import ROOT, run

PACKAGE = Path("custom_components/blink_doctor")
COMPONENTS = Path(components.__path__[0])


def pins(name: str) -> dict[str, str]:
    """Return the pinned versions of a requirements file by package."""
    found = re.findall(r"^([\w-]+)==([\w.]+)$", (ROOT / name).read_text(), re.MULTILINE)
    return {package.lower(): version for package, version in found}


def required(*folders: Path) -> list[str]:
    manifests = [json.loads((one / "manifest.json").read_text()) for one in folders]
    return [one for manifest in manifests for one in manifest.get("requirements", [])]


def test_pinned_versions_agree() -> None:
    """The oldest Home Assistant that is offered, everywhere; and core Blink's own blinkpy."""
    oldest = json.loads((ROOT / "hacs.json").read_text())["homeassistant"]
    plugin = requires("pytest-homeassistant-custom-component") or []
    assert f"homeassistant=={oldest}" in plugin
    assert f"Home Assistant {oldest} or newer" in (ROOT / "README.md").read_text()
    blueprints = [*(ROOT / PACKAGE / "blueprints").rglob("*.yaml")]
    said = [f"\n    min_version: {oldest}\n" in one.read_text() for one in blueprints]
    assert said == [True] * len(blueprints) != []
    blinkpy = pins("requirements_test.txt")["blinkpy"]
    assert required(COMPONENTS / "blink") == [f"blinkpy=={blinkpy}"]


@pytest.mark.skipif(
    (const.MAJOR_VERSION, const.MINOR_VERSION) < (2026, 11),
    reason="about the environment of Home Assistant 2026.11",
)
def test_the_demo_installs_what_home_assistant_would() -> None:
    """At its first start, from the manifests of its components."""
    folders = [path.parent for path in COMPONENTS.glob("*/manifest.json")]
    wanted = {one.lower() for one in required(*folders)}
    pinned = {
        f"{one}=={version}" for one, version in pins("requirements/demo.txt").items()
    }
    assert pinned <= wanted


def test_all_files_of_the_package_are_packed(tmp_path: Path) -> None:
    """And nothing else; the workflow packs twice and compares the bytes."""
    code, _, err = run(ROOT / "scripts/release", tmp_path / "blink_doctor.zip")
    assert (code, err) == (0, "")
    _, listed, _ = run("git", "ls-files", ".", cwd=ROOT / PACKAGE)
    with ZipFile(tmp_path / "blink_doctor.zip") as packed:
        assert sorted(listed.split()) == sorted(packed.namelist())
        assert "manifest.json" in packed.namelist(), "where HACS looks for it"


def test_release_tag_is_checked(tmp_path: Path) -> None:
    """The manifest, the changelog, what HACS looks for."""
    (tmp_path / PACKAGE).mkdir(parents=True)
    shutil.copytree(ROOT / "scripts", tmp_path / "scripts")
    for part in ("CHANGELOG.md", "hacs.json", PACKAGE / "manifest.json"):
        shutil.copy(ROOT / part, tmp_path / part)

    def check(tag: str) -> tuple[int, str]:
        return run(tmp_path / "scripts/release", "--check", tag)[:2]

    assert check("v0.1.0") == (0, "v0.1.0 fits\n")
    said = (
        "manifest.json: the version is 0.1.0, not 0.2.0\n"
        "CHANGELOG.md: there is no section 0.2.0\n"
    )
    assert check("v0.2.0") == (1, said)
    changes = tmp_path / "CHANGELOG.md"
    text = changes.read_text().replace("## 0.1.0", "## 0.1.0\n\n## 0.0.9", 1)
    changes.write_text(text)
    assert check("v0.1.0") == (1, "CHANGELOG.md: the section 0.1.0 is empty\n")


@pytest.mark.parametrize(
    ("file", "line", "said"),
    [
        ("sensor.py", "import blinkpy", "only blink/ may touch blinkpy"),
        ("entity.py", 'f = lambda: hass.data["blink"]', "only blink/ may touch"),
        ("diagnosis/engine.py", "import homeassistant", "diagnosis/ may not import"),
        ("coordinator.py", "from .dashboard import view", "may not import dashboard"),
        ("diagnosis/parsing/values.py", "from .payload import parse", "a circle: "),
    ],
)
def test_forbidden_imports(tmp_path: Path, file: str, line: str, said: str) -> None:
    """One of each kind; `scripts/lint` finds none in the package as it is."""
    for folder in ("demo", PACKAGE):
        shutil.copytree(
            ROOT / folder, tmp_path / folder, ignore=shutil.ignore_patterns("*.js*")
        )
    with (tmp_path / PACKAGE / file).open("a") as module:
        module.write(f"\n{line}\n")
    found = import_module("imports").problems(tmp_path)
    assert any(said in problem for problem in found), found
