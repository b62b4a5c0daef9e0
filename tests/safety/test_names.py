"""Names that break out of whatever they are put into, and words that nobody knows."""

import logging

import pytest

from custom_components.blink_doctor.const import DOMAIN
from custom_components.blink_doctor.messages.markdown import plain
from tests.house import House

from .canaries import HOSTILE


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
