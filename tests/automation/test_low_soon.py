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
from tests.story import run_low

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
    trigger = "blink_doctor.batteries_low_soon"
    triggers: list[dict[str, Any]] = [
        {"trigger": trigger, "options": {"days": 20}},
        {"trigger": trigger, "options": {"days": 30}},
        {"trigger": trigger, "options": {"days": 30}, "target": garden},
    ]
    data = {key: f"{{{{ trigger.{key} }}}}" for key in TOLD}
    actions = [{"action": "test.heard", "data": data}]
    calls = await automate(triggers=triggers, actions=actions)

    async def heard_after(days: int) -> list[tuple[int, str]]:
        for _ in range(days):
            await house.wait(86400)
            await house.poll()
        await house.poll()
        return [(int(call.data["idx"]), call.data["device_name"]) for call in calls]

    lived(house, "Driveway", 170)
    await house.settle()
    assert await heard_after(0) == []
    assert await heard_after(12) == [(1, "Driveway")]
    told = calls[0].data
    assert (told["days"], told["cells"], told["cells_to_buy"]) == (30, 2, 2)
    assert told["expected_low"]["earliest"] <= told["expected_low"]["on"]
    await house.reload()
    assert await heard_after(1) == [(1, "Driveway")]
    assert await heard_after(10) == [(1, "Driveway"), (0, "Driveway")]
    lived(house, "Driveway", 195)
    assert {*(await heard_after(0))[2:]} == {(0, "Driveway"), (1, "Driveway")}
    calls.clear()
    lived(house, "Garden", 190)
    assert {*await heard_after(0)} == {(index, "Garden") for index in range(3)}
    assert calls[0].data["cells_to_buy"] == 4


async def test_where_it_is_said(house: House) -> None:
    """On the maintenance list with what to buy, low ones too; and in our action."""
    words = await Words.async_load(house.hass)
    said = " ".join(maintenance.overview(house.coordinator, words))
    assert "New batteries" not in said
    lived(house, "Driveway", 190)
    run_low(house, "Garden")
    await house.poll(2)
    lines = [*maintenance.overview(house.coordinator, words)]
    assert "New batteries needed within 30 days: Driveway, Garden." in lines
    assert "AA lithium batteries to buy: 4." in lines
    answer = await house.act("get_diagnosis", "Driveway")
    [device] = answer["devices"]
    low = device["outlook"]["expected_low"]
    assert low["earliest"] <= low["on"] <= low["latest"]
    assert device["cells"] == 2
