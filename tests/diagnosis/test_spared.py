"""What is not judged again would have been judged the same."""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from hypothesis import given, strategies as st
import pytest

from custom_components.blink_doctor.diagnosis import device, stored
from custom_components.blink_doctor.diagnosis.engine import diagnose, review
from custom_components.blink_doctor.diagnosis.memory import DeviceMemory, Memory
from custom_components.blink_doctor.diagnosis.past import day_of
from custom_components.blink_doctor.diagnosis.payload import parse
from custom_components.blink_doctor.diagnosis.settings import Settings
from custom_components.blink_doctor.diagnosis.trends import Drop, Signal
from custom_components.blink_doctor.diagnosis.unchanged import Unchanged
from tests.scenarios.expand import FOLDER, UNSEEN, load, polls
from tests.scenarios.homes import POLL, START, find, home, homescreen

from .test_fuzz import EXTRAS, HOME, some

LONG_AGO = (START - timedelta(days=300)).isoformat()
# What cameras and modules really say, and what makes a fault of it
SAID: tuple[tuple[str, Any], ...] = (
    ("status", "done"),
    ("status", "offline"),
    ("status", "online"),
    ("battery", "low"),
    ("battery", "ok"),
    ("battery", None),
    ("issues", []),
    ("issues", ["wifi"]),
    ("issues", ["bandwidth"]),
    ("issues", ["error_3100"]),
    ("fw_version", "10.60"),
    ("fw_version", "10.53"),
    ("wifi_strength", 1),
    ("wifi_strength", 5),
    ("last_hb", LONG_AGO),
    *(("signals", {"lfr": lfr, "wifi": wifi}) for lfr in (1, 5) for wifi in (1, 2, 5)),
)
PASSES = (
    *(POLL,) * 6,
    timedelta(),
    timedelta(minutes=40),
    timedelta(hours=7),
    timedelta(days=15),
    -timedelta(minutes=12),
    -timedelta(days=2),
)
DROPS = (Drop(signal=Signal.WIFI_BARS, was=5, now=2, since=day_of(START)),)
# What owners do, and what else is remembered from one poll to the next
DONE: tuple[Callable[[datetime, DeviceMemory], dict[str, Any]], ...] = (
    lambda now, was: {"cells": replace(was.cells, put_in=now)},
    lambda now, was: {"cells": replace(was.cells, put_in=now + timedelta(hours=1))},
    lambda _, was: {"watches": dict(list(was.watches.items())[1:])},
    lambda _, was: {"drops": () if was.drops else DROPS},
)
LIGHT = [{"id": "camera:21", "pattern": "blinking_red"}]
WHO = st.sampled_from([key.partition("@")[0] for key in HOME])

changes = st.lists(st.tuples(WHO, st.sampled_from(SAID)), max_size=3)
acts = st.lists(st.tuples(WHO, st.sampled_from(DONE)), max_size=1)
moments = st.tuples(
    st.sampled_from(PASSES), changes, acts, st.sampled_from(["", "", "light", "review"])
)


@dataclass
class Account:
    """One account that is followed, sparing what need not be judged or not."""

    spares: bool
    memory: Memory = field(default_factory=Memory)
    unchanged: Unchanged = field(default_factory=Unchanged)

    settings: Settings = field(default_factory=Settings)

    def poll(self, answer: Any, now: datetime, **more: Any) -> None:
        """Read and judge a poll, all of it anew where nothing is to be spared."""
        self._forget()
        unchanged = self.unchanged if self.spares else Unchanged()
        snapshot = parse(answer, at=now, unchanged=unchanged, **more)
        _, self.memory = diagnose(snapshot, self.memory, self.settings, now)

    def restart(self) -> None:
        """Know only what is on the disk."""
        self.memory, _ = stored.from_dict(stored.as_dict(self.memory))
        self.unchanged = Unchanged()

    def review(self, now: datetime) -> None:
        """Judge between two polls."""
        self._forget()
        _, self.memory = review(self.memory, self.settings, now)

    def _forget(self) -> None:
        if not self.spares:
            self.memory = replace(self.memory, judged={})


@some
@given(st.lists(moments, min_size=2, max_size=14), st.integers(1, 4))
def test_it_makes_no_difference(ahead: list[Any], stays: int) -> None:
    """Faults come and go, clocks jump, owners act: both know the same at all times."""
    lived, now = home(*HOME), START
    spared, anew = Account(spares=True), Account(spares=False)
    for passes, said, done, more in ahead:
        for key, (name, value) in said:
            find(lived, key)[name] = value
        for key, act in done:
            for account in (spared, anew):
                was = account.memory.devices.get(key)
                if was is not None:
                    account.memory = account.memory.with_device(key, **act(now, was))
        for _ in range(stays):
            now += passes
            answer = homescreen(lived, now)
            for account in (spared, anew):
                if more == "review":
                    account.review(now)
                light = LIGHT if more == "light" else None
                account.poll(answer, now, red_light=light, **EXTRAS)
            assert_same(spared.memory, anew.memory)


@pytest.mark.parametrize("folder", [FOLDER, UNSEEN], ids=["data", "unseen"])
def test_nor_in_any_scenario(folder: Path) -> None:
    """Poll by poll, in all that is labelled."""
    for scenario in load(folder):
        settings = Settings.from_mapping(scenario.settings)
        accounts = [Account(spares, settings=settings) for spares in (True, False)]
        for _, now, capture, restarted in polls(scenario):
            answer = capture.pop("homescreen")
            for account in accounts:
                if restarted:
                    account.restart()
                account.poll(answer, now, **capture)
            assert_same(*(account.memory for account in accounts))


def assert_same(one: Memory, other: Memory) -> None:
    """Say whether two know the same, with what is no part of what is compared."""
    assert one == other
    assert one.last == other.last
    assert evidence(one) == evidence(other)
    assert wobbles(one) == wobbles(other)


def evidence(memory: Memory) -> list[Any]:
    """Return what is told of each finding."""
    assert memory.last is not None
    return [
        (key, finding.cause, finding.evidence)
        for key, diagnosis in memory.last.devices.items()
        for finding in diagnosis.findings
    ]


def wobbles(memory: Memory) -> list[Any]:
    """Return what is known of each signal that wobbles."""
    return [
        (key, slug, watch.wobble)
        for key, remembered in memory.devices.items()
        for slug, watch in remembered.watches.items()
    ]


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Return the keys of the devices whose rules are asked."""
    keys: list[str] = []
    watched = device.watched

    def noted(reading: Any, *others: Any) -> DeviceMemory:
        keys.append(reading.key)
        return watched(reading, *others)

    monkeypatch.setattr(device, "watched", noted)
    return keys


def test_what_stands_is_not_judged_again(asked: list[str]) -> None:
    """Healthy ones and those with a fault that stands, until they say something else."""
    lived, now, account = home("camera:21", "camera:22"), START, Account(spares=True)
    find(lived, "camera:21")["battery"] = "low"
    for _ in range(40):
        now += POLL
        account.poll(homescreen(lived, now), now)
    asked.clear()
    now += POLL
    account.poll(homescreen(lived, now), now)
    assert asked == []
    find(lived, "camera:21")["battery"] = "ok"
    now += POLL
    account.poll(homescreen(lived, now), now)
    assert asked == ["camera:21"]


def test_a_clock_that_was_set_back_spares_nothing(asked: list[str]) -> None:
    """What was known of moments to come is not relied on."""
    lived, now, account = home("camera:21"), START, Account(spares=True)
    for _ in range(3):
        now += POLL
        account.poll(homescreen(lived, now), now)
    asked.clear()
    account.poll(homescreen(lived, now), now - timedelta(hours=1))
    assert asked == ["camera:21"]
