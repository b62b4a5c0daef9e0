"""Replace generated dashboards by a message while Blink Doctor is not set up.

Home Assistant's frontend waits forever for the strategy of a removed integration. A
dashboard that consists only of our strategy shows what is missing instead, and is
restored once Blink Doctor is back.
"""

from typing import Any

from homeassistant.components.lovelace.const import (
    LOVELACE_DATA,
    MODE_STORAGE,
    ConfigNotFound,
)
from homeassistant.components.lovelace.dashboard import LovelaceConfig
from homeassistant.core import HomeAssistant
from homeassistant.helpers.translation import async_get_translations

from ..const import DOMAIN
from .own_dashboard import STRATEGY

# key under which the message page stores the original configuration
KEPT = "blink_doctor_strategy"
_MESSAGE = f"component.{DOMAIN}.common.card_not_set_up"


async def async_show_message(hass: HomeAssistant, entry_id: str) -> None:
    """Show a message on our dashboards if this was the last account."""
    others = hass.config_entries.async_entries(DOMAIN)
    if any(other.entry_id != entry_id for other in others):
        return
    texts = await async_get_translations(hass, hass.config.language, "common", [DOMAIN])
    message = {"type": "markdown", "content": texts.get(_MESSAGE, "")}
    for dashboard, config in await _dashboards(hass):
        strategy = config.get("strategy")
        if isinstance(strategy, dict) and strategy.get("type") == STRATEGY:
            view = {"title": "Blink", "cards": [message]}
            await dashboard.async_save({"views": [view], KEPT: strategy})


async def async_restore_strategies(hass: HomeAssistant) -> None:
    """Restore the strategy of each dashboard that shows our message."""
    for dashboard, config in await _dashboards(hass):
        if isinstance(strategy := config.get(KEPT), dict):
            await dashboard.async_save({"strategy": strategy})


async def _dashboards(
    hass: HomeAssistant,
) -> list[tuple[LovelaceConfig, dict[str, Any]]]:
    """Return the stored dashboards with their configuration."""
    found: list[tuple[LovelaceConfig, dict[str, Any]]] = []
    data = hass.data.get(LOVELACE_DATA)
    for dashboard in data.dashboards.values() if data else ():
        if dashboard.mode == MODE_STORAGE:
            try:
                found.append((dashboard, await dashboard.async_load(False)))
            except ConfigNotFound:
                continue
    return found
