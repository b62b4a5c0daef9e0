"""The untidiness of real life: repeatable, small, and never a fault of a device."""

from collections import Counter
from datetime import timedelta
from itertools import pairwise

from demo.cloud import Cloud
from demo.cloud.noise import Noise
from demo.cloud.payloads.homescreen import homescreen

from .conftest import START, Hand

POLL = timedelta(minutes=5)
WEEK = 7 * 24 * 12


def wobble(seed: int, polls: int = WEEK) -> list[dict]:
    """Return the driveway's signals over a week."""
    account = Cloud("healthy", clock=Hand(), seed=seed).account()
    return [
        homescreen(account, START + n * POLL)["cameras"][1]["signals"]
        for n in range(polls)
    ]


def test_bars_wobble_by_one() -> None:
    """A signal of four bars reads three to five, mostly four."""
    bars = Counter(signals["wifi"] for signals in wobble(1))

    assert set(bars) == {3, 4, 5}
    assert bars[4] > 0.7 * WEEK
    assert min(bars[3], bars[5]) > 0.05 * WEEK


def test_one_hiccup_an_hour() -> None:
    """Each hour has one, which lasts five minutes."""
    noise = Noise(seed=7, hiccups=1)
    start = START.replace(minute=0)
    minutes = [noise.hiccup(start + timedelta(minutes=n)) for n in range(24 * 60)]

    per_hour = [sum(minutes[60 * h : 60 * h + 60]) for h in range(24)]
    begins = sum(now and not before for before, now in pairwise([False, *minutes]))

    assert set(per_hour) == {5}
    assert 20 <= begins <= 24
