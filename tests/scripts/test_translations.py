"""`scripts/translations`, as a person runs it, in a checkout with few texts."""

from contextlib import chdir, redirect_stderr, redirect_stdout
import importlib
from io import StringIO
import json
from pathlib import Path
import shutil
import sys
from typing import Any
from unittest.mock import patch

import pytest

COMMAND = importlib.import_module("translations.__main__")
FILES = importlib.import_module("translations.files")
PACKAGE = Path("custom_components/blink_doctor/translations")
ENGLISH, GERMAN = "translations/en.json", "translations/de.json"
OURS = "component::blink_doctor"
TITLE = f"{OURS}::issues::a::title"


class Checkout:
    def __init__(self, root: Path) -> None:
        self.root = root
        shutil.copytree(Path(__file__).with_name("texts"), root / "translations")
        self.run("compile")

    def write(self, file: str | Path, content: Any) -> None:
        FILES.write(self.root / file, content)

    def read(self, file: str | Path) -> Any:
        return json.loads((self.root / file).read_text("utf-8"))

    def compiled(self, language: str = "de") -> Any:
        return self.read(PACKAGE / f"{language}.json")

    def run(self, *arguments: str, code: int | None = 0) -> str:
        said = StringIO()
        package = self.root / PACKAGE.parent
        places: dict[str, Any] = {
            "SOURCES": self.root / "translations",
            "COMPILED": self.root / PACKAGE,
            "CODE": (package, self.root / "frontend/src"),
        }
        with (
            patch.multiple(COMMAND, **places),
            patch.object(sys, "argv", ["scripts/translations", *arguments]),
            chdir(self.root),
            redirect_stdout(said),
            redirect_stderr(said),
        ):
            result = COMMAND.main()
        assert result == code or (code is None and result < 2), said.getvalue()
        return said.getvalue()

    def change(self, file: str, path: str, text: Any) -> None:
        node = content = self.read(file)
        *above, key = path.split("::")
        for part in above:
            node = node.setdefault(part, {})
        node[key] = text
        self.write(file, content)

    def bytes(self) -> dict[str, bytes]:
        files = [*self.root.glob("translations/*"), *self.root.glob(f"{PACKAGE}/*")]
        return {str(file.relative_to(self.root)): file.read_bytes() for file in files}


@pytest.fixture
def checkout(tmp_path: Path) -> Checkout:
    return Checkout(tmp_path)


def test_compiled_files(checkout: Checkout) -> None:
    """They hold texts only, also after a merge; one that a translator sends is taken over."""
    german = checkout.compiled()
    assert german == {
        "issues": {
            "a": {"title": "Ah", "later": "Später weiter"},
            "b": {"later": "Später weiter"},
        },
        "exceptions": {
            "x": {"message": "Noch einmal"},
            "y": {"message": "Noch einmal oder warte, {name}"},
        },
    }
    before = checkout.bytes()
    (checkout.root / PACKAGE / "de.json").write_text("<<<<<<< HEAD\n{}")
    checkout.run("compile")
    assert checkout.bytes() == before
    german["issues"]["a"]["title"] = "Das Ah"
    checkout.write("sent/de.json", german)
    checkout.run("import", "sent/de.json")
    assert checkout.compiled() == german
    assert checkout.bytes()[ENGLISH] == before[ENGLISH], "only that language changes"
    checkout.run("check")


def test_a_new_english_text_is_missing_elsewhere(checkout: Checkout) -> None:
    """It is shown in English, listed, and no reason to fail; filling it in ends that."""
    new = f"{OURS}::issues::b::title"
    checkout.change(ENGLISH, new, "Bee {name}")
    assert "en.json is not what translations/ compiles" in checkout.run("check", code=1)
    checkout.run("compile")
    assert f"{new}: shown in English in de" in checkout.run("check")
    assert checkout.compiled()["issues"]["b"]["title"] == "Bee {name}"
    assert json.loads(checkout.run("missing", "de")) == {new: "Bee {name}"}
    checkout.write("done.json", {new: "Biene"})
    assert "placeholders" in checkout.run("fill", "de", "done.json", code=2)
    checkout.write("done.json", {new: "Biene {name}"})
    checkout.run("fill", "de", "done.json")
    assert json.loads(checkout.run("missing", "de")) == {}
    assert checkout.compiled()["issues"]["b"]["title"] == "Biene {name}"
    checkout.run("check")


def test_a_changed_english_text_makes_translations_stale(checkout: Checkout) -> None:
    """Until the translation changes, or somebody says that it is still right."""
    checkout.change(ENGLISH, TITLE, "An A")
    checkout.run("compile")
    checkout.run("compile")
    found = checkout.run("check", code=1)
    assert found.strip() == f"{TITLE}: English has changed, stale in de"
    stale = json.loads(checkout.run("stale", "de"))
    assert stale == {TITLE: {"en": "An A", "de": "Ah"}}
    checkout.change(GERMAN, TITLE, "Ein Ah")
    checkout.run("compile")
    checkout.run("check")

    checkout.change(ENGLISH, "common::later", "Go on another time")
    checkout.run("compile")
    checkout.run("check", code=1)
    checkout.run("accept", "de", "common::again", code=2)
    checkout.run("accept", "de", "common::later")
    checkout.run("check")
    checkout.run("compile")
    checkout.run("check")

    # a stale one without a value is not shown, because nobody would fill in the value
    checkout.change(ENGLISH, TITLE, "A of {name}")
    checkout.run("compile")
    assert checkout.compiled()["issues"]["a"]["title"] == "A of {name}"
    assert "stale" in checkout.run("check", code=1)


def test_what_nothing_uses_is_named(checkout: Checkout) -> None:
    """A common text without a reference, a translation without English, keys without code."""
    checkout.change(ENGLISH, "common::old", "Old")
    checkout.change(GERMAN, "common::older", "Alt")
    checkout.run("compile")
    found = checkout.run("check", code=1)
    assert "en.json: unused: common::old" in found
    assert "de.json: unused: common::older" in found
    checkout.run("unused", "--remove")
    assert "older" not in checkout.read(GERMAN)["common"]
    checkout.run("check")

    code = checkout.root / PACKAGE.parent / "words.py"
    code.write_text('a = b = x = "later"\n')
    assert checkout.run("unused").endswith("::exceptions::y\n")
    checkout.change(ENGLISH, f"{OURS}::exceptions::say_at_x", "x")
    assert "exceptions::say_at_x" in checkout.run("unused")
    code.write_text(code.read_text() + 'f"say_{at}_{x}", y')
    assert "no code" not in checkout.run("unused"), "keys that the code puts together"


@pytest.mark.parametrize(
    ("file", "path", "text", "said"),
    [
        (
            ENGLISH,
            TITLE,
            "[%key:common::nowhere%]",
            "common::nowhere, which is not there",
        ),
        (ENGLISH, "common::later", "[%key:common::later%]", "refers to itself"),
        (GERMAN, TITLE, 5, "a text is expected, not 5"),
    ],
)
def test_mistakes_are_named(
    checkout: Checkout, file: str, path: str, text: Any, said: str
) -> None:
    checkout.change(file, path, text)
    for command in ("compile", "check"):
        assert said in checkout.run(command, code=2)
