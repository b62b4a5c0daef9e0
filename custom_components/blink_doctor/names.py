"""Which device a person means who says its name.

Known are the names of the device, of its entities and their aliases, and of its
area. What is said is compared without case, punctuation and filler words.
"""

from collections.abc import Iterator
from difflib import SequenceMatcher
import re

from homeassistant.core import HomeAssistant
from homeassistant.helpers import (
    area_registry as ar,
    device_registry as dr,
    entity_registry as er,
)

from .coordinator import BlinkDoctorCoordinator
from .diagnosis.readings import ACCOUNT_KEY
from .targets import Targets

_FILLERS = frozenset({"the", "my", "our", "a", "blink", "camera", "cam", "cameras"})
# below this two words are two words: "garden" and "garage" have 0.62
_ALIKE = 0.8


def plain(name: str) -> str:
    """Return a name as it is compared; all of it where nothing else is left."""
    words = re.findall(r"\w+", name.casefold())
    return " ".join([word for word in words if word not in _FILLERS] or words)


def find(targets: Targets, said: str) -> Targets:
    """Return which of some devices are meant; empty where none is.

    "My cameras" is all of them.

    The best kind of match wins: the same name, all of the words in one name, a
    name that sounds alike, and last the area.
    """
    wanted = plain(said)
    if not wanted:
        return {}
    if _FILLERS.issuperset(wanted.split()):
        return targets
    known = [
        (coordinator, key, {plain(name) for name in names(coordinator, key)})
        for coordinator, keys in targets.items()
        for key in keys
        if key != ACCOUNT_KEY
    ]
    places = [
        (coordinator, key, {plain(name) for name in area_names(coordinator, key)})
        for coordinator, key, _ in known
    ]
    for matches, among in (
        (_same, known),
        (_holds_all_words, known),
        (_sounds_alike, known),
        (_same, places),
    ):
        found: Targets = {}
        for coordinator, key, candidates in among:
            if any(matches(wanted, candidate) for candidate in candidates):
                found.setdefault(coordinator, []).append(key)
        if found:
            return found
    return {}


def _same(wanted: str, name: str) -> bool:
    return wanted == name


def _holds_all_words(wanted: str, name: str) -> bool:
    return set(wanted.split()) <= set(name.split())


def _sounds_alike(wanted: str, name: str) -> bool:
    return SequenceMatcher(None, wanted, name).ratio() >= _ALIKE


def names(coordinator: BlinkDoctorCoordinator, key: str) -> Iterator[str]:
    """Return all that a device is called."""
    hass: HomeAssistant = coordinator.hass
    yield coordinator.data.devices[key].reading.name
    device_id = coordinator.device_id(key)
    device = dr.async_get(hass).async_get(device_id) if device_id else None
    if device_id is None or device is None:
        return
    yield from filter(None, (device.name_by_user, device.name))
    for entity in er.async_entries_for_device(er.async_get(hass), device_id):
        if entity.name:
            yield entity.name
        yield from (alias for alias in entity.aliases if isinstance(alias, str))


def area_names(coordinator: BlinkDoctorCoordinator, key: str) -> Iterator[str]:
    """Return what the area of a device is called."""
    hass: HomeAssistant = coordinator.hass
    device_id = coordinator.device_id(key)
    device = dr.async_get(hass).async_get(device_id) if device_id else None
    if device is None or not device.area_id:
        return
    area = ar.async_get(hass).async_get_area(device.area_id)
    if area is not None:
        yield area.name
        yield from area.aliases
