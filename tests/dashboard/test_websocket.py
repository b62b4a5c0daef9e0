"""The card's data: whole at first, then changes only, and only what one may see."""

from dataclasses import replace
from typing import Any

from homeassistant.core import HomeAssistant, callback
from homeassistant.helpers import (
    device_registry as dr,
    entity_registry as er,
    issue_registry as ir,
)
from homeassistant.helpers.dispatcher import async_dispatcher_connect
from homeassistant.util import dt as dt_util
import pytest

from custom_components.blink_doctor.checkup import (
    SIGNAL_CHECK_UP,
    CheckUpError,
    async_check_up,
)
from custom_components.blink_doctor.const import DOMAIN
from custom_components.blink_doctor.dashboard.view import account_as_dict
from custom_components.blink_doctor.diagnosis.model.findings import (
    Cause,
    Confidence,
    Finding,
    Severity,
)
from custom_components.blink_doctor.diagnosis.model.readings import Family, system_key
from custom_components.blink_doctor.diagnosis.report import format_datetime
from custom_components.blink_doctor.wake_counts import Woken
from demo.cloud.cameras import Camera
from demo.cloud.sync_module import SyncModule
from tests.house import House

from .conftest import Watch, by_name

SETTLED = 8

pytestmark = pytest.mark.house(polls=SETTLED)


async def test_first_event_is_the_whole(watch: Watch, house: House) -> None:
    """Every device with cause, evidence, steps and what one needs to act."""
    event = await (await watch()).subscribe()
    assert event["full"] is True
    (account,) = event["accounts"]
    assert {key: account[key] for key in ("entry_id", "state", "restricted")} == {
        "entry_id": house.doctor.entry_id,
        "state": "ok",
        "restricted": False,
    }
    devices = by_name(event)
    judged = house.coordinator.data.devices.values()
    names = [d.reading.name for d in judged if d.reading.family is not Family.SYSTEM]
    assert sorted(devices) == sorted(names)
    front = devices["Front door"]
    assert front["primary_cause"] == "low_battery"
    assert front["battery"] == "low"
    assert front["severity"] == "error"
    assert front["fault"] is True
    assert front["device_id"] == house.device("Front door").id
    assert front["parent"] == devices["Home"]["uid"]
    assert front["control"] is True
    assert front["steps"][0] == front["step"] == "replace_batteries"
    assert front["entities"]["fault"] == house.entity_id("Front door", "fault")
    (finding,) = front["findings"]
    assert finding["confidence"] == "confirmed"
    assert finding["root"] is None
    assert finding["evidence"]["battery"] == "low"
    # A Mini joins the Wi-Fi by itself: no module stands above it.
    assert devices["Nursery"]["parent"] is None
    assert devices["Nursery"]["findings"] == []


async def test_later_events_hold_changes_only(watch: Watch, house: House) -> None:
    """One device changes: one device is sent. Nothing changes: nothing is."""
    watcher = await watch()
    await watcher.subscribe()
    await house.poll()
    assert await watcher.nothing()
    terrace = house.account.find(house.key("Terrace"))
    assert isinstance(terrace, Camera)
    terrace.battery = "low"
    await house.poll()
    await house.wait(1)
    change = await watcher.event()
    assert change["full"] is False
    assert list(by_name(change)) == ["Terrace"]
    assert by_name(change)["Terrace"]["primary_cause"] == "low_battery"
    assert await watcher.nothing()


async def test_behind_a_dead_module(watch: Watch, house: House) -> None:
    """The module carries the cause, the cameras point at it."""
    module = house.account.find(house.key("Home"))
    assert isinstance(module, SyncModule)
    module.unplug()
    await house.poll(SETTLED)
    devices = by_name(await (await watch()).subscribe())
    home, attic = devices["Home"], devices["Living room"]
    assert home["primary_cause"] == attic["primary_cause"] == "sync_module_offline"
    assert home["findings"][0]["root"] is None
    assert attic["findings"][0]["root"] == home["uid"]
    assert home["steps"] and attic["steps"] == []
    assert attic["issue_id"] is None


async def test_what_a_user_may_not_see_is_not_sent(watch: Watch, house: House) -> None:
    """Rights on one camera's entity: that camera, and nothing of the others."""
    seen = house.entity_id("Front door", "fault")
    watcher = await watch({"entities": {"entity_ids": {seen: {"read": True}}}})
    event = await watcher.subscribe()
    assert list(by_name(event)) == ["Front door"]
    assert event["accounts"][0]["restricted"] is True
    front = by_name(event)["Front door"]
    assert front["control"] is False
    assert front["entities"] == {"fault": seen}

    other = await watch(
        {"entities": {"entity_ids": {seen: {"read": True, "control": True}}}}
    )
    assert by_name(await other.subscribe())["Front door"]["control"] is True

    nobody = await (await watch({})).subscribe()
    assert nobody["accounts"][0]["devices"] == []
    assert nobody["accounts"][0]["restricted"] is True

    balcony = house.coordinator.uid(house.key("Balcony"))
    answer = await watcher.call(
        type="blink_doctor/history", entry_id=house.doctor.entry_id, uid=balcony
    )
    assert answer["error"]["code"] == "not_found"


@pytest.mark.house("healthy", polls=1)
async def test_states_of_an_account(watch: Watch, house: House) -> None:
    """Not answering, old data, Blink not loaded, our entry gone: each is said."""
    watcher = await watch()
    assert (await watcher.subscribe())["accounts"][0]["data_at"] is None
    house.cloud.fail("*", "status=500")
    await house.poll(5)
    await house.wait(1)
    stale = (await (await watch()).subscribe())["accounts"][0]
    assert stale["state"] == "stale"
    assert stale["data_at"] is not None
    assert stale["devices"]
    house.cloud.heal()

    await house.hass.config_entries.async_unload(house.blink.entry_id)
    await house.settle()
    gone = (await (await watch()).subscribe())["accounts"][0]
    assert (gone["state"], gone["trouble"]) == ("blink_not_loaded", "not_loaded")
    data_at = house.coordinator.data.data_at
    assert data_at is not None
    assert gone["data_at"] == format_datetime(data_at)

    fresh = await watch()
    await fresh.subscribe()
    await house.hass.config_entries.async_unload(house.doctor.entry_id)
    await house.wait(1)
    events = [await fresh.event()]
    while events[-1]["accounts"][0]["state"] != "not_loaded":
        events.append(await fresh.event())
    assert events[-1]["accounts"][0]["devices"] == []
    await house.hass.config_entries.async_remove(house.doctor.entry_id)
    await house.wait(1)
    while (
        not events[-1].get("removed")
        or house.doctor.entry_id not in events[-1]["removed"]
    ):
        events.append(await fresh.event())
    assert (await (await watch()).subscribe())["accounts"] == []


@pytest.mark.house("healthy", polls=1)
async def test_follows_names_and_entities(watch: Watch, house: House) -> None:
    """A device that is renamed, an entity that is: the card hears of it."""
    watcher = await watch()
    name = next(iter(by_name(await watcher.subscribe())))
    device = house.device(name)
    dr.async_get(house.hass).async_update_device(device.id, name_by_user="<b>Gate</b>")
    await house.wait(1)
    change = await watcher.event()
    assert list(by_name(change)) == ["<b>Gate</b>"]
    er.async_get(house.hass).async_update_entity(
        house.entity_id(name, "fault"), new_entity_id="binary_sensor.gate"
    )
    await house.wait(1)
    change = await watcher.event()
    assert (
        change["accounts"][0]["devices"][0]["entities"]["fault"] == "binary_sensor.gate"
    )


def registry_listeners(hass: HomeAssistant) -> dict[str, int]:
    counts = {str(event): count for event, count in hass.bus.async_listeners().items()}
    return {event: count for event, count in counts.items() if "registry" in event}


@pytest.mark.parametrize("reloaded", ["doctor", "blink"])
@pytest.mark.house(polls=2)
async def test_follows_a_reload(watch: Watch, reloaded: str, house: House) -> None:
    """What changes after a reload arrives at a view that was open before."""
    watcher = await watch()
    await watcher.subscribe()
    await house.hass.config_entries.async_reload(getattr(house, reloaded).entry_id)
    await house.settle()
    await house.poll()
    await house.wait(1)
    await watcher.waiting()
    camera = house.account.find("Terrace")
    assert camera is not None
    camera.set_signal(1)  # type: ignore[attr-defined]
    await house.poll()
    await house.wait(1)
    bars = [by_name(event)["Terrace"]["wifi_bars"] for event in await watcher.waiting()]
    assert bars[-1:] == [1]


@pytest.mark.house("healthy")
async def test_unsubscribing_leaves_nothing(watch: Watch, house: House) -> None:
    """The last subscription takes its listeners along."""
    listeners = len(house.coordinator._listeners)
    bus = registry_listeners(house.hass)
    watcher = await watch()
    await watcher.subscribe()
    assert len(house.coordinator._listeners) == listeners + 1
    assert registry_listeners(house.hass) != bus
    answer = await watcher.call(type="unsubscribe_events", subscription=1)
    assert answer["success"]
    assert len(house.coordinator._listeners) == listeners
    assert registry_listeners(house.hass) == bus


@pytest.mark.house("two_accounts")
async def test_two_accounts(watch: Watch, house: House) -> None:
    """Each account has its own part; one that appears later is sent by itself."""
    watcher = await watch()
    assert len((await watcher.subscribe())["accounts"]) == 1
    blink = await house.add_blink(house.cloud.account(1))
    entry = await house.add_doctor(blink)
    await house.wait(1)
    change = await watcher.event()
    while not change["accounts"][0]["devices"]:
        change = await watcher.event()
    assert change["accounts"][0]["entry_id"] == entry.entry_id
    assert change["removed"] == []


@pytest.mark.house("two_accounts")
async def test_accounts_are_told_apart(watch: Watch, house: House) -> None:
    """Two accounts with one title have the names of their systems, and no e-mail."""
    house.cloud.account(1).two_factor = None
    second = await house.add_doctor(await house.add_blink(house.cloud.account(1)))
    await house.poll()
    titles = [a["title"] for a in (await (await watch()).subscribe())["accounts"]]
    systems = [
        ", ".join(network.name for network in house.cloud.account(at).networks)
        for at in (0, 1)
    ]
    assert titles == systems
    assert len(set(titles)) == 2
    # a title that the owner has given stays
    house.hass.config_entries.async_update_entry(second, title="At the lake")
    titles = [a["title"] for a in (await (await watch()).subscribe())["accounts"]]
    assert titles == [systems[0], "At the lake"]


async def test_what_is_ignored_is_said(watch: Watch, house: House) -> None:
    """A repair that the owner ignores, and again when it is no longer ignored."""
    watcher = await watch()
    front = by_name(await watcher.subscribe())["Front door"]
    assert front["findings"][0]["ignored"] is False
    for ignored in (True, False):
        ir.async_ignore_issue(house.hass, DOMAIN, front["issue_id"], ignored)
        await house.wait(1)
        now = by_name(await watcher.event())
        assert now["Front door"]["findings"][0]["ignored"] is ignored


@pytest.mark.house("healthy", polls=1)
async def test_pictures_have_a_date(watch: Watch, house: House) -> None:
    """When the picture was taken that Home Assistant has; a module takes none."""
    devices = by_name(await (await watch()).subscribe())
    for name, device in devices.items():
        known = device["picture_at"] is not None
        assert known is (device["family"] in ("camera", "owl", "doorbell")), name
    camera = next(d for d in house.account.devices if isinstance(d, Camera))
    at = house.coordinator.now
    camera.take_picture(at)
    await house.poll()
    devices = by_name(await (await watch()).subscribe())
    assert devices[camera.name]["picture_at"] == format_datetime(
        at.replace(microsecond=0)
    )


@pytest.mark.house("healthy")
async def test_batteries_say_when_they_were_read_and_what_wakes(
    watch: Watch, house: House
) -> None:
    """How old Blink's look at the battery is, and what woke the camera yesterday."""
    camera = house.cloud.device("Garden")
    camera.raw.config["battery_check_time"] = "2026-02-14T08:12:00+00:00"
    day = dt_util.now().toordinal()
    woken = Woken(day - 1, {"automation:Look": 3, "person": 1})
    house.coordinator.async_note(camera.key, woken=woken)
    await house.poll()
    devices = by_name(await (await watch()).subscribe())
    assert devices["Garden"]["battery_read_at"] == "2026-02-14T08:12:00Z"
    assert devices["Garden"]["woken_yesterday"] == [
        {"kind": "automation", "name": "Look", "count": 3},
        {"kind": "person", "name": "", "count": 1},
    ]
    assert devices["Kitchen"]["battery_read_at"] is None
    assert devices["Kitchen"]["woken_yesterday"] == []


@pytest.mark.house("two_modules", polls=SETTLED)
async def test_a_system_is_a_line_of_its_own(watch: Watch, house: House) -> None:
    """A cause may sit on one home of several: it is named as that home is."""
    network = house.account.networks[0]
    system = system_key(str(network.id))
    away = Finding(
        cause=Cause.HOME_NETWORK_OFFLINE,
        device=system,
        severity=Severity.ERROR,
        confidence=Confidence.LIKELY,
        since=house.coordinator.now,
        evidence={"devices_offline": 2},
    )
    diagnosis = house.coordinator.data
    devices = {
        key: device._replace(findings=(away._replace(device=key, root=system),))
        if device.reading.network_id == str(network.id)
        else device
        for key, device in diagnosis.devices.items()
    }
    devices[system] = devices[system]._replace(findings=(away,))
    house.coordinator.data = replace(diagnosis, devices=devices)
    shown = (await (await watch()).subscribe())["accounts"][0]["devices"]
    (line,) = [d for d in shown if d["family"] == "system"]
    assert line["name"] == network.name
    assert line["steps"][0] == line["step"] == "check_internet"
    cut_off = [d for d in shown if d["findings"] and d["findings"][0]["root"]]
    behind = [d for d in cut_off if d["findings"][0]["root"] == line["uid"]]
    assert len(behind) > 1


@pytest.mark.house
async def test_history(watch: Watch, house: House) -> None:
    """Volts and bars as they are remembered, for sparklines."""
    for _ in range(3):
        await house.wait(86400)
    watcher = await watch()
    uid = by_name(await watcher.subscribe())["Front door"]["uid"]
    answer = await watcher.call(
        type="blink_doctor/history", entry_id=house.doctor.entry_id, uid=uid
    )
    past = answer["result"]
    assert set(past) == {"battery_voltage", "wifi_signal", "sync_module_link"}
    days = [day for day, _ in past["battery_voltage"]]
    assert len(days) >= 3
    assert days == sorted(days)
    assert all(1 < volts < 2 for _, volts in past["battery_voltage"])
    for wrong in (
        {"uid": "none"},
        {"entry_id": "none"},
        {"entry_id": house.blink.entry_id},
    ):
        message = {
            "type": "blink_doctor/history",
            "entry_id": house.doctor.entry_id,
            "uid": uid,
        }
        assert (await watcher.call(**message | wrong))["error"]["code"] == "not_found"


async def test_how_far_a_check_up_is(watch: Watch, house: House) -> None:
    """While it is under way: answers, of how many, and who is asked; nothing before and after."""
    watcher = await watch()
    event = await watcher.subscribe()
    assert event["accounts"][0]["check_up"] is None
    seen: list[dict[str, Any] | None] = []

    @callback
    def look() -> None:
        seen.append(account_as_dict(house.hass, house.doctor, user)["check_up"])

    user = next(one for one in await house.hass.auth.async_get_users() if one.is_admin)
    stop = async_dispatcher_connect(house.hass, SIGNAL_CHECK_UP, look)
    keys = [house.key("Front door"), house.key("Garden")]
    await async_check_up(house.hass, house.coordinator, keys)
    stop()
    assert seen == [
        {"done": 0, "of": 1, "device": None},
        {"done": 1, "of": 3, "device": house.coordinator.uid(keys[0])},
        {"done": 2, "of": 3, "device": house.coordinator.uid(keys[1])},
        None,
    ]
    house.cloud.fail("homescreen", "status=500")
    await house.wait(61)
    with pytest.raises(CheckUpError):
        await async_check_up(house.hass, house.coordinator, keys)
    event = await (await watch()).subscribe()
    assert event["accounts"][0]["check_up"] is None, "also where it failed"
