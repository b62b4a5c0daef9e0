"""The log says what was not understood, a few times, and repeats nothing odd."""

import logging

import pytest

from custom_components.blink_doctor.const import DOMAIN
from demo.cloud.cameras import Camera
from tests.house import House, MakeHouse


def said(caplog: pytest.LogCaptureFixture) -> list[str]:
    return [
        record.getMessage()
        for record in caplog.records
        if DOMAIN in record.name and "Not understood" in record.getMessage()
    ]


async def house_that_says(make_house: MakeHouse, statuses: list[str]) -> House:
    house = await make_house("one_camera")
    camera: Camera = house.account.cameras[0]
    for status in statuses:
        camera.raw.homescreen["status"] = status
        await house.poll()
    return house


async def test_a_status_that_keeps_changing_does_not_fill_the_log(
    make_house: MakeHouse, caplog: pytest.LogCaptureFixture
) -> None:
    """Unknown words are not repeated, so each kind of device has one line."""
    caplog.set_level(logging.INFO, f"custom_components.{DOMAIN}")
    house = await house_that_says(make_house, [f"updating {n}" for n in range(12)])
    line = "Not understood in Blink's answer, taken as unknown: status 'other' of a"
    assert said(caplog) == [f"{line} camera"]
    # another kind is heard all the same
    house.account.sync_modules[0].raw.homescreen["status"] = "booting"
    await house.poll(2)
    assert said(caplog)[1:] == [f"{line} sync_module"]
    assert sum(map(len, house.coordinator._words.values())) == 2


async def test_what_is_no_word_is_not_repeated(
    make_house: MakeHouse, caplog: pytest.LogCaptureFixture
) -> None:
    """Addresses and tokens are `other`, said once."""
    caplog.set_level(logging.DEBUG, f"custom_components.{DOMAIN}")
    await house_that_says(
        make_house, [f"{n}% person{n}@example.net eyJhb.{n}" for n in range(5)]
    )
    assert said(caplog) == [
        "Not understood in Blink's answer, taken as unknown: status 'other' of a camera"
    ]
    ours = "\n".join(r.getMessage() for r in caplog.records if DOMAIN in r.name)
    assert "example.net" not in ours
