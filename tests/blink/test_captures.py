"""Raw polls that are kept for diagnostics: bounded, whatever Blink sends."""

import random
from typing import Any

import pytest

from custom_components.blink_doctor.blink.captures import (
    LARGEST_POLL,
    MOST_BYTES,
    MOST_POLLS,
    Captures,
)
from custom_components.blink_doctor.diagnostics import (
    async_get_config_entry_diagnostics,
)
from demo.cloud.payloads.homescreen import homescreen
from tests.house import START, House

# what no compression makes small
_MEGABYTE = 1024 * 1024


def noise(size: int, seed: int) -> str:
    return random.Random(seed).randbytes(size // 2).hex()


@pytest.mark.parametrize(
    "homescreen",
    [
        {"cameras": [{"id": 1, "name": "Garden", "battery": None}]},
        {"cameras": [{"id": 10**40, "name": "\ud800", "x": {"1": [True, 0.5]}}]},
        None,
        "an error",
    ],
)
def test_what_is_kept_is_what_came(homescreen: Any) -> None:
    """Nothing is lost on the way, odd values included."""
    captures = Captures()
    captures.add(START, {"homescreen": homescreen, "cameras": {}})
    assert [*captures] == [{"at": START, "homescreen": homescreen, "cameras": {}}]


def test_bounded_per_poll_and_in_all() -> None:
    """Eight polls, none of them large, and all of them together small."""
    captures = Captures()
    for number in range(20):
        captures.add(START, {"homescreen": {"x": number}})
    assert [raw["homescreen"]["x"] for raw in captures] == [*range(20 - MOST_POLLS, 20)]
    captures.add(START, {"homescreen": {"x": "y" * 25 * _MEGABYTE}})
    assert captures.left_out == 1
    assert len(captures) == MOST_POLLS
    for number in range(20):
        captures.add(START, {"homescreen": {"x": noise(LARGEST_POLL // 4, number)}})
        assert captures.size <= MOST_BYTES
    assert len(captures) >= 1


def test_what_is_no_json_is_left_out() -> None:
    """It is counted, and the others stay."""
    captures = Captures()
    captures.add(START, {"homescreen": {"x": 1}})
    deep: list[Any] = []
    for _ in range(100_000):
        deep = [deep]
    captures.add(START, {"homescreen": {"cameras": deep}})
    captures.add(START, {"homescreen": {(1, 2): 3}})
    assert captures.left_out == 2
    assert len(captures) == 1


@pytest.mark.house(polls=2)
async def test_homescreens_of_25_megabytes_do_not_stay(house: House) -> None:
    """Diagnostics say that they were left out, and the verdicts stay right."""
    api = house.coordinator.source.api
    for _ in range(8):
        huge = homescreen(house.account)
        huge["padding"] = "x" * 25 * _MEGABYTE
        api.homescreen = huge
        house.coordinator.async_evaluate()
    assert house.coordinator.captures.left_out == 8
    assert house.coordinator.captures.size <= MOST_BYTES
    assert house.cause("Front door") == "low_battery"
    shown = await async_get_config_entry_diagnostics(house.hass, house.doctor)
    assert shown["captures_left_out"] == 8
    assert shown["captures"]
