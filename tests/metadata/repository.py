"""The repository: what HACS, Marketplace and GitHub look for."""

from collections.abc import Iterator
import os
from pathlib import Path
import re
import struct
from typing import Any

from awesomeversion import AwesomeVersion
import yaml

from . import DOMAIN, Problems, integration, read_json

_SKIPPED = {"node_modules", "__pycache__", "config"}
_HACS = {
    "name": str,
    "homeassistant": str,
    "zip_release": bool,
    "filename": str,
    "hide_default_branch": bool,
    "content_in_root": bool,
    "persistent_directory": str,
}
# File name: (height, whether the width must be the same)
_BRAND = {
    "icon.png": (256, True),
    "icon@2x.png": (512, True),
    "logo.png": (256, False),
    "logo@2x.png": (512, False),
    "dark_logo.png": (256, False),
    "dark_logo@2x.png": (512, False),
}
_PINNED = re.compile(r"[\w.-]+/[\w./-]+@[0-9a-f]{40}")


def check(root: Path) -> Problems:
    """Check everything outside of the integration's code."""
    return [
        *_one_integration(root),
        *_hacs(root),
        *_brand(integration(root) / "brand"),
        *_licence(root),
        *_readme(root),
        *_oldest_home_assistant(root),
        *_workflows(root),
    ]


def _one_integration(root: Path) -> Problems:
    """Check for a second manifest.json, which hassfest would take for another one."""
    found = []
    for folder, folders, files in os.walk(root):
        folders[:] = [n for n in folders if n[0] != "." and n not in _SKIPPED]
        if "manifest.json" in files:
            found.append(Path(folder) / "manifest.json")
    expected = [integration(root) / "manifest.json"]
    problems = [
        f"{path.relative_to(root)}: a second integration"
        for path in found
        if path not in expected
    ]
    inside = sorted(
        p.name for p in (root / "custom_components").iterdir() if p.is_dir()
    )
    if [name for name in inside if name not in _SKIPPED] != [DOMAIN]:
        problems.append(f"custom_components must hold {DOMAIN} and no other folder")
    return problems


def _hacs(root: Path) -> Problems:
    hacs = read_json(root / "hacs.json")
    if not hacs:
        return ["hacs.json is missing"]
    problems = [] if "name" in hacs else ["hacs.json: name is missing"]
    for key, value in hacs.items():
        if key not in _HACS:
            problems.append(f"hacs.json: {key} is no key that Marketplace knows")
        elif not isinstance(value, _HACS[key]):
            problems.append(f"hacs.json: {key} must be a {_HACS[key].__name__}")
    if hacs.get("zip_release") and hacs.get("filename") != f"{DOMAIN}.zip":
        problems.append(f"hacs.json: filename must be {DOMAIN}.zip")
    if not AwesomeVersion(str(hacs.get("homeassistant", ""))).valid:
        problems.append("hacs.json: homeassistant is no version")
    return problems


def png_size(path: Path) -> tuple[int, int] | None:
    """Return width and height of a PNG in pixels, None for anything else."""
    head = path.read_bytes()[:24]
    if not head.startswith(b"\x89PNG\r\n\x1a\n") or head[12:16] != b"IHDR":
        return None
    width, height = struct.unpack(">II", head[16:24])
    return width, height


def _brand(folder: Path) -> Problems:
    problems = []
    for name, (height, square) in _BRAND.items():
        if not (folder / name).is_file():
            problems.append(f"brand/{name} is missing")
            continue
        size = png_size(folder / name)
        if size is None:
            problems.append(f"brand/{name} is no PNG")
        elif size[1] != height or (square and size[0] != height) or size[0] < height:
            problems.append(f"brand/{name} is {size[0]}x{size[1]}")
    return problems


def _licence(root: Path) -> Problems:
    path = root / "LICENSE"
    text = path.read_text("utf-8") if path.is_file() else ""
    if not text.startswith("MIT License") or "Permission is hereby granted" not in text:
        return ["LICENSE: not the MIT licence, as GitHub recognises it"]
    return []


def _oldest_home_assistant(root: Path) -> Problems:
    """Blueprints and README name the version that hacs.json asks for."""
    oldest = read_json(root / "hacs.json").get("homeassistant", "")
    folder = integration(root) / "blueprints"
    problems = []
    for path in sorted(folder.rglob("*.yaml")):
        found = re.search(
            r"^    min_version: (\S+)$", path.read_text("utf-8"), re.MULTILINE
        )
        given = found[1] if found else None
        if given != oldest:
            problems.append(f"{path.name}: min_version is {given}, not {oldest}")
    readme = root / "README.md"
    text = readme.read_text("utf-8") if readme.is_file() else ""
    if f"Home Assistant {oldest} or newer" not in text:
        problems.append(f"README: Home Assistant {oldest} or newer is missing")
    return problems


def _readme(root: Path) -> Problems:
    path = root / "README.md"
    text = path.read_text("utf-8") if path.is_file() else ""
    wanted = (
        "redirect/hacs_repository/?owner=blink-doctor&repository=blink-doctor",
        f"redirect/config_flow_start/?domain={DOMAIN}",
        "scripts/test",
        "scripts/test --newest",
        "scripts/lint",
        "scripts/demo --check",
        "pip install -r requirements_test.txt",
        "Remov",
    )
    return [f"README: {item} is missing" for item in wanted if item not in text]


def _workflows(root: Path) -> Problems:
    """Check that actions are pinned and that nothing has rights by default."""
    problems = []
    found = sorted((root / ".github" / "workflows").glob("*.yml"))
    ours = {path.stem for path in found}
    problems += [
        f"workflow {name} is missing"
        for name in ("validate", "lint", "tests", "release")
        if name not in ours
    ]
    for path in found:
        content: dict[str, Any] = yaml.safe_load(path.read_text("utf-8"))
        if content.get("permissions") != {}:
            problems.append(f"{path.name}: permissions must be empty at the top")
        problems += [
            f"{path.name}: {used} is not pinned to a commit"
            for used in _used(content)
            if not _PINNED.fullmatch(used)
        ]
    return problems


def _used(content: dict[str, Any]) -> Iterator[str]:
    for job in content.get("jobs", {}).values():
        for step in job.get("steps", ()):
            if "uses" in step:
                yield step["uses"]
