"""How many requests the real client makes, and how the cloud counts them."""

from typing import Any

import pytest

from demo.cloud import Cloud, Scenario

from .conftest import SignIn, StartCloud

SIGN_IN = 6


def site(
    modules: int, cameras: int, *, usb: bool = False, minis: int = 0, own: int = 0
) -> Scenario:
    """Make a site: cameras per module, Minis on the first module, Minis of their own."""
    networks: list[dict[str, Any]] = [
        {
            "name": f"Network {number}",
            "sync_module": {
                "name": f"Module {number}",
                "storage": "active" if usb else "unavailable",
            },
            "cameras": [{"name": f"Camera {number} {n}"} for n in range(cameras)],
            "owls": [{"name": f"Mini {n}"} for n in range(minis if number == 0 else 0)],
        }
        for number in range(modules)
    ]
    networks += [
        {"name": f"Own {n}", "owls": [{"name": f"Own Mini {n}"}]} for n in range(own)
    ]
    account = {"email": "site@example.com", "networks": networks}
    return Scenario.from_data({"title": "Site", "accounts": [account]})


@pytest.mark.parametrize(
    ("scenario", "setup", "poll"),
    [
        (site(1, 1), 8, 5),
        (site(1, 3), 14, 9),
        (site(1, 5, minis=2), 22, 13),
        (site(1, 10), 35, 23),
        # The published counts let the manifest's command be complete without a poll.
        (site(1, 5, usb=True), 20, 15 + 1),
        (site(2, 5, minis=2, usb=True), 39, 29 + 2),
        (site(4, 6, minis=1), 84, 57),
        (site(1, 1, own=1), 9, 6),
    ],
    ids=[
        "1 camera",
        "3 cameras",
        "5 cameras, 2 Minis",
        "10 cameras",
        "5 cameras, USB",
        "2 modules, USB",
        "4 modules",
        "Mini of its own",
    ],
)
async def test_counts(
    start_cloud: StartCloud, sign_in: SignIn, scenario: Scenario, setup: int, poll: int
) -> None:
    """A set-up costs 3 + 2 per module + 3 per camera + 1 per Mini; a poll 1 + 2 + 2."""
    cloud = await start_cloud(scenario)

    blink = await sign_in(cloud.account())
    assert len(cloud.requests) == SIGN_IN + setup

    for _ in range(3):
        cloud.clear_requests()
        await blink.refresh()
        assert len(cloud.requests) == poll
        assert {entry.status for entry in cloud.requests} == {200}


async def test_rate_limit(cloud: Cloud, sign_in: SignIn) -> None:
    """A throttled account is refused above its limit, and served again after a minute."""
    account = cloud.account()
    blink = await sign_in(account)
    account.rate_limit, account.rate_limit_status = 4, 406
    cloud.clear_requests()

    await blink.refresh()

    assert [entry.status for entry in cloud.requests] == [200] * 4 + [406]
    cloud.clock.tick(seconds=61)  # type: ignore[attr-defined]
    cloud.clear_requests()
    await blink.refresh()
    assert [entry.status for entry in cloud.requests][:4] == [200] * 4
