"""Days, signals and faults of devices that are polled at random, and what is made of them.

`histories.txt` keeps it; that it is right is for the scenarios to say.
"""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from random import Random
from typing import Any

from custom_components.blink_doctor.diagnosis.history import (
    incidents,
    online_days,
    samples,
    trends,
)
from custom_components.blink_doctor.diagnosis.history.incidents import Incident
from custom_components.blink_doctor.diagnosis.history.samples import Past, Sample
from custom_components.blink_doctor.diagnosis.history.trends import Drop, Signal
from custom_components.blink_doctor.diagnosis.memory import DeviceMemory
from custom_components.blink_doctor.diagnosis.model.findings import (
    Cause,
    Confidence,
    Finding,
    Severity,
)
from custom_components.blink_doctor.diagnosis.model.ids import DeviceKey
from tests.diagnosis.polls import SLOT, START, camera

KEPT = Path(__file__).parent / "histories.txt"
_MINUTE, _SECOND = timedelta(minutes=1), timedelta(seconds=1)
_AFTER = (*[SLOT] * 30, *(slots * SLOT for slots in (3, 9, 30, -1, -6, -40)))
_STEPS = ("replace_batteries", "power_cycle", "move_closer")


def lines() -> Iterator[str]:
    """Yield what is kept of some devices, of their signals and of their faults."""
    for of, homes in ((_of_past, 40), (_together, 40), (_of_faults, 16)):
        for number in range(homes):
            yield from (f"{number} {line}" for line in of(Random(number)))
    for number in range(40, 160):
        *_, drops = _of_past(Random(number))
        yield f"{number} {drops}"


def _of_past(draw: Random) -> Iterator[str]:
    past, at, days, seen_on = Past(), START, 0, samples.day_of(START)
    often, changes = (
        draw.choice((0.0, 0.1, 0.4)),
        draw.choice((24, 28, 32, 60, 150, 200, 1200)),
    )
    step = draw.choice((SLOT, SLOT, SLOT, SLOT / 4))
    has_bars = draw.random() < 0.6
    worse = draw.choice((1, 2, 2, 2, 3))
    for number in range(changes + draw.choice((9, 12, 13, 16, 20, 32, 60, 90))):
        at += draw.choice(_AFTER) if draw.random() < often else step
        falls = worse * (number >= changes)
        bars = 5 - falls - (draw.random() < often / 2)
        values: dict[str, Any] = {
            "battery_volts": round(1.6 - number % 300 / 1000 + draw.gauss(0, 0.01), 2),
            "temperature_f": round(draw.gauss(60, 20)),
            "wifi_bars": bars,
            "wifi_dbm": -50 - 5 * falls - (draw.random() < often),
            "sync_module_bars": 5 - falls,
        }
        for name in values:
            if draw.random() < often / 4:
                values[name] = None
        if not has_bars:
            values["wifi_bars"] = None
        reading = camera(online=draw.random() > often / 4, **values)
        past = samples.with_reading(past, reading, samples.slot_of(at))
        today = samples.day_of(at)
        days, seen_on = online_days.with_today(days, seen_on, today), today
    assert samples.valid(past) is past
    yield f"{past.slot} {_text(past.today)} | {_text(past.days)} | {_text(past.weeks)}"
    yield f"the last day {_text(samples.last_day(past, at + draw.choice((0, 1, 4)) * SLOT))}"
    first = samples.day_of_week(past.weeks[0].at) if past.weeks else today - 8
    for since, until in ((first, first + 12), (first, first + 13), (first + 1, today)):
        known = past.by_day(since, until)
        yield f"{since}: {[day for day, _ in known]}"
        seen = online_days.count(days, today, samples.start_of_day(since + 7))
        yield f"{since}: online {seen} of {days:x}"
    yield f"drops {trends.drops(past)}"


def _text(of: tuple[Sample, ...] | list[Sample]) -> str:
    return " ".join(
        f"{s.at}:{s.volts}/{s.temperature_f}/{s.wifi_bars}/{s.wifi_dbm}/{s.sync_module_bars}"
        for s in of
    )


def _together(draw: Random) -> Iterator[str]:
    """Yield which signals of some cameras fell together."""
    readings, remembered = [], {}
    for number in range(draw.choice((1, 2, 3, 5, 8))):
        key = DeviceKey(
            f"{draw.choice(('camera', 'camera', 'camera', 'owl', 'sync_module'))}:{number}"
        )
        network, used = draw.choice("1112"), draw.random() < 0.9
        readings.append(camera(key, network_id=network, in_use=used))
        fell = [
            Drop(signal=signal, was=5, now=2, since=100 + draw.choice((0, 0, 2, 3)))
            for signal in Signal
            if draw.random() < 0.5
        ]
        if draw.random() < 0.9:
            remembered[key] = DeviceMemory(drops=tuple(fell))
    found = trends.together(readings, remembered)
    for (key, signal), one in found.items():
        yield f"{key} {signal}: with {one.cameras} {one.points_at}"


def _of_faults(draw: Random) -> Iterator[str]:
    known: tuple[Incident, ...] = ()
    firing: dict[Cause, Finding] = {}
    at = START
    for _ in range(draw.choice((10, 25, 60))):
        at += draw.choice((5, 30, 600, 3000, -40)) * _MINUTE
        for cause in draw.sample(list(Cause)[:5], 2):
            if firing.pop(cause, None) is None:
                firing[cause] = Finding(
                    cause=cause,
                    device=DeviceKey("camera:1"),
                    severity=Severity.ERROR,
                    confidence=Confidence.CONFIRMED,
                    since=at - draw.choice((-1, 0, 20, 90)) * _MINUTE,
                    evidence={"red_light": "x"} if draw.random() < 0.1 else {},
                    explains_offline=draw.random() < 0.5,
                )
        after = incidents.followed(
            known,
            firing.values(),
            at,
            endings={cause: "new_batteries" for cause in Cause if draw.random() < 0.2},
            before={cause: draw.randrange(8) for cause in Cause if draw.random() < 0.5},
        )
        assert incidents.valid(after) is after
        same = incidents.followed(after, firing.values(), at, endings={}, before={})
        assert same is after
        ended = next((one.until for one in reversed(after) if one.until), at)
        begun = after[-1].since if after else at
        tried = [
            (
                _STEPS[number],
                draw.choice((ended, ended, begun, at))
                - draw.choice((0, 0, 15, -15, 30, 1440)) * _MINUTE
                + draw.choice((0, 0, 1, -1)) * _SECOND,
                draw.choice(("fixed", "late", "not_yet")),
            )
            for number in range(draw.randrange(len(_STEPS) + 1))
        ]
        now = (
            ended
            + draw.choice((0, 15, -15)) * _MINUTE
            + draw.choice((0, 0, 1)) * _SECOND
        )
        credited = incidents.credited(after, tried, now)
        for one in credited:
            if one not in known:
                yield f"{at:%d %H:%M} {one.cause} {one.began} {one.lasted} {one.ended_by} {one.changes}"
        known = credited
    for cause in list(Cause)[:5]:
        yield f"cure of {cause}: {incidents.cure_of(known, cause)}"
