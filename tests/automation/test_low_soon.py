"""Batteries that will be low soon: once for each set, and what to buy."""

from datetime import timedelta

import pytest

from custom_components.blink_doctor.diagnosis.battery import Batteries, Ended
from custom_components.blink_doctor.diagnosis.history.samples import day_of
from custom_components.blink_doctor.messages.sentences import Words
from custom_components.blink_doctor.repairs import maintenance
from tests.automating import Listen
from tests.house import House
from tests.phone_story import PhoneStory
from tests.story import Story

pytestmark = pytest.mark.house("healthy", phones="")

DAY = timedelta(days=1)
TOLD = ("device_name", "days", "expected_low", "cells", "cells_to_buy")


def lived(
    house: House, camera: str, age: float, *lives: int, known: bool = True
) -> None:
    """Give a camera a set of some age, after sets that lasted `lives` days (if `known`: 200)."""
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


async def test_fires_once_per_set(
    phone_story: PhoneStory, listen: Listen, story: Story
) -> None:
    house = phone_story.house
    lines = "batteries_low_soon days=20\nbatteries_low_soon days=30"
    await listen(f"{lines}\nbatteries_low_soon days=30 of=Garden", *TOLD)
    lived(house, "Driveway", 170)
    await phone_story("""
        wait 1s; 1 # nothing
        days 12; 1 # each number of days has its day
        reload doctor; days 1; 1 # not told again
        days 10; 1 # the other
    """)
    lived(house, "Driveway", 195)
    await phone_story("1 # another set")
    lived(house, "Garden", 190)
    await phone_story("1 # also to who has chosen it; what to buy is for both")
    await phone_story(
        "Cellar low; 2; act get_diagnosis device_id=Driveway # our action"
    )
    story("on the maintenance list with what to buy, those of today, too")
    story.say(
        *maintenance.overview(house.coordinator, await Words.async_load(house.hass))
    )
