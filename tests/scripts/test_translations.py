"""`scripts/translations`, as a person runs it, in a checkout with few texts; its output is stored."""

from contextlib import chdir, redirect_stderr, redirect_stdout
from difflib import ndiff
import importlib
from io import StringIO
import json
from pathlib import Path
import shutil
import sys
from typing import Any
from unittest.mock import patch

from tests.story import Story

COMMAND = importlib.import_module("translations.__main__")
FILES = importlib.import_module("translations.files")
PACKAGE = Path("custom_components/blink_doctor")
ENGLISH, GERMAN = "translations/en.json", "translations/de.json"
OURS = "component::blink_doctor"
TITLE = f"{OURS}::issues::a::title"
NEW = f"{OURS}::issues::b::title"


class Checkout:
    def __init__(self, root: Path, story: Story) -> None:
        self.root, self.story = root, story
        shutil.copytree(Path(__file__).with_name("texts"), root / "translations")
        self._run("compile")
        self._before = self._texts()

    def write(self, file: str | Path, content: Any) -> None:
        FILES.write(self.root / file, content)

    def change(self, file: str, path: str, text: Any) -> None:
        content = json.loads((self.root / file).read_text("utf-8"))
        node = content
        *above, key = path.split("::")
        for part in above:
            node = node.setdefault(part, {})
        node[key] = text
        self.write(file, content)

    def _run(self, *arguments: str) -> list[str]:
        said = StringIO()
        places: dict[str, Any] = {
            "SOURCES": self.root / "translations",
            "COMPILED": self.root / PACKAGE / "translations",
            "CODE": (self.root / PACKAGE, self.root / "frontend/src"),
        }
        with (
            patch.multiple(COMMAND, **places),
            patch.object(sys, "argv", ["scripts/translations", *arguments]),
            chdir(self.root),
            redirect_stdout(said),
            redirect_stderr(said),
        ):
            code = COMMAND.main()
        lines = said.getvalue().replace(f"{self.root}/", "").splitlines()
        return [f"{' '.join(arguments)}: exit code {code}", *lines]

    def _texts(self) -> dict[str, list[str]]:
        paths = sorted(self.root.rglob("translations/*.json"))
        names = {str(path.relative_to(self.root)): path for path in paths}
        return {
            name: path.read_text("utf-8").splitlines() for name, path in names.items()
        }

    def tell(self, title: str, *commands: str) -> None:
        """Run commands; record what they print, and what changes in the files."""
        self.story(title)
        for command in commands:
            self.story.say(*self._run(*command.split()))
            texts = self._texts()
            for name, text in texts.items():
                changes = ndiff(self._before.get(name, []), text)
                told = (f"{name} {line}" for line in changes if line[0] in "+-")
                self.story.say(*told)
            self._before = texts


def test_commands(tmp_path: Path, story: Story) -> None:
    """A step's title says what must be so; the first commands of a step are the change."""
    of = Checkout(tmp_path, story)
    compiled = PACKAGE / "translations/de.json"
    german = (tmp_path / compiled).read_text("utf-8")
    story("Compiled files hold texts only")
    story.say(german)
    (tmp_path / compiled).write_text("<<<<<<< HEAD\n{}")
    of.tell("A compiled file with a conflict is written anew", "compile")
    sent = tmp_path / "sent/de.json"
    sent.parent.mkdir()
    sent.write_text(german.replace('"Ah"', '"Das Ah"'), "utf-8")
    of.tell(
        "One that is sent changes that language only", "import sent/de.json", "check"
    )

    of.change(ENGLISH, NEW, "Bee {name}")
    of.tell(
        "A new English text has to be compiled, is shown in English elsewhere, listed,"
        " and no reason to fail",
        *("check", "compile", "check", "missing de"),
    )
    of.write("done.json", {NEW: "Biene"})
    of.tell("A text without its placeholder is not filled in", "fill de done.json")
    of.write("done.json", {NEW: "Biene {name}"})
    of.tell("Filling it in ends that", "fill de done.json", "missing de", "check")

    of.change(ENGLISH, TITLE, "An A")
    of.tell(
        "A changed English text makes the German one stale, also when compiled twice",
        *("compile", "compile", "check", "stale de"),
    )
    of.change(GERMAN, TITLE, "Ein Ah")
    of.tell("Until that changes, too", "compile", "check")
    of.change(ENGLISH, "common::later", "Go on another time")
    of.tell("Or somebody accepts it", "compile", "check")
    of.tell("Nobody accepts what is not stale", "accept de common::again")
    of.tell(
        "And it stays accepted", "accept de common::later", "check", "compile", "check"
    )
    of.change(ENGLISH, TITLE, "A of {name}")
    of.tell("A stale one that lacks a value is not shown", "compile", "check")
    of.change(GERMAN, TITLE, "Ah von {name}")
    of.change(ENGLISH, "common::again", "Once more")
    of.tell(
        "Until it has it, and all that is still right is accepted",
        "compile",
        "accept all",
        "check",
    )

    of.change(ENGLISH, "common::old", "Old")
    of.change(GERMAN, "common::older", "Alt")
    of.tell("A text that nothing refers to is unused", "compile", "check")
    of.tell("It can be removed", "unused --remove", "check")
    code = tmp_path / PACKAGE / "words.py"
    code.write_text('a = b = x = "later"\n')
    of.tell("As is a key that no code has", "unused")
    of.change(ENGLISH, f"{OURS}::exceptions::say_at_x", "x")
    of.tell("Or puts together", "unused")
    code.write_text(code.read_text() + 'f"say_{at}_{x}", y')
    of.tell("What the code puts together is used", "unused")

    for title, file, path, text in (
        ("A reference to nothing", ENGLISH, TITLE, "[%key:common::nowhere%]"),
        ("A reference to itself", ENGLISH, "common::later", "[%key:common::later%]"),
        ("A number", GERMAN, TITLE, 5),
    ):
        was = (tmp_path / file).read_bytes()
        of.change(file, path, text)
        of.tell(f"{title} is named as a mistake", "compile", "check")
        (tmp_path / file).write_bytes(was)
