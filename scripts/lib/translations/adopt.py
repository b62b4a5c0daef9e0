"""Import compiled files that were edited by hand, or sent by a translator."""

from collections import Counter
from collections.abc import Iterator
import re

from .files import COMMON, COMPONENT, ENGLISH, REFERENCE, SEPARATOR, Texts
from .sources import Sources, has_words, reference

# last keys that do not describe a text
_VAGUE = frozenset({"name", "title", "description", "text", "submit", "data", "note"})
_LONGEST_NAME = 32

# the text of one path in all languages, English first; None if missing
type Row = tuple[str | None, ...]


class Adoption:
    """New sources for compiled files, as close to the old sources as possible."""

    def __init__(self, old: Sources, compiled: dict[str, Texts]) -> None:
        """Take the old sources, and the compiled files; languages not given are unchanged."""
        self._old = old
        self._before = {language: old.compiled(language) for language in old.languages}
        compiled = self._before | compiled
        others = sorted(compiled.keys() - {ENGLISH})
        self._languages = [ENGLISH, *others]
        self._rows = {
            COMPONENT + key: tuple(
                self._text(compiled, language, key) for language in self._languages
            )
            for key in compiled[ENGLISH]
        }
        self._english: Texts = {}
        self._common: dict[str, Row] = {}

    def sources(self) -> Sources:
        """Return the new sources."""
        self._keep()
        for row, paths in self._groups():
            self._place(row, paths)
        self._inline()
        new = Sources({language: {} for language in self._languages})
        rows = self._common | self._rows
        new.languages[ENGLISH] = {
            path: self._english.get(path, str(row[0])) for path, row in rows.items()
        }
        for path, english in new.own():
            for language, text in zip(self._languages[1:], rows[path][1:], strict=True):
                if path in self._english and REFERENCE.search(english):
                    text = self._old.languages[language].get(path)
                if text is not None:
                    new.languages[language][path] = text
        new.record = self._carried()
        new.take_note(new.as_compiled(self._sources_by_key()))
        return new

    def _sources_by_key(self) -> dict[str, Texts]:
        """Return the old sources' text for each key, shown or not."""
        places = {
            path.removeprefix(COMPONENT): self._place_of(path)
            for path in self._old.english
            if path.startswith(COMPONENT)
        }
        return {
            language: {key: texts[at] for key, at in places.items() if at in texts}
            for language, texts in self._old.languages.items()
        }

    def _text(self, compiled: dict[str, Texts], language: str, key: str) -> str | None:
        """Return a language's text, None if it falls back to English."""
        english = compiled[ENGLISH][key]
        text = self._own_text(compiled[language].get(key), english, language, key)
        is_english = language != ENGLISH and text == english
        return None if is_english and not has_words(english) else text

    def _own_text(
        self, text: str | None, english: str, language: str, key: str
    ) -> str | None:
        """Return the source of a compiled text."""
        place = self._place_of(COMPONENT + key)
        if place not in self._old.english or language not in self._old.languages:
            return text
        source = self._old.languages[language].get(place)
        if source is None:
            return None if text in (english, self._before[ENGLISH].get(key)) else text
        if REFERENCE.search(source) or text != self._before[language].get(key):
            return text
        # as in the sources, even if an error there keeps it from being shown
        return source

    def _place_of(self, path: str) -> str:
        """Return where the old sources define the text of a path."""
        match = REFERENCE.fullmatch(self._old.english.get(path, ""))
        return self._place_of(match[1]) if match else path

    def _old_row(self, path: str) -> Row:
        """Return the old sources' texts at a place."""
        return tuple(
            texts.get(path)
            for texts in (
                self._old.languages.get(language, {}) for language in self._languages
            )
        )

    def _is_unchanged(self, path: str) -> bool:
        """Whether the text of a path, with everything it refers to, is unchanged."""
        if path.startswith(COMMON):
            return True
        if path not in self._old.english or path not in self._rows:
            return False
        key, place = path.removeprefix(COMPONENT), self._place_of(path)
        same = True
        for language, now in zip(self._languages, self._rows[path], strict=True):
            old = self._old.languages.get(language, {}).get(place)
            if old is not None and REFERENCE.search(old):
                old = self._before[language].get(key)
            same = same and now == old
        return same and all(map(self._is_unchanged, self._references(path)))

    def _references(self, path: str) -> list[str]:
        return REFERENCE.findall(self._old.english[path])

    def _keep(self) -> None:
        """Keep references whose texts are unchanged."""
        for path in self._rows:
            if not self._is_unchanged(path) or not (ahead := self._references(path)):
                continue
            self._english[path] = self._old.english[path]
            while ahead:
                place = ahead.pop()
                if place.startswith(COMMON):
                    self._common[place] = self._old_row(place)
                    ahead += self._references(place)

    def _groups(self) -> Iterator[tuple[Row, list[str]]]:
        """Yield the other paths grouped by text, those with old names first."""
        groups: dict[Row, list[str]] = {}
        for path, row in self._rows.items():
            if path not in self._english:
                groups.setdefault(row, []).append(path)
        yield from sorted(groups.items(), key=lambda group: -len(group[1]))

    def _place(self, row: Row, paths: list[str]) -> None:
        """Make paths with the same text refer to one text."""
        known = next((place for place, old in self._common.items() if old == row), None)
        if known is None and len(paths) == 1:
            self._english[paths[0]] = str(row[0])
            return
        if known is None:
            known = self._named(paths)
            self._common[known] = row
        self._english |= dict.fromkeys(paths, reference(known))

    def _named(self, paths: list[str]) -> str:
        """Return a name for a text: its old one, one from its keys, or its first words."""
        old = Counter(
            place
            for place in map(self._place_of, paths)
            if place.startswith(COMMON) and place not in self._common
        )
        if old:
            return max(sorted(old), key=lambda place: old[place])
        words = _first_words(str(self._rows[paths[0]][0]))
        options = [*_shared_keys(paths), words]
        options += [f"{words}_{number}" for number in range(2, len(self._rows))]
        taken = self._common.keys() | self._old.english.keys()
        return next(
            COMMON + option for option in options if COMMON + option not in taken
        )

    def _inline(self) -> None:
        """Inline texts that are used once."""
        used = Counter(
            place
            for text in self._english.values()
            for place in REFERENCE.findall(text)
        )
        for path, text in self._english.items():
            match = REFERENCE.fullmatch(text)
            if match and used[match[1]] == 1 and match[1] in self._common:
                row = self._common.pop(match[1])
                self._english[path] = str(row[0])

    def _carried(self) -> dict[str, dict[str, str]]:
        """Return the digests of the English originals, under their new paths."""
        record = {
            place: dict(self._old.record.get(place, {})) for place in self._common
        }
        for path, text in self._english.items():
            match = REFERENCE.fullmatch(text)
            place = match[1] if match else path
            if not record.get(place):
                record[place] = dict(self._old.record.get(self._place_of(path), {}))
        return record


def _shared_keys(paths: list[str]) -> Iterator[str]:
    """Yield names made of the last keys, if all paths end alike."""
    keys = [path.split(SEPARATOR) for path in paths]
    if len({path[-1] for path in keys}) > 1:
        return
    if keys[0][-1] not in _VAGUE:
        yield keys[0][-1]
    elif len({path[-2] for path in keys}) == 1 and keys[0][-2] != "init":
        yield f"{keys[0][-2]}_{keys[0][-1]}"


def _first_words(text: str) -> str:
    """Return the first words of a text as a name."""
    name = ""
    for word in re.findall(r"[a-z0-9]+", text.lower().replace("'", "")):
        if len(name) + len(word) >= _LONGEST_NAME:
            break
        name = f"{name}_{word}".strip("_")
    return name or "text"
