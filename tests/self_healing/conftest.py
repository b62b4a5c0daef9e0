"""A smart plug that a sync module hangs on, and what of Blink is reloaded."""

from datetime import datetime
from typing import Any, override

from homeassistant.components.switch import SwitchEntity
from homeassistant.core import HomeAssistant, callback
from homeassistant.exceptions import HomeAssistantError
from homeassistant.helpers.event import async_call_later
from homeassistant.setup import async_setup_component
from homeassistant.util import dt as dt_util
import pytest

from tests.house import House
from tests.notifications.conftest import clock, house  # noqa: F401

PLUG = "switch.plug"


class Plug(SwitchEntity):
    """A smart plug; where it `helps`, the module comes back with its power.

    It reports what it did after some seconds, as plugs in a mesh or a cloud do.
    """

    _attr_should_poll = False
    _attr_is_on = True

    def __init__(self, module: Any, *, helps: bool = True, name: str = "plug") -> None:
        self.entity_id = f"switch.{name}"
        self.module, self.helps = module, helps
        self.reports_after = 0
        self.fails: dict[bool, int] = {True: 0, False: 0}
        self.switched: list[bool] = []

    def _switch(self, to: bool) -> None:
        if self.fails[to]:
            self.fails[to] -= 1
            raise HomeAssistantError("no answer")
        self.switched.append(to)
        if not to:
            self.module.unplug()
        elif self.helps:
            self.module.plug_in()

        @callback
        def report(_: object) -> None:
            self._attr_is_on = to
            self.async_write_ha_state()

        if self.reports_after:
            async_call_later(self.hass, self.reports_after, report)
        else:
            report(None)

    @callback
    def answers(self, *, available: bool) -> None:
        """Be there or not."""
        self._attr_available = available
        self.async_write_ha_state()

    @override
    async def async_turn_on(self, **kwargs: Any) -> None:
        self._switch(True)

    @override
    async def async_turn_off(self, **kwargs: Any) -> None:
        self._switch(False)

    @property
    def cycles(self) -> int:
        """Return how often the power was taken away and given back."""
        return self.switched.count(False)


async def add_plug(
    hass: HomeAssistant,
    house: House,  # noqa: F811
    module: Any = None,
    **kwargs: Any,
) -> Plug:
    """Return a plug that a module of the house hangs on, the first by default."""
    assert await async_setup_component(hass, "switch", {})
    plug = Plug(module or house.account.sync_modules[0], **kwargs)
    await hass.data["switch"].async_add_entities([plug])
    return plug


@pytest.fixture
async def plug(hass: HomeAssistant, house: House) -> Plug:  # noqa: F811
    return await add_plug(hass, house)


@pytest.fixture
def reloads(hass: HomeAssistant, monkeypatch: pytest.MonkeyPatch) -> list[datetime]:
    """When core Blink was reloaded."""
    times: list[datetime] = []
    reload = hass.config_entries.async_reload

    async def noted(entry_id: str) -> bool:
        if hass.config_entries.async_get_known_entry(entry_id).domain == "blink":
            times.append(dt_util.utcnow())
        return await reload(entry_id)

    monkeypatch.setattr(hass.config_entries, "async_reload", noted)
    return times
