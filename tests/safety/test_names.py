"""Names that break out of whatever they are put into, and words that nobody knows."""

import logging

import pytest

from custom_components.blink_doctor.const import DOMAIN
from custom_components.blink_doctor.messages.markdown import plain
from demo.cloud.scenario import Scenario
from tests.house import House, MakeHouse

from .canaries import HOSTILE


async def test_names_in_readings_ids_and_pages(make_house: MakeHouse) -> None:
    """A name is one line and not endless, in no id, and text where Markdown is drawn."""
    name = HOSTILE[1] + " home"
    cameras = [{"name": name, "battery": "low"} for name in HOSTILE]
    network = {"name": name, "sync_module": {"name": name}, "cameras": cameras}
    account = {"email": "a@example.com", "password": "x", "networks": [network]}
    data = {"title": "Hostile names", "accounts": [account]}
    home = await make_house(Scenario.from_data(data, "names"))
    await home.poll(3)
    names = [d.reading.name for d in home.coordinator.data.devices.values()]
    assert len(names) == len(HOSTILE) + 2
    assert all(name and name.isprintable() and len(name) <= 120 for name in names)
    issues = home.issues
    assert len(issues) >= len(HOSTILE)
    unique = [entity.unique_id for entity in home.entries]
    for one in (*unique, *(issue.issue_id for issue in issues)):
        assert one.replace("-", "").replace("_", "").isalnum()
        assert one.isascii()
    for issue in issues:
        drawn = (issue.translation_placeholders or {}).get("device", "")
        for opening in ("<", "[", "!", "*", "`"):
            assert opening not in drawn.replace(f"\\{opening}", ""), f"{drawn!r}"


@pytest.mark.parametrize("name", HOSTILE)
def test_markdown_is_disarmed(name: str) -> None:
    """Every character that Markdown or HTML would take for its own is escaped."""
    shown = plain(name)
    for special in r"*_{}[]()#!|<>~`":
        assert special not in shown.replace(f"\\{special}", "")
    assert shown.replace("\\", "") == name.replace("\\", "")


@pytest.mark.house("one_camera")
async def test_a_status_that_keeps_changing_does_not_fill_the_log(
    house: House, caplog: pytest.LogCaptureFixture
) -> None:
    """Unknown words, addresses and tokens are `other`, said once for a kind of device."""
    caplog.set_level(logging.DEBUG, f"custom_components.{DOMAIN}")
    camera, module = house.account.cameras[0], house.account.sync_modules[0]
    for number in range(6):
        for status in ("updating {}", "{}% person{}@example.net eyJhb.{}"):
            camera.raw.homescreen["status"] = status.replace("{}", str(number))
            await house.poll()
    module.raw.homescreen["status"] = "booting"
    await house.poll(2)
    ours = [r.getMessage() for r in caplog.records if DOMAIN in r.name]
    line = "Not understood in Blink's answer, taken as unknown: status 'other' of a"
    said = [message for message in ours if "Not understood" in message]
    assert said == [f"{line} camera", f"{line} sync_module"]
    assert sum(map(len, house.coordinator._words.values())) == 2
    assert "example.net" not in "\n".join(ours)
