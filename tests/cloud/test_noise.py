"""The untidiness of real life: repeatable, small, and never a fault of a device."""

from collections import Counter
from datetime import timedelta
from itertools import pairwise

from demo.cloud import Cloud
from demo.cloud.noise import Noise
from demo.cloud.payloads.homescreen import homescreen

from .conftest import START, Hand

WEEK = 7 * 24 * 12


def test_bars_wobble_by_one() -> None:
    """A signal of four bars reads three to five, mostly four."""
    account = Cloud("healthy", clock=Hand(), seed=1).account()
    polls = (homescreen(account, START + n * timedelta(minutes=5)) for n in range(WEEK))
    bars = Counter(home["cameras"][1]["signals"]["wifi"] for home in polls)
    assert set(bars) == {3, 4, 5}
    assert bars[4] > 0.7 * WEEK
    assert min(bars[3], bars[5]) > 0.05 * WEEK


def test_one_hiccup_an_hour() -> None:
    """Each hour has one, which lasts five minutes."""
    noise = Noise(seed=7, hiccups=1)
    minutes = [noise.hiccup(START + timedelta(minutes=n)) for n in range(24 * 60)]
    assert {sum(minutes[60 * h : 60 * h + 60]) for h in range(24)} == {5}
    begins = sum(now and not before for before, now in pairwise([False, *minutes]))
    assert 20 <= begins <= 24
