"""Serve the card's files and load them in the frontend.

No dashboard and no resource list of the user's is changed: the frontend loads the card
while an account is set up, and no longer afterwards.
"""

from hashlib import sha256
from pathlib import Path

from homeassistant.components.frontend import (
    DATA_EXTRA_MODULE_URL,
    add_extra_js_url,
    remove_extra_js_url,
)
from homeassistant.components.http import StaticPathConfig
from homeassistant.config_entries import ConfigEntry
from homeassistant.core import HomeAssistant, callback
from homeassistant.util.hass_dict import HassKey

from ..const import DOMAIN, LOGGER

FOLDER = Path(__file__).parent.parent / "frontend"
FILE = "blink-doctor-card.js"
# opens the repair that a notification links to
LINK_FILE = "blink-doctor-link.js"

# the card's URL; absent if there is no frontend to serve it to
DATA_CARD_URL: HassKey[str] = HassKey(f"{DOMAIN}_card_url")
# config entries that need the card
DATA_CARD_USERS: HassKey[set[str]] = HassKey(f"{DOMAIN}_card_users")


async def async_serve_card(hass: HomeAssistant) -> None:
    """Serve the card's files, once per start of Home Assistant.

    The URL contains a digest of the card, so that browsers may cache the files
    forever and still load a new version at once.
    """
    if DATA_EXTRA_MODULE_URL not in hass.data:
        return
    version = await hass.async_add_executor_job(_version)
    if version is None:
        LOGGER.warning("The dashboard card is missing from the installation")
        return
    base = f"/{DOMAIN}/{version}"
    await hass.http.async_register_static_paths(
        [StaticPathConfig(base, str(FOLDER), cache_headers=True)]
    )
    hass.data[DATA_CARD_URL] = f"{base}/{FILE}"


@callback
def async_offer_card(hass: HomeAssistant, entry: ConfigEntry) -> None:
    """Have the frontend load the card until the last account is unloaded."""
    url = hass.data.get(DATA_CARD_URL)
    if url is None:
        return
    users = hass.data.setdefault(DATA_CARD_USERS, set())
    urls = (url, f"{url.removesuffix(FILE)}{LINK_FILE}")
    if not users:
        for one in urls:
            add_extra_js_url(hass, one)
    users.add(entry.entry_id)

    @callback
    def withdraw() -> None:
        users.discard(entry.entry_id)
        if not users:
            for one in urls:
                remove_extra_js_url(hass, one)

    entry.async_on_unload(withdraw)


def _version() -> str | None:
    """Return a digest of the files that every page loads, None if they are missing."""
    try:
        read = b"".join((FOLDER / name).read_bytes() for name in (FILE, LINK_FILE))
        return sha256(read).hexdigest()[:12]
    except OSError:
        return None
