"""Whether cameras record, and did, as owners meet it: sensors, actions, card, reports."""

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from homeassistant.exceptions import ServiceValidationError
from homeassistant.helpers import entity_registry as er
import pytest

from custom_components.blink_doctor.messages.sentences import Words
from custom_components.blink_doctor.messages.support import support_text
from custom_components.blink_doctor.repairs.maintenance import overview
from tests.card import Watch, by_name
from tests.house import House

pytestmark = pytest.mark.house("healthy", polls=2)
# of the house in tests
LOCAL = ZoneInfo("US/Pacific")


async def history(house: House, *cameras: str, **data: Any) -> list[dict[str, Any]]:
    answer = await house.act("get_recording_history", *cameras, **data)
    devices: list[dict[str, Any]] = answer["devices"]
    return devices


async def drop_out(house: House, camera: str, polls: int) -> None:
    """Let a camera hang for some polls, and see it back."""
    house.thing(camera).hang()
    await house.poll(polls)
    house.thing(camera).power_cycle()
    await house.poll(2)


def night(house: House) -> None:
    """Go on to three o'clock of the next night, in the time zone of the house."""
    house.freezer.move_to(datetime.fromisoformat("2026-11-23T03:00:00-08:00"))


async def test_what_sensors_show(house: House) -> None:
    """What Blink says of system and camera; that core's panel disarms is seen, too."""
    recording = {name: house.thing(name) for name in ("Driveway", "Garden")}
    assert house.state("Driveway", "recording").state == "ready"
    recording["Driveway"].enabled = False
    snoozed = {"snooze": True, "snooze_time_remaining": 55}
    recording["Garden"].raw.homescreen |= snoozed
    await house.poll()
    shown = {name: house.state(name, "recording").state for name in recording}
    assert shown == {"Driveway": "motion_off", "Garden": "snoozed"}
    recording["Driveway"].enabled = True
    recording["Driveway"].hang()
    await house.poll(2)
    assert house.state("Driveway", "recording").state == "offline"
    recording["Driveway"].power_cycle()
    await house.poll(2)
    (panel,) = (
        entity.entity_id
        for entity in er.async_entries_for_device(
            er.async_get(house.hass), house.device("sync_module:11").id
        )
        if entity.domain == "alarm_control_panel"
    )
    await house.call("alarm_control_panel.alarm_disarm", entity_id=panel)
    await house.poll()
    assert house.state("Driveway", "recording").state == "not_armed"


async def test_who_disarmed_wanted_that(watch: Watch, house: House) -> None:
    """Card and actions have state and since when, also over a reload; no fault is told."""
    house.thing("Driveway").network.armed = False
    await house.poll()
    since = house.coordinator.now
    await house.poll(11)
    await house.reload()
    rows = by_name(await (await watch()).subscribe())
    module = rows[house.diagnosis("sync_module:11").reading.name]
    assert [module[key] for key in ("recording", "usb_storage")] == [None, "not_in_use"]
    said = rows["Driveway"]
    assert (said["recording"], said["usb_storage"]) == ("not_armed", None)
    assert said["recording_since"] == f"{since:%Y-%m-%dT%H:%M:%SZ}"
    (told,) = (await house.act("get_diagnosis", "Driveway"))["devices"]
    assert told["recording"] == "not_armed"
    assert told["summary"] == "Driveway is fine. It would not record now: Not armed."
    (camera,) = await history(house, "Driveway")
    assert camera["recording"] == "not_armed"
    assert camera["minutes"]["not_armed"] > 50
    assert (camera["not_watching"], camera["summary"]) == (None, "")


async def test_not_watching_last_night(watch: Watch, house: House) -> None:
    """The sentence, the times and the sums agree, and the card has them too."""
    night(house)
    await house.poll(3)
    await drop_out(house, "Driveway", 8)
    (camera,) = await history(house, "Driveway", days=2)
    assert camera["recording"] == "ready"
    states = [span["state"] for span in camera["spans"]]
    assert states == ["ready", "not_known", "ready", "offline", "ready"]
    offline = camera["spans"][3]
    start, end = (datetime.fromisoformat(offline[k]) for k in ("from", "until"))
    assert timedelta(minutes=34) < end - start < timedelta(minutes=46)
    assert camera["minutes"]["offline"] == round((end - start).total_seconds() / 60)
    times = [f"{at.astimezone(LOCAL):%H:%M}" for at in (start, end)]
    assert camera["summary"].startswith(
        f"Driveway was not watching, last night at {times[0]} – {times[1]}: Offline."
    )
    assert camera["drop_outs"]["week"]["count"] == 1
    assert camera["drop_outs"]["week"]["availability"] < 100
    row = by_name(await (await watch()).subscribe())["Driveway"]
    assert row["not_watching"] == {
        "reason": "offline",
        "from": start.isoformat().replace("+00:00", "Z"),
        "until": end.isoformat().replace("+00:00", "Z"),
    }
    assert row["drop_outs"] == camera["drop_outs"]
    assert row["drop_out_pattern"] is None


async def test_only_cameras_and_only_valid_days(house: House) -> None:
    """Without devices it is every camera; a day too many is refused by name."""
    names = {camera["name"] for camera in await history(house)}
    assert {"Driveway", "Office", "Doorbell"} <= names
    assert await history(house, "sync_module:11") == []
    for days in (0, 31, "many"):
        with pytest.raises(ServiceValidationError, match="days"):
            await history(house, days=days)


@pytest.mark.usefixtures("entity_registry_enabled_by_default")
async def test_drop_outs(house: House) -> None:
    """Counted by the sensor, and told in report, support text and evidence."""
    assert house.state("Garden", "drop_outs").state == "0"
    for _ in range(3):
        await drop_out(house, "Garden", 4)
        await house.poll(3)
    await house.wait(3600)
    await house.poll()
    state = house.state("Garden", "drop_outs")
    assert state.state == "3"
    assert state.attributes["last_day"] == 3
    assert 15 <= state.attributes["recovery_minutes"] <= 30
    minutes = state.attributes["total_minutes"]
    assert minutes >= 45
    assert state.attributes["availability"] < 100
    assert "most_nights" not in state.attributes
    words = await Words.async_load(house.hass)
    told = f"Garden: drop-outs in 30 days: 3, {minutes} minutes"
    assert told in "\n".join(overview(house.coordinator, words))
    assert told in support_text(house.coordinator, house.key("Garden"), words)
    house.thing("Garden").hang()
    await house.poll(6)
    finding = house.diagnosis("Garden").primary
    assert finding is not None
    assert finding.evidence["drop_outs_week"] == 4
    evidence = words.evidence(finding, house.coordinator.now)
    assert "It dropped out 4 times in the last 7 days." in evidence


async def test_a_nightly_pattern_is_told(house: House) -> None:
    """Drop-outs at three in most nights of two weeks: in local time, with the reason."""
    night(house)
    for _ in range(12):
        await house.poll(2)
        await drop_out(house, "Garden", 3)
        at = house.coordinator.now
        # the rest of the day, as if all its polls were the same
        ledger = house.remembered("Garden").watched
        three = at.astimezone(LOCAL).replace(hour=3, minute=0) + timedelta(days=1)
        house.freezer.move_to(three - timedelta(minutes=10))
        watched = replace(ledger, until=house.coordinator.now)
        house.coordinator.async_remember(house.key("Garden"), watched=watched)
    await house.poll(3)
    (camera,) = await history(house, "Garden", days=30)
    assert camera["drop_out_pattern"] is not None, camera["spans"][-40:]
    assert camera["drop_out_pattern"]["from"].startswith(("03:", "02:"))
    assert "most nights between 0" in camera["summary"]
    assert "router" in camera["summary"]
