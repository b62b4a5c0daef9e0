"""Days of many homes in which all that Blink can report is drawn at random.

`drawn.txt` keeps what is said of them, as `year.txt` does for a year.
"""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from random import Random
from typing import Any

from custom_components.blink_doctor.diagnosis import replay, report, storage
from custom_components.blink_doctor.diagnosis.model.findings import Cause
from tests.scenarios.homes import home
from tests.scenarios.told import remembered, told
from tests.scenarios.world import World

KEPT = Path(__file__).parent / "drawn.txt"
_HOMES = 80
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
        'issues=["wifi"] | issues=[]',
        'issues=["lfr","bandwidth"] | issues=[]',
        'issues=["bandwidth"] | issues=[]',
        "enabled=false | enabled=true",
        "signals.temp=20 | signals.temp=66",
        "usage_rate=true | usage_rate=false",
        "battery=- | battery=ok",
        "fw_version=10.60 | fw_version=10.60",
        "fw_version=10.49 | fw_version=10.53",
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
        "fw_version=4.5.20 | fw_version=4.5.20",
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
    "network {system} sync_module_error=true | network {system} sync_module_error=false",
    "beat {module} stop | beat {module} -",
    "beat {module} 70 | beat {module} -",
    "pause {key} | pause {key} -",
    "{all} | {back}",
)
_LASTS = (1, 1, 2, 3, 4, 7, 8, 13, 20, 40, 90, 10**6)
_SETTINGS: tuple[dict[str, Any], ...] = (
    {},
    {},
    {"how_soon": "calm"},
    {"how_soon": "quick"},
    {"home_assistant_elsewhere": True, "weak_bars": 2},
    {"disabled": [Cause.CAMERA_ERROR.value, Cause.FIRMWARE_BEHIND.value]},
)


def _captures(draw: Random) -> Iterator[dict[str, Any]]:
    """Yield the polls of one home."""
    keys = draw.choice(_KEYS).split()
    world, later = World(home=home(*keys)), dict[int, list[str]]()
    every, often = draw.choice((5, 5, 5, 15, 60)), draw.choice((0.05, 0.1, 0.3))
    for poll in range(draw.choice((60, 150, 150, 400))):
        world.now += timedelta(minutes=every)
        lines = later.pop(poll, [])
        if draw.random() < often:
            first, _, back = _event(draw, keys).partition(" | ")
            lines += first.split(" & ")
            later.setdefault(poll + draw.choice(_LASTS), []).extend(
                back.split(" & ") if back else []
            )
        for line in lines:
            _apply(world, line)
        yield world.capture()


def _event(draw: Random, keys: list[str]) -> str:
    key, _, network = draw.choice(keys).partition("@")
    family, _, number = key.partition(":")
    here = [k.partition("@")[0] for k in keys if k.partition("@")[2] == network]
    module = next((k for k in here if k.startswith("sync_module")), key)
    if draw.random() < 0.6:
        first, _, back = draw.choice(_DEVICE[family]).partition(" | ")
        return f"{key} {first} | {key} {back}"
    some = [k for k in here if k != module or draw.random() < 0.5]
    return draw.choice(_ONCE + _SYSTEM).format(
        key=key,
        number=number,
        system=network or 1,
        module=module,
        cells=next((k for k in here if k.startswith(("camera", "doorbell"))), module),
        all=" & ".join(f"{k} status=offline" for k in some),
        back=" & ".join(f"{k} status=online" for k in some),
    )


def _apply(world: World, line: str) -> None:
    words = tuple(line.split(" "))
    if words[0] == "pause" and (words[1] in world.paused) != (len(words) > 2):
        return
    world.apply(words)


def lines() -> list[str]:
    """Return what is said of each home, and what is remembered of every tenth."""
    found: list[str] = []
    for number in range(_HOMES):
        draw = Random(number)
        settings = draw.choice(_SETTINGS)
        file = replay.read({"settings": settings, "captures": [*_captures(draw)]})
        diagnoses, memories = zip(*replay.run(file), strict=True)
        said = dict(enumerate(map(report.as_dict, diagnoses)))
        for one in said.values():
            for device in one["devices"].values():
                device["outlook"] = {}
        found += [f"home {number}", *told(said)]
        if number % 10 == 0:
            found += remembered(storage.as_dict(memories[-1]))
    return found
