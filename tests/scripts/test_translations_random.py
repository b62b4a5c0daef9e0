"""`scripts/translations import` of compiled files that change at random."""

import importlib
import importlib.util
from pathlib import Path
import random

import pytest

from .texts_command import load

ROOT = Path(__file__).parents[2]
ENGLISH, *OTHERS = LANGUAGES = ("en", "de", "fr")
SENTENCES = ("alpha", "beta {x}", "gamma. Delta", "{x}", "eps")
STEPS = 25

type Texts = dict[str, str]


class Files:
    """Compiled files, edited by somebody who does not care for sources."""

    def __init__(self, seed: int) -> None:
        self.random = random.Random(seed)
        self.texts: dict[str, Texts] = {language: {} for language in LANGUAGES}
        for _ in range(30):
            self.add(translated=1)

    def sentence(self, language: str) -> str:
        sentence = self.random.choice(SENTENCES)
        is_left = language == ENGLISH or self.random.random() < 0.1
        return sentence if is_left else sentence.replace("a", language)

    def add(self, translated: float) -> None:
        key = "::".join(self.random.choices("pqrst", k=self.random.randint(2, 4)))
        known = self.texts[ENGLISH]
        if any(
            f"{a}::".startswith(f"{b}::")
            for k in known
            for a, b in ((k, key), (key, k))
        ):
            return
        for language, texts in self.texts.items():
            if language == ENGLISH or self.random.random() < translated:
                texts[key] = self.sentence(language)

    def edit(self) -> None:
        keys = [*self.texts[ENGLISH]]
        what = self.random.random()
        if what < 0.3 or len(keys) < 5:
            self.add(translated=0.9)
        elif what < 0.5:
            key = self.random.choice(keys)
            for texts in self.texts.values():
                texts.pop(key, None)
        elif what < 0.8:
            key = self.random.choice(keys)
            for language, texts in self.texts.items():
                if self.random.random() < 0.6:
                    texts[key] = self.sentence(language)
        elif what < 0.9:
            english = self.texts[ENGLISH]
            reworded = english[self.random.choice(keys)]
            for key in keys:
                if english[key] == reworded:
                    english[key] += "!"
        else:
            items = [*self.texts["de"].items()]
            self.random.shuffle(items)
            self.texts["de"] = dict(items)


@pytest.mark.parametrize("seed", range(6))
def test_nothing_is_lost(
    seed: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What was in the files is in them afterwards, and doing it again changes nothing."""
    command = load()
    files, sources = command.Sources, tmp_path / "translations"
    compiled = tmp_path / "compiled"
    monkeypatch.setattr(command, "SOURCES", sources)
    monkeypatch.setattr(command, "COMPILED", compiled)
    tree = importlib.import_module("texts_command.files")
    mistake = importlib.import_module("texts_command.sources").mistake
    made = Files(seed)
    shown: dict[str, Texts] = {}

    def everything() -> dict[Path, bytes]:
        return {path: path.read_bytes() for path in tmp_path.rglob("*.json")}

    for at in range(STEPS):
        for _ in range(made.random.randint(1, 5)):
            made.edit()
        for language, texts in made.texts.items():
            tree.write(compiled / f"{language}.json", tree.nested(texts))
        command.import_texts([])
        before, shown = shown, command.load_compiled(compiled.glob("*.json"))
        for language in LANGUAGES:
            assert list(shown[language]) == list(shown[ENGLISH])
            for key, english in made.texts[ENGLISH].items():
                wanted = made.texts[language].get(key, english)
                # shown for want of a translation, as before; or one with a mistake in it
                was_english = wanted == before.get(ENGLISH, {}).get(key)
                if language == ENGLISH or not (was_english or mistake(english, wanted)):
                    assert shown[language][key] == wanted, (at, language, key)

        once = everything()
        command.import_texts([])
        assert everything() == once, at
        command.compile_texts()
        assert everything() == once, at
        assert [
            problem
            for problem in command.check()
            if "stale" not in problem and "placeholders" not in problem
        ] == [], at
        made.texts = {language: dict(texts) for language, texts in shown.items()}
    assert files.load(sources).english
