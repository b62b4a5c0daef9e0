"""Resolve a spoken or typed name to devices.

The names of the device, of its entities, their aliases and the area are compared without
case, punctuation and filler words.
"""

from collections.abc import Iterator
from difflib import SequenceMatcher
import re
from unicodedata import normalize

from homeassistant.core import HomeAssistant
from homeassistant.helpers import (
    area_registry as ar,
    device_registry as dr,
    entity_registry as er,
)

from ..coordinator import BlinkDoctorCoordinator
from ..diagnosis.model.ids import DeviceKey
from ..diagnosis.model.readings import ACCOUNT_KEY
from ..diagnosis.parsing.account import LONGEST_NAME
from .devices import Targets

_FILLERS = frozenset({"the", "my", "our", "a", "blink", "camera", "cam", "cameras"})
# least similarity of two names: "garden" and "garage" have 0.62
_ALIKE = 0.8


def plain(name: str) -> str:
    """Return a name normalised for comparison; all of it if nothing else would remain."""
    name = normalize("NFC", name).casefold()
    words = re.findall(r"\w+", name)
    known = [word for word in words if word not in _FILLERS] or words
    return " ".join(known) or name.strip()


async def async_find(targets: Targets, spoken: str) -> Targets:
    """Return the devices that a name refers to, empty if none matches.

    "My cameras" refers to all of them.

    The best kind of match wins: the same name, all words within one name, a
    similar name, and last the area.
    """
    # no name is longer, and comparing very long texts would take minutes
    wanted = plain(spoken) if len(spoken) <= LONGEST_NAME else ""
    if not wanted:
        return {}
    if _FILLERS.issuperset(wanted.split()):
        return targets
    places = [
        (coordinator, key)
        for coordinator, keys in targets.items()
        for key in keys
        if key != ACCOUNT_KEY
    ]
    known = [[*names(*place)] for place in places]
    areas = [[*area_names(*place)] for place in places]
    # in the executor: similarity is slow with many names
    hass = next(iter(targets)).hass
    meant = await hass.async_add_executor_job(_best, wanted, known, areas)
    found: Targets = {}
    for number in meant:
        coordinator, key = places[number]
        found.setdefault(coordinator, []).append(key)
    return found


def _best(wanted: str, known: list[list[str]], areas: list[list[str]]) -> list[int]:
    """Return the positions of the best matches."""
    by_name, by_area = _plain(known), _plain(areas)
    for matches, among in (
        (_same, by_name),
        (_holds_all_words, by_name),
        (_is_similar, by_name),
        (_same, by_area),
    ):
        found = [
            number
            for number, candidates in enumerate(among)
            if any(matches(wanted, candidate) for candidate in candidates)
        ]
        if found:
            return found
    return []


def _plain(lists: list[list[str]]) -> list[set[str]]:
    return [{plain(name[:LONGEST_NAME]) for name in names} for names in lists]


def _same(wanted: str, name: str) -> bool:
    return wanted == name


def _holds_all_words(wanted: str, name: str) -> bool:
    return set(wanted.split()) <= set(name.split())


def _is_similar(wanted: str, name: str) -> bool:
    matcher = SequenceMatcher(None, wanted, name)
    # upper bounds that are cheap to compute exclude most names
    return (
        matcher.real_quick_ratio() >= _ALIKE
        and matcher.quick_ratio() >= _ALIKE
        and matcher.ratio() >= _ALIKE
    )


def names(coordinator: BlinkDoctorCoordinator, key: DeviceKey) -> Iterator[str]:
    """Return all names of a device."""
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


def area_names(coordinator: BlinkDoctorCoordinator, key: DeviceKey) -> Iterator[str]:
    """Return the names of a device's area."""
    hass: HomeAssistant = coordinator.hass
    device_id = coordinator.device_id(key)
    device = dr.async_get(hass).async_get(device_id) if device_id else None
    if device is None or not device.area_id:
        return
    area = ar.async_get(hass).async_get_area(device.area_id)
    if area is not None:
        yield area.name
        yield from area.aliases
