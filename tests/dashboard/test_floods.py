"""Many subscriptions at once: one computation for all, and not without end."""

from typing import Any

import pytest

from custom_components.blink_doctor.dashboard import websocket_api
from tests.house import House

from .conftest import Watch, by_name


@pytest.mark.house(polls=2)
async def test_subscriptions_share_one_computation(
    watch: Watch, house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    """All get the whole, and later each change; a view that is opened again, too."""
    computed: list[str] = []
    compute = websocket_api.account_as_dict

    def noted(*args: Any) -> dict[str, Any]:
        computed.append(args[1].title)
        return compute(*args)

    monkeypatch.setattr(websocket_api, "account_as_dict", noted)
    watcher = await watch()
    events = [await watcher.subscribe() for _ in range(100)]
    assert all(event == events[0] for event in events)
    assert events[0]["full"] is True
    other = await watch()
    for number in range(20):
        await other.subscribe()
        message = {"type": "unsubscribe_events", "subscription": 1 + 2 * number}
        assert (await other.call(**message))["success"]
    assert len(computed) == 1

    computed.clear()
    house.thing("Terrace").set_signal(1)
    await house.poll()
    await house.wait(1)
    changes = [await watcher.event() for _ in range(100)]
    assert len(computed) <= 2, "once at once, once after the pause"
    assert all(by_name(change).keys() == {"Terrace"} for change in changes)


@pytest.mark.house("one_camera")
async def test_more_than_the_bound_are_refused(watch: Watch, house: House) -> None:
    """The error is translated; the bound is for each user."""
    watcher = await watch()
    for _ in range(websocket_api.MOST_VIEWS):
        await watcher.subscribe()
    for again in (watcher, await watch()):
        error = (await again.call(type="blink_doctor/subscribe"))["error"]
        assert error["code"] == "too_many_subscriptions"
        assert error["translation_key"] == "too_many_views"
        assert error["translation_placeholders"] == {"most": "200"}
    assert (await (await watch({})).subscribe())["full"] is True
    answer = await watcher.call(type="unsubscribe_events", subscription=1)
    assert answer["success"]
    assert (await watcher.subscribe())["full"] is True
