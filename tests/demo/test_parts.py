"""The parts of the demo house that run without Home Assistant."""

from datetime import UTC, datetime, timedelta
import json
from pathlib import Path

import pytest

from custom_components.blink_doctor.diagnosis import storage
from custom_components.blink_doctor.diagnosis.engine import diagnose, review
from custom_components.blink_doctor.diagnosis.parsing import payload
from custom_components.blink_doctor.diagnosis.settings import Settings
from custom_components.blink_doctor.diagnosis.watching.pattern import nightly
from demo.cloud import Cloud
from demo.cloud.cameras import Picture
from demo.cloud.payloads.capture import camera_values, network_values
from demo.cloud.payloads.homescreen import homescreen
from demo.cloud.scenario import names
from demo.house import memory, seed
from demo.house.launcher import INTEGRATION, take_pictures

NOW = datetime(2026, 11, 22, 10, 0, tzinfo=UTC)


@pytest.mark.parametrize("scenario", names())
def test_the_seeded_memory_makes_the_first_look_the_right_one(
    scenario: str, tmp_path: Path
) -> None:
    """In every scenario the first poll already names the cause that was put in."""
    (tmp_path / ".storage").mkdir()
    cloud = Cloud(scenario, clock=lambda: NOW)
    memory.write(tmp_path, cloud, INTEGRATION)
    for index, account in enumerate(cloud.accounts):
        entry_id = seed.doctor_entry_id(index)
        file = tmp_path / ".storage" / f"blink_doctor.{entry_id}"
        remembered, lost = storage.from_dict(json.loads(file.read_text())["data"])
        assert lost == []
        snapshot = payload.parse(
            homescreen(account),
            at=NOW,
            cameras=camera_values(account),
            networks=network_values(account),
            salt=seed.doctor_secret(index),
        )
        diagnosis, _ = diagnose(snapshot, remembered, Settings(), NOW)
        causes = {
            key: diagnosis.devices[key].primary_cause for key in account.expected()
        }
        assert causes == account.expected()


def test_pictures_are_of_the_hours_before_a_camera_was_last_heard() -> None:
    """Fresh for most, and not of the future; none of a time when it was silent."""
    cloud = Cloud("troubles", clock=lambda: NOW)
    take_pictures(cloud)
    cameras = [
        device
        for account in cloud.accounts
        for device in account.devices
        if isinstance(device, Picture)
    ]
    assert len(cameras) > 10
    for camera in cameras:
        heard = camera.heard(NOW) or NOW
        assert heard - timedelta(hours=10) < camera.thumbnail_taken <= heard


def test_past_polls_end_just_before_now() -> None:
    """As Home Assistant polls in the last hours, and never in the future."""
    moments = memory.moments(NOW)
    assert moments[0] == NOW - timedelta(days=21)
    assert moments == sorted(moments)
    assert NOW - timedelta(minutes=5) <= moments[-1] < NOW
    assert moments[-1] - moments[-2] == timedelta(minutes=5)


def test_a_house_that_does_not_watch_everywhere() -> None:
    """Each reason has a camera, and the drop-outs of the nights make a pattern."""
    cloud = Cloud("watching", clock=lambda: NOW)
    account = cloud.accounts[0]
    memory.use_engine(INTEGRATION)
    remembered, lost = storage.from_dict(memory.watched(account, NOW, salt="s"))
    assert lost == []
    diagnosis, remembered = review(remembered, Settings(), NOW)
    said = {
        device.reading.name: device.recording
        for device in diagnosis.devices.values()
        if device.recording
    }
    assert said == {
        "Front door": "ready",
        "Driveway": "motion_off",
        "Terrace": "snoozed",
        "Garden": "ready",
        "Workshop": "storage_not_active",
        "Hallway": "not_armed",
    }
    key = next(k for k, d in diagnosis.devices.items() if d.reading.name == "Garden")
    found = nightly(remembered.devices[key].watched, NOW, UTC, cameras=len(said))
    assert found is not None
    assert found.nights == 12
    assert not any(device.fault for device in diagnosis.devices.values())


def test_an_account_that_wants_a_code_goes_on_from_an_earlier_sign_in(
    tmp_path: Path,
) -> None:
    accounts = [
        seed.Account("a@example.com", "one"),
        seed.Account("b@x.org", "two", "T"),
    ]
    seed.write(tmp_path / "config", port=1, accounts=accounts, integration=INTEGRATION)
    file = tmp_path / "config/.storage/core.config_entries"
    entries = json.loads(file.read_text())["data"]["entries"]
    assert [entry["domain"] for entry in entries] == ["blink", "blink_doctor"] * 2
    assert entries[0]["data"] == {"username": "a@example.com", "password": "one"}
    assert entries[2]["data"]["refresh_token"] == "T"
    assert entries[3]["unique_id"] == entries[2]["entry_id"]
