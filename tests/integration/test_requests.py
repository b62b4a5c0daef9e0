"""Zero requests of our own.

A week of it: BLINK_DOCTOR_DAYS=7 scripts/test --newest tests/integration/test_requests.py
"""

import os

import pytest

from tests.house import MakeHouse

DAYS = float(os.environ.get("BLINK_DOCTOR_DAYS", "0.25"))
POLLS = round(DAYS * 288)


@pytest.mark.slow
@pytest.mark.timeout(300 + 60 * DAYS)
async def test_no_request_in_the_background(make_house: MakeHouse) -> None:
    """With Blink Doctor exactly the requests are made that are made without it."""
    requests: list[list[tuple[str, str]]] = []
    for doctor in (False, True):
        house = await make_house("troubles", doctor=doctor)
        await house.poll(POLLS)
        assert not doctor or house.causes()
        await house.hass.config_entries.async_unload(house.blink.entry_id)
        requests.append([(one.method, one.path) for one in house.cloud.requests])
    without, with_us = requests
    assert sum("homescreen" in path for _, path in without) == POLLS + 2
    assert with_us == without
