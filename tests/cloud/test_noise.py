"""The untidiness of real life: repeatable, small, and never a fault of a device."""

from collections import Counter
from dataclasses import replace
from datetime import timedelta
from itertools import pairwise

import aiohttp

from demo.cloud import Cloud
from demo.cloud.noise import Noise
from demo.cloud.payloads.capture import camera_values
from demo.cloud.payloads.homescreen import homescreen

from .conftest import START, Hand, SignIn, StartCloud

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


def test_seed_chooses() -> None:
    """The same seed gives the same week, another seed another."""
    assert wobble(1, 200) == wobble(1, 200)
    assert wobble(1, 200) != wobble(2, 200)


def test_voltage_wobbles_by_a_hundredth() -> None:
    """And an offline camera's last reading stands still."""
    clock = Hand()
    account = Cloud("healthy", clock=clock).account()
    seen = set()
    for _ in range(500):
        seen.add(camera_values(account)["21"]["battery_voltage"])
        clock.tick(minutes=5)
    assert seen == {156, 157, 158}

    account.cameras[0].hang()
    seen = set()
    for _ in range(500):
        seen.add(camera_values(account)["21"]["battery_voltage"])
        clock.tick(minutes=5)
    assert len(seen) == 1


def test_silence() -> None:
    """Without noise nothing wobbles."""
    noise = Noise()
    moments = [START + n * POLL for n in range(500)]
    assert {noise.bar(3, "x", at) for at in moments} == {3}
    assert {noise.volt(1.5, "x", at) for at in moments} == {1.5}
    assert not any(
        noise.blip("x", at) or noise.lost("x", at) or noise.hiccup(at) for at in moments
    )


def test_one_hiccup_an_hour() -> None:
    """Each hour has one, which lasts five minutes."""
    noise = Noise(seed=7, hiccups=1)
    start = START.replace(minute=0)
    minutes = [noise.hiccup(start + timedelta(minutes=n)) for n in range(24 * 60)]

    per_hour = [sum(minutes[60 * h : 60 * h + 60]) for h in range(24)]
    begins = sum(now and not before for before, now in pairwise([False, *minutes]))

    assert set(per_hour) == {5}
    assert 20 <= begins <= 24


def test_blips() -> None:
    """Where told, a device wrongly reads offline for one poll, now and then."""
    account = Cloud("healthy", clock=Hand()).account()
    account.noise = Noise(seed=3, offline_blips=0.02)
    statuses = Counter(
        homescreen(account, START + n * POLL)["cameras"][0]["status"]
        for n in range(WEEK)
    )
    assert 10 < statuses["offline"] < 80


async def test_six_hours_with_the_real_client(
    start_cloud: StartCloud, sign_in: SignIn, clock: Hand
) -> None:
    """A quarter of a day meets hiccups and lost requests, and gets through otherwise."""
    cloud = await start_cloud("healthy", clock=clock, seed=1)
    noise = replace(cloud.account().noise, lost_polls=0.02)
    cloud.account().noise = Noise()
    cloud.account().tokens.expires_in = 10**6
    blink = await sign_in(cloud.account())
    cloud.account().noise = noise
    cloud.clear_requests()
    outcomes: Counter[str] = Counter()
    for _ in range(6 * 12):
        clock.tick(minutes=5)
        try:
            await blink.refresh()
        except AttributeError, aiohttp.ClientError:
            outcomes["lost"] += 1
            continue
        outcomes["usable" if "cameras" in blink.homescreen else "refused"] += 1

    assert outcomes["refused"] >= 4
    assert outcomes["usable"] > 50
    assert {entry.status for entry in cloud.requests} == {0, 200, 503}
