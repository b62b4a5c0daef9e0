"""Days of many homes in which all that Blink can report is drawn at random.

What may happen is in `drawn.toml`; `drawn.txt` keeps what is said and remembered, so that a
change of the engine shows in its difference. That it is right is for the scenarios to say.
"""

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from pathlib import Path
from random import Random
import tomllib
from typing import Any

from custom_components.blink_doctor.diagnosis import guide, replay, report, storage
from custom_components.blink_doctor.diagnosis.conditions import Symptom
from custom_components.blink_doctor.diagnosis.engine import observe, review
from custom_components.blink_doctor.diagnosis.memory import Memory
from custom_components.blink_doctor.diagnosis.model.findings import Cause, Diagnosis
from custom_components.blink_doctor.diagnosis.outlook import Outlooks
from custom_components.blink_doctor.diagnosis.settings import Settings
from custom_components.blink_doctor.diagnosis.watching import drop_outs
from tests.scenarios.homes import LISTS, home
from tests.scenarios.told import remembered, told
from tests.scenarios.world import World

KEPT = Path(__file__).parent / "drawn.txt"
_HOMES = 60
_DRAWN = tomllib.loads(Path(__file__).with_suffix(".toml").read_text(encoding="utf-8"))


def captures(draw: Random) -> Iterator[dict[str, Any]]:
    """Yield the polls of one home."""
    keys = draw.choice(_DRAWN["homes"]).split()
    world, later = World(home=home(*keys)), dict[int, list[str]]()
    if draw.random() < 0.3:
        for key in keys:
            # Blink's own names: none, and all sync modules the same
            _apply(
                world, f"{key.partition('@')[0]} name={'M' if 'sync' in key else '-'}"
            )
    every, often = draw.choice((5, 5, 5, 15, 60, 360)), draw.choice((0.05, 0.1, 0.3))
    steady = draw.choice((0.97, 0.97, 0.97, 0.6))
    odd = (0, 1, 2, 3, 4, every * 3, every * 3 + 1)
    for poll in range(draw.choice((60, 150, 150, 400))):
        minutes = every if draw.random() < steady else draw.choice(odd)
        world.now += timedelta(minutes=minutes)
        if draw.random() < often:
            first, _, back = _event(draw, keys).partition(" | ")
            lasts, times = draw.choice(_DRAWN["lasts"]), draw.choice(_DRAWN["times"])
            if draw.random() < 0.3:
                lasts = max(
                    draw.choice(_DRAWN["limits"]) // every + draw.choice((-1, 0, 1)), 1
                )
            for start in range(poll, poll + 2 * times * lasts, 2 * lasts):
                later.setdefault(start, []).extend(first.split(" & "))
                later.setdefault(start + lasts, []).extend(back.split(" & "))
        for line in filter(None, later.pop(poll, [])):
            _apply(world, line)
        yield world.capture()


def _event(draw: Random, keys: list[str]) -> str:
    place = draw.choice(keys)
    key, _, network = place.partition("@")
    family, _, number = key.partition(":")
    here = [k.partition("@")[0] for k in keys if k.partition("@")[2] == network]
    module = next((k for k in here if k.startswith("sync_module")), key)
    if draw.random() < 0.6:
        first, _, back = draw.choice(_DRAWN["device"][family]).partition(" | ")
        return f"{key} {first} | {key} {back}".replace("{key}", key)
    groups = {
        "some": [k for k in here if k != module or draw.random() < 0.5],
        "wifi": [k for k in here if not k.startswith("camera")],
        "cameras": [k for k in here if k.startswith("camera")],
        "all": [k.partition("@")[0] for k in keys],
    }
    down = {k: _all(them, "offline") for k, them in groups.items()}
    up = {f"{k}_back": _all(them, "online") for k, them in groups.items()}
    return draw.choice(_DRAWN["system"]).format(
        key=key,
        place=place,
        again=f"{family}:{number}0@{network or 1}",
        letter={"camera": "T", "owl": "V", "doorbell": "R"}.get(family, "S"),
        number=number,
        system=network or 1,
        module=module,
        cells=next((k for k in here if k.startswith(("camera", "doorbell"))), module),
        **down,
        **up,
    )


def _all(keys: list[str], status: str) -> str:
    return " & ".join(f"{key} status={status}" for key in keys)


def _apply(world: World, line: str) -> None:
    """Let an event happen, unless its device left or came back meanwhile."""
    words = tuple(line.split(" "))
    what = words[0].partition(":")[0]
    key = next((word.partition("@")[0] for word in words if ":" in word), "")
    family, _, number = key.partition(":")
    of_family = world.home[LISTS[family]] if family in LISTS else []
    listed = any(str(raw["id"]) == number for raw in of_family)
    whole = key not in world.entries and key not in world.missing
    if what == "remove":
        world.entries.pop(key, None)
    possible = {
        "add": not listed,
        "pause": (key in world.paused) == (len(words) > 2),
        "entry": listed and whole == (words[-1] == "5"),
        "missing": listed and whole,
        **dict.fromkeys(("remove", *LISTS), listed),
    }
    if possible.get(what, True) or (what == "camera" and ":" not in words[0]):
        world.apply(words)


def lines() -> Iterator[str]:
    """Yield what is said of each home, and what is remembered of every eighth."""
    for number in range(_HOMES):
        draw = Random(number)
        settings = draw.choice(_DRAWN["settings"])
        file = replay.read({"settings": settings, "captures": [*captures(draw)]})
        diagnoses, memories = zip(*replay.run(file), strict=True)
        said = dict(enumerate(map(report.as_dict, diagnoses)))
        for one in said.values():
            for device in one["devices"].values():
                device["outlook"] = {}
        yield f"home {number}"
        yield from told(said)
        yield from _shown(diagnoses)
        outlooks, polls = Outlooks(), zip(memories, diagnoses, strict=True)
        changed = sum(outlooks.follow(memory, one.at) for memory, one in polls)
        yield f"outlooks may have changed {changed} times"
        yield from _asked(memories[-1], file.settings, outlooks, diagnoses[-1].at)
        if number % 8 == 0:
            yield from remembered(storage.as_dict(memories[-1]))
            for key, device in memories[-1].devices.items():
                for one in map(report.incident_as_dict, device.incidents):
                    yield f"{key} had {one}"


def _asked(
    memory: Memory, settings: Settings, outlooks: Outlooks, last: datetime
) -> Iterator[str]:
    """Yield the answers to a person who asks some minutes after the last poll."""
    now = last + timedelta(minutes=7)
    again, _ = review(memory, settings, now)
    assert again.data_at
    yield f"asked: poll {now - again.at} ago, data of {now - again.data_at} ago"
    roots = sorted(f"{one.cause}@{one.device}" for one in again.roots)
    yield f"asked: {len(again.shown)} shown, issues {' '.join(roots)}".rstrip()
    for key, device in memory.devices.items():
        if found := outlooks.of(key):
            firmware = {name: str(at) for name, at in found.firmware}
            yield f"asked: {key} firmware {firmware}, updated {found.update}"
            for drop in found.drops:
                yield f"asked: {key} {drop}, {found.together.get(drop.signal)}"
        counted = drop_outs.statistics(device.watched, now)
        yield f"asked: {key} dropped out {counted.day}, {counted.month}"
    for key in memory.readings:
        for cause in Cause:
            seen = observe(memory, settings, key, cause, now)
            if isinstance(seen, Symptom):
                yield f"asked: {key} {cause} {dict(seen.evidence)}"


def _shown(diagnoses: Sequence[Diagnosis]) -> Iterator[str]:
    """Yield what else is known of each device, wherever it changes."""
    before: dict[str, str] = {}
    for poll, diagnosis in enumerate(diagnoses):
        for key, device in diagnosis.devices.items():
            text = (
                f"{device.reading.name} {device.battery} {device.firmware_state or ''}"
            )
            if first := device.primary:
                text += f" {first.root} {guide.first_step(first, device.reading)}"
            if poll and text != before.get(key):
                yield f"{key} {poll}: {text}"
            before[key] = text
