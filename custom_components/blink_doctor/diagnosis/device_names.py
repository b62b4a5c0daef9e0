"""Give devices distinct names where Blink's own are serial numbers or shared defaults.

Blink gives every sync module the same default name, and a Mini its serial number with
dashes. Such devices are shown as their family and the name of their system.
"""

from collections import Counter
from collections.abc import Mapping
from typing import TYPE_CHECKING

from .model.frozen import replace
from .model.ids import NO_NETWORK, DeviceKey, NetworkId
from .model.readings import Family, Reading, Snapshot

if TYPE_CHECKING:
    from .memory import Memory

# Shown where there is no name: Blink's ids would identify the device, so they stay inside
NAMELESS: Mapping[str, str] = {
    Family.CAMERA: "Camera",
    Family.OWL: "Mini",
    Family.DOORBELL: "Doorbell",
    Family.SYNC_MODULE: "Sync module",
}
# in Blink's list of Minis, and no Minis
_FLOODLIGHTS = frozenset({"superior", "superior_owl"})
# a shorter serial number may match part of a name by chance
_SERIAL_IN_A_NAME = 8


def placeholder(family: Family, model: str | None) -> str:
    """Return what a device without a name is called."""
    if family is Family.OWL and model in _FLOODLIGHTS:
        return "Floodlight"
    return NAMELESS[family]


def tell_apart(
    devices: dict[DeviceKey, Reading],
    serials: Mapping[DeviceKey, str],
    systems: dict[NetworkId, str | None],
) -> None:
    """Rename, in place, devices without a distinct name; a system named like a default has none.

    `serials` maps device keys to serial numbers, which do not leave this module.
    """
    for network_id, system in systems.items():
        # Blink may name the system of a single Mini after the Mini's serial number
        if not system or not any(map(str.isdigit, system)):
            continue
        if any(_is_serial(system, serial) for serial in serials.values()):
            systems[network_id] = None
    shared = Counter(filter(None, map(_default_name, devices.values())))
    nameless = [
        reading
        for key, reading in devices.items()
        if _is_serial(reading.name, serials.get(key))
        or shared[_default_name(reading) or ""] > 1
    ]
    taken = Counter(_family_and_system(reading, systems) for reading in nameless)
    numbers: Counter[str] = Counter()
    for reading in sorted(nameless, key=lambda reading: reading.key):
        name = _family_and_system(reading, systems)
        numbers[name] += 1
        if taken[name] > 1:
            name = f"{name} {numbers[name]}"
        devices[reading.key] = replace(reading, name=name)


def with_kept_names(snapshot: Snapshot, memory: Memory) -> Snapshot:
    """Keep the made-up names in a poll that lacks a device or the systems' names.

    They depend on what else is listed, and a device that is missing from some polls is
    still there.
    """
    known = memory.readings
    if known.keys() <= snapshot.devices.keys() and (
        snapshot.systems or not memory.systems
    ):
        return snapshot
    devices = {
        key: replace(reading, name=known[key].name)
        if key in known and _is_made_up(known[key]) and _may_be_made_up(reading)
        else reading
        for key, reading in snapshot.devices.items()
    }
    return replace(snapshot, devices=devices)


def _is_made_up(reading: Reading) -> bool:
    default = placeholder(reading.family, reading.model)
    return reading.name == default or reading.name.startswith(
        (f"{default}, ", f"{default} ")
    )


def _may_be_made_up(reading: Reading) -> bool:
    """Whether the name may be another one where all devices are listed."""
    return reading.family is Family.SYNC_MODULE or _is_made_up(reading)


def _family_and_system(
    reading: Reading, systems: Mapping[NetworkId, str | None]
) -> str:
    family = placeholder(reading.family, reading.model)
    system = systems.get(reading.network_id or NO_NETWORK)
    return f"{family}, {system}" if system else family


def _default_name(reading: Reading) -> str | None:
    """Return the name if it may be a default: any sync module's, or the family's placeholder."""
    default = placeholder(reading.family, reading.model)
    if reading.family is Family.SYNC_MODULE or reading.name == default:
        return reading.name.casefold()
    return None


def _is_serial(name: str, serial: str | None) -> bool:
    """Whether a name contains the serial number, in any grouping or case."""
    # fast path: nearly all names are too short
    if not serial or len(name) < len(serial):
        return False
    serial_letters, name_letters = _letters(serial), _letters(name)
    return serial_letters == name_letters or (
        len(serial_letters) >= _SERIAL_IN_A_NAME and serial_letters in name_letters
    )


def _letters(text: str) -> str:
    return "".join(filter(str.isalnum, text)).casefold()
