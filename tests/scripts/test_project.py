"""Pins that have to agree with each other, what a release is made of, and who may import whom."""

from hashlib import sha256
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


def test_what_is_tested_is_what_runs() -> None:
    """The oldest Home Assistant that HACS offers it to, and core Blink's own blinkpy."""
    offered = json.loads((ROOT / "hacs.json").read_text())["homeassistant"]
    plugin = requires("pytest-homeassistant-custom-component") or []
    assert f"homeassistant=={offered}" in plugin
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


def test_the_dev_container_brings_what_the_commands_need() -> None:
    """The Python of Home Assistant, the Node of the card, the browser of the tests."""
    container = json.loads((ROOT / ".devcontainer/devcontainer.json").read_text())
    version = ".".join(map(str, const.REQUIRED_PYTHON_VER[:2]))
    assert container["image"].endswith(f"/python:{version}")
    engines = json.loads((ROOT / "frontend/package.json").read_text())["engines"]
    (node,) = container["features"].values()
    assert engines["node"] == f">={node['version']}"
    commands = f"{container['onCreateCommand']} && {container['postCreateCommand']}"
    assert " chromium" in commands
    assert all(
        (ROOT / name).is_file() for name in re.findall(r"\bscripts/\w+", commands)
    )
    demo = (ROOT / "scripts/demo").read_text()
    assert all(f"otherwise {port}" in demo for port in container["forwardPorts"])


def test_two_archives_have_the_same_bytes(tmp_path: Path) -> None:
    """All that the folder has, also when files are newer and caches are full."""
    copy = tmp_path / "copy"
    for part in ("scripts", "custom_components"):
        shutil.copytree(ROOT / part, copy / part)
    for path in copy.rglob("*.json"):
        path.touch()
        path.chmod(0o600)
    caches = copy / PACKAGE / "__pycache__"
    caches.mkdir(exist_ok=True)
    (caches / "more.pyc").write_bytes(b"more")
    digests = []
    for root in (ROOT, copy):
        code, out, err = run(root / "scripts/release", tmp_path / "blink_doctor.zip")
        assert (code, err) == (0, "")
        archive = (tmp_path / "blink_doctor.zip").read_bytes()
        digests.append(sha256(archive).hexdigest())
        assert out.split()[0] == digests[-1]
    assert digests[0] == digests[1]
    _, listed, _ = run("git", "ls-files", ".", cwd=ROOT / PACKAGE)
    with ZipFile(tmp_path / "blink_doctor.zip") as packed:
        assert sorted(listed.split()) == sorted(packed.namelist())
        assert "manifest.json" in packed.namelist(), "where HACS looks for it"


UNZIPPED = ('"zip_release": true', '"zip_release": false')
EMPTY = ("## 0.1.0", "## 0.1.0\n\n## 0.0.9")
NOT_YET = "manifest.json: the version is 0.1.0, not 0.2.0\nCHANGELOG.md: there is no section 0.2.0"


@pytest.mark.parametrize(
    ("tag", "file", "change", "said"),
    [
        ("0.1.0", "hacs.json", None, "0.1.0: a tag is v1.2.3, or v1.2.3b1 before that"),
        ("v0.1.0", "hacs.json", None, "v0.1.0 fits"),
        ("v0.2.0", "hacs.json", None, NOT_YET),
        ("v0.1.0", "CHANGELOG.md", EMPTY, "CHANGELOG.md: the section 0.1.0 is empty"),
        (
            "v0.1.0",
            "hacs.json",
            UNZIPPED,
            "hacs.json: HACS would not look for blink_doctor.zip",
        ),
    ],
)
def test_a_tag_fits_or_what_does_not_is_named(
    tmp_path: Path, tag: str, file: str, change: tuple[str, str] | None, said: str
) -> None:
    """The manifest, the changelog, what HACS looks for."""
    shutil.copytree(ROOT / "scripts", tmp_path / "scripts")
    (tmp_path / PACKAGE).mkdir(parents=True)
    for part in ("CHANGELOG.md", "hacs.json", PACKAGE / "manifest.json"):
        shutil.copy(ROOT / part, tmp_path / part)
    if change is not None:
        text = (tmp_path / file).read_text("utf-8")
        assert change[0] in text
        (tmp_path / file).write_text(text.replace(*change, 1), "utf-8")
    code, out, _ = run(tmp_path / "scripts/release", "--check", tag)
    assert (out.strip(), code) == (said, said != f"{tag} fits")


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
def test_an_import_too_many(
    tmp_path: Path, file: str, line: str, said: str | None
) -> None:
    ignored = shutil.ignore_patterns("*.js*", "*.png", "translations", "__pycache__")
    for folder in ("demo", PACKAGE):
        shutil.copytree(ROOT / folder, tmp_path / folder, ignore=ignored)
    path = tmp_path / PACKAGE / file
    before = path.read_text("utf-8") if path.exists() else ""
    path.write_text(f"{before}\n{line}\n")
    found = import_module("imports").problems(tmp_path)
    if said is None:
        assert found == []
        return
    (only,) = (problem for problem in found if said in problem)
    is_of_many = "demo." in said or "circle" in said or "layer" in said
    assert only.startswith(f"{PACKAGE / file}:") or is_of_many
