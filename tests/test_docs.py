"""The pages say what is so: links lead somewhere, tables agree, examples are valid."""

from collections.abc import Iterator
from pathlib import Path
import re

from homeassistant.util.yaml import load_yaml_dict
import pytest

from custom_components.blink_doctor.const import DOMAIN

ROOT = Path(__file__).resolve().parents[1]
DOCS = ROOT / "docs"
BESIDE = (ROOT / "tests/corpus/README.md", ROOT / "demo/scenarios/README.md")
PAGES = sorted([*DOCS.rglob("*.md"), *ROOT.glob("*.md"), *BESIDE])
_LINK = re.compile(r"!?\[[^\]]*\]\(([^)\s]+)\)")
_HEADING = re.compile(r"^#+ (.+)$", re.MULTILINE)
_BLOCK = re.compile(r"```.*?```", re.DOTALL)


def page_id(page: Path) -> str:
    return str(page.relative_to(ROOT))


def anchors(page: Path) -> set[str]:
    headings = _HEADING.findall(_BLOCK.sub("", page.read_text("utf-8")))
    kept = (re.sub(r"[^\w\- ]", "", heading.lower()) for heading in headings)
    return {heading.replace(" ", "-") for heading in kept}


def links(page: Path) -> Iterator[str]:
    """Yield where a page's links lead; those within code are none."""
    yield from _LINK.findall(_BLOCK.sub("", page.read_text("utf-8")))


@pytest.mark.parametrize("page", PAGES, ids=page_id)
def test_links_lead_somewhere(page: Path) -> None:
    """Files, headings and commands that a page names are there."""
    for link in links(page):
        if re.match(r"https?:", link):
            assert link.startswith("https:"), f"{page}: {link}"
            continue
        file, _, anchor = link.partition("#")
        target = (page.parent / file).resolve() if file else page
        assert target.exists(), f"{page_id(page)}: {link}"
        assert target.is_relative_to(ROOT)
        if anchor and target.suffix == ".md":
            assert anchor in anchors(target), f"{page_id(page)}: {link}"
    text = page.read_text("utf-8")
    for name in re.findall(r"\b(?:scripts/[\w/]+(?:\.py)?|tests/[\w/]+\.py\b)", text):
        assert (ROOT / name).is_file(), f"{page_id(page)}: {name}"


def rows(page: Path) -> list[list[str]]:
    return [
        [cell.strip() for cell in line.strip().strip("|").split("|")]
        for line in page.read_text("utf-8").splitlines()
        if line.startswith("|") and not line.startswith("| ---")
    ]


def test_what_it_survives_is_tested() -> None:
    """Each row names tests that are there."""
    _, _, section = (
        (DOCS / "measurements.md").read_text("utf-8").partition("## What it survives")
    )
    rows = [row for row in section.splitlines() if row.startswith("| ")][1:]
    assert len(rows) > 15
    for row in rows:
        named = re.findall(r"`([\w/]+\.py)::(\w+)`", row.rpartition(" | ")[2])
        assert named or row.startswith("| ---"), row
        for file, test in named:
            source = (ROOT / "tests" / file).read_text("utf-8")
            assert f"def {test}(" in source, f"{file}::{test}"


def test_each_trigger_is_explained() -> None:
    """Each has a row; conditions need none beside the one in the reference."""
    keys = load_yaml_dict(str(ROOT / "custom_components" / DOMAIN / "triggers.yaml"))
    named = [key for key in keys if not key.startswith(".")]
    assert named
    heads = " ".join(row[0] for row in rows(DOCS / "triggers.md"))
    assert [key for key in named if f"`{key}`" not in heads] == []
