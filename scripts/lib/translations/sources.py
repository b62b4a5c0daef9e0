"""The sources of all languages, and compiling them."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
import re
from typing import Self

from .files import (
    COMMON,
    COMPONENT,
    ENGLISH,
    REFERENCE,
    Texts,
    TextsError,
    digest,
    dumped,
    flat,
    nested,
    read,
    write,
)

PLACEHOLDER = re.compile(r"\{(\w+)\}")
_RECORD = "made_from.json"

# path -> language -> digest of the English text that was translated
type Record = dict[str, dict[str, str]]


def mistake(english: str, text: str) -> str | None:
    """Return the error in a translation."""
    ours, theirs = set(PLACEHOLDER.findall(english)), set(PLACEHOLDER.findall(text))
    if ours != theirs:
        return f"placeholders are {sorted(theirs)}, in English {sorted(ours)}"
    return None if text.strip() else "empty"


def has_words(text: str) -> bool:
    """Whether there is anything to translate."""
    return bool(re.search(r"\w", PLACEHOLDER.sub("", REFERENCE.sub("", text))))


def reference(path: str) -> str:
    """Return a reference to the text at a path."""
    return f"[%key:{path}%]"


@dataclass(slots=True)
class Sources:
    """English with its references, the other languages' texts, and their originals' digests."""

    languages: dict[str, Texts] = field(default_factory=dict)
    record: Record = field(default_factory=dict)

    @classmethod
    def load(cls, folder: Path) -> Self:
        """Load the sources; empty if there are none yet."""
        languages = {
            path.stem: flat(read(path), path)
            for path in sorted(folder.glob("*.json"))
            if path.name != _RECORD
        }
        others = [language for language in languages if language != ENGLISH]
        record: Record = {}
        for path, made_from in read(folder / _RECORD).items():
            if isinstance(made_from, str):
                record[path] = dict.fromkeys(others, made_from)
            else:
                record[path] = made_from
        return cls(languages, record)

    def save(self, folder: Path) -> None:
        """Write the sources, each in the order of English."""
        common = sorted(path for path in self.english if path.startswith(COMMON))
        order = list(dict.fromkeys([*common, *self.english]))
        for language, texts in self.languages.items():
            known = {path: texts[path] for path in order if path in texts}
            write(folder / f"{language}.json", nested(known | texts))
        record: dict[str, str | dict[str, str]] = {}
        for path in (path for path in order if path in self.record):
            made_from = self.record[path]
            values = set(made_from.values())
            alike = len(values) == 1 and len(made_from) == len(self.others)
            record[path] = values.pop() if alike else dict(sorted(made_from.items()))
        write(folder / _RECORD, record)

    @property
    def english(self) -> Texts:
        """Return English, with references."""
        return self.languages.setdefault(ENGLISH, {})

    @property
    def others(self) -> list[str]:
        """Return all languages but English."""
        return [language for language in self.languages if language != ENGLISH]

    def own(self) -> Iterator[tuple[str, str]]:
        """Yield English texts to translate, by path."""
        for path, text in self.english.items():
            if REFERENCE.sub("", text).strip():
                yield path, text

    def resolved(self, path: str, language: str, seen: tuple[str, ...] = ()) -> str:
        """Return the text at a path in a language, or in English if missing."""
        if path in seen:
            raise TextsError(f"en.json: {path}: refers to itself")
        english = self.english[path]
        text = self.languages[language].get(path, english)
        if mistake(english, text):
            # stale: the English text now has other placeholders
            text = english

        def followed(match: re.Match[str]) -> str:
            if match[1] not in self.english:
                raise TextsError(f"{path}: refers to {match[1]}, which is not there")
            return self.resolved(match[1], language, (*seen, path))

        return REFERENCE.sub(followed, text)

    def compiled(self, language: str) -> Texts:
        """Return a language in Home Assistant's format, flat."""
        return {
            path.removeprefix(COMPONENT): self.resolved(path, language)
            for path in self.english
            if path.startswith(COMPONENT)
        }

    def files(self, folder: Path) -> dict[Path, str]:
        """Return the content of each compiled file."""
        return {
            folder / f"{language}.json": dumped(nested(self.compiled(language)))
            for language in self.languages
        }

    def missing(self, language: str) -> Texts:
        """Return the texts that a language lacks, in English."""
        has = self.languages.get(language, {})
        return {
            path: text
            for path, text in self.own()
            if path not in has and has_words(text)
        }

    def stale(self, language: str) -> Texts:
        """Return the translations of an earlier English text."""
        texts = self.languages[language]
        return {
            path: texts[path]
            for path, english in self.own()
            if path in texts
            and self.record.get(path, {}).get(language, digest(english))
            != digest(english)
        }

    def unused(self) -> dict[str, list[str]]:
        """Return, by language, texts without a reference, and those English lacks."""
        used = {
            path
            for text in self.english.values()
            for path in REFERENCE.findall(text)
            if path.startswith(COMMON)
        }
        translatable = dict(self.own())
        found = {
            ENGLISH: [
                path
                for path in self.english
                if path not in used and not path.startswith(COMPONENT)
            ]
        }
        for language in self.others:
            texts = self.languages[language]
            found[language] = [path for path in texts if path not in translatable]
        return {language: paths for language, paths in found.items() if paths}

    def repeated(self) -> list[list[str]]:
        """Return paths whose texts are equal in all languages, so that one would do."""
        alike: dict[tuple[str, ...], list[str]] = {}
        for path, english in self.own():
            texts = [self.languages[language].get(path) for language in self.others]
            whole = tuple(text for text in texts if text is not None)
            if len(whole) == len(texts):
                alike.setdefault((english, *whole), []).append(path)
        return [paths for paths in alike.values() if len(paths) > 1]

    def take_note(self, before: dict[str, Texts]) -> None:
        """Record the English original of each translation, given the previous texts.

        A new or changed translation was made from the current English. One that did not
        change while English did keeps its digest: it is stale.
        """
        record: Record = {}
        for path, english in self.own():
            made_from = self.record.get(path, {})
            for language in self.others:
                text = self.languages[language].get(path)
                if text is None:
                    continue
                was = before.get(language, {}).get(path, text)
                stayed = was in (text, self.resolved(path, language))
                now = digest(english)
                record.setdefault(path, {})[language] = (
                    made_from.get(language, now) if stayed else now
                )
        self.record = record

    def accept(self, language: str, paths: Iterable[str]) -> None:
        """Record that these translations are correct for the current English."""
        for path in paths:
            self.record[path][language] = digest(self.english[path])

    def as_compiled(self, compiled: dict[str, Texts]) -> dict[str, Texts]:
        """Return the compiled files' texts for each path of the sources."""
        shown: dict[str, str] = {}
        for path, text in self.english.items():
            if not path.startswith(COMPONENT):
                continue
            key = path.removeprefix(COMPONENT)
            match = REFERENCE.fullmatch(text)
            shown.setdefault(match[1] if match else path, key)
        return {
            language: {p: texts[key] for p, key in shown.items() if key in texts}
            for language, texts in compiled.items()
        }


def load_compiled(files: Iterable[Path]) -> dict[str, Texts]:
    """Read compiled files by language."""
    return {path.stem: flat(read(path), path) for path in sorted(files)}
