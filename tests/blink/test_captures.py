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
from custom_components.blink_doctor.diagnosis.memory import Memory
from custom_components.blink_doctor.diagnostics import (
    async_get_config_entry_diagnostics,
)
from demo.cloud.payloads.homescreen import homescreen
from tests.house import START, House

PADDING = "x" * 25 * 1024 * 1024


def kept(*homescreens: Any) -> Captures:
    captures = Captures()
    for number, one in enumerate(homescreens):
        raw = {"homescreen": one, "cameras": {}}
        captures.add(START, raw, Memory(poll=number))
    return captures


def test_captures_are_kept_unchanged() -> None:
    """Nothing is lost on the way, odd values included; what is no JSON is left out."""
    deep: list[Any] = []
    for _ in range(100_000):
        deep = [deep]
    odd = {"cameras": [{"id": 10**40, "name": "\ud800", "x": {"1": [None, 0.5]}}]}
    captures = kept(odd, None, "an error", {"cameras": deep}, {(1, 2): 3})
    assert [*captures] == [
        {"at": START, "homescreen": one, "cameras": {}}
        for one in (odd, None, "an error")
    ]
    assert captures.left_out == 2


def test_captures_are_bounded() -> None:
    """Eight polls, none of them large, and all of them together small."""
    captures = kept(*range(20), PADDING)
    assert [raw["homescreen"] for raw in captures] == [*range(20 - MOST_POLLS, 20)]
    assert captures.left_out == 1
    assert captures.memory.poll == 20 - MOST_POLLS
    for seed in range(20):
        # what no compression makes small
        noise = random.Random(seed).randbytes(LARGEST_POLL // 8).hex()
        captures.add(START, {"homescreen": noise})
        assert captures.size <= MOST_BYTES
    assert len(captures) >= 1


@pytest.mark.house(polls=2)
async def test_huge_homescreens_are_not_kept(house: House) -> None:
    """Diagnostics say that they were left out, and the verdicts stay right."""
    for _ in range(8):
        huge = homescreen(house.account) | {"padding": PADDING}
        house.coordinator.source.api.homescreen = huge
        house.coordinator.async_evaluate()
    assert house.coordinator.captures.left_out == 8
    assert house.coordinator.captures.size <= MOST_BYTES
    assert house.cause("Front door") == "low_battery"
    shown = await async_get_config_entry_diagnostics(house.hass, house.doctor)
    assert shown["captures_left_out"] == 8
    assert shown["captures"]
