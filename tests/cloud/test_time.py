"""Timelines: the world as a function of the clock, in both directions."""

from datetime import datetime, timedelta
from typing import Any

import pytest

from demo.cloud import Account, Cloud
from demo.cloud.payloads.capture import camera_values, capture
from demo.cloud.payloads.homescreen import homescreen

from .conftest import START, Hand

DAY = timedelta(days=1)


@pytest.fixture
def days(clock: Hand) -> Account:
    return Cloud("ten_days", clock=clock).account()


def camera(account: Account, name: str, at: datetime) -> dict[str, Any]:
    return next(c for c in homescreen(account, at)["cameras"] if c["name"] == name)


def test_battery_dies(days: Account) -> None:
    """Flat for most of its life, then a cliff; low is said before the end, and late."""
    volts = [
        camera_values(days, START + hour * timedelta(hours=1))["21"]["battery_voltage"]
        for hour in range(9 * 24)
    ]
    assert volts[0] == 160
    assert volts == sorted(volts, reverse=True)
    assert volts[6 * 24] >= 150
    assert volts[8 * 24] <= 106
    assert volts[8 * 24 :] == volts[8 * 24 : 8 * 24 + 1] * 24, "kept once offline"

    states = [
        (c["battery"], c["status"])
        for hour in range(9 * 24)
        if (c := camera(days, "Front door", START + hour * timedelta(hours=1)))
    ]
    low = states.index(("low", "done"))
    assert 150 > volts[low] >= 125
    assert states[low - 1] == ("ok", "done")
    assert states[8 * 24 - 1] == ("low", "done")
    assert set(states[8 * 24 :]) == {("low", "offline")}


def test_past_and_future_are_pure(days: Account, clock: Hand) -> None:
    """Asking for another moment changes nothing, and asking again gives the same."""
    now = homescreen(days)
    later = capture(days, START + 5 * DAY)
    clock.tick(days=5)

    assert capture(days) == later
    assert homescreen(days, START) == now
    assert capture(days)["at"] == "2026-11-27T10:00:00+00:00"
    assert set(capture(days)) == {"at", "homescreen", "cameras", "networks"}
    assert capture(days)["networks"] == {"1": {"sync_module_error": False}}


def test_hand_beats_timeline(days: Account, clock: Hand) -> None:
    """What a test or a person does drops what was planned for later."""
    clock.tick(days=3)
    front = days.cameras[0]
    front.insert_batteries(1.6)
    clock.tick(days=6)
    assert (front.status, front.battery, front.volts) == ("done", "ok", 1.6)

    drive = days.cameras[1]
    drive.wifi_bars = 5
    clock.tick(days=6)
    assert drive.wifi_bars == 5
