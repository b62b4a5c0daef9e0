"""The dashboard that builds itself, after Blink Doctor was removed and when it is back."""

from typing import Any

from homeassistant.components.lovelace.const import LOVELACE_DATA
from homeassistant.core import HomeAssistant
from homeassistant.setup import async_setup_component
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.blink_doctor.dashboard.page import STRATEGY
from tests.house import House

from .conftest import Watch

BUILT: dict[str, Any] = {"strategy": {"type": STRATEGY}}
OWN: dict[str, Any] = {"views": [{"cards": [{"type": "custom:blink-doctor-card"}]}]}


@pytest.mark.house("one_camera")
async def test_page_after_removal(
    hass: HomeAssistant, house: House, watch: Watch
) -> None:
    """It says plainly that its strategy is gone; a page of the owner's stays as it is."""
    assert await async_setup_component(hass, "lovelace", {})
    watcher = await watch()
    for path, config in (("blink-page", BUILT), ("own-page", OWN)):
        create = {"type": "lovelace/dashboards/create", "mode": "storage"}
        assert (await watcher.call(**create, url_path=path, title=path))["success"]
        save = {"type": "lovelace/config/save", "url_path": path, "config": config}
        assert (await watcher.call(**save))["success"]

    async def page(path: str = "blink-page") -> dict[str, Any]:
        config: dict[str, Any] = await (
            hass.data[LOVELACE_DATA].dashboards[path].async_load(False)
        )
        return config

    await hass.config_entries.async_unload(house.doctor.entry_id)
    assert await page() == BUILT, "only unloaded"
    await hass.config_entries.async_remove(house.doctor.entry_id)
    await house.settle()
    removed = await page()
    assert "strategy" not in removed
    (message,) = removed["views"][0]["cards"]
    assert message["type"] == "markdown"
    assert message["content"].startswith("Blink Doctor is not set up.")
    house.doctor = await house.add_doctor()
    await house.settle()
    assert await page() == BUILT, "set up anew"
    MockConfigEntry(domain="blink_doctor").add_to_hass(hass)
    await hass.config_entries.async_remove(house.doctor.entry_id)
    await house.settle()
    assert await page() == BUILT, "there is another account"
    assert await page("own-page") == OWN
