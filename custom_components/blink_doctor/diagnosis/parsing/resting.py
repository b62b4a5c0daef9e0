"""Which readings are of devices that the owner has paused, or that rest with those."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from ..model.frozen import replace
from ..model.ids import DeviceKey, Uid
from ..model.readings import Family, Reading
from . import values

# When the pause of a device ends, None where only the owner ends it. Devices go by
# their key or their uid: who was paired again has another key and the same uid.
type Pauses = Mapping[str, datetime | None]


def read(value: Any) -> Pauses:
    """Return pauses from a mapping, or from a list of those that nobody has dated."""
    if isinstance(value, Mapping):
        items = value.items()
        return {
            key: until if isinstance(until, datetime) else None
            for raw, until in items
            if (key := values.text(raw))
        }
    listed = value if isinstance(value, list | tuple | set | frozenset) else ()
    return dict.fromkeys(key for item in listed if (key := values.text(item)))


def is_paused(pauses: Pauses, key: DeviceKey, uid: Uid | None) -> str | None:
    """Return the name under which a device is paused, None where it is not."""
    return next((name for name in (key, uid) if name and name in pauses), None)


def rest_with_their_module(devices: dict[DeviceKey, Reading]) -> None:
    """Pause what does not answer because its sync module is paused and off.

    Who puts a module away does not want to hear of its cameras either. A camera that
    answers has a living module, and is watched.
    """
    modules: dict[str | None, list[Reading]] = {}
    for reading in devices.values():
        if reading.family is Family.SYNC_MODULE:
            modules.setdefault(reading.network_id, []).append(reading)
    resting = {
        network: listed[0].paused_until
        for network, listed in modules.items()
        if all(module.paused and module.online is not True for module in listed)
    }
    for key, reading in devices.items() if resting else ():
        behind = not reading.own_wifi and reading.network_id in resting
        if behind and reading.in_use and reading.online is False:
            devices[key] = replace(
                reading,
                in_use=False,
                paused=True,
                paused_until=resting[reading.network_id],
            )
