"""The actions and the buttons, as an automation or a voice would use them."""

from functools import partial
from typing import Any

from homeassistant.components.frontend import storage
from homeassistant.exceptions import HomeAssistantError, ServiceValidationError
from homeassistant.helpers import device_registry as dr
from homeassistant.util import dt as dt_util
import pytest

from tests.house import House

pytestmark = pytest.mark.house("troubles", polls=8)


async def test_diagnosis_and_red_light(house: House) -> None:
    """What is known of some devices or of all; a red light is reported, and taken back."""
    house.cloud.clear_requests()
    devices = (await house.act("get_diagnosis"))["devices"]
    by_name = {device["name"]: device for device in devices}
    # a system is told of only where it is in trouble
    told = {name for name in house.causes() if not name.startswith("system:")}
    assert set(by_name) == told, "without devices: all of them, healthy ones as well"
    (device,) = (await house.act("get_diagnosis", "Front door"))["devices"]
    assert device == by_name["Front door"]
    assert device["device_id"] == house.device("Front door").id
    # in the language of a person's profile, where they have chosen one
    user = await house.hass.auth.async_create_user("Anna", group_ids=["system-admin"])
    store = await storage.async_user_store(house.hass, user.id)
    for said in ("needs attention", "braucht Aufmerksamkeit"):
        answer = await house.act("get_diagnosis", "Front door", user_id=user.id)
        assert said in answer["devices"][0]["summary"]
        await store.async_set_item("language", {"language": "de"})

    report = partial(house.act, "report_red_light", "Living room")
    await report(pattern="flashing")
    finding = house.diagnosis("Living room").primary
    assert finding is not None
    assert finding.evidence == {"red_light": "flashing"}
    (device,) = (await house.act("get_diagnosis", "Living room"))["devices"]
    shown = house.state("Living room").attributes
    assert device["next_step"] == shown["next_step"] == "read_pattern"
    await report(pattern="stopped")
    assert house.cause("Living room") == "none"
    with pytest.raises(ServiceValidationError):
        await report(pattern="green")
    assert not house.cloud.requests
    await house.hass.config_entries.async_unload(house.doctor.entry_id)
    with pytest.raises(ServiceValidationError, match="no Blink account"):
        await house.act("get_diagnosis")


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
    house.cloud.clear_requests()
    await house.act("batteries_replaced", "Garden", date=today)
    cells = house.remembered("Garden").cells
    assert cells.told
    assert cells.put_in == dt_util.utcnow(), "and not the midnight before"
    await house.act("batteries_replaced", "Terrace", date="2026-11-20")
    cells = house.remembered("Terrace").cells
    assert cells.put_in is not None
    noon = dt_util.as_local(cells.put_in)
    assert (noon.date().isoformat(), noon.hour) == ("2026-11-20", 12)
    assert not house.cloud.requests


async def test_bad_targets_are_named(house: House) -> None:
    """The error says which device, or which date, and nothing is done by halves."""
    house.cloud.clear_requests()
    before = house.coordinator.memory
    rows: list[tuple[str, str, dict[str, Any], str]] = [
        ("batteries_replaced", "Nursery", {}, "Nursery does not run on batteries"),
        ("batteries_replaced", "Home", {}, "does not run on batteries"),
        ("batteries_replaced", "Garden", {"date": "2027-01-01"}, "2027-01-01"),
        ("batteries_replaced", "Garden", {"date": "2011-01-01"}, "2011-01-01"),
        ("report_red_light", "account", {}, "has no light"),
    ]
    for action, name, data, words in rows:
        with pytest.raises(ServiceValidationError, match=words):
            await house.act(action, "Front door", name, **data)
    lamp = dr.async_get(house.hass).async_get_or_create(
        config_entry_id=house.blink.entry_id,
        identifiers={("lamp", "1")},
        name="Desk lamp",
    )
    rest = ("check_up", "get_diagnosis", "report_red_light", "batteries_replaced")
    for action in rest:
        with pytest.raises(ServiceValidationError, match="Desk lamp, nonsense"):
            await house.act(action, device_id=[lamp.id, "nonsense"])
    assert house.coordinator.memory == before
    assert not house.cloud.requests


@pytest.mark.usefixtures("entity_registry_enabled_by_default")
async def test_check_up_and_buttons(house: House) -> None:
    """Asks, judges, answers; a button does the same as the action."""

    async def press(name: str, button: str, requests: int) -> None:
        house.cloud.clear_requests()
        await house.call("button.press", entity_id=house.entity_id(name, button))
        assert len(house.cloud.requests) == requests

    house.cloud.clear_requests()
    house.thing("Front door").mend()
    response = await house.act("check_up", "Front door", "Nursery")
    assert response["requests"] == len(house.cloud.requests) == 3
    door, nursery = response["devices"]
    assert (door["fault"], door["checked"]) == (False, True)
    assert nursery["wifi_bars"] == 5
    for refused in (
        house.act("check_up", "Front door"),
        press("account", "account_check_up", 0),
    ):
        with pytest.raises(HomeAssistantError, match="once a minute"):
            await refused
    await house.wait(61)
    await press("Front door", "check_up", 2)
    await house.wait(61)
    await press("account", "account_check_up", 4)

    await press("Living room", "flashing_red", 0)
    assert house.cause("Living room") == "camera_error"
    assert house.entity_id("Home", "check_up")
    with pytest.raises(KeyError):
        house.entity_id("Home", "flashing_red")
