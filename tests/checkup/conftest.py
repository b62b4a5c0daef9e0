"""What the tests of check-ups share."""

from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from typing import Any
from unittest.mock import patch

import aiohttp
import pytest

from custom_components.blink_doctor import checkup
from custom_components.blink_doctor.blink.client import CommandResult
from custom_components.blink_doctor.checkup import CheckUpError, CheckUpResult
from tests.house import House, MakeHouse


async def check_up(house: House, *names: str) -> CheckUpResult:
    keys = [house.key(name) for name in names]
    return await checkup.async_check_up(house.hass, house.coordinator, keys)


async def picture(house: House, name: str = "Living room") -> CommandResult:
    return await checkup.async_take_picture(
        house.hass, house.coordinator, house.key(name)
    )


async def refused(
    house: House, *names: str, by: Callable[..., Awaitable[Any]] = check_up
) -> CheckUpError:
    with pytest.raises(CheckUpError) as info:
        await by(house, *names)
    return info.value


def asked(house: House) -> list[str]:
    return [request.path for request in house.cloud.requests]


@contextmanager
def before(part: str, do: Callable[[], Awaitable[Any]]) -> Iterator[None]:
    """Do something each time before a request leaves whose address has some text."""
    leave = aiohttp.ClientSession._request

    async def request(
        session: aiohttp.ClientSession, method: str, url: Any, **kwargs: Any
    ) -> aiohttp.ClientResponse:
        if part in str(url):
            await do()
        return await leave(session, method, url, **kwargs)

    with patch.object(aiohttp.ClientSession, "_request", request):
        yield


@pytest.fixture
async def house(make_house: MakeHouse, monkeypatch: pytest.MonkeyPatch) -> House:
    """A house with one of each trouble, long after core's last request."""
    monkeypatch.setattr(checkup, "PICTURE_POLL_SECONDS", 0)
    house = await make_house("troubles")
    await house.poll()
    house.cloud.clear_requests()
    return house
