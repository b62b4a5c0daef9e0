"""Blueprints 5 and 6: a plug for the sync module, a reload for Blink."""

from typing import Any, override

from homeassistant.components.switch import SwitchEntity
from homeassistant.config_entries import ConfigEntryState
from homeassistant.const import EVENT_HOMEASSISTANT_STARTED
from homeassistant.core import CoreState, Event, HomeAssistant, callback
from homeassistant.setup import async_setup_component
import pytest
from pytest_homeassistant_custom_component.common import MockEntityPlatform

from tests.blueprints.conftest import Bell, Phone, UseBlueprint
from tests.house import House, MakeHouse

PLUG = "switch.plug"


class Plug(SwitchEntity):
    """A smart plug that a sync module hangs on."""

    _attr_should_poll = False
    _attr_is_on = True
    entity_id = PLUG

    def __init__(self, module: Any, *, helps: bool) -> None:
        """Take the module; with `helps` False it stays dead."""
        self.module = module
        self.helps = helps
        self.switched: list[bool] = []

    @override
    async def async_turn_on(self, **kwargs: Any) -> None:
        self.switched.append(True)
        if self.helps:
            self.module.plug_in()
        self._attr_is_on = True
        self.async_write_ha_state()

    @override
    async def async_turn_off(self, **kwargs: Any) -> None:
        self.switched.append(False)
        self.module.unplug()
        self._attr_is_on = False
        self.async_write_ha_state()


async def plug_for(hass: HomeAssistant, house: House, *, helps: bool) -> Plug:
    """Return a plug that the house's module hangs on."""
    assert await async_setup_component(hass, "switch", {})
    plug = Plug(house.account.sync_modules[0], helps=helps)
    platform = MockEntityPlatform(hass, domain="switch", platform_name="test")
    await hass.data["switch"].async_add_entities([plug])
    del platform
    return plug


async def test_unplugged_switched_back(
    hass: HomeAssistant,
    make_house: MakeHouse,
    use_blueprint: UseBlueprint,
    phone: Phone,
    bell: Bell,
) -> None:
    """Offline: off, ten seconds, on; it is back; nobody is bothered."""
    house = await make_house("healthy")
    plug = await plug_for(hass, house, helps=True)
    await use_blueprint(house, "sync_module", plug=PLUG)
    plug.module.unplug()
    await house.poll(3)
    assert plug.switched == [False]
    await house.wait(10)
    assert plug.switched == [False, True]
    await house.poll(3)
    assert house.state(plug.module.key).state == "off"
    await house.poll(12)
    assert plug.switched == [False, True], "once is enough"
    assert bell() == {}
    assert [c for c in phone.sent if c.data["message"] != "clear_notification"] == []


async def test_a_module_that_stays_dead(
    hass: HomeAssistant,
    make_house: MakeHouse,
    use_blueprint: UseBlueprint,
    phone: Phone,
) -> None:
    """Limited tries with a pause between; then a person is asked; then gone."""
    house = await make_house("healthy")
    plug = await plug_for(hass, house, helps=False)
    await use_blueprint(
        house,
        "sync_module",
        plug=PLUG,
        devices=[house.device(plug.module.key).id],
        phones=[phone.device_id],
        tries=3,
        wait={"minutes": 1},
        off_for={"seconds": 20},
        back_within={"minutes": 6},
        pause={"minutes": 10},
        rest=12,
        tell=[{"event": "told"}],
        take_back=[{"event": "taken_back"}],
    )
    plug.module.unplug()
    for _ in range(80):
        await house.wait(61)
    assert plug.switched == [False, True] * 3
    assert "sync module" in phone.only["message"].lower()
    _, *steps = phone.only["message"].splitlines()
    assert [line[:2] for line in steps] == ["1.", "2.", "3.", "4."]
    plug.module.plug_in()
    await house.poll(4)
    assert phone.shown == {}
    assert plug.switched == [False, True] * 3
    plug.module.unplug()
    await house.poll(6)
    assert plug.switched == [False, True] * 3, "it is left alone for some hours"


@pytest.mark.parametrize("trouble", ["none", "router", "camera"])
async def test_plug_stays_as_it_is(
    hass: HomeAssistant,
    make_house: MakeHouse,
    use_blueprint: UseBlueprint,
    trouble: str,
) -> None:
    """Not for a camera, and not while the whole home network is down."""
    house = await make_house("healthy")
    plug = await plug_for(hass, house, helps=True)
    await use_blueprint(house, "sync_module", plug=PLUG)
    if trouble == "router":
        house.account.router_off()
    if trouble == "camera":
        house.cloud.device("Driveway").hang()
    await house.poll(8)
    assert plug.switched == []


def reloads(hass: HomeAssistant) -> list[str]:
    """Return a list that fills with the entries that are reloaded by action."""
    reloaded: list[str] = []

    @callback
    def called(event: Event) -> None:
        if event.data["service"] == "reload_config_entry":
            reloaded.append(event.data["service_data"]["entry_id"])

    hass.bus.async_listen("call_service", called)
    return reloaded


async def test_blink_is_reloaded_until_it_answers(
    hass: HomeAssistant,
    make_house: MakeHouse,
    use_blueprint: UseBlueprint,
    phone: Phone,
    bell: Bell,
) -> None:
    """Nothing from Blink: reload, pause, reload; then it answers."""
    house = await make_house("healthy")
    await use_blueprint(house, "blink_stuck")
    reloaded = reloads(hass)
    house.cloud.fail("*homescreen*", 500)
    for _ in range(25):
        await house.wait(61)
    assert house.state("account", "account_fault").state == "on"
    assert reloaded == [house.blink.entry_id]
    house.cloud.heal()
    for _ in range(40):
        await house.wait(61)
    assert house.blink.state is ConfigEntryState.LOADED
    assert house.state("account", "account_fault").state == "off"
    assert bell() == {}
    assert len(reloaded) <= 2
    assert phone.shown == {}


async def test_tries_are_limited(
    hass: HomeAssistant,
    make_house: MakeHouse,
    use_blueprint: UseBlueprint,
    phone: Phone,
) -> None:
    """Blink stays away: so many tries, a pause between, then a person is asked."""
    house = await make_house("healthy")
    await use_blueprint(
        house, "blink_stuck", tries=2, pause={"minutes": 10}, phones=[phone.device_id]
    )
    reloaded = reloads(hass)
    house.cloud.fail("*homescreen*", 500)
    for _ in range(60):
        await house.wait(61)
    assert reloaded == [house.blink.entry_id] * 2
    assert phone.shown
    for _ in range(30):
        await house.wait(61)
    assert len(reloaded) == 2


async def test_sign_in_is_asked_for(
    hass: HomeAssistant,
    make_house: MakeHouse,
    use_blueprint: UseBlueprint,
    phone: Phone,
    bell: Bell,
) -> None:
    """A reload does not help where Blink wants a person."""
    house = await make_house("healthy")
    await use_blueprint(
        house,
        "blink_stuck",
        phones=[phone.device_id],
        tries=2,
        wait={"minutes": 1},
        pause={"minutes": 5},
    )
    reloaded = reloads(hass)
    house.account.password = "changed"
    house.account.revoke()
    for _ in range(60):
        await house.wait(61)
    assert "sign in" in phone.only["message"].lower()
    assert [line[:2] for line in phone.only["message"].splitlines()[1:]] == [
        *("1.", "2.", "3."),
    ]
    assert reloaded == []
    assert len(bell()) == 1


async def test_blink_is_left_alone(
    hass: HomeAssistant,
    make_house: MakeHouse,
    use_blueprint: UseBlueprint,
    phone: Phone,
) -> None:
    """A lost poll or a camera in trouble is no reason to reload."""
    house = await make_house("troubles")
    await use_blueprint(house, "blink_stuck")
    reloaded = reloads(hass)
    await house.poll(2)
    house.cloud.fail("*homescreen*", 500)
    await house.poll(2)
    house.cloud.heal()
    await house.poll(4)
    assert reloaded == []
    assert phone.sent == []


@pytest.mark.parametrize("offline", [True, False])
async def test_a_restart_with_the_plug_off(
    hass: HomeAssistant,
    make_house: MakeHouse,
    use_blueprint: UseBlueprint,
    offline: bool,
) -> None:
    """A plug that a restart left off goes on, but not one that is off on purpose."""
    house = await make_house("healthy")
    plug = await plug_for(hass, house, helps=True)
    if offline:
        plug.module.unplug()
        await house.poll(4)
    plug._attr_is_on = False
    plug.async_write_ha_state()
    hass.set_state(CoreState.starting)
    await use_blueprint(house, "sync_module", plug=PLUG)
    hass.set_state(CoreState.running)
    hass.bus.async_fire(EVENT_HOMEASSISTANT_STARTED)
    await house.settle()
    await house.wait(61)
    assert plug.switched == ([True] if offline else [])
