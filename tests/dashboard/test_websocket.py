"""The card's data: complete at first, then changes, only what a user may see, bounded."""

import json
from typing import Any

from homeassistant.auth.models import User
from homeassistant.core import callback
from homeassistant.helpers import (
    device_registry as dr,
    entity_registry as er,
    issue_registry as ir,
)
from homeassistant.helpers.dispatcher import async_dispatcher_connect
from homeassistant.util import dt as dt_util
import pytest

from custom_components.blink_doctor import checkup
from custom_components.blink_doctor.const import DOMAIN
from custom_components.blink_doctor.dashboard import websocket_api
from custom_components.blink_doctor.dashboard.view import account_as_dict
from custom_components.blink_doctor.store.wake_counts import Woken
from tests.card import Watch, by_name
from tests.house import House
from tests.story import Story

SETTLED = 8

pytestmark = pytest.mark.house(polls=SETTLED)


async def test_full_data_then_changes(
    watch: Watch, house: House, story: Story, hass_admin_user: User
) -> None:
    watcher = await watch()
    event = await watcher.subscribe()
    assert by_name(event)["Nursery"]["parent"] is None, "it joins the Wi-Fi by itself"

    def card() -> dict[str, Any]:
        shown = account_as_dict(house.hass, house.doctor, hass_admin_user)
        devices = {one["name"]: one for one in shown["devices"]}
        return {**shown, "devices": devices}

    whole = {**event["accounts"][0], "devices": by_name(event)}
    assert [event["full"], whole] == [True, json.loads(json.dumps(card(), default=str))]
    story.follow(card)
    await house.poll()
    assert await watcher.waiting() == [], "nothing has changed"
    story("one device changes: it alone is sent")
    house.find("Terrace").battery = "low"
    await house.poll()
    await house.wait(1)
    (change,) = await watcher.waiting()
    assert (change["full"], [*by_name(change)]) == (False, ["Terrace"])
    for ignored in (True, False):
        story(f"a repair is{'' if ignored else ' no longer'} ignored")
        issue_id = card()["devices"]["Front door"]["issue_id"]
        ir.async_ignore_issue(house.hass, DOMAIN, issue_id, ignored)
        await house.wait(1)
        now = by_name(await watcher.event())
        assert now["Front door"]["findings"][0]["ignored"] is ignored
    story("when a picture was taken, a battery read, and what woke a camera yesterday")
    camera = house.find("Garden")
    camera.take_picture(house.coordinator.now.replace(microsecond=0))
    camera.raw.config["battery_check_time"] = "2026-02-14T08:12:00+00:00"
    woken = {"automation:Look": 3, "person": 1}
    note = Woken(dt_util.now().toordinal() - 1, woken)
    house.coordinator.async_note(camera.key, woken=note)
    await house.poll()
    story("a module dies: it carries the cause, and its cameras point at it")
    house.find("Home").unplug()
    await house.poll(SETTLED)


async def test_only_what_a_user_may_see(
    watch: Watch, house: House, story: Story
) -> None:
    seen = house.entity_id("Front door", "fault")
    looks = {"read": True}
    for title, entities in {
        "nothing without rights": {},
        "one camera with rights on its entity": {seen: looks},
        "to be paused by who may control it": {seen: looks | {"control": True}},
    }.items():
        story(title)
        watcher = await watch({"entities": {"entity_ids": entities}})
        (shown,) = (await watcher.subscribe())["accounts"]
        facts = ("name", "control", "entities")
        devices = [{fact: one[fact] for fact in facts} for one in shown["devices"]]
        story.tell("card", {"devices": devices, "restricted": shown["restricted"]})
        balcony = house.coordinator.uid(house.key("Balcony"))
        place = {"entry_id": house.doctor.entry_id, "uid": balcony}
        answer = await watcher.call(type="blink_doctor/history", **place)
        story.tell("history of another one", answer["error"]["code"])


@pytest.mark.house("healthy", polls=1)
async def test_states_of_an_account(watch: Watch, house: House, story: Story) -> None:
    entries = house.hass.config_entries

    async def tell() -> None:
        """Record the account as a card shows it that is opened now."""
        (shown,) = (await (await watch()).subscribe())["accounts"]
        shown["devices"] = len(shown["devices"])
        story.tell("account", shown)

    story("it answers")
    await tell()
    story("Blink does not answer: how old its data are, with the devices")
    house.cloud.fail("*", "status=500")
    await house.poll(5)
    await house.wait(1)
    await tell()
    house.cloud.heal()
    story("core is not loaded")
    await entries.async_unload(house.blink.entry_id)
    await house.settle()
    await tell()
    story("nor are we: an open card is told")
    watcher = await watch()
    await watcher.subscribe()
    await entries.async_unload(house.doctor.entry_id)
    await house.wait(1)
    unloaded = (await watcher.waiting())[-1]["accounts"][0]
    story.tell("told", {key: unloaded[key] for key in ("state", "devices")})
    story("removed")
    await entries.async_remove(house.doctor.entry_id)
    await house.wait(1)
    story.tell("told", (await watcher.waiting())[-1])
    assert (await (await watch()).subscribe())["accounts"] == []


@pytest.mark.house("healthy", polls=2)
async def test_follows_names_entities_and_reloads(watch: Watch, house: House) -> None:
    """An open view receives them, and after a reload what changes."""
    watcher = await watch()
    await watcher.subscribe()
    device = house.device("Garden")
    dr.async_get(house.hass).async_update_device(device.id, name_by_user="<b>Gate</b>")
    await house.wait(1)
    assert list(by_name(await watcher.event())) == ["<b>Gate</b>"]
    new, old = "binary_sensor.gate", house.entity_id("Garden", "fault")
    er.async_get(house.hass).async_update_entity(old, new_entity_id=new)
    await house.wait(1)
    change = by_name(await watcher.event())
    assert change["<b>Gate</b>"]["entities"]["fault"] == new
    for bars, reloaded in (1, house.doctor), (2, house.blink):
        await house.reload(reloaded)
        await house.poll()
        await house.wait(1)
        await watcher.waiting()
        house.find("Porch").set_signal(bars)
        await house.poll()
        await house.wait(1)
        (*_, told) = await watcher.waiting()
        assert by_name(told)["Porch"]["wifi_bars"] == bars


@pytest.mark.house("two_accounts")
async def test_two_accounts(watch: Watch, house: House, story: Story) -> None:
    watcher = await watch()
    first = await watcher.subscribe()

    def tell(event: dict[str, Any]) -> None:
        accounts = event["accounts"]
        told = {one["title"]: [d["name"] for d in one["devices"]] for one in accounts}
        story.tell("accounts", {**told, "removed": event.get("removed")})

    story("one that appears later is sent by itself")
    tell(first)
    house.cloud.account(1).two_factor = None
    second = await house.add_doctor(await house.add_blink(house.cloud.account(1)))
    await house.wait(1)
    tell((await watcher.waiting())[-1])
    story("with one title they have their systems' names")
    await house.poll()
    tell(await (await watch()).subscribe())
    story("the owner's title stays")
    house.hass.config_entries.async_update_entry(second, title="At the lake")
    await house.wait(1)
    tell(await (await watch()).subscribe())


@pytest.mark.house
async def test_history(watch: Watch, house: House, story: Story) -> None:
    await house.poll_daily(3)
    watcher = await watch()
    uid = by_name(await watcher.subscribe())["Front door"]["uid"]
    place = {"entry_id": house.doctor.entry_id, "uid": uid}
    story(
        "volts and bars by day as they are remembered, for sparklines; else not found"
    )
    blink = house.blink.entry_id
    for wrong in ({}, *({"uid": "none"}, {"entry_id": "none"}, {"entry_id": blink})):
        past = await watcher.call(**{"type": "blink_doctor/history"} | place | wrong)
        story.tell("history", past.get("result") or past["error"]["code"])


async def test_progress_of_a_check_up(
    house: House, story: Story, hass_admin_user: User
) -> None:
    @callback
    def look() -> None:
        shown = account_as_dict(house.hass, house.doctor, hass_admin_user)
        story.tell("check-up", shown["check_up"])

    stop = async_dispatcher_connect(house.hass, checkup.SIGNAL_CHECK_UP, look)
    keys = [house.key("Front door"), house.key("Garden")]
    story("while it is under way: answers, of how many, and who is asked")
    await checkup.async_check_up(house.hass, house.coordinator, keys)
    stop()
    house.cloud.fail("homescreen", "status=500")
    await house.wait(61)
    with pytest.raises(checkup.CheckUpError):
        await checkup.async_check_up(house.hass, house.coordinator, keys)
    story("nothing after it, also where it failed")
    look()


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
    house.find("Terrace").set_signal(1)
    await house.poll()
    await house.wait(1)
    changes = [await watcher.event() for _ in range(100)]
    assert len(computed) <= 2, "once at once, once after the pause"
    assert all(by_name(change).keys() == {"Terrace"} for change in changes)


@pytest.mark.house("one_camera")
async def test_too_many_are_refused(watch: Watch, house: House) -> None:
    """The limit is per user; the end of the last subscription removes the listeners."""

    def listeners() -> tuple[int, dict[Any, int]]:
        return len(house.coordinator._listeners), dict(house.hass.bus.async_listeners())

    watcher, before = await watch(), listeners()
    await watcher.subscribe()
    assert all(now != then for now, then in zip(listeners(), before, strict=True))
    end = {"type": "unsubscribe_events", "subscription": 1}
    assert (await watcher.call(**end))["success"]
    assert listeners() == before
    for _ in range(websocket_api.MOST_VIEWS):
        await watcher.subscribe()
    for again in (watcher, await watch()):
        error = (await again.call(type="blink_doctor/subscribe"))["error"]
        assert error["code"] == "too_many_subscriptions"
        assert error["translation_key"] == "too_many_views"
        assert error["translation_placeholders"] == {"most": "200"}
    assert (await (await watch({})).subscribe())["full"] is True
    assert (await watcher.call(**end | {"subscription": 3}))["success"]
    assert (await watcher.subscribe())["full"] is True
