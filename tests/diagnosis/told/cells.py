"""Battery sets of cameras whose voltages, states and owners are drawn at random.

`cells.txt` keeps what is remembered and expected of them, as `year.txt` does for a year;
whether that is true is measured by `scripts/evaluate battery`.
"""

from collections.abc import Iterator
from dataclasses import fields
from datetime import datetime, timedelta
from itertools import groupby
from pathlib import Path
from random import Random
from typing import Any

from custom_components.blink_doctor.diagnosis import backfill
from custom_components.blink_doctor.diagnosis.battery import (
    Batteries,
    with_reported_change,
    with_sample,
)
from custom_components.blink_doctor.diagnosis.history import samples
from custom_components.blink_doctor.diagnosis.history.samples import Past
from custom_components.blink_doctor.diagnosis.memory import DeviceMemory, Memory
from custom_components.blink_doctor.diagnosis.model.ids import DeviceKey
from custom_components.blink_doctor.diagnosis.model.readings import Battery, Reading
from custom_components.blink_doctor.diagnosis.outlook import Outlook, Outlooks
from tests.diagnosis.polls import START, camera

KEPT = Path(__file__).parent / "cells.txt"
_HOMES = 32
_KEYS = [DeviceKey(key) for key in ("camera:1", "camera:2", "doorbell:3")]
_DAY, _SECOND = timedelta(days=1), timedelta(seconds=1)
_LASTS = (1, 2, 3, 4, 9, 10, 11, 40)
# what a camera reports from now on, or with a number of days for so long only
_FOR_GOOD: tuple[dict[str, Any], ...] = (
    *({"volts": volts} for volts in (1.66, 1.66, 1.6, 1.52, 1.38)),
    *({"falls": falls} for falls in (0, 0.002, 0.004, 0.006, 0.02)),
    *({"noise": noise} for noise in (0, 0.004, 0.02)),
)
_FOR_A_WHILE: tuple[dict[str, Any], ...] = (
    *({"battery": Battery.LOW} for _ in range(4)),
    *({"battery": battery} for battery in (Battery.MAINS, None)),
    *({"more": more} for more in (0.05, 0.06, 0.07, 0.2, -0.1)),
    *({"temperature": degrees} for degrees in (32, 33, 20)),
    *({"online": online} for online in (False, None)),
    *({"online": None, "battery": Battery.LOW}, {"battery_volts": None}),
)


def lines() -> Iterator[str]:
    """Yield what is known of the sets of each home, every thirty days."""
    for number in range(_HOMES):
        yield from (f"{number} {line}" for line in _of_home(Random(number)))


class _Camera:
    """One camera: what it reports, and what is made of it."""

    def __init__(self, key: DeviceKey, draw: Random, *, often: float) -> None:
        self.key, self.draw, self.often = key, draw, often
        self.now: dict[str, Any] = {"volts": 1.66, "falls": 0.002, "noise": 0.004}
        self.until: dict[str, datetime] = {}
        self.past, self.cells, self.bars = Past(), Batteries(), draw.choice((1, 2, 3))
        self.seen: list[tuple[datetime, Reading]] = []

    def happens(self, at: datetime) -> None:
        draw = self.draw
        for name in [name for name, end in self.until.items() if end <= at]:
            del self.now[name], self.until[name]
        if draw.random() < self.often:
            self.now |= draw.choice(_FOR_GOOD)
        if draw.random() < self.often:
            some = draw.choice(_FOR_A_WHILE)
            self.now |= some
            self.until |= dict.fromkeys(some, at + draw.choice(_LASTS) * _DAY)
        if draw.random() < self.often / 2:
            changed = at - draw.choice((0, 0, 1, 10, 10)) * _DAY
            later = draw.choice((0, 1, -1)) * _SECOND
            self.cells = with_reported_change(self.cells, changed + later)
        self.now["volts"] -= self.now["falls"]
        if self.now["volts"] < 1.15:
            self.now["battery"] = Battery.LOW
        if self.now["volts"] < 1.1:
            falls = draw.choice((0.003, 0.003, 0.0055))
            self.now |= {"volts": 1.66, "battery": Battery.OK, "falls": falls}

    def polled(self, at: datetime) -> None:
        now, draw = self.now, self.draw
        if now.get("online", True) is None:
            return
        degrees = now.get("temperature", draw.choice((68, 68, 50)))
        volts = now["volts"] + now.get("more", 0) - (68 - degrees) * 0.0008
        reading = camera(
            self.key,
            online=now.get("online", True),
            battery=now.get("battery", Battery.OK),
            battery_volts=round(volts + draw.gauss(0, now["noise"]), 3),
            battery_read_at=at - draw.choice((0, 1, 5)) * _DAY
            if draw.random() < 0.5
            else None,
            wifi_bars=self.bars,
            high_usage=self.bars == 1,
            temperature_f=degrees if draw.random() < 0.9 else None,
        )
        self.seen.append((at, reading))
        self.past = samples.with_reading(self.past, reading, samples.slot_of(at))
        self.cells = with_sample(self.cells, self.past, reading, at)


def _of_home(draw: Random) -> Iterator[str]:
    often, days = draw.choice((0.01, 0.03, 0.1)), draw.choice((60, 200, 400, 1500))
    hours = draw.choice((6, 12, 24))
    if days == 1500:
        often, hours = 0.002, 24
    cameras = [
        _Camera(key, draw, often=often) for key in _KEYS[: draw.choice((1, 2, 3))]
    ]
    said: dict[str, str] = {}
    for day in range(days):
        for hour in range(0, 24, hours):
            at = START + day * _DAY + timedelta(hours=hour, milliseconds=day)
            for one in cameras:
                if hour == 0:
                    one.happens(at)
                one.polled(at)
        if day % 30 == 29:
            outlooks = Outlooks()
            outlooks.follow(_memory(cameras), at)
            for one in cameras:
                text = _outlook(outlooks.of(one.key))
                if often > 0.01 or day % 300 == 299:
                    text = _state(one.cells) + text
                if said.get(one.key) != text:
                    said[one.key] = text
                    yield f"{day} {one.key} {text}"
    for one in cameras:
        # what the recorder knows from before, and a few polls since
        past, cells = _followed(one.seen[-3:])
        memory = DeviceMemory(past=past, cells=cells)
        before = [seen for seen in one.seen[:-3] for _ in range(2)]
        filled = backfill.with_earlier(memory, before)
        yield f"filled {one.key} {filled.past.slot} {_state(filled.cells)}"


def _memory(cameras: list[_Camera]) -> Memory:
    return Memory(
        devices={
            one.key: DeviceMemory(cells=one.cells, past=one.past) for one in cameras
        },
        readings={one.key: one.seen[-1][1] for one in cameras if one.seen},
    )


def _followed(seen: list[tuple[datetime, Reading]]) -> tuple[Past, Batteries]:
    past, cells = Past(), Batteries()
    for at, reading in seen:
        past = samples.with_reading(past, reading, samples.slot_of(at))
        cells = with_sample(cells, past, reading, at)
    return past, cells


def _state(cells: Batteries) -> str:
    values = {field.name: getattr(cells, field.name) for field in fields(cells)}
    values["ceiling"] = round(cells.ceiling, 5)
    values["sets"] = len(cells.cycles)
    values["cycles"] = "; ".join(
        f"{one.ended} {one.days} {one.low} {one.kind} {_brief(one.marks)}"
        for one in cells.cycles[-1:]
    )
    return " ".join(
        f"{name}={_brief(value)}" for name, value in values.items() if value
    )


def _outlook(said: Outlook | None) -> str:
    if said is None or said.battery is None:
        return ""
    values = said.battery._asdict() | dict(said.drain)
    low = values.pop("expected_low")
    values["low"] = "/".join(map(_brief, low)) if low else None
    return " | " + " ".join(
        f"{k}={_brief(v)}" for k, v in values.items() if v is not None
    )


def _brief(value: object) -> str:
    if isinstance(value, tuple):
        groups = [(mark, len([*same])) for mark, same in groupby(value)]
        return ",".join(
            f"{one}*{times}" if times > 1 else f"{one}" for one, times in groups
        )
    return f"{value:%y%m%dT%H%M%S}" if isinstance(value, datetime) else str(value)
