"""Evaluate the diagnosis on captures with known answers.

    scripts/evaluate corpus [--folder FOLDER]
    scripts/evaluate corpus --add FILE --answer DEVICE=CAUSE ... [--name NAME]
        [--source owner|demo] [--folder FOLDER]

Each `NAME.json` is a redacted diagnostics file, `NAME.answer.json` the correct cause
of each device (tests/corpus/README.md). Exit code 2 with one line for each invalid
file, above all for one that is not fully redacted.
"""

import argparse
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
import importlib
import json
from pathlib import Path
import re
import sys
import types
from typing import Any, NamedTuple

ROOT = Path(__file__).resolve().parents[2]
CORPUS = ROOT / "tests" / "corpus"
NONE = "none"
OTHERS = "others"
ANSWER = ".answer.json"
SOURCES = {"owner": "Owners' homes", "demo": "The demo house"}
KEPT = ("settings", "memory", "captures")
_NAME = re.compile(r"[a-z0-9_]{1,60}")
_HEAD = ("cause", "right answers", "false", "missed", "precision", "recall")


class Refused(ValueError):
    """A file that cannot be in the corpus; the message names place and reason."""


class Judged(NamedTuple):
    """The diagnosed and the correct cause of one device."""

    case: str
    device: str
    said: str
    right: str


class Case(NamedTuple):
    """One file of the corpus."""

    name: str
    source: str
    judged: list[Judged]


def load(*modules: str) -> list[Any]:
    """Import modules of the package without parents that need Home Assistant."""
    for name in ("", ".diagnostics"):
        full = f"custom_components.blink_doctor{name}"
        package = types.ModuleType(full)
        package.__path__ = [str(ROOT.joinpath(*full.split(".")))]
        sys.modules.setdefault(full, package)
    sys.path.insert(0, str(ROOT))
    return [
        importlib.import_module(f"custom_components.blink_doctor.{module}")
        for module in modules
    ]


def redacted(data: Mapping[str, Any]) -> dict[str, Any]:
    """Return what a diagnostics file may contain in the corpus.

    Redacted as a download is, by allow-list. So a file is fit for the corpus
    if redacting it again changes nothing.
    """
    replay, storage, redaction, settings = load(
        "diagnosis.replay",
        "diagnosis.storage",
        "diagnostics.redaction",
        "diagnosis.settings",
    )
    replay.read(data)
    at = load("diagnosis.parsing.values")[0].parse_datetime
    aliases = redaction.Aliases()
    memory, _ = storage.from_dict(data.get("memory") or {"devices": {}})
    given = settings.Settings.from_mapping(data.get("settings") or {})
    return {
        "settings": given.as_mapping(),
        # in the order of the diagnostics file, so that aliases are the same
        "captures": [
            redaction.capture({**raw, "at": at(raw["at"])}, aliases)
            for raw in data["captures"]
        ],
        "memory": redaction.memory(memory, aliases),
    }


def differences(given: Any, clean: Any, where: str = "") -> Iterator[str]:
    """Yield the places where a file differs from its redacted form."""
    if isinstance(given, dict) and isinstance(clean, dict):
        for key in sorted(given.keys() | clean.keys(), key=str):
            # a key's name may itself reveal something
            place = f"{where}.{key}" if key in clean else f"{where}: a key"
            if key in given and key in clean:
                yield from differences(given[key], clean[key], place)
            else:
                yield place
    elif isinstance(given, list) and isinstance(clean, list):
        if len(given) != len(clean):
            yield where
        for number, (one, other) in enumerate(zip(given, clean, strict=False)):
            yield from differences(one, other, f"{where}[{number}]")
    elif given != clean or type(given) is not type(clean):
        yield where


def read_json(path: Path) -> Any:
    """Return a file's content; raises Refused with the reason if it cannot be read."""
    try:
        return json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError, RecursionError) as err:
        raise Refused(f"{path.name}: not a JSON file: {type(err).__name__}") from err


def check(name: str, data: Any) -> None:
    """Refuse a file with anything that redaction would have removed."""
    if not isinstance(data, dict) or "captures" not in data:
        raise Refused(
            f"{name}: no `captures`; add it with scripts/evaluate corpus --add"
        )
    try:
        clean = json.loads(json.dumps(redacted(data)))
    except (ValueError, TypeError, AttributeError, KeyError) as err:
        raise Refused(f"{name}: cannot be replayed: {type(err).__name__}") from err
    for place in differences(data, clean):
        raise Refused(f"{name}: {place.lstrip('.')} may tell whose it is")


def last_diagnosis(data: Mapping[str, Any]) -> dict[str, str]:
    """Return the primary cause of each device after the last capture."""
    (replay,) = load("diagnosis.replay")
    results = replay.as_json(replay.read(data))
    if not results:
        raise Refused("there is no capture in it")
    return {
        key: str(device["primary_cause"])
        for key, device in results[-1]["devices"].items()
    }


def check_answer(name: str, answer: Any, devices: Iterable[str]) -> None:
    """Refuse an answer in another format; it has no room for free text."""
    (findings,) = load("diagnosis.model.findings")
    if not isinstance(answer, dict) or answer.keys() != {"source", "answers"}:
        raise Refused(f"{name}: `source` and `answers` are expected, nothing else")
    if answer["source"] not in SOURCES:
        raise Refused(f"{name}: source is one of {', '.join(SOURCES)}")
    answers = answer["answers"]
    if not isinstance(answers, dict) or not answers:
        raise Refused(f"{name}: answers: a cause for at least one device is expected")
    known, causes = {*devices, OTHERS}, {NONE, *findings.Cause}
    for device, cause in answers.items():
        if device not in known:
            raise Refused(f"{name}: answers: a device that is not in the file")
        if cause not in causes:
            raise Refused(f"{name}: answers: {device} has a cause that does not exist")


def read_case(path: Path) -> Case:
    """Return one diagnosed case."""
    name = path.name.removesuffix(".json")
    if not _NAME.fullmatch(name):
        raise Refused(f"{path.name}: a name of small letters, digits and _ is expected")
    data, answer_path = read_json(path), path.with_name(f"{name}{ANSWER}")
    check(path.name, data)
    answer = read_json(answer_path)
    said = last_diagnosis(data)
    check_answer(answer_path.name, answer, said)
    answers = answer["answers"]
    judged = [
        Judged(name, device, cause, answers.get(device, answers.get(OTHERS)))
        for device, cause in said.items()
        if device in answers or OTHERS in answers
    ]
    return Case(name, answer["source"], judged)


def rows(judged: list[Judged]) -> Iterator[list[str]]:
    """Yield the table's row for each cause, and one for all."""
    hits, false, missed = Counter[str](), Counter[str](), Counter[str]()
    for one in judged:
        if one.said == one.right:
            hits[one.said] += 1
        else:
            false[one.said] += 1
            missed[one.right] += 1
    for counted in (hits, false, missed):
        del counted[NONE]
        counted["all causes"] = counted.total()
    for cause in sorted({*hits, *false, *missed}, key=lambda c: (" " in c, c)):
        found, truth = hits[cause] + false[cause], hits[cause] + missed[cause]
        yield [
            f"`{cause}`" if " " not in cause else cause,
            *map(str, (truth, false[cause], missed[cause])),
            share(hits[cause], found),
            share(hits[cause], truth),
        ]


def share(part: int, whole: int) -> str:
    """Return a percentage, empty if the total is 0."""
    return f"{part / whole:.1%}" if whole else ""


def print_source(source: str, cases: list[Case]) -> None:
    """Print the table of one source, and each wrong answer."""
    judged = [one for case in cases if case.source == source for one in case.judged]
    files = len({one.case for one in judged})
    right = sum(one.said == one.right for one in judged)
    print(
        f"\n{SOURCES[source]}: {files} files, {right} of {len(judged)} devices right."
    )
    if not judged:
        return
    print(f"\n| {' | '.join(_HEAD)} |\n| --- |{' ---: |' * (len(_HEAD) - 1)}")
    for row in rows(judged):
        print(f"| {' | '.join(row)} |")
    for one in judged:
        if one.said != one.right:
            print(f"- {one.case}: {one.device}: said {one.said}, right is {one.right}")


def add(path: Path, answers: list[str], name: str, source: str, folder: Path) -> None:
    """Add a download to a corpus, redacted, with its answer."""
    data = read_json(path)
    inner = data.get("data", data) if isinstance(data, dict) else None
    if not isinstance(inner, dict) or "captures" not in inner:
        raise Refused(f"{path.name}: no diagnostics file of Blink Doctor")
    clean = json.loads(
        json.dumps(redacted({key: inner[key] for key in KEPT if key in inner}))
    )
    answer = {
        "source": source,
        "answers": dict(one.partition("=")[::2] for one in answers),
    }
    if not _NAME.fullmatch(name):
        raise Refused(f"{name}: a name of small letters, digits and _ is expected")
    check(path.name, clean)
    check_answer("--answer", answer, last_diagnosis(clean))
    for target, content in ((f"{name}.json", clean), (f"{name}{ANSWER}", answer)):
        text = json.dumps(content, indent=1, ensure_ascii=False)
        (folder / target).write_text(f"{text}\n", encoding="utf-8")


def main() -> int:
    """Run the command."""
    parser = argparse.ArgumentParser(
        prog="scripts/evaluate corpus",
        description="How right the diagnosis is on captures with a given answer.",
    )
    parser.add_argument("--folder", type=Path, default=CORPUS, help="another corpus")
    parser.add_argument("--add", type=Path, metavar="FILE", help="a diagnostics file")
    parser.add_argument(
        "--answer",
        nargs="+",
        default=[],
        metavar="DEVICE=CAUSE",
        help="such as camera:3=low_battery others=none",
    )
    parser.add_argument("--name", help="how the case is to be called")
    parser.add_argument("--source", choices=[*SOURCES], default="owner")
    arguments = parser.parse_args()
    refused, cases = [], []
    try:
        if arguments.add:
            name = arguments.name or arguments.add.stem
            add(
                arguments.add,
                arguments.answer,
                name,
                arguments.source,
                arguments.folder,
            )
    except ValueError as err:
        print(f"scripts/evaluate corpus: {err}", file=sys.stderr)
        return 2
    for path in sorted(arguments.folder.glob("*.json")):
        if path.name.endswith(ANSWER):
            continue
        try:
            cases.append(read_case(path))
        except Refused as err:
            refused.append(err)
    for reason in refused:
        print(f"scripts/evaluate corpus: {reason}", file=sys.stderr)
    for source in SOURCES:
        print_source(source, cases)
    return 2 if refused else 0


if __name__ == "__main__":
    sys.exit(main())
