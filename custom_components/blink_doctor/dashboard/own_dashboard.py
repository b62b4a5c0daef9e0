"""A Blink dashboard that exists while Blink Doctor is loaded, and is not stored.

It uses our strategy under a fixed address, to which set-up links. It is hidden from the
sidebar until its owner shows it.
"""

from typing import Any, Final, override

from homeassistant.components import frontend
from homeassistant.components.lovelace.const import LOVELACE_DATA, MODE_YAML
from homeassistant.components.lovelace.dashboard import LovelaceConfig
from homeassistant.config_entries import ConfigEntry
from homeassistant.core import HomeAssistant, callback
from homeassistant.helpers.json import json_bytes, json_fragment
from homeassistant.util.hass_dict import HassKey

from ..const import DOMAIN

STRATEGY: Final = "custom:blink-doctor"
URL_PATH: Final = "blink-doctor"
TITLE: Final = "Blink"
ICON: Final = "mdi:cctv"
_CONFIG: Final = {"strategy": {"type": STRATEGY}}
# config entries that need it
_USERS: HassKey[set[str]] = HassKey(f"{DOMAIN}_dashboard_users")


class OwnDashboard(LovelaceConfig):
    """A dashboard that cannot be edited or saved."""

    def __init__(self, hass: HomeAssistant) -> None:
        """Take its URL path."""
        super().__init__(hass, URL_PATH, {"title": TITLE, "icon": ICON})

    @property
    @override
    def mode(self) -> str:
        """Return the mode in which the frontend offers no editing."""
        return MODE_YAML

    @override
    async def async_get_info(self) -> dict[str, Any]:
        return {"mode": self.mode}

    @override
    async def async_load(self, force: bool) -> dict[str, Any]:
        return dict(_CONFIG)

    @override
    async def async_json(self, force: bool) -> json_fragment:
        return json_fragment(json_bytes(_CONFIG))


@callback
def async_offer_dashboard(hass: HomeAssistant, entry: ConfigEntry[Any]) -> None:
    """Provide the dashboard until the last account is unloaded.

    A user's own dashboard at that address is left alone.
    """
    if not _is_free(hass):
        return
    data = hass.data[LOVELACE_DATA]
    users = hass.data.setdefault(_USERS, set())
    if not users:
        data.dashboards[URL_PATH] = OwnDashboard(hass)
        frontend.async_register_built_in_panel(
            hass,
            "lovelace",
            sidebar_title=TITLE,
            sidebar_icon=ICON,
            sidebar_default_visible=False,
            frontend_url_path=URL_PATH,
            config={"mode": MODE_YAML},
        )
    users.add(entry.entry_id)

    @callback
    def withdraw() -> None:
        users.discard(entry.entry_id)
        if not users:
            data.dashboards.pop(URL_PATH, None)
            frontend.async_remove_panel(hass, URL_PATH)

    entry.async_on_unload(withdraw)


@callback
def path_of(hass: HomeAssistant) -> str:
    """Return the path of the cameras' dashboard, or of the page that adds dashboards.

    Also correct before the first account is set up.
    """
    return f"/{URL_PATH}" if _is_free(hass) else "/config/lovelace/dashboards"


def _is_free(hass: HomeAssistant) -> bool:
    """Whether the path is ours, or unused with a frontend to show it."""
    data = hass.data.get(LOVELACE_DATA)
    if data is None or "frontend" not in hass.config.components:
        return False
    if isinstance(data.dashboards.get(URL_PATH), OwnDashboard):
        return True
    return URL_PATH not in data.dashboards and not frontend.async_panel_exists(
        hass, URL_PATH
    )
