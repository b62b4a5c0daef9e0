"""Signing in, tokens, locks."""

from collections.abc import Callable
from urllib.parse import parse_qs, urlsplit

import aiohttp
from blinkpy.auth import BlinkTwoFARequiredError, UnauthorizedError
from blinkpy.blinkpy import Blink
from blinkpy.helpers.pkce import generate_pkce_pair
import pytest

from demo.cloud import Cloud
from demo.cloud.oauth import CALLBACK

from .conftest import Hand, SignIn, StartCloud

AUTHORIZE = {
    "client_id": "ios",
    "code_challenge_method": "S256",
    "hardware_id": "6F9619FF-8B86-D011-B42D-00CF4FC964FF",
    "redirect_uri": CALLBACK,
    "response_type": "code",
    "scope": "client",
}


async def walk(
    session: aiohttp.ClientSession, cloud: Cloud, wrong: dict[str, str]
) -> int:
    """Walk through the sign-in by hand, with something wrong; return the last status."""

    def right(**form: str) -> dict[str, str]:
        return form | {key: wrong[key] for key in wrong.keys() & form}

    account, url = cloud.account(), f"{cloud.url}/oauth"
    verifier, challenge = generate_pkce_pair()
    query = right(**AUTHORIZE, code_challenge=challenge)
    answer = await session.get(f"{url}/v2/authorize", params=query)
    if answer.status != 200:
        return answer.status
    page = await (await session.get(f"{url}/v2/signin")).text()
    csrf = {"csrf-token": page.split('"csrf-token": "')[1].split('"')[0]}
    form = right(username=account.email, password=account.password, **csrf)
    answer = await session.post(f"{url}/v2/signin", data=form, allow_redirects=False)
    if answer.status != 302:
        return answer.status
    answer = await session.get(f"{url}/v2/authorize", allow_redirects=False)
    code = parse_qs(urlsplit(answer.headers["Location"]).query)["code"][0]
    form = right(grant_type="authorization_code", code=code, code_verifier=verifier)
    return (await session.post(f"{url}/token", data=form)).status


async def test_blinkpy_signs_in(cloud: Cloud, sign_in: SignIn) -> None:
    """The real client gets tokens, learns its tier and sets up."""
    blink = await sign_in(cloud.account())
    assert blink.auth.account_id == 100
    assert blink.auth.region_id == "u001"
    assert blink.auth.client_id == str(cloud.account().client_id)
    assert cloud.count("/api/v1/users/tier_info") == 1
    assert {entry.status for entry in cloud.requests} == {200, 302}
    assert list(blink.cameras) == ["Front door"]


@pytest.mark.parametrize(
    ("wrong", "expected"),
    [
        ({}, 200),
        ({"hardware_id": "Home Assistant"}, 406),
        ({"client_id": "web"}, 400),
        ({"code_challenge_method": "plain"}, 400),
        ({"csrf-token": "made up"}, 403),
        ({"username": "nobody@example.com"}, 401),
        ({"password": "wrong"}, 401),
        ({"code": "made up"}, 401),
        ({"code_verifier": "x" * 43}, 401),
    ],
    ids=str,
)
async def test_wrong_steps_are_refused(
    cloud: Cloud, session: aiohttp.ClientSession, wrong: dict[str, str], expected: int
) -> None:
    """Nothing but the right walk leads to tokens."""
    assert await walk(session, cloud, wrong) == expected


async def test_second_factor(
    start_cloud: StartCloud, new_blink: Callable[..., Blink]
) -> None:
    """A wrong code is refused, the right one signs in."""
    cloud = await start_cloud("two_accounts")
    account = cloud.account("second@example.com")
    blink = new_blink(account)
    with pytest.raises(BlinkTwoFARequiredError):
        await blink.start()
    assert not await blink.send_2fa_code("000000")
    assert await blink.send_2fa_code("123456")
    assert list(blink.cameras) == ["Counter", "Shop door"]


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
