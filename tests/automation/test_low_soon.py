"""Batteries that will be low soon: once for each set, and what to buy."""

from datetime import timedelta
from typing import Any

import pytest

from custom_components.blink_doctor.diagnosis.battery import Batteries, Ended
from custom_components.blink_doctor.diagnosis.history.samples import day_of
from custom_components.blink_doctor.messages.sentences import Words
from custom_components.blink_doctor.repairs import maintenance
from tests.automating import Automate
from tests.house import House
from tests.phone_story import run_low

pytestmark = pytest.mark.house("healthy")

DAY = timedelta(days=1)
TOLD = ("device_name", "days", "expected_low", "cells", "cells_to_buy", "idx")


def lived(
    house: House, camera: str, age: float, *lives: int, known: bool = True
) -> None:
    """Let a camera have a set of an age, where sets last 200 days, or so many."""
    now = house.coordinator.now
    ended = day_of(now) - 300
    if known and not lives:
        lives = (200, 201, 199, 200, 202, 198)
    # below the first three marks, as the cells below have passed them
    house.cloud.device(camera).volts = 1.55
    cells = Batteries(
        first_seen=now - 2000 * DAY,
        put_in=now - age * DAY,
        since=now - age * DAY,
        told=True,
        last=now,
        marks=tuple(range(10, 13)),
        cycles=tuple(Ended(ended=ended, days=days, low=True) for days in lives),
    )
    house.coordinator.async_remember(house.key(camera), cells=cells)


async def test_once_for_a_set(automate: Automate, house: House) -> None:
    """Each number of days has its day, over a reload as well; of the target only."""
    garden = {"device_id": house.device("Garden").id}
    triggers: list[dict[str, Any]] = [
        {"trigger": "blink_doctor.batteries_low_soon", "options": {"days": days}}
        for days in (20, 30, 30)
    ]
    triggers[2]["target"] = garden
    data = {key: f"{{{{ trigger.{key} }}}}" for key in TOLD}
    actions = [{"action": "test.heard", "data": data}]
    calls = await automate(triggers=triggers, actions=actions)

    told: dict[str, Any] = {}

    async def heard_after(days: int) -> list[tuple[int, str]]:
        """Return the triggers that have fired since, and keep what the last told."""
        for _ in range(days):
            await house.wait(86400)
            await house.poll()
        await house.poll()
        heard = [(int(call.data["idx"]), call.data["device_name"]) for call in calls]
        told.update(calls[-1].data if calls else {})
        calls.clear()
        return heard

    lived(house, "Driveway", 170)
    await house.settle()
    assert await heard_after(0) == []
    assert await heard_after(12) == [(1, "Driveway")]
    assert (told["days"], told["cells"], told["cells_to_buy"]) == (30, 2, 2)
    assert told["expected_low"]["earliest"] <= told["expected_low"]["on"]
    await house.reload()
    assert await heard_after(1) == []
    assert await heard_after(10) == [(0, "Driveway")]
    lived(house, "Driveway", 195)
    assert {*await heard_after(0)} == {(0, "Driveway"), (1, "Driveway")}
    lived(house, "Garden", 190)
    assert {*await heard_after(0)} == {(index, "Garden") for index in range(3)}
    assert told["cells_to_buy"] == 4
    # on the maintenance list with what to buy, those of today, too; and in our action
    run_low(house, "Cellar")
    await house.poll(2)
    words = await Words.async_load(house.hass)
    lines = [*maintenance.overview(house.coordinator, words)]
    assert "New batteries needed within 30 days: Driveway, Garden, Cellar." in lines
    assert "AA lithium batteries to buy: 6." in lines
    [device] = (await house.act("get_diagnosis", "Driveway"))["devices"]
    low = device["outlook"]["expected_low"]
    assert low["earliest"] <= low["on"] <= low["latest"]
    assert device["cells"] == 2
