"""A smart plug that a sync module hangs on, and the phones of the notifications."""

from collections.abc import Awaitable, Callable
from typing import Any, override

from homeassistant.components.switch import SwitchEntity
from homeassistant.core import HomeAssistant, callback
from homeassistant.exceptions import HomeAssistantError
from homeassistant.helpers.event import async_call_later
from homeassistant.setup import async_setup_component
import pytest

from tests.blueprints.conftest import (  # noqa: F401
    UseBlueprint,
    bell,
    settle_around_waits,
    use_blueprint,
    use_blueprints,
)
from tests.house import House, MakeHouse
from tests.integration.test_clock import clock  # noqa: F401
from tests.phone import add_phone, make_told_house, make_told_phones  # noqa: F401

PLUG = "switch.plug"


class Plug(SwitchEntity):
    """A smart plug; `helps`: the module comes back with its power.

    `reports_after` so many seconds what it did, as plugs in a mesh or a cloud do.
    """

    _attr_should_poll = False
    _attr_is_on = True

    def __init__(
        self,
        module: Any,
        *,
        helps: bool = True,
        name: str = "plug",
        reports_after: float = 0,
    ) -> None:
        """Take the module."""
        self.entity_id = f"switch.{name}"
        self.module = module
        self.helps = helps
        self.reports_after = reports_after
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
    hass: HomeAssistant, house: House, module: Any = None, **kwargs: Any
) -> Plug:
    """Return a plug that a module of the house hangs on, the first by default."""
    assert await async_setup_component(hass, "switch", {})
    plug = Plug(module or house.account.sync_modules[0], **kwargs)
    await hass.data["switch"].async_add_entities([plug])
    return plug


type MakePlugged = Callable[..., Awaitable[tuple[House, Plug]]]


@pytest.fixture
def make_plugged(
    hass: HomeAssistant,
    make_house: MakeHouse,
    use_blueprint: UseBlueprint,  # noqa: F811
) -> MakePlugged:
    """Set up a house whose first module hangs on a plug, and what restarts it."""

    async def make(
        blueprint: str = "sync_module",
        scenario: str = "healthy",
        module: str | None = None,
        plug: dict[str, Any] | None = None,
        **inputs: Any,
    ) -> tuple[House, Plug]:
        house = await make_house(scenario)
        named = next((m for m in house.account.sync_modules if m.name == module), None)
        switch = await add_plug(hass, house, named, **(plug or {}))
        if blueprint:
            await use_blueprint(house, blueprint, plug=PLUG, **inputs)
        return house, switch

    return make
