"""Pictures of the guided fixes: batteries, lights, the reset button.

`scripts/pictures` generates them.
"""

from collections.abc import Mapping
from hashlib import sha256
from pathlib import Path

from homeassistant.components.http import StaticPathConfig
from homeassistant.core import HomeAssistant
from homeassistant.util.hass_dict import HassKey

from ..const import DOMAIN, LOGGER
from ..messages.sentences import Words

FOLDER = Path(__file__).parent.parent / "pictures"
DATA_PICTURES: HassKey[str] = HassKey(f"{DOMAIN}_pictures")
_LIGHTS = "drawn_lights"
# the picture of a page, and the key of its alternative text
PICTURES: Mapping[str, tuple[str, str]] = {
    "replace_batteries": ("batteries", "drawn_batteries"),
    "no_light": ("batteries", "drawn_batteries"),
    "read_lights": ("read_lights", _LIGHTS),
    "lights_online": ("lights_online", _LIGHTS),
    "lights_starting": ("lights_starting", _LIGHTS),
    "lights_reconnecting": ("lights_reconnecting", _LIGHTS),
    "lights_red": ("lights_red", _LIGHTS),
    "lights_pairing": ("lights_pairing", _LIGHTS),
    "lights_off": ("lights_off", _LIGHTS),
    "power_cycle_sync_module": ("lights_online", _LIGHTS),
    "reset_find": ("reset", "drawn_reset"),
    "reset_wait": ("lights_pairing", _LIGHTS),
}


async def async_serve_pictures(hass: HomeAssistant) -> None:
    """Serve the pictures, once per start of Home Assistant.

    The URL contains a digest of them, so that browsers may cache them.
    """
    digest = await hass.async_add_executor_job(_digest)
    if digest is None:
        LOGGER.warning("The pictures of the repairs are missing from the installation")
        return
    base = f"/{DOMAIN}/pictures-{digest}"
    await hass.http.async_register_static_paths(
        [StaticPathConfig(base, str(FOLDER), cache_headers=True)]
    )
    hass.data[DATA_PICTURES] = base


def picture(hass: HomeAssistant, words: Words, name: str, alt: str) -> str:
    """Return a picture in Markdown, empty if there is none."""
    if (base := hass.data.get(DATA_PICTURES)) is None:
        return ""
    return f"![{words.say(alt)}]({base}/{name}.svg)"


def _digest() -> str | None:
    files = sorted(FOLDER.glob("*.svg"))
    found = sha256(b"".join(path.read_bytes() for path in files))
    return found.hexdigest()[:12] if files else None
