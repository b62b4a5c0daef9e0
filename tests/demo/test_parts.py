"""The parts of the demo house: seeded memory, pictures, sign-ins, and what they show."""

from datetime import UTC
import json
from pathlib import Path
from typing import Any

from homeassistant.core import HomeAssistant
from homeassistant.setup import async_setup_component
from homeassistant.util.yaml import parse_yaml
import pytest

from custom_components.blink_doctor import wakes
from custom_components.blink_doctor.diagnosis import battery, engine, storage
from custom_components.blink_doctor.diagnosis.model.ids import DeviceKey
from custom_components.blink_doctor.diagnosis.parsing import payload
from custom_components.blink_doctor.diagnosis.settings import Settings
from custom_components.blink_doctor.diagnosis.watching.pattern import nightly
from custom_components.blink_doctor.store import notes
from demo.cloud import Cloud
from demo.cloud.payloads.capture import camera_values, network_values
from demo.cloud.payloads.homescreen import homescreen
from demo.cloud.scenario import names
from demo.house import battery_past, memory, seed
from demo.house.launcher import INTEGRATION
from tests.house import DAY_SECONDS, START, House
from tests.story import Story


@pytest.mark.parametrize("scenario", names())
def test_seeded_memory_gives_the_causes_at_once(scenario: str, tmp_path: Path) -> None:
    """In every scenario the first poll already names the cause that was put in."""
    (tmp_path / ".storage").mkdir()
    cloud = Cloud(scenario, clock=lambda: START)
    memory.write(tmp_path, cloud, INTEGRATION)
    for index, account in enumerate(cloud.accounts):
        file = tmp_path / f".storage/blink_doctor.{seed.doctor_entry_id(index)}"
        remembered, lost = storage.from_dict(json.loads(file.read_text())["data"])
        assert lost == []
        snapshot = payload.parse(
            homescreen(account),
            at=START,
            cameras=camera_values(account),
            networks=network_values(account),
            salt=seed.doctor_secret(index),
        )
        diagnosis, _ = engine.diagnose(snapshot, remembered, Settings(), START)
        expected = account.expected()
        assert {
            k: diagnosis.devices[DeviceKey(k)].primary_cause for k in expected
        } == expected


def test_each_reason_not_to_record(story: Story) -> None:
    """Each reason has a camera, and the drop-outs of the nights make a pattern."""
    (account,) = Cloud("watching", clock=lambda: START).accounts
    memory.use_engine(INTEGRATION)
    remembered, lost = storage.from_dict(memory.watched(account, START, salt="s"))
    assert lost == []
    diagnosis, remembered = engine.review(remembered, Settings(), START)
    devices = [*diagnosis.devices.values()]
    cameras = {device.reading.name: device for device in devices if device.recording}
    story("Each reason has a camera")
    story.tell("recording", {name: one.recording for name, one in cameras.items()})
    watched = remembered.devices[cameras["Garden"].reading.key].watched
    found = nightly(watched, START, UTC, cameras=len(cameras))
    assert found is not None
    assert found.nights == 12
    assert not any(device.fault for device in devices)


def test_account_with_code_continues_an_earlier_sign_in(tmp_path: Path) -> None:
    accounts = [seed.Account("a@x.org", "one"), seed.Account("b@x.org", "two", "T")]
    seed.write(tmp_path, port=1, accounts=accounts, integration=INTEGRATION)
    file = tmp_path / ".storage/core.config_entries"
    entries = json.loads(file.read_text())["data"]["entries"]
    assert [entry["domain"] for entry in entries] == ["blink", "blink_doctor"] * 2
    assert entries[0]["data"] == {"username": "a@x.org", "password": "one"}
    assert entries[2]["data"]["refresh_token"] == "T"
    assert entries[3]["unique_id"] == entries[2]["entry_id"]


@pytest.mark.usefixtures("entity_registry_enabled_by_default")
async def test_what_the_demo_shows(
    hass: HomeAssistant, house: House, story: Story
) -> None:
    """What needs a past is shown, and Home Assistant accepts the demo's automation."""
    coordinator = house.coordinator
    coordinator.memory = battery_past.lived(coordinator.memory, START, battery)
    coordinator.async_review()
    stored = storage.as_dict(coordinator.memory)
    noted, lost = notes.from_dict(battery_past.notes(stored, START))
    assert lost == []
    coordinator.notes = noted
    await house.poll()
    story("A date, a drain by an automation, and a reading that is old")
    three = {"Garden": "expected_low", "Driveway": "unusual_drain"}
    for name, entity in (three | {"Shed": "battery_state"}).items():
        state = house.state(name, entity)
        story.tell(f"{name} {entity} {state.state}", dict(state.attributes))
    automations: Any = parse_yaml(battery_past.AUTOMATIONS)
    assert await async_setup_component(hass, "automation", {"automation": automations})
    assert hass.states.get("automation.driveway_picture") is not None
    camera = automations[0]["actions"][0]["target"]["entity_id"]
    assert hass.states.get(camera) is not None
    hass.bus.async_fire("demo_driveway_picture")
    await house.settle()
    await house.wait(DAY_SECONDS)
    assert wakes.woken_yesterday(coordinator, house.key("Driveway")) == {
        "automation:Driveway picture": 1
    }
