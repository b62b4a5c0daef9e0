"""The language of the current user, where Home Assistant provides it."""

from aiohttp import hdrs
from homeassistant.components.frontend import storage
from homeassistant.components.http import KEY_HASS_USER
from homeassistant.core import HomeAssistant
from homeassistant.generated.languages import LANGUAGES
from homeassistant.helpers.http import current_request


async def async_language_of(hass: HomeAssistant, user_id: str | None) -> str | None:
    """Return the language set in a user's profile."""
    if user_id is None:
        return None
    store = await storage.async_user_store(hass, user_id)
    chosen = store.data.get("language")
    language = chosen.get("language") if isinstance(chosen, dict) else None
    return language if isinstance(language, str) and language else None


async def async_language_of_request(hass: HomeAssistant) -> str:
    """Return the language of the requesting frontend.

    That of the user's profile; without one, the frontend follows the browser.
    """
    if (request := current_request.get()) is None:
        return hass.config.language
    user = request.get(KEY_HASS_USER)
    chosen = await async_language_of(hass, user.id if user else None)
    accepted = request.headers.get(hdrs.ACCEPT_LANGUAGE, "")
    return chosen or _supported(accepted) or hass.config.language


def _supported(accepted: str) -> str | None:
    """Return the browser's first language, if Home Assistant supports it."""
    first = accepted.partition(",")[0].partition(";")[0].strip()
    base = first.partition("-")[0]
    return next((one for one in (first, base) if one in LANGUAGES), None)
