"""`scripts/translations`, as a person runs it, in a checkout with few texts."""

from contextlib import chdir, redirect_stderr, redirect_stdout
from io import StringIO
import json
from pathlib import Path
import shutil
import sys
from typing import Any
from unittest.mock import patch

import pytest

from .texts_command import load

ROOT = Path(__file__).parents[2]
PACKAGE = Path("custom_components/blink_doctor/translations")
ENGLISH = {
    "common": {"later": "Go on later", "again": "Check again"},
    "component": {
        "blink_doctor": {
            "issues": {
                "a": {"title": "A", "later": "[%key:common::later%]"},
                "b": {"later": "[%key:common::later%]"},
            },
            "exceptions": {
                "x": {"message": "[%key:common::again%]"},
                "y": {"message": "[%key:common::again%] or wait, {name}"},
            },
        }
    },
}
GERMAN = {
    "common": {"later": "Später weiter", "again": "Noch einmal"},
    "component": {
        "blink_doctor": {
            "issues": {"a": {"title": "Ah"}},
            "exceptions": {
                "y": {"message": "[%key:common::again%] oder warte, {name}"}
            },
        }
    },
}
TITLE = "component::blink_doctor::issues::a::title"


class Checkout:
    def __init__(self, root: Path) -> None:
        self.root = root
        self.write("translations/en.json", ENGLISH)
        self.write("translations/de.json", GERMAN)
        self.run("compile")

    def write(self, file: str | Path, content: Any) -> None:
        path = self.root / file
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(json.dumps(content, indent=2, ensure_ascii=False) + "\n")

    def read(self, file: str | Path) -> Any:
        return json.loads((self.root / file).read_text("utf-8"))

    def run(self, *arguments: str, code: int = 0) -> str:
        command = load()
        said = StringIO()
        package = self.root / PACKAGE.parent
        places: dict[str, Any] = {
            "SOURCES": self.root / "translations",
            "COMPILED": self.root / PACKAGE,
            "CODE": (package, self.root / "frontend/src"),
        }
        argv = ["scripts/translations", *arguments]
        with (
            patch.multiple(command, **places),
            patch.object(sys, "argv", argv),
            chdir(self.root),
            redirect_stdout(said),
            redirect_stderr(said),
        ):
            assert command.main() == code, said.getvalue()
        return said.getvalue()

    def change(self, file: str | Path, path: str, text: Any) -> None:
        content = node = self.read(file)
        *above, key = path.split("::")
        for part in above:
            node = node.setdefault(part, {})
        if text is None:
            del node[key]
        else:
            node[key] = text
        self.write(file, content)

    def texts(self) -> dict[str, bytes]:
        files = [*self.root.glob("translations/*"), *self.root.glob(f"{PACKAGE}/*")]
        return {str(file): file.read_bytes() for file in files}


@pytest.fixture
def checkout(tmp_path: Path) -> Checkout:
    return Checkout(tmp_path)


def test_import_then_compile_gives_the_same_bytes(tmp_path: Path) -> None:
    """From the package's files alone, and with the sources there."""
    checkout = Checkout(tmp_path)
    shutil.rmtree(tmp_path / "translations")
    shutil.rmtree(tmp_path / PACKAGE)
    shutil.copytree(ROOT / PACKAGE, tmp_path / PACKAGE)
    originals = {file.name: file.read_bytes() for file in (ROOT / PACKAGE).iterdir()}

    checkout.run("import")
    first = checkout.texts()
    assert {
        file.name: file.read_bytes() for file in (tmp_path / PACKAGE).iterdir()
    } == originals
    checkout.run("import")
    checkout.run("compile")
    assert checkout.texts() == first
    assert checkout.run("check").strip() == "all fine"


def test_references_are_resolved_in_each_language(checkout: Checkout) -> None:
    """Compiled files hold texts only, and nothing of common."""
    german = checkout.read(PACKAGE / "de.json")
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


def test_a_new_english_text_is_missing_elsewhere(checkout: Checkout) -> None:
    """It is shown in English, listed, and no reason to fail; filling it in ends that."""
    new = "component::blink_doctor::issues::b::title"
    checkout.change("translations/en.json", new, "Bee {name}")
    assert "en.json is not what translations/ compiles" in checkout.run("check", code=1)
    checkout.run("compile")
    assert f"{new}: shown in English in de" in checkout.run("check")
    assert checkout.read(PACKAGE / "de.json")["issues"]["b"]["title"] == "Bee {name}"
    assert json.loads(checkout.run("missing", "de")) == {new: "Bee {name}"}

    checkout.write("done.json", {new: "Biene"})
    assert "placeholders" in checkout.run("fill", "de", "done.json", code=2)
    checkout.write("done.json", {new: "Biene {name}"})
    checkout.run("fill", "de", "done.json")
    assert json.loads(checkout.run("missing", "de")) == {}
    assert checkout.read(PACKAGE / "de.json")["issues"]["b"]["title"] == "Biene {name}"
    checkout.run("check")


def test_a_changed_english_text_makes_translations_stale(checkout: Checkout) -> None:
    """Until the translation changes, or somebody says that it is still right."""
    checkout.change("translations/en.json", TITLE, "An A")
    checkout.run("compile")
    checkout.run("compile")
    found = checkout.run("check", code=1)
    assert found.strip() == f"{TITLE}: English has changed, stale in de"
    assert json.loads(checkout.run("stale", "de")) == {
        TITLE: {"en": "An A", "de": "Ah"}
    }
    checkout.change("translations/de.json", TITLE, "Ein Ah")
    checkout.run("compile")
    checkout.run("check")

    checkout.change("translations/en.json", "common::later", "Go on another time")
    checkout.run("compile")
    checkout.run("check", code=1)
    checkout.run("accept", "de", "common::again", code=2)
    checkout.run("accept", "de", "common::later")
    checkout.run("check")
    checkout.run("compile")
    checkout.run("check")


def test_a_stale_translation_without_a_value_is_not_shown(checkout: Checkout) -> None:
    """English is, because nobody would fill in the value."""
    checkout.change("translations/en.json", TITLE, "A of {name}")
    checkout.run("compile")
    assert checkout.read(PACKAGE / "de.json")["issues"]["a"]["title"] == "A of {name}"
    assert "stale" in checkout.run("check", code=1)


def test_what_nothing_uses_is_named(checkout: Checkout) -> None:
    """A common text without a reference, and a translation that English lacks."""
    checkout.change("translations/en.json", "common::old", "Old")
    checkout.change("translations/de.json", "common::older", "Alt")
    checkout.run("compile")
    found = checkout.run("check", code=1)
    assert "en.json: unused: common::old" in found
    assert "de.json: unused: common::older" in found
    checkout.run("unused", "--remove")
    assert "older" not in checkout.read("translations/de.json")["common"]
    checkout.run("check")


def test_keys_that_no_code_asks_for_are_named(checkout: Checkout) -> None:
    """Whole keys, and those that the code puts together."""
    code = checkout.root / PACKAGE.parent / "words.py"
    code.write_text('a = b = x = "later"\n')
    assert checkout.run("unused").endswith("::exceptions::y\n")
    checkout.change(
        "translations/en.json", "component::blink_doctor::exceptions::say_at_x", "x"
    )
    assert "exceptions::say_at_x" in checkout.run("unused")
    code.write_text(code.read_text() + 'f"say_{at}_{x}", y')
    assert "no code" not in checkout.run("unused")


@pytest.mark.parametrize(
    ("file", "path", "text", "said"),
    [
        ("en", TITLE, "[%key:common::nowhere%]", "common::nowhere, which is not there"),
        ("en", "common::later", "[%key:common::later%]", "refers to itself"),
        ("de", TITLE, 5, "a text is expected, not 5"),
    ],
)
def test_mistakes_are_named(
    checkout: Checkout, file: str, path: str, text: Any, said: str
) -> None:
    checkout.change(f"translations/{file}.json", path, text)
    for command in ("compile", "check"):
        assert said in checkout.run(command, code=2)


def test_compiled_files_left_by_a_merge_are_written_anew(checkout: Checkout) -> None:
    before = checkout.texts()
    (checkout.root / PACKAGE / "de.json").write_text("<<<<<<< HEAD\n{}")
    checkout.run("compile")
    assert checkout.texts() == before


def test_import_of_one_file_of_a_translator(checkout: Checkout) -> None:
    """Only that language changes."""
    german = checkout.read(PACKAGE / "de.json")
    german["issues"]["a"]["title"] = "Das Ah"
    english = (checkout.root / "translations/en.json").read_bytes()
    checkout.write("sent/de.json", german)
    checkout.run("import", "sent/de.json")
    assert checkout.read(PACKAGE / "de.json") == german
    assert (checkout.root / "translations/en.json").read_bytes() == english
    checkout.run("check")
