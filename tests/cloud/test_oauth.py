"""Signing in, tokens, locks."""

from collections.abc import Callable

from blinkpy.auth import BlinkTwoFARequiredError, UnauthorizedError
from blinkpy.blinkpy import Blink
import pytest

from demo.cloud import Cloud

from .conftest import Hand, SignIn, StartCloud


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
