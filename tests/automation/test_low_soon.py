"""Batteries that will be low soon: once for each set, and what to buy."""

from collections.abc import Awaitable, Callable
from datetime import timedelta

from homeassistant.core import HomeAssistant, ServiceCall
from homeassistant.setup import async_setup_component
import pytest
from pytest_homeassistant_custom_component.common import async_mock_service

from custom_components.blink_doctor.diagnosis.battery import Batteries, Ended
from custom_components.blink_doctor.diagnosis.history.samples import day_of
from custom_components.blink_doctor.messages.sentences import Words
from custom_components.blink_doctor.repairs import maintenance
from tests.house import House

pytestmark = pytest.mark.house("healthy")

type Hear = Callable[..., Awaitable[list[ServiceCall]]]
DAY = timedelta(days=1)
TOLD = ("device_name", "days", "expected_low", "cells", "cells_to_buy")


@pytest.fixture
def hear(hass: HomeAssistant) -> Hear:
    """Set up automations, one for each number of days."""
    calls = async_mock_service(hass, "test", "heard")

    async def set_up(*days: int, **target: object) -> list[ServiceCall]:
        data = {key: f"{{{{ trigger.{key} }}}}" for key in TOLD}
        config = [
            {
                "id": f"within_{number}",
                "alias": f"Within {number}",
                "mode": "parallel",
                "triggers": [
                    {
                        "trigger": "blink_doctor.batteries_low_soon",
                        "options": {"days": number},
                        **target,
                    }
                ],
                "actions": [{"action": "test.heard", "data": data}],
            }
            for number in days
        ]
        assert await async_setup_component(hass, "automation", {"automation": config})
        await hass.async_block_till_done(wait_background_tasks=True)
        for number in days:
            state = hass.states.get(f"automation.within_{number}")
            assert state is not None
            assert state.state == "on"
        return calls

    return set_up


def lived(house: House, camera: str, age: float) -> None:
    """Let a camera have a set of an age, where sets last 200 days."""
    now = house.coordinator.now
    cells = Batteries(
        first_seen=now - 2000 * DAY,
        put_in=now - age * DAY,
        since=now - age * DAY,
        is_new=True,
        told=True,
        last=now,
        cycles=tuple(
            Ended(ended=day_of(now) - 300, days=days, low=True)
            for days in (200, 201, 199, 200, 202, 198)
        ),
    )
    house.coordinator.async_remember(house.key(camera), cells=cells)


async def days_pass(house: House, days: int) -> None:
    for _ in range(days):
        await house.wait(86400)
        await house.poll()


async def test_once_for_a_set(hass: HomeAssistant, hear: Hear, house: House) -> None:
    """Each number of days has its day, over a reload as well."""
    calls = await hear(20, 30)
    lived(house, "Driveway", 170)
    await house.settle()
    await house.poll()
    assert calls == []
    await days_pass(house, 12)
    assert [call.data["device_name"] for call in calls] == ["Driveway"]
    assert calls[0].data["days"] == 30
    assert calls[0].data["cells"] == 2
    assert calls[0].data["cells_to_buy"] == 2
    assert (
        calls[0].data["expected_low"]["earliest"]
        <= (calls[0].data["expected_low"]["on"])
    )
    assert house.doctor is not None
    await house.reload()
    await days_pass(house, 1)
    assert len(calls) == 1
    await days_pass(house, 10)
    assert len(calls) == 2
    # the next set is told again
    lived(house, "Driveway", 195)
    await house.poll()
    assert len(calls) > 2


async def test_only_the_target(hear: Hear, house: House) -> None:
    """Another camera is none of its business."""
    calls = await hear(30, target={"device_id": house.device("Garden").id})
    lived(house, "Driveway", 190)
    await house.poll()
    assert calls == []
    lived(house, "Garden", 190)
    await house.poll()
    assert [call.data["device_name"] for call in calls] == ["Garden"]
    assert calls[0].data["cells_to_buy"] == 4


async def test_on_the_maintenance_list(house: House) -> None:
    """Which sets, and how many to buy; low ones are among them."""
    lived(house, "Driveway", 190)
    device = house.cloud.device("Garden")
    device.battery, device.volts = "low", 1.33
    await house.poll(2)
    words = await Words.async_load(house.hass)
    said = [*maintenance.overview(house.coordinator, words)]
    assert "New batteries needed within 30 days: Driveway, Garden." in said
    assert "AA lithium batteries to buy: 4." in said


async def test_nothing_to_change(house: House) -> None:
    words = await Words.async_load(house.hass)
    said = " ".join(maintenance.overview(house.coordinator, words))
    assert "New batteries" not in said


async def test_the_action_answers_with_the_outlook(house: House) -> None:
    """So that automations can plan."""
    lived(house, "Driveway", 190)
    answer = await house.act("get_diagnosis", "Driveway")
    [device] = answer["devices"]
    low = device["outlook"]["expected_low"]
    assert low["earliest"] <= low["on"] <= low["latest"]
    assert device["cells"] == 2
