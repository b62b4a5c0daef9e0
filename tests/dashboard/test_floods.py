"""Many subscriptions at once: one computation for all, and not without end."""

from typing import Any

import pytest

from custom_components.blink_doctor.dashboard import websocket_api
from tests.house import House, MakeHouse

from .conftest import Watch, by_name

SUBSCRIBE = "blink_doctor/subscribe"


@pytest.fixture
def computed(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    accounts: list[str] = []
    compute = websocket_api.account_as_dict

    def noted(*args: Any) -> dict[str, Any]:
        account = compute(*args)
        accounts.append(account["title"])
        return account

    monkeypatch.setattr(websocket_api, "account_as_dict", noted)
    return accounts


@pytest.mark.house(polls=2)
async def test_hundred_subscriptions_share_one_computation(
    watch: Watch, computed: list[str], house: House
) -> None:
    """All get the whole, and later each change, which is computed once."""
    watcher = await watch()
    events = [await watcher.subscribe() for _ in range(100)]
    assert len(computed) == 1
    assert all(event == events[0] for event in events)
    assert events[0]["full"] is True

    computed.clear()
    camera = house.account.find("Terrace")
    assert camera is not None
    camera.set_signal(1)  # type: ignore[attr-defined]
    await house.poll()
    await house.wait(1)
    changes = [await watcher.event() for _ in range(100)]
    assert len(computed) <= 2, "once at once, once after the pause"
    assert all(by_name(change).keys() == {"Terrace"} for change in changes)


async def test_subscribing_over_and_over_computes_once(
    make_house: MakeHouse, watch: Watch, computed: list[str]
) -> None:
    """A view that is closed and opened again is not computed anew each time."""
    await make_house("troubles")
    watcher = await watch()
    for number in range(20):
        await watcher.subscribe()
        answer = await watcher.call(
            type="unsubscribe_events", subscription=1 + 2 * number
        )
        assert answer["success"]
    assert len(computed) == 1


async def test_more_than_the_bound_are_refused(
    make_house: MakeHouse, watch: Watch
) -> None:
    """The error is translated; the bound is for each user."""
    await make_house("one_camera")
    watcher = await watch()
    for _ in range(websocket_api.MOST_VIEWS):
        await watcher.subscribe()
    refused = await watcher.call(type=SUBSCRIBE)
    assert refused["error"]["code"] == "too_many_subscriptions"
    assert refused["error"]["translation_key"] == "too_many_views"
    assert refused["error"]["translation_placeholders"] == {"most": "200"}
    assert not (await (await watch()).call(type=SUBSCRIBE))["success"]
    assert (await (await watch({})).subscribe())["full"] is True
    answer = await watcher.call(type="unsubscribe_events", subscription=1)
    assert answer["success"]
    assert (await watcher.subscribe())["full"] is True
