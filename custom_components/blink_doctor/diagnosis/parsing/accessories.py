"""What hangs on a camera and has batteries of its own: the floodlight mount.

`accessories.storm[]` of the homescreen: `target_id` is the camera, `battery` a word.
"""

from typing import Any

from ..model.readings import Battery
from . import values

_WORDS = {"ok": Battery.OK, "low": Battery.LOW}


def mount_batteries(homescreen: dict[Any, Any]) -> dict[str, Battery]:
    """Return the battery of each mount by the id of its camera.

    Only where Blink says something: no word is neither a good battery nor a plug.
    """
    found: dict[str, Battery] = {}
    accessories = values.mapping(homescreen.get("accessories"))
    for mount in values.entries(accessories.get("storm")):
        camera = values.identifier(mount.get("target_id"))
        battery = _WORDS.get(values.word(mount.get("battery")) or "")
        if camera is None or battery is None:
            continue
        # of two on one camera the one that needs somebody counts
        if found.get(camera) is not Battery.LOW:
            found[camera] = battery
    return found
