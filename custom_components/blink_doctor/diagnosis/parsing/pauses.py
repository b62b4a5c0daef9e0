"""Devices that the owner has paused, and those that are silent because of that."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from ..model.frozen import replace
from ..model.ids import DeviceKey, Uid
from ..model.readings import Family, Reading
from . import values

# When the pause of a device ends, None if only the owner ends it. Keyed by device key or
# uid: a device that is paired again has another key but the same uid.
type Pauses = Mapping[str, datetime | None]


def read(value: Any) -> Pauses:
    """Return pauses from a mapping, or from a list of devices paused without an end."""
    if isinstance(value, Mapping):
        items = value.items()
        return {
            key: until if isinstance(until, datetime) else None
            for raw, until in items
            if (key := values.text(raw))
        }
    listed = value if isinstance(value, list | tuple | set | frozenset) else ()
    return dict.fromkeys(key for item in listed if (key := values.text(item)))


def paused_under(pauses: Pauses, key: DeviceKey, uid: Uid | None) -> str | None:
    """Return the key or uid under which a device is paused, None if it is not."""
    return next((name for name in (key, uid) if name and name in pauses), None)


def pause_behind_modules(devices: dict[DeviceKey, Reading]) -> None:
    """Pause silent devices whose sync module is paused and off.

    An owner who stores a module away does not want alerts about its cameras either. A
    camera that answers has a working module, and is watched.
    """
    modules: dict[str | None, list[Reading]] = {}
    for reading in devices.values():
        if reading.family is Family.SYNC_MODULE:
            modules.setdefault(reading.network_id, []).append(reading)
    networks = {
        network: listed[0].paused_until
        for network, listed in modules.items()
        if all(module.paused and module.online is not True for module in listed)
    }
    for key, reading in devices.items() if networks else ():
        behind = not reading.own_wifi and reading.network_id in networks
        if behind and reading.in_use and reading.online is False:
            devices[key] = replace(
                reading,
                in_use=False,
                paused=True,
                paused_until=networks[reading.network_id],
            )
