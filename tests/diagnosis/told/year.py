"""A year of two homes, a poll an hour, in which most things happen once or twice.

`year.txt` keeps what is said of it and what is remembered, so that a change of the
engine shows; that it is right is the scenarios' to say. Stored anew by
`scripts/evaluate scenarios --accept`.
"""

from collections.abc import Iterator
from datetime import timedelta
from math import cos, pi
from pathlib import Path
from random import Random
from typing import Any
from zoneinfo import ZoneInfo

from custom_components.blink_doctor.diagnosis import outlook, replay, report, storage
from custom_components.blink_doctor.diagnosis.history.samples import day_of
from custom_components.blink_doctor.diagnosis.memory import Memory
from custom_components.blink_doctor.diagnosis.model.findings import Diagnosis
from custom_components.blink_doctor.diagnosis.watching import drop_outs, ledger, pattern
from tests.scenarios.homes import home
from tests.scenarios.told import remembered, told
from tests.scenarios.world import World

KEPT = Path(__file__).parent / "year.txt"
DAYS = 400
_ZONE = ZoneInfo("America/New_York")
_HOME = (
    "sync_module:11 camera:21 camera:22 camera:23 owl:31 sync_module:12@2 doorbell:41@2"
)
_LOOK_EVERY = timedelta(days=79)
_MINUTE = timedelta(minutes=1)

# day, hour and what happens then; `for HOURS` ends with the words after the arrow
_EVENTS = (
    "3 4 camera:22 battery=low",
    "5 9 batteries camera:22",
    "5 9 camera:22 battery=ok",
    "12 3 sync_module:11 status=offline > 30 sync_module:11 status=online",
    "20 12 camera:23 status=offline > 50 camera:23 status=done",
    "31 8 network 1 armed=true > 2000 network 1 armed=false",
    "40 1 owl:31 status=offline > 3 owl:31 status=online",
    '45 7 camera:21 fw_version="10.60" > 600 camera:22 fw_version="10.60"',
    "60 0 camera:23 enabled=false > 300 camera:23 enabled=true",
    "70 5 light camera:21 solid_red",
    "90 2 pause camera:23 > 100 pause camera:23 -",
    '110 6 camera:22 issues=["cam_error"] > 40 camera:22 issues=[]',
    "150 0 network 2 sync_module_error=true > 20 network 2 sync_module_error=false",
    "170 11 remove owl:31",
    "190 11 add owl:31",
    "230 13 doorbell:41 battery=low > 200 doorbell:41 battery=ok",
    "260 3 camera:21 status=offline > 900 camera:21 status=done",
    "300 4 clock -90",
    "330 4 clock +3000",
    "350 2 sync_module:12 status=offline > 4 sync_module:12 status=online",
)


def _script() -> dict[int, list[tuple[str, ...]]]:
    """Return what happens, by the hour."""
    script: dict[int, list[tuple[str, ...]]] = {}
    for line in _EVENTS:
        first, _, later = line.partition(" > ")
        day, hour, *words = first.split(" ")
        at = int(day) * 24 + int(hour)
        script.setdefault(at, []).append(tuple(words))
        if later:
            hours, *words = later.split(" ")
            script.setdefault(at + int(hours), []).append(tuple(words))
    return script


def _captures() -> Iterator[dict[str, Any]]:
    """Yield the polls: what is written above, and what jitters all the time."""
    world, draw, script = World(home=home(*_HOME.split())), Random(5), _script()
    for hour in range(DAYS * 24):
        world.now += timedelta(hours=1)
        day = hour / 24
        if not 280 <= day < 285:  # Home Assistant is off
            for number in (21, 22, 23):
                _jitter(world, draw, number, day)
            if draw.random() < 1 / 100:
                world.apply(("poll", draw.choice(("lost", "error", "page"))))
            # it drops out most nights of a month, and now and then
            nightly = 200 < day < 230 and hour % 24 == 3 and draw.random() < 0.8
            gone = nightly or draw.random() < 1 / 500
            world.apply(("camera:22", f"status={'offline' if gone else 'done'}"))
        for words in script.get(hour, ()):
            world.apply(words)
        if not 280 <= day < 285:
            yield world.capture()


def _jitter(world: World, draw: Random, number: int, day: float) -> None:
    # for some weeks two of them are two bars lower
    norm = 3 if number != 23 and 100 <= day % 200 < 150 else 5
    bars = norm - draw.choice((0, 0, 0, 1))
    degrees = 60 + 25 * cos(2 * pi * day / 365) + draw.gauss(0, 4)
    used = (day + 130 * (number - 20)) % 280 / 280
    volts = 165 - 22 * used - 8 * used**9 - (60 - degrees) / 40 + draw.gauss(0, 0.7)
    signals = f'{{"wifi":{bars},"lfr":{bars},"temp":{degrees:.0f},"battery":3}}'
    world.apply((f"camera:{number}", f"signals={signals}"))
    world.apply(("camera", str(number), f"battery_voltage={volts:.0f}"))


def lines() -> list[str]:
    """Return what is said, and now and then what is remembered and can be asked."""
    outlooks, said, asked = outlook.Outlooks(), {}, []
    weekly: dict[str, Any] = {}
    next_look = None
    file = replay.read({"captures": [*_captures()]})
    for diagnosis, memory in replay.run(file):
        minute = round((diagnosis.at - file.captures[0].snapshot.at) / _MINUTE)
        said[minute] = report.as_dict(diagnosis)
        outlooks.follow(memory, diagnosis.at)
        for key, device in said[minute]["devices"].items():
            if minute % (7 * 1440) == 0 or key not in weekly:
                found = outlooks.of(key)
                weekly[key] = report.outlook_as_dict(found.battery if found else None)
            device["outlook"] = weekly[key]
        if next_look is None or diagnosis.at >= next_look:
            next_look = diagnosis.at + _LOOK_EVERY
            asked += [f"{minute} {line}" for line in _asked(diagnosis, memory)]
            asked.append(f"{minute} outlooks were made {outlooks.version} times")
            for key in memory.devices:
                if found := outlooks.of(key):
                    seen = (found.update, *found.firmware)
                    asked.append(f"{minute} {key}: firmware {seen}")
    return [*told(said), *asked]


def _asked(diagnosis: Diagnosis, memory: Memory) -> Iterator[str]:
    """Yield what is remembered, and what is counted from it."""
    now = diagnosis.at
    yield from remembered(storage.as_dict(memory))
    for key, device in memory.devices.items():
        watched = device.watched
        yield f"{key}: drop-outs {drop_outs.statistics(watched, now)}"
        yield f"{key}: at night {pattern.nightly(watched, now, _ZONE, cameras=5)}"
        for days in (1, 30):
            spent = ledger.seconds_by_state(watched, now - timedelta(days=days))
            yield f"{key}: of {days} days { ({str(k): v for k, v in spent.items()}) }"
        yield f"{key}: answering {ledger.answering_only(watched)}"
        past = device.past.by_day(day_of(now) - 90, day_of(now) - 5)
        yield f"{key}: past {past}"
