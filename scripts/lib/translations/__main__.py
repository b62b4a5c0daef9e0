"""`scripts/translations`: compile the texts, and list missing, stale or unused ones."""

import argparse
import json
from pathlib import Path
import signal
import sys

from .adopt import Adoption
from .files import ENGLISH, Texts, TextsError, flat, read
from .sources import Sources, load_compiled, mistake
from .usage import unasked

ROOT = Path(__file__).resolve().parents[3]
SOURCES = ROOT / "translations"
PACKAGE = ROOT / "custom_components/blink_doctor"
COMPILED = PACKAGE / "translations"
CODE = (PACKAGE, ROOT / "frontend/src")


def show(texts: object) -> None:
    """Print an object as JSON."""
    print(json.dumps(texts, indent=1, ensure_ascii=False))


def compile_all(sources: Sources) -> None:
    """Write the sources and the compiled files."""
    files = sources.files(COMPILED)
    sources.save(SOURCES)
    COMPILED.mkdir(parents=True, exist_ok=True)
    for path, content in files.items():
        path.write_text(content, encoding="utf-8")
    for path in set(COMPILED.glob("*.json")) - files.keys():
        path.unlink()


def compile_texts() -> None:
    """Compile, and record which translations changed since the last time."""
    sources = Sources.load(SOURCES)
    try:
        before = load_compiled(COMPILED.glob("*.json"))
    except TextsError:
        # left by a merge: the previous state is unknown
        before = {}
    sources.take_note(sources.as_compiled(before))
    compile_all(sources)


def import_texts(files: list[Path]) -> None:
    """Import compiled files, by default those of the package."""
    compiled = load_compiled(files or COMPILED.glob("*.json"))
    old = Sources.load(SOURCES)
    if ENGLISH not in compiled and not old.english:
        raise TextsError("there are no sources yet: English is needed")
    compile_all(Adoption(old, compiled).sources())


def check() -> list[str]:
    """Return all errors. A missing text is none: it is shown in English."""
    sources = Sources.load(SOURCES)
    found = [
        f"{path.name} is not what translations/ compiles to: run scripts/translations"
        " compile, or import if it was edited by hand"
        for path, content in sources.files(COMPILED).items()
        if not path.exists() or path.read_text(encoding="utf-8") != content
    ]
    found += [
        f"{path.name} has no source in translations/"
        for path in sorted(COMPILED.glob("*.json"))
        if path.stem not in sources.languages
    ]
    for language, paths in sources.unused().items():
        found += [f"{language}.json: unused: {path}" for path in paths]
    for paths in sources.repeated():
        found.append(f"one text, to stand in common once: {', '.join(paths)}")
    old = {language: sources.stale(language) for language in sources.others}
    for path, english in sources.own():
        if stale_in := [language for language in old if path in old[language]]:
            found.append(f"{path}: English has changed, stale in {', '.join(stale_in)}")
        for language in sources.others:
            text = sources.languages[language].get(path)
            if text is None or language in stale_in:
                continue
            if wrong := mistake(english, text):
                found.append(f"{language}.json: {path}: {wrong}")
    return found


def shown_in_english(sources: Sources) -> dict[str, list[str]]:
    """Return the languages that lack a text, by the text's path."""
    found: dict[str, list[str]] = {}
    for language in sources.others:
        for path in sources.missing(language):
            found.setdefault(path, []).append(language)
    return found


def status(sources: Sources) -> None:
    """Print how complete each language is."""
    total = len(dict(sources.own()))
    print(f"{total} texts in English, {len(sources.compiled(ENGLISH))} places")
    for language in sources.others:
        missing, stale = sources.missing(language), sources.stale(language)
        print(f"{language:6} {len(missing):4} missing {len(stale):4} stale")


def stale(sources: Sources, language: str) -> dict[str, dict[str, str]]:
    """Return stale translations with their current English."""
    return {
        path: {ENGLISH: sources.resolved(path, ENGLISH), language: text}
        for path, text in sources.stale(language).items()
    }


def fill(sources: Sources, language: str, file: Path) -> None:
    """Import translations, path -> text, and compile."""
    given: Texts = flat(read(file), file)
    english = dict(sources.own())
    for path, text in given.items():
        if path not in english:
            raise TextsError(f"{file}: {path}: English has no such text")
        if wrong := mistake(english[path], text):
            raise TextsError(f"{file}: {path}: {wrong}")
    before = {language: dict.fromkeys(given, "")}
    sources.languages.setdefault(language, {}).update(given)
    sources.take_note(before)
    compile_all(sources)


def accept(sources: Sources, language: str, paths: list[str]) -> None:
    """Mark stale translations as correct for the current English."""
    languages = sources.others if language == "all" else [language]
    for path in paths:
        if not any(path in sources.stale(each) for each in languages):
            raise TextsError(f"{path}: is not stale in {language}")
    for each in languages:
        old = sources.stale(each)
        sources.accept(each, [path for path in old if path in (paths or old)])
    sources.save(SOURCES)


def remove_unused(sources: Sources) -> None:
    """Remove unused texts, and compile."""
    while unused := sources.unused():
        for language, paths in unused.items():
            for path in paths:
                del sources.languages[language][path]
    sources.take_note({})
    compile_all(sources)


def arguments() -> argparse.Namespace:
    """Return the command and its arguments."""
    parser = argparse.ArgumentParser(prog="scripts/translations")
    commands = parser.add_subparsers(dest="command", required=True)
    for name in ("compile", "check", "status"):
        commands.add_parser(name)
    for name in ("missing", "stale", "accept", "fill"):
        command = commands.add_parser(name)
        command.add_argument("language")
        if name == "fill":
            command.add_argument("file", type=Path)
        if name == "accept":
            command.add_argument("path", nargs="*")
    commands.add_parser("unused").add_argument("--remove", action="store_true")
    commands.add_parser("import").add_argument("file", nargs="*", type=Path)
    return parser.parse_args()


def run(given: argparse.Namespace) -> int:
    """Run a command."""
    if given.command == "check":
        found = check()
        for path, languages in shown_in_english(Sources.load(SOURCES)).items():
            print(f"{path}: shown in English in {', '.join(languages)}")
        print("\n".join(found) or "all fine")
        return 1 if found else 0
    if given.command == "compile":
        compile_texts()
        return 0
    if given.command == "import":
        import_texts(given.file)
        return 0
    sources = Sources.load(SOURCES)
    given.language = getattr(given, "language", ENGLISH)
    known = {"stale": sources.others, "accept": [*sources.others, "all"]}
    if given.language not in known.get(given.command, [given.language]):
        raise TextsError(f"there is no translation called {given.language}")
    match given.command:
        case "status":
            status(sources)
        case "missing":
            show(sources.missing(given.language))
        case "stale":
            show(stale(sources, given.language))
        case "fill":
            fill(sources, given.language, given.file)
        case "accept":
            accept(sources, given.language, given.path)
        case "unused" if given.remove:
            remove_unused(sources)
        case "unused":
            if unknown := unasked(sources.english, CODE):
                print("no code asks for", *unknown, sep="\n  ")
            for language, paths in sources.unused().items():
                print(f"nothing in {language}.json uses", *paths, sep="\n  ")
    return 0


def main() -> int:
    """Run the command; an error is one line."""
    # end silently if the reader of a pipe has closed it
    signal.signal(signal.SIGPIPE, signal.SIG_DFL)
    try:
        return run(arguments())
    except (TextsError, OSError) as error:
        print(f"scripts/translations: {error}", file=sys.stderr)
        return 2


if __name__ == "__main__":
    sys.exit(main())
