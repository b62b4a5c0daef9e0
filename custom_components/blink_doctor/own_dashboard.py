"""A Blink dashboard that is there while Blink Doctor is, and stored nowhere.

It is the dashboard that builds itself, under an address of its own: set-up leads to it.
It is not in the sidebar until its owner puts it there.
"""

from typing import Any, Final, override

from homeassistant.components import frontend
from homeassistant.components.lovelace.const import LOVELACE_DATA, MODE_YAML
from homeassistant.components.lovelace.dashboard import LovelaceConfig
from homeassistant.config_entries import ConfigEntry
from homeassistant.core import HomeAssistant, callback
from homeassistant.helpers.json import json_bytes, json_fragment
from homeassistant.util.hass_dict import HassKey

from .const import DOMAIN

STRATEGY: Final = "custom:blink-doctor"
URL_PATH: Final = "blink-doctor"
TITLE: Final = "Blink"
ICON: Final = "mdi:cctv"
_CONFIG: Final = {"strategy": {"type": STRATEGY}}
# the config entries that want it
_USERS: HassKey[set[str]] = HassKey(f"{DOMAIN}_dashboard_users")


class OwnDashboard(LovelaceConfig):
    """A dashboard with nothing to load and nothing to save."""

    def __init__(self, hass: HomeAssistant) -> None:
        """Take its address."""
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
    """Have the dashboard until the last account is unloaded.

    Somebody's own dashboard at that address is left alone.
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
    """Return where the cameras are shown, or else where dashboards are added.

    Right also before the first account is set up.
    """
    return f"/{URL_PATH}" if _is_free(hass) else "/config/lovelace/dashboards"


def _is_free(hass: HomeAssistant) -> bool:
    """Whether the address is ours, or nobody's while there is a frontend."""
    data = hass.data.get(LOVELACE_DATA)
    if data is None or "frontend" not in hass.config.components:
        return False
    if isinstance(data.dashboards.get(URL_PATH), OwnDashboard):
        return True
    return URL_PATH not in data.dashboards and not frontend.async_panel_exists(
        hass, URL_PATH
    )
