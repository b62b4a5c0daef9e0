"""The actions and the buttons, as an automation or a voice would use them."""

from collections.abc import Awaitable
from datetime import datetime
from typing import Any

from homeassistant.components.frontend import storage
from homeassistant.exceptions import HomeAssistantError
from homeassistant.helpers import device_registry as dr
from homeassistant.util import dt as dt_util
import pytest

from tests.house import House
from tests.story import Story

pytestmark = pytest.mark.house("troubles", polls=8)


@pytest.mark.usefixtures("entity_registry_enabled_by_default")
async def test_actions_and_buttons(house: House, story: Story) -> None:
    async def tell(command: Awaitable[Any]) -> None:
        """Record the response, or the error, and what Blink was asked."""
        house.cloud.clear_requests()
        try:
            story.tell("answer", await command)
        except HomeAssistantError as err:
            story.tell("refused", str(err))
        story.tell("asked", [one.path for one in house.cloud.requests])

    async def press(name: str, button: str) -> None:
        await house.call("button.press", entity_id=house.entity_id(name, button))

    story("there is no account")
    entries, doctor = house.hass.config_entries, house.doctor.entry_id
    await entries.async_unload(doctor)
    await tell(house.act("get_diagnosis"))
    await entries.async_setup(doctor)
    story("in the language of a person's profile, where they have chosen one")
    user = await house.hass.auth.async_create_user("Anna", group_ids=["system-admin"])
    store = await storage.async_user_store(house.hass, user.id)
    await store.async_set_item("language", {"language": "de"})
    await tell(house.act("get_diagnosis", "Front door", user_id=user.id))
    story.follow_states(house, "Living room")
    story("a red light is reported: its pattern is read first")
    await tell(house.act("report_red_light", "Living room", pattern="flashing"))
    story("and taken back")
    await tell(house.act("report_red_light", "Living room", pattern="stopped"))
    story("a button reports it, too")
    await tell(press("Living room", "flashing_red"))
    story("a check-up asks, judges, answers")
    house.find("Front door").mend()
    await tell(house.act("check_up", "Front door", "Nursery", user_id=user.id))
    story("once a minute, whoever asks")
    await tell(house.act("check_up", "Front door"))
    await tell(press("account", "account_check_up"))
    story("after it by a button, of one camera and of all that are in trouble")
    for name, button in (("Front door", "check_up"), ("account", "account_check_up")):
        await house.wait(61)
        await tell(press(name, button))
    story("an error names the device or the date, and nothing is done by halves")
    before = house.coordinator.memory
    for name, data in (
        *(("Nursery", {}), ("Home", {})),
        *(("Garden", {"date": f"{year}-01-01"}) for year in (2027, 2011)),
    ):
        await tell(house.act("batteries_replaced", "Front door", name, **data))
    await tell(house.act("report_red_light", "Front door", "account"))
    lamp = dr.async_get(house.hass).async_get_or_create(
        config_entry_id=house.blink.entry_id,
        identifiers={("lamp", "1")},
        name="Desk lamp",
    )
    rest = ("check_up", "get_diagnosis", "report_red_light", "batteries_replaced")
    for action in rest:
        await tell(house.act(action, device_id=[lamp.id, "nonsense"]))
    assert house.coordinator.memory == before


@pytest.mark.parametrize(
    ("zone", "now", "today"),
    [
        ("UTC", "2026-11-24T13:00:00+00:00", "2026-11-24"),
        # the day has begun in Auckland and not yet in Greenwich
        ("Pacific/Auckland", "2026-11-24T13:00:00+00:00", "2026-11-25"),
        # and is over in Greenwich and not yet in Los Angeles
        ("America/Los_Angeles", "2026-11-25T02:00:00+00:00", "2026-11-24"),
    ],
)
async def test_batteries_replaced(
    house: House, zone: str, now: str, today: str
) -> None:
    """Today and a day before; a day is one of the owner's, wherever Greenwich is with it."""
    await house.hass.config.async_set_time_zone(zone)
    house.freezer.move_to(now)
    noon = datetime(2026, 11, 20, 12, tzinfo=dt_util.get_default_time_zone())
    for date, at in ((today, dt_util.utcnow()), ("2026-11-20", noon)):
        await house.act("batteries_replaced", "Garden", date=date)
        cells = house.remembered("Garden").cells
        assert (cells.told, cells.put_in) == (True, at)
        (garden,) = (await house.act("get_diagnosis", "Garden"))["devices"]
        assert garden["outlook"]["batteries_changed"] == date
