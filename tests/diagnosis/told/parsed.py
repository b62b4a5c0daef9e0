"""What is read of odd values, and of homescreens whose fields are drawn from `odd.json`.

`parsed.txt` keeps it. Stored anew by `scripts/evaluate scenarios --accept`.
"""

from collections.abc import Iterator
from dataclasses import fields
from datetime import datetime, timedelta
import json
from pathlib import Path
from random import Random
from typing import Any

from custom_components.blink_doctor.diagnosis.model.readings import Reading, Snapshot
from custom_components.blink_doctor.diagnosis.parsing import payload, values
from tests.scenarios.homes import START

KEPT = Path(__file__).parent / "parsed.txt"
_HOMES = 120
_ODD = json.loads(Path(__file__).with_name("odd.json").read_text(encoding="utf-8"))
_READ = (
    "number whole bars dbm cell_volts temperature text identifier slug word"
    " word_or_other version codes flag parse_datetime reported message mapping items entries"
)
_ACCOUNT = "usable trouble message missing systems skipped red_light"
_IDS = {"cameras": 21, "owls": 31, "doorbells": 41, "sync_modules": 11}
_PRIVATE = ("secret", "secret bc")


def lines() -> list[str]:
    """Return what is read of each value, and of each homescreen."""
    found = [f"{_text(value)}: {_read(value)}".rstrip() for value in _ODD["values"]]
    for number in range(_HOMES):
        found += [f"home {number}", *_told(_snapshot(Random(number)))]
    return found


def _read(value: Any) -> str:
    given = {"message": (value, _PRIVATE)}
    found = {k: getattr(values, k)(*given.get(k, (value,))) for k in _READ.split()}
    return " ".join(
        f"{k}={_text(v)}" for k, v in found.items() if v not in (None, [], {})
    )


def _told(snapshot: Snapshot) -> Iterator[str]:
    for name in _ACCOUNT.split():
        if found := getattr(snapshot, name):
            yield f"  {name} {_text(found)}"
    yield f"  {_text(snapshot.sync_module_errors)} {_text(snapshot.batteries_replaced)}"
    for key, reading in snapshot.devices.items():
        yield f"  {key} " + " ".join(
            f"{one.name}={_text(value)}"
            for one in fields(Reading)
            if (value := getattr(reading, one.name)) not in (one.default, key)
            and (one.name != "identity" or value != reading.uid)
            and one.name != "family"
        )


def _snapshot(draw: Random) -> Snapshot:
    homescreen: Any = {name: _devices(draw, first) for name, first in _IDS.items()}
    homescreen["networks"] = [
        {"id": number, **_some(draw, "network")}
        for number in (1, None, "2", 3)
        if draw.random() < 0.7
    ]
    homescreen["accessories"] = draw.choice(_ODD["accessories"])
    if draw.random() < 0.3:
        homescreen[draw.choice([*payload.LISTS])] = draw.choice(_ODD["list"])
    if draw.random() < 0.1:
        homescreen = draw.choice(_ODD["answer"])
    paused = draw.sample(_ODD["paused"], 3)
    ends = {one: draw.choice((None, START)) for one in paused}
    drawn = {name: draw.choice(_ODD[name]) for name in ("live", "red_light")}
    return payload.parse(
        homescreen,
        at=START,
        cameras={one: _some(draw, "extra") for one in ("21", "22", "31")},
        networks={one: _some(draw, "network") for one in ("1", "2", 3)},
        paused=draw.choice((None, paused, ends)),
        batteries_replaced=draw.choice(_ODD["batteries_replaced"]),
        salt="salt",
        private=_PRIVATE,
        **drawn,
    )


def _devices(draw: Random, first: int) -> list[Any]:
    ids = [first, str(first + 1), first + 2, draw.choice((first, None, ""))]
    return [
        {"id": one, **_some(draw, "device")}
        for chance, one in zip((0.6, 0.6, 0.6, 0.1), ids, strict=True)
        if draw.random() < chance
    ]


def _some(draw: Random, what: str) -> dict[str, Any]:
    """Return some of the fields, each with one of the values it may have."""
    chance = draw.choice((0.3, 0.6, 0.9))
    choices = _ODD[what].items()
    return {k: draw.choice(choice) for k, choice in choices if draw.random() < chance}


def _text(value: Any) -> str:
    """Return a value as text that is the same in every run."""
    if isinstance(value, datetime):
        return f"{(value - START) / timedelta(minutes=1):g}m"
    if isinstance(value, frozenset):
        return f"{{{', '.join(sorted(value))}}}"
    return json.dumps(value, ensure_ascii=False)
