"""What the real client asks and gets: payloads, sign-in and tokens, how many requests."""

import json

import aiohttp
from blinkpy.auth import UnauthorizedError
import pytest

from demo.cloud import Cloud
from demo.cloud.payloads.homescreen import homescreen
from tests.story import Story

from .conftest import Hand, SignIn, StartCloud

NETWORK = "/api/v1/accounts/100/networks/1"


async def test_answers(
    start_cloud: StartCloud, session: aiohttp.ClientSession, story: Story
) -> None:
    """What Blink says of each family, and where; without noise."""
    cloud = await start_cloud("healthy")
    account = cloud.account()
    account.noise = type(account.noise)()
    cloud.device("owl:301").set_signal(3)
    for key, devices in homescreen(account).items():
        if isinstance(devices, list):
            for device in devices:
                story(f"homescreen, {key}: {device['name']}")
                story.say(json.dumps(device, indent=1))
    for title, path in {
        "A camera's config: `signals` stand beside `camera`, not in it; volts and dBm"
        " in `camera`": "/network/1/camera/21",
        "A Mini's config has its bars, and no battery": f"{NETWORK}/owls/301",
        "A doorbell's config has its dBm": f"{NETWORK}/doorbells/401",
        "A Mini is no camera: 404": "/network/1/camera/301",
    }.items():
        own = {"Authorization": f"Bearer {account.tokens.issue()['access_token']}"}
        answer = await session.get(f"{cloud.url}{path}/config", headers=own)
        story(title)
        story.say(str(answer.status), json.dumps(await answer.json(), indent=1))


async def test_life_of_tokens(cloud: Cloud, sign_in: SignIn, clock: Hand) -> None:
    """An access token ends when it says; old refresh tokens stay good until all end."""
    account = cloud.account()
    blink = await sign_in(account)
    first = blink.auth.refresh_token
    clock.tick(seconds=account.tokens.expires_in)
    with pytest.raises(UnauthorizedError):
        await blink.auth.get_tier_info()
    for _ in range(2):
        blink.auth.refresh_token = first
        await blink.auth.refresh_tokens(refresh=True)
        assert (await blink.auth.get_tier_info())["account_id"] == account.id
    account.revoke()
    with pytest.raises(UnauthorizedError):
        await blink.refresh(force=True)
    with pytest.raises(UnauthorizedError):
        await blink.auth.refresh_tokens(refresh=True)


@pytest.mark.parametrize(
    ("scenario", "setup", "poll"),
    [
        ("one_camera", 8, 5),
        ("two_homes", 21, 13),
        # one Mini has a network of its own, which is asked for its state
        ("healthy", 23, 13 + 1),
        # a command for each of two USB sticks, and a poll of it
        ("two_modules", 22, 15 + 6),
    ],
)
async def test_request_counts(
    start_cloud: StartCloud, sign_in: SignIn, scenario: str, setup: int, poll: int
) -> None:
    """A set-up costs 3 + 2 per module + 3 per camera + 1 per other; a poll 1 + 2 + 2."""
    cloud = await start_cloud(scenario)
    account = cloud.account()
    if scenario == "two_modules":
        for module in account.sync_modules:
            module.storage = "active"
    blink = await sign_in(account)
    signing_in = 6
    assert len(cloud.requests) == signing_in + setup
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
