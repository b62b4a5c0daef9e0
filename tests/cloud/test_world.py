"""The simulated world: what is done to devices, their timelines, the noise of real life."""

from datetime import timedelta

import pytest

from demo.cloud import Account, Cloud
from demo.cloud.payloads.capture import capture
from demo.cloud.payloads.homescreen import homescreen

from .conftest import START, Hand


@pytest.fixture
def days(clock: Hand) -> Account:
    return Cloud("ten_days", clock=clock).account()


def test_past_and_future_are_pure(days: Account, clock: Hand) -> None:
    """Asking for another moment changes nothing, and asking again gives the same."""
    now = homescreen(days)
    later = capture(days, START + timedelta(days=5))
    clock.tick(days=5)
    assert capture(days) == later
    assert homescreen(days, START) == now
    assert later["at"] == "2026-11-27T10:00:00+00:00"
    assert set(later) == {"at", "homescreen", "cameras", "networks"}
    assert later["networks"] == {"1": {"sync_module_error": False}}


def test_hand_beats_timeline(days: Account, clock: Hand) -> None:
    """What a test or a person does drops what was planned for later."""
    clock.tick(days=3)
    front, drive = days.cameras[:2]
    front.insert_batteries(1.6)
    clock.tick(days=6)
    assert (front.status, front.battery, front.volts) == ("done", "ok", 1.6)
    drive.wifi_bars = 5
    clock.tick(days=6)
    assert drive.wifi_bars == 5
