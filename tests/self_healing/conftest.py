"""A smart plug that powers a sync module, and the reloads of core Blink."""

from collections import Counter
from datetime import datetime
from typing import Any, override

from homeassistant.components.switch import SwitchEntity
from homeassistant.core import callback
from homeassistant.exceptions import HomeAssistantError
from homeassistant.helpers.event import async_call_later
from homeassistant.setup import async_setup_component
from homeassistant.util import dt as dt_util
import pytest

from tests.integration.test_clock import clock  # noqa: F401
from tests.phone_story import PhoneStory


class Plug(SwitchEntity):
    """A smart plug; where it `helps`, the module comes back with its power.

    It reports what it did after some seconds, as plugs in a mesh or a cloud do.
    """

    _attr_should_poll = False
    _attr_is_on = True
    helps, reports_after = 1.0, 0.0

    def __init__(self, story: PhoneStory, module: Any, name: str) -> None:
        self.entity_id = f"switch.{name}"
        self.story, self.module = story, module
        self.fails: Counter[str] = Counter()
        self.cycles = 0

    def fail(self, to: str, times: int) -> None:
        """Do not turn on, or off, so many times."""
        self.fails[to] = times

    def there(self, available: int) -> None:
        self._attr_available = bool(available)
        self.async_write_ha_state()

    def turn(self, to: str) -> None:
        if self.fails[to]:
            self.fails[to] -= 1
            raise HomeAssistantError("no answer")
        self.story.note(f"{self.entity_id} is turned {to}")
        if to == "off":
            self.cycles += 1
            self.module.unplug()
        elif self.helps:
            self.module.plug_in()

        @callback
        def report(_: object) -> None:
            self._attr_is_on = to == "on"
            self.async_write_ha_state()

        if self.reports_after:
            async_call_later(self.hass, self.reports_after, report)
        else:
            report(None)

    @override
    async def async_turn_on(self, **kwargs: Any) -> None:
        self.turn("on")

    @override
    async def async_turn_off(self, **kwargs: Any) -> None:
        self.turn("off")


async def add_plug(story: PhoneStory, module: Any = None, name: str = "plug") -> Plug:
    """Return a plug that powers a module of the house, the first by default."""
    house = story.house
    assert await async_setup_component(house.hass, "switch", {})
    plug = Plug(story, module or house.account.sync_modules[0], name)
    house.extras[name] = plug
    await house.hass.data["switch"].async_add_entities([plug])
    return plug


@pytest.fixture
async def plug(phone_story: PhoneStory) -> Plug:
    return await add_plug(phone_story)


@pytest.fixture
def reloads(phone_story: PhoneStory, monkeypatch: pytest.MonkeyPatch) -> list[datetime]:
    """When core Blink was reloaded, which is recorded in the story, too."""
    times: list[datetime] = []
    entries = phone_story.house.hass.config_entries
    reload = entries.async_reload

    async def noted(entry_id: str) -> bool:
        if entries.async_get_known_entry(entry_id).domain == "blink":
            times.append(dt_util.utcnow())
            phone_story.note("core Blink is reloaded")
        return await reload(entry_id)

    monkeypatch.setattr(entries, "async_reload", noted)
    return times
