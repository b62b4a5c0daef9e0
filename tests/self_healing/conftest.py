"""A smart plug that a sync module hangs on, and the phones of the notifications."""

from typing import Any, override

from homeassistant.components.switch import SwitchEntity
from homeassistant.core import HomeAssistant
from homeassistant.exceptions import HomeAssistantError
from homeassistant.setup import async_setup_component

from tests.blueprints.conftest import (  # noqa: F401
    bell,
    settle_around_waits,
    use_blueprint,
    use_blueprints,
)
from tests.house import House
from tests.integration.test_clock import clock  # noqa: F401
from tests.phone import add_phone, make_told_house  # noqa: F401

PLUG = "switch.plug"


class Plug(SwitchEntity):
    """A smart plug; `helps`: the module comes back with its power."""

    _attr_should_poll = False
    _attr_is_on = True

    def __init__(self, module: Any, *, helps: bool = True, name: str = "plug") -> None:
        """Take the module."""
        self.entity_id = f"switch.{name}"
        self.module = module
        self.helps = helps
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
        self._attr_is_on = to
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
    hass: HomeAssistant, house: House, module: Any = None, **kwargs: Any
) -> Plug:
    """Return a plug that a module of the house hangs on, the first by default."""
    assert await async_setup_component(hass, "switch", {})
    plug = Plug(module or house.account.sync_modules[0], **kwargs)
    await hass.data["switch"].async_add_entities([plug])
    return plug
