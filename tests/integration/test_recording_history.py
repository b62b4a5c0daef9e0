"""The ledger as owners meet it: an action's answer, the card, reports, a sensor."""

from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from homeassistant.core import HomeAssistant
from homeassistant.exceptions import ServiceValidationError
import pytest
from pytest_homeassistant_custom_component.typing import WebSocketGenerator

from custom_components.blink_doctor.messages.sentences import Words
from custom_components.blink_doctor.messages.support import support_text
from custom_components.blink_doctor.repairs.maintenance import overview
from tests.house import House

# of the house in tests
LOCAL = ZoneInfo("US/Pacific")


async def history(house: House, *cameras: str, **data: Any) -> list[dict[str, Any]]:
    if cameras:
        data["device_id"] = [house.device(camera).id for camera in cameras]
    answer = await house.act("get_recording_history", **data)
    devices: list[dict[str, Any]] = answer["devices"]
    return devices


async def drop_out(house: House, camera: str, polls: int) -> None:
    """Let a camera hang for some polls, and see it back."""
    house.cloud.device(camera).hang()
    await house.poll(polls)
    house.cloud.device(camera).power_cycle()
    await house.poll(2)


def night(house: House) -> None:
    """Go on to three o'clock of the next night, in the time zone of the house."""
    house.freezer.move_to(datetime.fromisoformat("2026-11-23T03:00:00-08:00"))


@pytest.mark.house("healthy", polls=2)
async def test_not_watching_last_night(
    hass_ws_client: WebSocketGenerator, hass: HomeAssistant, house: House
) -> None:
    """The sentence, the times and the sums agree, and the card has them too."""
    night(house)
    await house.poll(3)
    await drop_out(house, "Driveway", 8)
    (camera,) = await history(house, "Driveway", days=2)
    assert camera["recording"] == "ready"
    assert [span["state"] for span in camera["spans"]] == [
        "ready",
        "not_known",
        "ready",
        "offline",
        "ready",
    ]
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
    client = await hass_ws_client(hass, await house.token())
    await client.send_json_auto_id({"type": "blink_doctor/subscribe"})
    await client.receive_json()
    event = (await client.receive_json())["event"]
    row = next(d for d in event["accounts"][0]["devices"] if d["name"] == "Driveway")
    assert row["not_watching"] == {
        "reason": "offline",
        "from": start.isoformat().replace("+00:00", "Z"),
        "until": end.isoformat().replace("+00:00", "Z"),
    }
    assert row["drop_outs"] == camera["drop_outs"]
    assert row["drop_out_pattern"] is None


@pytest.mark.house("healthy")
async def test_who_disarmed_wanted_that(house: House) -> None:
    """Not armed is in the spans; nothing is said of it as of a fault."""
    house.cloud.device("Driveway").network.armed = False
    await house.poll(12)
    (camera,) = await history(house, "Driveway")
    assert camera["recording"] == "not_armed"
    assert camera["minutes"]["not_armed"] > 50
    assert camera["not_watching"] is None
    assert camera["summary"] == ""


@pytest.mark.house("healthy", polls=1)
async def test_only_cameras_and_only_valid_days(house: House) -> None:
    """Without devices it is every camera; a day too many is refused by name."""
    names = {camera["name"] for camera in await history(house)}
    assert {"Driveway", "Office", "Doorbell"} <= names
    assert await history(house, "sync_module:11") == []
    for days in (0, 31, "many"):
        with pytest.raises(ServiceValidationError, match="days"):
            await history(house, days=days)


@pytest.mark.usefixtures("entity_registry_enabled_by_default")
@pytest.mark.house("healthy", polls=2)
async def test_drop_outs(hass: HomeAssistant, house: House) -> None:
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
    assert state.attributes["total_minutes"] >= 45
    assert state.attributes["availability"] < 100
    assert "most_nights" not in state.attributes
    words = await Words.async_load(hass)
    key = house.key("Garden")
    told = (
        f"Garden: drop-outs in 30 days: 3, {state.attributes['total_minutes']} minutes"
    )
    assert told in "\n".join(overview(house.coordinator, words))
    assert told in support_text(house.coordinator, key, words)
    house.cloud.device("Garden").hang()
    await house.poll(6)
    finding = house.coordinator.data.devices[key].primary
    assert finding is not None
    assert finding.evidence["drop_outs_week"] == 4
    assert "It dropped out 4 times in the last 7 days." in words.evidence(
        finding, house.coordinator.now
    )


@pytest.mark.house("healthy")
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
        house.coordinator.async_remember(
            house.key("Garden"),
            watched=type(ledger)(
                state=ledger.state,
                since=ledger.since,
                until=house.coordinator.now,
                earlier=ledger.earlier,
            ),
        )
    await house.poll(3)
    (camera,) = await history(house, "Garden", days=30)
    assert camera["drop_out_pattern"] is not None, camera["spans"][-40:]
    assert camera["drop_out_pattern"]["from"].startswith(("03:", "02:"))
    assert "most nights between 0" in camera["summary"]
    assert "router" in camera["summary"]
