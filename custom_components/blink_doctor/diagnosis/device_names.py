"""Names that tell devices apart. What only looks like a name is not one.

Blink calls every sync module the same, and a Mini by its serial number with dashes.
Such devices are shown as their family and the name of their system.
"""

from collections import Counter
from collections.abc import Mapping

from .model.frozen import replace
from .model.ids import DeviceKey, NetworkId
from .model.readings import Family, Reading

# For what has no name: ids of Blink's are no substitute, they stay inside
NAMELESS: Mapping[str, str] = {
    Family.CAMERA: "Camera",
    Family.OWL: "Mini",
    Family.DOORBELL: "Doorbell",
    Family.SYNC_MODULE: "Sync module",
}
# a shorter one may be part of a name by chance
_SERIAL_IN_A_NAME = 8


def tell_apart(
    devices: dict[DeviceKey, Reading],
    serials: Mapping[DeviceKey, str],
    systems: dict[NetworkId, str | None],
) -> None:
    """Rename, in place, the devices whose name is none; a system's is then not known.

    `serials` maps device keys to serial numbers, which stay here.
    """
    for network_id, system in systems.items():
        # the system of a single Mini may be called what Blink calls the Mini
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


def _family_and_system(
    reading: Reading, systems: Mapping[NetworkId, str | None]
) -> str:
    family = NAMELESS[reading.family]
    system = systems.get(reading.network_id or "")
    return f"{family}, {system}" if system else family


def _default_name(reading: Reading) -> str | None:
    """Return a name that may be nobody's choice: any module's, or that of no name."""
    if reading.family is Family.SYNC_MODULE or reading.name == NAMELESS[reading.family]:
        return reading.name.casefold()
    return None


def _is_serial(name: str, serial: str | None) -> bool:
    """Whether a name tells the serial number, however it is grouped and written."""
    # nearly all names are shorter
    if not serial or len(name) < len(serial):
        return False
    found, told = _letters(serial), _letters(name)
    return found == told or (len(found) >= _SERIAL_IN_A_NAME and found in told)


def _letters(text: str) -> str:
    return "".join(filter(str.isalnum, text)).casefold()
