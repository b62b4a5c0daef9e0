"""Guides that fit the device: its power supply, and its product name."""

from typing import Any

import pytest

from custom_components.blink_doctor.diagnosis.model.ids import DeviceKey
from custom_components.blink_doctor.diagnosis.model.readings import (
    Battery,
    Family,
    Reading,
)
from custom_components.blink_doctor.diagnosis.parsing import values
from custom_components.blink_doctor.messages import devices
from custom_components.blink_doctor.messages.devices import Kind


@pytest.mark.parametrize(
    ("family", "said", "kind", "power"),
    [
        (Family.CAMERA, {"battery": Battery.OK}, Kind.CAMERA, "power_cells"),
        (Family.CAMERA, {"battery": Battery.MAINS}, Kind.CAMERA, "power_plug"),
        (Family.OWL, {"model": "owl"}, Kind.MINI, "power_plug"),
        (Family.OWL, {"model": "hawk"}, Kind.MINI, "power_plug"),
        (Family.OWL, {"model": "superior"}, Kind.FLOODLIGHT, "power_wired"),
        (Family.CAMERA, {"model": "storm"}, Kind.FLOODLIGHT, "power_cells"),
        (Family.DOORBELL, {"battery": Battery.LOW}, Kind.DOORBELL, "power_doorbell"),
        (Family.DOORBELL, {"battery": Battery.MAINS}, Kind.DOORBELL, "power_wired"),
        (Family.SYNC_MODULE, {"model": "sm2"}, Kind.MODULE, "power_module"),
        (Family.OWL, {"model": "of tomorrow"}, Kind.MINI, "power_plug"),
    ],
)
def test_kind_and_power(
    family: Family, said: dict[str, Any], kind: Kind, power: str
) -> None:
    """By family and model; an unknown model is as its list."""
    one = Reading(key=DeviceKey(f"{family}:1"), family=family, name="One", **said)
    assert (devices.kind_of(one), devices.power_of(one)) == (kind, power)


def test_product_names() -> None:
    """Known ones by their name, others by Blink's code, none by nothing."""
    assert devices.market_name("catalina") == "Blink Outdoor or Indoor, gen 3"
    assert devices.market_name("of tomorrow") == "of tomorrow"
    assert devices.market_name(None) is None
    assert set(devices.MARKET_NAMES) <= values._KNOWN_WORDS, "what Blink may say"
