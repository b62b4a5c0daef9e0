"""What the tests of check-ups share."""

from collections.abc import Awaitable, Callable, Coroutine, Iterator
from contextlib import contextmanager
from typing import Any
from unittest.mock import patch

import aiohttp
from homeassistant.util import dt as dt_util
import pytest

from custom_components.blink_doctor import checkup
from custom_components.blink_doctor.blink.client import CommandResult
from custom_components.blink_doctor.checkup import CheckUpError, CheckUpResult
from custom_components.blink_doctor.checkup.rate_limit import budget
from tests.house import House, MakeHouse
from tests.story import Story


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


type Ask = Callable[..., Coroutine[Any, Any, Any]]


@pytest.fixture
def ask(house: House, story: Story) -> Ask:
    """Ask Blink; record the result, the requests, and how often Blink has refused."""

    async def ask(*names: str, by: Callable[..., Awaitable[Any]] = check_up) -> Any:
        house.cloud.clear_requests()
        own = budget(house.coordinator)
        outcome: Any
        try:
            outcome = said = await by(house, *names)
        except CheckUpError as error:
            outcome = error
            until = error.again_at
            pause = until and (until - dt_util.utcnow()).total_seconds()
            said = f"{error.reason} for {pause} s: {error}"
        else:
            if isinstance(outcome, CheckUpResult):
                live, told = [*outcome.live], outcome.messages
                said = f"{live}, not read {dict(outcome.unread)} {told or ''}"
        requests = ", ".join(f"{one.method} {one.path}" for one in house.cloud.requests)
        refusals = own.refusals
        said = f"{said}; asked {requests or 'nothing'}; refused {refusals} times"
        story.tell(f"{by.__name__} {', '.join(names)}", said)
        return outcome

    return ask


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
async def without_polls(house: House) -> None:
    """Let core make no polls: each request from here on is ours."""
    await house.blink.runtime_data.async_shutdown()


@pytest.fixture
async def house(make_house: MakeHouse, monkeypatch: pytest.MonkeyPatch) -> House:
    """A house with one of each trouble, long after core's last request."""
    monkeypatch.setattr(checkup, "PICTURE_POLL_SECONDS", 0)
    house = await make_house("troubles")
    await house.poll()
    house.cloud.clear_requests()
    return house
