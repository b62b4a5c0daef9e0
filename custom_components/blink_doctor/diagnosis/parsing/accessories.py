"""Accessories of a camera with batteries of their own: the floodlight mount.

In the homescreen `accessories.storm[]`: `target_id` is the camera, `battery` a state.
"""

from typing import Any

from ..model.readings import Battery
from . import values

_WORDS = {"ok": Battery.OK, "low": Battery.LOW}


def mount_batteries(homescreen: dict[Any, Any]) -> dict[str, Battery]:
    """Return the battery state of each mount by the id of its camera.

    Mounts without a known state are left out: absent means neither ok nor mains power.
    """
    found: dict[str, Battery] = {}
    accessories = values.mapping(homescreen.get("accessories"))
    for mount in values.entries(accessories.get("storm")):
        camera = values.identifier(mount.get("target_id"))
        battery = _WORDS.get(values.word(mount.get("battery")) or "")
        # of two mounts on one camera the one that needs attention counts
        if camera and battery and found.get(camera) is not Battery.LOW:
            found[camera] = battery
    return found
