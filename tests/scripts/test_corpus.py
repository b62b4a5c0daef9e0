"""The corpus: what may be in it, and how it is counted."""

from collections.abc import Iterator
from functools import reduce
import importlib
import json
from operator import getitem
from pathlib import Path
import re
import sys
from typing import Any

from custom_components.blink_doctor.diagnostics import (
    async_get_config_entry_diagnostics,
)
from tests.house import MakeHouse
from tests.safety.canaries import plant
from tests.story import Story

from . import ROOT, run

CORPUS = ROOT / "tests/corpus"
CASES = sorted(CORPUS.glob("*[!r].json"))
SMALLEST = min(CASES, key=lambda path: path.stat().st_size)
EVALUATION = importlib.import_module("evaluate_corpus")


def evaluate(*arguments: str | Path, said: str = "") -> str:
    """Run the command; return what it prints."""
    code, out, err = run(sys.executable, str(EVALUATION.__file__), *arguments)
    assert (code, err) == (2 if said else 0, said)
    return out


def one_case() -> Any:
    return json.loads(SMALLEST.read_text("utf-8"))


def places(node: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """Yield the path to every place of a file."""
    if isinstance(node, dict | list):
        items: Any = node.items() if isinstance(node, dict) else enumerate(node)
        for key, below in items:
            yield (*path, key)
            yield from places(below, (*path, key))


def is_refused(data: Any) -> bool:
    """Return whether a file is refused, in words that repeat nothing of it."""
    said = ""
    try:
        EVALUATION.check("x.json", data)
    except EVALUATION.Refused as err:
        said = str(err)
    assert "canary" not in said.lower()
    return bool(said)


def test_the_corpus_is_clean_and_counted() -> None:
    """No file is refused, and each device with an answer is counted."""
    files = re.findall(r"^[\w' ]+: (\d+) files", evaluate(), re.MULTILINE)
    assert sum(map(int, files)) == len(CASES) >= 3


def test_texts_anywhere_are_refused() -> None:
    """An address in place of any value, word or time, and under any new key."""
    # devices and captures are alike; only their fields differ
    kinds = {re.sub(r"\w*\d\w*", "*", str(path)): path for path in places(one_case())}
    assert len(kinds) > 100
    for *above, last in kinds.values():
        assert is_refused(changed(above, last, "canary.person@example.net")), above
        if isinstance(reduce(getitem, above, one_case())[last], dict):
            place, key = [*above, last], "G8T1CANARY00001"
            assert is_refused(changed(place, key, {})), place
            assert is_refused(changed(place, key, None)), place


def changed(place: list[Any], key: Any, value: Any) -> Any:
    """Return a good case with a value somewhere in it."""
    data = one_case()
    reduce(getitem, place, data)[key] = value
    return data


def test_what_identifies_is_refused(tmp_path: Path) -> None:
    """In one line that names file and place; the others are counted all the same."""
    assert not is_refused(one_case())
    first = ["captures", 0]
    at = one_case()["captures"][0]["at"].replace("Z", "+00:00")
    assert is_refused(changed(first, "at", at)), "a time zone"
    network = [*first, "homescreen", "networks", 0]
    assert is_refused(changed(network, "id", 412345)), "Blink's own number"
    assert is_refused(changed([], "note", "from my house"))
    assert is_refused({"home_assistant": {}, "data": one_case()}), "a download"
    told = changed([*first, "homescreen", "cameras", 0], "name", "Grandma")
    (tmp_path / "told.json").write_text(json.dumps(told), "utf-8")
    for path in CORPUS.glob(f"{CASES[0].stem}.*"):
        (tmp_path / path.name).write_bytes(path.read_bytes())
    refused = (
        "scripts/evaluate corpus: told.json: captures[0].homescreen.cameras[0].name"
        " may tell whose it is\n"
    )
    counted = evaluate("--folder", tmp_path, said=refused)
    assert "The demo house: 1 files" in counted


async def test_a_download_is_added_without_what_identifies(
    make_house: MakeHouse, tmp_path: Path
) -> None:
    """Of a house full of marks none gets into the corpus, and the case is counted."""
    scenario, canaries = plant()
    house = await make_house(scenario)
    await house.poll(2)
    canaries.learn(house)
    data = await async_get_config_entry_diagnostics(house.hass, house.doctor)
    file, folder = tmp_path / "download.json", tmp_path / "corpus"
    downloaded = {"home_assistant": {"timezone": "Europe/Berlin"}, "data": data}
    file.write_text(json.dumps(downloaded, default=str), "utf-8")
    folder.mkdir()
    told = evaluate(
        *("--folder", folder, "--add", file, "--name", "of_mine"),
        *("--answer", "camera:1=low_battery", "camera:2=none"),
    )
    texts = "".join(path.read_text("utf-8") for path in folder.iterdir())
    assert len(texts) > 10_000
    assert canaries.found(texts, names=True) == []
    assert "Berlin" not in texts
    assert "Owners' homes: 1 files, 2 of 2 devices right." in told


def test_right_and_wrong_are_counted_by_source(tmp_path: Path, story: Story) -> None:
    (tmp_path / "a.json").write_bytes(SMALLEST.read_bytes())
    answers = {"camera:1": "low_battery", "others": "sync_module_offline"}
    answer = json.dumps({"source": "owner", "answers": answers})
    (tmp_path / "a.answer.json").write_text(answer, "utf-8")
    story("A wrong cause is false for what was said and missed for what was right")
    story.say(evaluate("--folder", tmp_path))
