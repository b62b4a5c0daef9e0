"""Names of device kinds and models."""

from collections.abc import Mapping
from enum import StrEnum

from ..diagnosis.model.readings import Battery, Family, Reading


class Kind(StrEnum):
    """The kind of device, as a person would call it."""

    CAMERA = "camera"
    DOORBELL = "doorbell"
    MINI = "mini"
    FLOODLIGHT = "floodlight"
    MODULE = "module"


# Blink's product names by the cloud's model code
MARKET_NAMES: Mapping[str, str] = {
    "white": "Blink Indoor, gen 1",
    "xt": "Blink XT",
    "xt2": "Blink XT2",
    "catalina": "Blink Outdoor or Indoor, gen 3",
    "catalina_indoor": "Blink Indoor, gen 3",
    "sedona": "Blink Outdoor 4",
    "owl": "Blink Mini",
    "hawk": "Blink Mini 2",
    "chickadee": "Blink Mini 2K+",
    "superior": "Blink Wired Floodlight",
    "superior_owl": "Blink Wired Floodlight",
    "storm": "Blink Floodlight Mount",
    "rosie": "Blink Pan-Tilt Mount",
    "lotus": "Blink Video Doorbell, gen 1",
    "tulip": "Blink Video Doorbell, gen 2",
    "orchid": "Blink Battery Doorbell 2K+",
    "sm1": "Blink Sync Module",
    "sm2": "Blink Sync Module 2",
    "kalahari": "Blink Sync Module, gen 3",
}
_FLOODLIGHTS = frozenset({"superior", "superior_owl", "storm"})


def kind_of(reading: Reading) -> Kind:
    """Return the kind of a device, by its list in the homescreen and its model."""
    if reading.model in _FLOODLIGHTS and reading.family is not Family.SYNC_MODULE:
        return Kind.FLOODLIGHT
    by_family = {
        Family.SYNC_MODULE: Kind.MODULE,
        Family.DOORBELL: Kind.DOORBELL,
        Family.OWL: Kind.MINI,
    }
    return by_family.get(reading.family, Kind.CAMERA)


def power_of(reading: Reading | None) -> str:
    """Return the text key for how to disconnect and reconnect its power."""
    if reading is None:
        return "power_any"
    kind = kind_of(reading)
    if kind is Kind.MODULE:
        return "power_module"
    plugged_in = reading.family is Family.OWL or reading.battery is Battery.MAINS
    if plugged_in and kind in (Kind.FLOODLIGHT, Kind.DOORBELL):
        return "power_wired"
    if plugged_in:
        return "power_plug"
    return "power_doorbell" if kind is Kind.DOORBELL else "power_cells"


def market_name(model: str | None) -> str | None:
    """Return the product name, or Blink's own code if it is not known."""
    return MARKET_NAMES.get(model, model) if model else None
