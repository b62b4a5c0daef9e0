"""The corpus: what may be in it, and how it is counted."""

from collections.abc import Callable
import importlib.util
import json
from pathlib import Path
import re
import subprocess
import sys
from typing import Any

import pytest

from custom_components.blink_doctor.diagnostics import (
    async_get_config_entry_diagnostics,
)
from tests.house import MakeHouse
from tests.safety.canaries import plant

ROOT = Path(__file__).resolve().parents[2]
CORPUS = ROOT / "tests" / "corpus"
COMMAND = ROOT / "scripts" / "lib" / "evaluate_corpus.py"
CASES = sorted(CORPUS.glob("*[!r].json"))


def evaluate(*arguments: str | Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, str(COMMAND), *map(str, arguments)],
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )


@pytest.fixture(scope="module")
def corpus() -> Any:
    spec = importlib.util.spec_from_file_location("evaluate_corpus", COMMAND)
    assert spec and spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def one_case() -> Any:
    path = min(CASES, key=lambda path: path.stat().st_size)
    return json.loads(path.read_text("utf-8"))


def places(node: Any, path: str = "") -> list[tuple[str, Any, Any]]:
    """Return every place of a file with its parent and key, one of each kind."""
    if isinstance(node, dict):
        items: list[tuple[Any, Any]] = [*node.items()]
    elif isinstance(node, list):
        items = [*enumerate(node)]
    else:
        return []
    found: dict[str, tuple[str, Any, Any]] = {}
    for key, below in items:
        # devices and captures are alike; only their fields differ
        step = "*" if isinstance(key, int) or re.search(r"\d", key) else key
        here = f"{path}.{step}"
        for place in [(here, node, key), *places(below, here)]:
            found.setdefault(place[0], place)
    return [*found.values()]


def test_the_corpus_is_clean_and_counted() -> None:
    """No file is refused, and each device with an answer is counted."""
    done = evaluate()
    assert (done.returncode, done.stderr) == (0, "")
    files = re.findall(r"^[\w' ]+: (\d+) files", done.stdout, re.MULTILINE)
    assert sum(map(int, files)) == len(CASES) >= 3


def test_texts_anywhere_are_refused(corpus: Any) -> None:
    """An address in place of any value, word or moment, and under any new key."""
    kinds = [path for path, _, _ in places(one_case())]
    assert len(kinds) > 100
    accepted: list[str] = []
    below: Any
    for number, path in enumerate(kinds):
        data = one_case()
        _, parent, key = places(data)[number]
        parent[key] = "canary.person@example.net"
        if not is_refused(corpus, data):
            accepted.append(path)
        for below in (1, {}, None):
            data = one_case()
            _, parent, key = places(data)[number]
            if isinstance(parent[key], dict):
                parent[key]["G8T1CANARY00001"] = below
                if not is_refused(corpus, data):
                    accepted.append(f"{path}, a key of {below}")
    assert accepted == []


def is_refused(corpus: Any, data: Any) -> bool:
    """Return whether a file is refused, in words that repeat nothing of it."""
    said = ""
    try:
        corpus.check("x.json", data)
    except corpus.Refused as err:
        said = str(err)
    assert "canary" not in said.lower()
    return bool(said)


def of_home_assistant(data: Any) -> Any:
    return {"home_assistant": {"timezone": "Europe/Berlin"}, "data": data}


def with_zone(data: Any) -> Any:
    data["captures"][0]["at"] = data["captures"][0]["at"].replace("Z", "+00:00")
    return data


def with_name(data: Any) -> Any:
    data["captures"][0]["homescreen"]["cameras"][0]["name"] = "Grandma"
    return data


def with_real_id(data: Any) -> Any:
    data["captures"][0]["homescreen"]["networks"][0]["id"] = 412345
    return data


def with_more(data: Any) -> Any:
    return {**data, "note": "from my house"}


@pytest.mark.parametrize(
    "change", [of_home_assistant, with_zone, with_name, with_real_id, with_more]
)
def test_what_identifies_is_refused(corpus: Any, change: Callable[[Any], Any]) -> None:
    """Whatever makes a file somebody's."""
    assert not is_refused(corpus, one_case())
    assert is_refused(corpus, change(one_case()))


def test_a_refused_file_is_one_line_and_exit_code_2(tmp_path: Path) -> None:
    """It names file and place; the others are counted all the same."""
    (tmp_path / "told.json").write_text(json.dumps(with_name(one_case())), "utf-8")
    for path in CORPUS.glob(f"{CASES[0].stem}.*"):
        (tmp_path / path.name).write_bytes(path.read_bytes())
    done = evaluate("--folder", tmp_path)
    assert done.returncode == 2
    assert done.stderr == (
        "scripts/evaluate corpus: told.json: captures[0].homescreen.cameras[0].name"
        " may tell whose it is\n"
    )
    assert "The demo house: 1 files" in done.stdout


async def test_a_download_is_added_without_what_identifies(
    make_house: MakeHouse, tmp_path: Path
) -> None:
    """Of a house full of marks none gets into the corpus, and the case is counted."""
    scenario, canaries = plant()
    house = await make_house(scenario)
    await house.poll(2)
    canaries.learn(house)
    data = await async_get_config_entry_diagnostics(house.hass, house.doctor)
    file = tmp_path / "download.json"
    wrapped = {"home_assistant": {"timezone": "Europe/Berlin"}, "data": data}
    file.write_text(json.dumps(wrapped, default=str), "utf-8")
    folder = tmp_path / "corpus"
    folder.mkdir()
    done = evaluate(
        *("--folder", folder, "--add", file, "--name", "of_mine"),
        *("--answer", "camera:1=low_battery", "camera:2=none"),
    )
    assert (done.returncode, done.stderr) == (0, "")
    texts = "".join(path.read_text("utf-8") for path in folder.iterdir())
    assert len(texts) > 10_000
    assert canaries.found(texts, names=True) == []
    assert "Berlin" not in texts
    assert "Owners' homes: 1 files, 2 of 2 devices right." in done.stdout


def test_right_and_wrong_are_counted_by_source(tmp_path: Path) -> None:
    """A wrong cause is false for what was said and missed for what was right."""
    (tmp_path / "a.json").write_text(json.dumps(one_case()), "utf-8")
    answer = {
        "source": "owner",
        "answers": {"camera:1": "low_battery", "others": "sync_module_offline"},
    }
    (tmp_path / "a.answer.json").write_text(json.dumps(answer), "utf-8")
    done = evaluate("--folder", tmp_path)
    assert done.returncode == 0, done.stderr
    assert "Owners' homes: 1 files, 1 of 3 devices right." in done.stdout
    assert "The demo house: 0 files" in done.stdout
    assert "| `low_battery` | 1 | 0 | 1 |  | 0.0% |" in done.stdout
    assert "| `sync_module_offline` | 2 | 1 | 1 | 50.0% | 50.0% |" in done.stdout
    assert "| all causes | 3 | 1 | 2 | 50.0% | 33.3% |" in done.stdout
    assert "- a: camera:1: said sync_module_offline, right is low_battery" in (
        done.stdout
    )
