"""Whole homes and what happens in them, for Hypothesis; standard library but for that.

Time is in minutes. What happens is a list of episodes, each on one device, a module
with what is behind it, a router, or the cameras of a module. `captures` samples it
at any distance of polls.
"""

from collections.abc import Iterable
from copy import deepcopy
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any

from hypothesis import strategies as st

from custom_components.blink_doctor.diagnosis import replay
from tests.scenarios.homes import START, home
from tests.scenarios.world import World

type Capture = dict[str, Any]
type Said = dict[str, Any]

# What can happen to one device, by family
KINDS = {
    "camera": ("offline", "low", "weak", "link", "code", "bandwidth", "flapping"),
    "doorbell": ("offline", "low", "code", "flapping"),
    "owl": ("offline", "code", "bandwidth", "flapping"),
    "sync_module": ("offline", "weak", "silent", "flapping"),
}
# how it shows, in the words of a scenario
_SHOWN = {
    "offline": "status=offline",
    "flapping": "status=offline",
    "silent": "status=online",
    "low": "battery=low",
    "weak": "signals.wifi=1",
    "link": "signals.lfr=1",
    "code": 'issues=["error_149"]',
    "bandwidth": 'issues=["bandwidth"]',
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Episode:
    """Something goes wrong with some devices for a while."""

    keys: tuple[str, ...]
    kind: str
    start: int
    end: int

    def happens(self, minute: int) -> bool:
        """Whether it is the time; what flaps is away at two polls of three."""
        if not self.start <= minute < self.end:
            return False
        return self.kind != "flapping" or (minute - self.start) // 5 % 3 != 2


@dataclass(frozen=True, slots=True, kw_only=True)
class House:
    """An account: its devices, `family:ID@NETWORK`, and its hours."""

    keys: tuple[str, ...]
    episodes: tuple[Episode, ...]
    minutes: int
    lost: frozenset[int] = frozenset()
    off: frozenset[int] = frozenset()
    missing: frozenset[tuple[str, int]] = frozenset()

    @property
    def devices(self) -> tuple[str, ...]:
        return tuple(key.partition("@")[0] for key in self.keys)

    def troubled(self) -> set[str]:
        return {key for episode in self.episodes for key in episode.keys}


def captures(house: House, every: int = 5) -> list[Capture]:
    return [
        _capture(house, minute)
        for minute in range(0, house.minutes + 1, every)
        if minute not in house.off
    ]


def _capture(house: House, minute: int) -> Capture:
    world = World(home=home(*house.keys), now=START + timedelta(minutes=minute))
    for key in house.devices:
        # what a device never says cannot become fine again
        if key.startswith(("owl", "doorbell")):
            world.apply((key, "issues=[]", "doorbell_mode=lfr"))
    for episode in house.episodes:
        if episode.happens(minute):
            stopped = START + timedelta(minutes=episode.start - 1)
            for key in episode.keys:
                shown = [_SHOWN[episode.kind]]
                if key.startswith("sync_module") and episode.kind == "weak":
                    shown = ["wifi_strength=1"]
                elif key.startswith("sync_module") and episode.kind != "flapping":
                    shown.append(f"last_hb={stopped.isoformat()}")
                world.apply((key, *shown))
    for key, at in house.missing:
        if at == minute:
            world.apply(("missing", key))
    if minute in house.lost:
        world.apply(("poll", "lost"))
    return world.capture()


def said(polls: list[Capture]) -> list[Said]:
    assert polls, "a house that nobody polls shows nothing"
    return replay.as_json(replay.read({"captures": deepcopy(polls)}))


def findings(one: Said, keys: Iterable[str]) -> dict[str, list[tuple[str, ...]]]:
    """Return cause, confidence and since of all findings on some devices."""
    return {
        key: [
            (finding["cause"], finding["confidence"], finding["since"])
            for finding in one["devices"][key]["findings"]
        ]
        for key in keys
        if key in one["devices"]
    }


def causes(one: Said, key: str) -> list[str]:
    device = one["devices"].get(key)
    return [finding["cause"] for finding in device["findings"]] if device else []


@st.composite
def systems(draw: st.DrawFn, networks: range, *, own_wifi: int) -> tuple[str, ...]:
    """Draw the devices of some systems, `own_wifi` of them at least on Wi-Fi of their own."""
    keys: list[str] = []
    for network in networks:
        module = (own_wifi < 2 and draw(st.booleans())) or draw(st.booleans())
        minis = draw(st.integers(max(0, own_wifi - module), 2 + (own_wifi > 1)))
        cameras = draw(st.integers(1, 3)) if module else 0
        bells = draw(st.integers(0, 1)) if module else 0
        keys += [f"sync_module:{network}1@{network}"] * module
        for family, digit, count in (
            ("camera", 2, cameras),
            ("doorbell", 4, bells),
            ("owl", 3, minis),
        ):
            keys += [f"{family}:{network}{digit}{n}@{network}" for n in range(count)]
    return tuple(keys)


def targets(keys: tuple[str, ...]) -> list[tuple[str, tuple[str, ...]]]:
    """Return what can be hit together: all of a router, of a module, or one device."""
    found: list[tuple[str, tuple[str, ...]]] = []
    for place in sorted({key.partition("@")[2] for key in keys}):
        here = tuple(key.partition("@")[0] for key in keys if key.endswith(f"@{place}"))
        behind = tuple(k for k in here if k.startswith(("camera", "doorbell")))
        module = tuple(key for key in here if key.startswith("sync_module"))
        found.append(("router", here))
        found += [("module", module + behind)] * bool(module)
        found += [("behind", behind)] * bool(behind)
        found += [("device", (key,)) for key in here]
    return found


@st.composite
def episodes(
    draw: st.DrawFn,
    keys: tuple[str, ...],
    *,
    until: int,
    most: int = 4,
    step: int = 5,
    lasting: bool = False,
    apart: bool = False,
    ends: bool = False,
) -> tuple[Episode, ...]:
    """Draw what happens before minute `until`.

    `lasting` leaves out what flaps, `apart` lets at most one thing happen to a device,
    `ends` lets all of it end before `until`; otherwise some of it stays.
    """
    found: list[Episode] = []
    taken: set[str] = set()
    choices = targets(keys)
    for _ in range(draw(st.integers(0, most)) if choices else 0):
        which, hit = draw(st.sampled_from(choices))
        kinds: tuple[str, ...] = ("offline",)
        if which == "device":
            kinds = KINDS[hit[0].partition(":")[0]]
        if lasting:
            kinds = tuple(kind for kind in kinds if kind != "flapping")
        kind = draw(st.sampled_from(kinds))
        start = draw(st.integers(0, until // step - 1)) * step
        longest = (until - start) // step
        end = start + draw(st.integers(1, longest)) * step
        if not ends and draw(st.booleans()):
            end = 10**6
        if apart and taken & set(hit):
            continue
        taken |= set(hit)
        found.append(Episode(keys=hit, kind=kind, start=start, end=end))
    return tuple(found)


@st.composite
def houses(
    draw: st.DrawFn,
    *,
    minutes: int = 240,
    own_wifi: int = 0,
    clean: bool = False,
    **kinds: Any,
) -> House:
    """Draw a home and its hours; `clean` leaves out lost polls and holes."""
    networks = range(1, draw(st.integers(1, 3)) + 1)
    keys = draw(systems(networks, own_wifi=own_wifi)) or ("owl:131@1",)
    happens = draw(episodes(keys, until=kinds.pop("until", minutes), **kinds))
    house = House(keys=keys, episodes=happens, minutes=minutes)
    if clean:
        return house
    polls = st.integers(1, minutes // 5).map(lambda number: number * 5)
    devices = st.sampled_from(house.devices)
    hole = draw(st.integers(1, minutes // 5)) * 5
    length = draw(st.sampled_from((0, 0, 5, 10, 15, 60)))
    return replace(
        house,
        lost=draw(st.frozensets(polls, max_size=5)),
        off=frozenset(range(hole, min(hole + length, minutes), 5)),
        missing=draw(st.frozensets(st.tuples(devices, polls), max_size=4)),
    )
