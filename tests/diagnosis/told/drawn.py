"""Days of many homes in which all that Blink can report is drawn at random.

`drawn.txt` keeps what is said of them, as `year.txt` does for a year.
"""

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from itertools import filterfalse
from pathlib import Path
from random import Random
import re
from typing import Any

from custom_components.blink_doctor.diagnosis import guide, replay, report, storage
from custom_components.blink_doctor.diagnosis.conditions import Symptom
from custom_components.blink_doctor.diagnosis.engine import observe, review
from custom_components.blink_doctor.diagnosis.memory import Memory
from custom_components.blink_doctor.diagnosis.model.findings import Cause, Diagnosis
from custom_components.blink_doctor.diagnosis.settings import Settings
from tests.scenarios.homes import LISTS, home
from tests.scenarios.told import remembered, told
from tests.scenarios.world import World

KEPT = Path(__file__).parent / "drawn.txt"
_HOMES = 57
_KEYS = (
    "sync_module:11 camera:21 camera:22 camera:23 owl:31 doorbell:41",
    "sync_module:11 camera:21 camera:22 owl:31 owl:32",
    "owl:31 owl:32 owl:33 doorbell:41",
    "sync_module:11 camera:21 sync_module:12@2 camera:22@2 camera:23@2 owl:31@2",
    "sync_module:11 camera:21 owl:31 owl:32@2 owl:33@2 sync_module:13@3 camera:23@3",
)
# What a device may say for a while: after `|` what it says again then
_DEVICE = {
    "camera": (
        *("status=offline | status=done", "battery=low | battery=ok"),
        *(f"signals.wifi={n} | signals.wifi=4" for n in (0, 1, 2, 2, 3)),
        *(f"signals.lfr={n} | signals.lfr=5" for n in (1, 2, 3)),
        'issues=["error_149"] | issues=[]',
        'issues=["error_3100","odd","error_149"] | issues=["wifi"]',
        "battery=low | battery=odd & {key} status=offline",
        'issues=["lfr","bandwidth"] | issues=[]',
        'issues=["bandwidth"] | issues=[]',
        "enabled=false | enabled=true",
        "signals.temp=20 | signals.temp=66",
        "usage_rate=true | usage_rate=false",
        "battery=- | battery=ok",
        "fw_version=10.60 | fw_version=10.60",
        "fw_version=10.49 | fw_version=10.53",
        *("fw_version=- | fw_version=10.53", "fw_version=10.53.0 | fw_version=10.53"),
        "fw_version=10.60 & {key} status=offline | status=done",
        *(
            "status=odd | status=done",
            "status=offline & {key} battery=low | status=done",
        ),
        *("onboarded=false | onboarded=true", "network_id=2 | network_id=1"),
        "status=offline & {key} battery=- | status=done & {key} battery=ok",
    ),
    "doorbell": (
        *("status=offline | status=done", "battery=low | battery=ok"),
        'issues=["lfr"] | issues=[]',
        "doorbell_mode=lfr | doorbell_mode=standalone",
        "fw_version=12.30 | fw_version=12.23",
    ),
    "owl": (
        *("status=offline | status=online", "onboarded=false | onboarded=true"),
        'issues=["error_23"] | issues=[]',
        'issues=["wifi"] | issues=["bandwidth"]',
        "fw_version=9.95 | fw_version=9.95",
    ),
    "sync_module": (
        *("status=offline | status=online", "wifi_strength=1 | wifi_strength=5"),
        *("wifi_strength=2 | wifi_strength=4", "status=odd | status=online"),
        "onboarded=false | onboarded=true",
        *("fw_version=4.5.20 | fw_version=4.5.20", "last_hb=null | last_hb=-"),
    ),
}
# What may happen at one poll, of a device, of its system, or of all
_ONCE = (
    *("poll lost", "poll error", "poll page", "restart", "missing {key}"),
    *("clock 37", "clock -12", "clock 400", "clock 3000", "batteries {cells}"),
    *("live {key} wifi=1", "live {key} wifi=5", "live {key} temp=80"),
    *("light {key} solid_red", "light {key} -", "light {key} unknown"),
    "camera {number} wifi_strength=-85 battery_voltage=132",
    "camera {number} wifi_strength=-55 battery_voltage=158",
)
_SYSTEM = (
    "list networks 5 | list networks -",
    *("remove {key} | add {place}", "entry {key} 5 | entry {key} whole"),
    "remove {key} | add {again} serial=G8{letter}1{number:0>8}",
    "add {again} serial=G8{letter}1{number:0>8} | remove {key}",
    "light {key} solid_red & add {again} serial=G8{letter}1{number:0>8} | remove {key}",
    "add {again} serial=G8{letter}1{number:0>8} & batteries {key} | remove {key}",
    "remove {key} & remove {module} | add {place} & add {module}",
    "network {system} sync_module_error=true | network {system} sync_module_error=false",
    "beat {module} stop | beat {module} -",
    "beat {module} 70 | beat {module} -",
    "pause {key} | pause {key} -",
    *("{some} | {some_back}", "{wifi} | {wifi_back}", "{cameras} | {cameras_back}"),
    *("{all} | {all_back}", "{wifi} & {cameras} | {wifi_back} & {cameras_back}"),
)
# what a year shows better
_IN_YEAR = re.compile(": (uid|identity|past|cells|watched) =")
_LASTS = (1, 1, 2, 3, 4, 7, 8, 13, 20, 40, 90, 10**6)
# most things happen once, some come and go
_TIMES = (*[1] * 14, 4, 9)
# minutes that limits have: some events last exactly as long, or a poll more or less
_LIMITS = (10, 15, 30, 30, 60, 1440, 1440, 2880, 10080)
_SETTINGS: tuple[dict[str, Any], ...] = (
    {},
    {},
    {"how_soon": "calm"},
    {"how_soon": "quick"},
    {"home_assistant_elsewhere": True, "weak_bars": 2},
    {"disabled": [Cause.CAMERA_ERROR.value, Cause.FIRMWARE_BEHIND.value]},
    {"firmware_behind_days": 1, "weak_bars": 3, "weak_link_bars": 1},
    {"heartbeat_minutes": 60, "camera_error_minutes": 60, "low_battery_minutes": 15},
    {"weak_dbm": -85, "weak_wifi_minutes": 60, "sync_module_offline_minutes": 30},
)


def _captures(draw: Random) -> Iterator[dict[str, Any]]:
    """Yield the polls of one home."""
    keys = draw.choice(_KEYS).split()
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
            lasts, times = draw.choice(_LASTS), draw.choice(_TIMES)
            if draw.random() < 0.3:
                lasts = max(draw.choice(_LIMITS) // every + draw.choice((-1, 0, 1)), 1)
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
        first, _, back = draw.choice(_DEVICE[family]).partition(" | ")
        return f"{key} {first} | {key} {back}".replace("{key}", key)
    groups = {
        "some": [k for k in here if k != module or draw.random() < 0.5],
        "wifi": [k for k in here if not k.startswith("camera")],
        "cameras": [k for k in here if k.startswith("camera")],
        "all": [k.partition("@")[0] for k in keys],
    }
    return draw.choice(_ONCE + _SYSTEM).format(
        key=key,
        place=place,
        again=f"{family}:{number}0@{network or 1}",
        letter={"camera": "T", "owl": "V", "doorbell": "R"}.get(family, "S"),
        number=number,
        system=network or 1,
        module=module,
        cells=next((k for k in here if k.startswith(("camera", "doorbell"))), module),
        **{
            k: " & ".join(f"{one} status=offline" for one in g)
            for k, g in groups.items()
        },
        **{
            f"{k}_back": " & ".join(f"{one} status=online" for one in g)
            for k, g in groups.items()
        },
    )


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
        settings = draw.choice(_SETTINGS)
        file = replay.read({"settings": settings, "captures": [*_captures(draw)]})
        diagnoses, memories = zip(*replay.run(file), strict=True)
        said = dict(enumerate(map(report.as_dict, diagnoses)))
        for one in said.values():
            for device in one["devices"].values():
                device["outlook"] = {}
        yield f"home {number}"
        yield from told(said)
        yield from _shown(diagnoses)
        yield from _asked(memories[-1], file.settings, diagnoses[-1].at)
        if number % 8 == 0:
            kept = remembered(storage.as_dict(memories[-1]))
            yield from filterfalse(_IN_YEAR.search, kept)
            for key, device in memories[-1].devices.items():
                for one in map(report.incident_as_dict, device.incidents):
                    yield f"{key} had {one}"


def _asked(memory: Memory, settings: Settings, last: datetime) -> Iterator[str]:
    """Yield what a person hears who asks some minutes after the last poll."""
    now = last + timedelta(minutes=7)
    again, _ = review(memory, settings, now)
    assert again.data_at
    yield f"asked: poll {now - again.at} ago, data of {now - again.data_at} ago"
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
