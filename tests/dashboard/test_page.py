"""The dashboard that builds itself, after Blink Doctor was removed and when it is back."""

from typing import Any

from homeassistant.components.lovelace.const import LOVELACE_DATA
from homeassistant.core import HomeAssistant
from homeassistant.setup import async_setup_component
import pytest

from custom_components.blink_doctor.dashboard.page import STRATEGY
from tests.house import House, MakeHouse

from .conftest import Watch

BUILT: dict[str, Any] = {"strategy": {"type": STRATEGY}}
OWN: dict[str, Any] = {"views": [{"cards": [{"type": "custom:blink-doctor-card"}]}]}


@pytest.fixture
async def house(hass: HomeAssistant, make_house: MakeHouse, watch: Watch) -> House:
    assert await async_setup_component(hass, "lovelace", {})
    house = await make_house("one_camera")
    watcher = await watch()
    for path, config in (("blink-page", BUILT), ("own-page", OWN)):
        create = {"type": "lovelace/dashboards/create", "mode": "storage"}
        assert (await watcher.call(**create, url_path=path, title=path))["success"]
        save = {"type": "lovelace/config/save", "url_path": path, "config": config}
        assert (await watcher.call(**save))["success"]
    return house


async def stored(hass: HomeAssistant, path: str) -> dict[str, Any]:
    config: dict[str, Any] = await (
        hass.data[LOVELACE_DATA].dashboards[path].async_load(False)
    )
    return config


async def test_says_plainly_that_it_was_removed(house: House) -> None:
    """A message instead of a strategy that nobody brings; the owner's page stays."""
    await house.hass.config_entries.async_unload(house.doctor.entry_id)
    assert await stored(house.hass, "blink-page") == BUILT
    await house.hass.config_entries.async_remove(house.doctor.entry_id)
    await house.settle()
    page = await stored(house.hass, "blink-page")
    assert "strategy" not in page
    (message,) = page["views"][0]["cards"]
    assert message["type"] == "markdown"
    assert message["content"].startswith("Blink Doctor is not set up.")
    assert await stored(house.hass, "own-page") == OWN


async def test_builds_itself_again(hass: HomeAssistant, house: House) -> None:
    """Set up anew: the page is what it was."""
    await hass.config_entries.async_remove(house.doctor.entry_id)
    await house.settle()
    await house.add_doctor(house.blink)
    await house.settle()
    assert await stored(hass, "blink-page") == BUILT
    assert await stored(hass, "own-page") == OWN


async def test_stays_while_there_is_another_account(house: House) -> None:
    """Not the last one: the page goes on building itself."""
    from pytest_homeassistant_custom_component.common import MockConfigEntry

    MockConfigEntry(domain="blink_doctor").add_to_hass(house.hass)
    await house.hass.config_entries.async_remove(house.doctor.entry_id)
    await house.settle()
    assert await stored(house.hass, "blink-page") == BUILT
