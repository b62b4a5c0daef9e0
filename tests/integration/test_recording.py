"""Whether cameras record, and did, as owners see it: sensors, actions, card, reports."""

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from homeassistant.helpers import entity_registry as er
import pytest

from custom_components.blink_doctor.messages.sentences import Words
from custom_components.blink_doctor.messages.support import support_text
from custom_components.blink_doctor.repairs.maintenance import overview
from tests.card import Watch, by_name
from tests.house import House
from tests.story import Story

pytestmark = pytest.mark.house("healthy", polls=2)
# of the house in tests
LOCAL = ZoneInfo("US/Pacific")


async def history(house: House, *cameras: str, **data: Any) -> list[dict[str, Any]]:
    answer = await house.act("get_recording_history", *cameras, **data)
    devices: list[dict[str, Any]] = answer["devices"]
    return devices


async def drop_out(house: House, camera: str, polls: int) -> None:
    """Let a camera hang for some polls, and see it back."""
    house.find(camera).hang()
    await house.poll(polls)
    house.find(camera).power_cycle()
    await house.poll(2)


def night(house: House) -> None:
    """Go on to three o'clock of the next night, in the time zone of the house."""
    house.freezer.move_to(datetime.fromisoformat("2026-11-23T03:00:00-08:00"))


async def tell(story: Story, house: House, watch: Watch, camera: str) -> None:
    """Record what the actions and the card say of a camera and its module."""
    for device in await history(house, camera, days=30):
        # of two weeks only the last
        story.tell("history", {**device, "spans": device["spans"][-5:]})
    (told,) = (await house.act("get_diagnosis", camera))["devices"]
    story.tell("summary", told["summary"])
    rows = by_name(await (await watch()).subscribe())
    for name in (camera, house.diagnosis("sync_module:11").reading.name):
        facts = [one for one in rows[name] if "record" in one or "drop_out" in one]
        facts += ["usb_storage", "not_watching"]
        story.tell(f"card {name}", {fact: rows[name][fact] for fact in facts})


async def test_every_state(house: House, watch: Watch, story: Story) -> None:
    driveway, garden = house.find("Driveway"), house.find("Garden")
    story.follow_states(house, "Driveway", "Garden")
    story("motion is off, or snoozed")
    driveway.enabled = False
    garden.raw.homescreen |= {"snooze": True, "snooze_time_remaining": 55}
    await house.poll()
    story("silent for a while, and ready again")
    driveway.enabled = True
    driveway.hang()
    await house.poll(2)
    driveway.power_cycle()
    await house.poll(2)
    story("core's panel disarms: who did that wanted it, and no fault is told")
    (panel,) = (
        entity.entity_id
        for entity in er.async_entries_for_device(
            er.async_get(house.hass), house.device("sync_module:11").id
        )
        if entity.domain == "alarm_control_panel"
    )
    await house.call("alarm_control_panel.alarm_disarm", entity_id=panel)
    await house.poll(12)
    story("since when, also over a reload")
    await house.reload()
    await tell(story, house, watch, "Driveway")


async def test_not_watching_at_night(house: House, watch: Watch, story: Story) -> None:
    story("in the time of the house: sentence, times and sums agree, and the card's")
    night(house)
    await house.poll(3)
    await drop_out(house, "Driveway", 8)
    await tell(story, house, watch, "Driveway")


async def test_only_cameras(house: House) -> None:
    """Without devices it is every camera."""
    names = {camera["name"] for camera in await history(house)}
    assert {"Driveway", "Office", "Doorbell"} <= names
    assert await history(house, "sync_module:11") == []


@pytest.mark.usefixtures("entity_registry_enabled_by_default")
async def test_drop_outs(house: House, story: Story) -> None:
    story.follow_states(house, "Garden")
    story("counted by the sensor, and told in maintenance check and support text")
    for _ in range(3):
        await drop_out(house, "Garden", 4)
        await house.poll(3)
    await house.wait(3600)
    await house.poll()
    words = await Words.async_load(house.hass)
    told = [*overview(house.coordinator, words)]
    support = support_text(house.coordinator, house.key("Garden"), words).splitlines()
    for name, lines in (("maintenance", told), ("support", support)):
        story.tell(name, [line for line in lines if "drop-outs" in line])
    story("it hangs: the evidence says how often it dropped out")
    house.find("Garden").hang()
    await house.poll(6)
    finding = house.diagnosis("Garden").primary
    assert finding is not None
    story.tell("evidence", words.evidence(finding, house.coordinator.now))


@pytest.mark.usefixtures("entity_registry_enabled_by_default")
async def test_a_nightly_pattern_is_shown(
    house: House, watch: Watch, story: Story
) -> None:
    night(house)
    for _ in range(12):
        await house.poll(2)
        await drop_out(house, "Garden", 3)
        # the rest of the day, as if all its polls were the same
        ledger, now = house.remembered("Garden").watched, house.coordinator.now
        three = now.astimezone(LOCAL).replace(hour=3, minute=0) + timedelta(days=1)
        house.freezer.move_to(three - timedelta(minutes=10))
        watched = replace(ledger, until=house.coordinator.now)
        house.coordinator.async_remember(house.key("Garden"), watched=watched)
    await house.poll(3)
    story("at three in most nights of two weeks: in local time, with the reason")
    await tell(story, house, watch, "Garden")
    story.tell("sensor", house.state("Garden", "drop_outs").state)
