"""Requests: how many the real client makes, how they are counted, limited, and fail."""

from typing import Any

import pytest

from demo.cloud import Cloud, Scenario

from .conftest import SignIn, StartCloud

SIGN_IN = 6


def site(
    modules: int, cameras: int, *, usb: bool = False, minis: int = 0, own: int = 0
) -> Scenario:
    """Make a site: cameras per module, Minis on the first module, Minis of their own."""

    def some(name: str, count: int) -> list[dict[str, str]]:
        return [{"name": f"{name} {number}"} for number in range(count)]

    networks: list[dict[str, Any]] = [
        {
            "name": f"Network {number}",
            "sync_module": {"storage": "active" if usb else "unavailable"},
            "cameras": some(f"Camera {number}", cameras),
            "owls": some("Mini", minis if number == 0 else 0),
        }
        for number in range(modules)
    ]
    networks += [{**one, "owls": some("Lone Mini", 1)} for one in some("Own", own)]
    account = {"email": "site@example.com", "networks": networks}
    return Scenario.from_data({"title": "Site", "accounts": [account]})


# The published counts let the manifest's command of a USB stick be complete without a poll.
@pytest.mark.parametrize(
    ("scenario", "setup", "poll"),
    [
        pytest.param(site(1, 1), 8, 5, id="1 camera"),
        pytest.param(site(1, 5, minis=2), 22, 13, id="5 cameras, 2 Minis"),
        pytest.param(site(2, 5, minis=2, usb=True), 39, 29 + 2, id="2 modules, USB"),
        pytest.param(site(1, 1, own=1), 9, 6, id="Mini of its own"),
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
        assert [entry.status for entry in cloud.requests] == [200] * poll


async def test_rate_limit(cloud: Cloud, sign_in: SignIn) -> None:
    """A throttled account is refused above its limit, and served again after a minute."""
    account = cloud.account()
    blink = await sign_in(account)
    account.rate_limit, account.rate_limit_status = 4, 406
    for _ in range(2):
        cloud.clear_requests()
        await blink.refresh()
        assert [entry.status for entry in cloud.requests] == [200] * 4 + [406]
        cloud.clock.tick(seconds=61)  # type: ignore[attr-defined]
