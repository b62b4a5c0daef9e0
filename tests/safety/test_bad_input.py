"""Every field of every action and form, with values that nobody means."""

from contextlib import suppress
from http import HTTPStatus
import itertools
from pathlib import Path
from typing import Any

from homeassistant.data_entry_flow import FlowResultType, InvalidData
from homeassistant.exceptions import ServiceValidationError
from homeassistant.setup import async_setup_component
from homeassistant.util.yaml import load_yaml_dict
import pytest
from pytest_homeassistant_custom_component.typing import ClientSessionGenerator

from custom_components.blink_doctor.action_fields import MOST_DEVICES
from custom_components.blink_doctor.const import DOMAIN
from custom_components.blink_doctor.diagnosis.settings import HOW_SOON
from custom_components.blink_doctor.options_form import CONF_CAUSES
from tests.house import House
from tests.test_config_flow import all_defaults

from .test_rights import ADMIN_ONLY, LONG

pytestmark = pytest.mark.house(polls=2)

STRANGE: tuple[Any, ...] = (
    *("", " ", "\x00", "{cause}", "{{ 1 }}", "../../etc/passwd", "<img>", "\u202e"),
    *(LONG, None, True, -1, 0.5, float("nan")),
    *([], [[]], [None], {}, {"a": {}}, [LONG]),
)
PACKAGE = Path(__file__).parents[2] / "custom_components" / DOMAIN
SERVICES = load_yaml_dict(str(PACKAGE / "services.yaml"))
FIELDS = {
    action: [*described["fields"]]
    for action, described in SERVICES.items()
    if not action.startswith("_")
}
DATES = (
    *("0001-01-01T00:00:00+14:00", "0001-01-01", "9999-12-31T23:59:59-14:00"),
    *("9999-12-31", "2026-02-30", "2026-13-01T00:00:00", "1e9", "yesterday", "today"),
    *("2026-11-22T10:00:00+99:99", "-0001-01-01", "2026-11-22T25:00:00"),
)
# what these errors say with the field's name in it; others name the device
NAME_THE_FIELD = {"bad_field", "long_field", "missing_field"}
TRANSLATED = NAME_THE_FIELD | {
    *("not_a_blink_device", "no_such_blueprint", "blueprints_unavailable"),
    *("date_in_future", "date_too_old", "has_no_light", "has_no_batteries"),
    *("date_in_past", "account_cannot_be_paused"),
    *("one_module_needed", "no_such_plug", "plug_of_another"),
}


async def outcome(house: House, action: str, **data: Any) -> Any:
    """Return the error of an action, None where it did what was asked."""
    try:
        await house.act(action, **data)
    except ServiceValidationError as err:
        return err
    return None


async def test_fields_of_actions(house: House) -> None:
    """An error is translated, short, and names the field; nothing is half done."""
    front_door = house.device("Front door").id
    assert set(FIELDS) == {*house.hass.services.async_services_for_domain(DOMAIN)}
    cases: list[tuple[str, str, Any]] = [
        *(("batteries_replaced", "date", date) for date in DATES),
        *((action, "no_such_field", 1) for action in FIELDS),
    ]
    for action, fields in FIELDS.items():
        every = itertools.product([action], fields, STRANGE)
        cases += [(action, field, value) for action, field, value in every]
    house.cloud.clear_requests()
    refused = 0
    for action, field, value in cases:
        data = dict(ADMIN_ONLY.get(action, {}))
        if "device_id" in FIELDS[action]:
            data["device_id"] = front_door
        memory = house.coordinator.memory
        if (err := await outcome(house, action, **{**data, field: value})) is None:
            assert value not in DATES, value
            # a good check-up may be followed by another a minute later
            await house.wait(61)
            house.cloud.clear_requests()
            continue
        refused += 1
        assert err.translation_key in TRANSLATED
        if err.translation_key in NAME_THE_FIELD:
            named = err.translation_placeholders["field"]
            assert named.partition(".")[0] == field
        assert len(str(err)) < 300
        assert house.coordinator.memory == memory
        assert house.cloud.requests == []
    assert refused > 100


@pytest.mark.parametrize(
    ("data", "error", "said"),
    [
        ({"settings": {"remind_days": -5}}, "bad_field", "settings.remind_days"),
        ({"settings": {"wait": {"days": 999999999}}}, "bad_field", "settings.wait"),
        ({"settings": {"snooze": {"days": 366}}}, "bad_field", "settings.snooze"),
        ({"settings": {"wait": None}}, "missing_field", "settings.wait"),
        ({"settings": {"exclude": ["x" * 99]}}, "long_field", "settings.exclude"),
        ({"settings": {"no_such": 1}}, "bad_field", "settings.no_such"),
        ({"device_id": ["gone", "lamp"]}, "not_a_blink_device", "gone, lamp"),
        ({"settings": {"area_id": ["attic"]}}, "not_a_blink_device", "attic"),
    ],
)
async def test_what_a_notification_is_asked_for(
    house: House, data: dict[str, Any], error: str, said: str
) -> None:
    """The setting is named; only ids that do not exist would be silence for ever."""
    info = await outcome(house, "notify", **data)
    assert info.translation_key == error
    assert said in info.translation_placeholders.values()
    there = [*data.get("device_id", ()), house.device("Front door").id]
    assert await outcome(house, "notify", device_id=there) is None


async def test_more_ids_than_anyone_has(house: House) -> None:
    """They are counted, not read; few unknown ones are named, of many the first."""
    ids = [f"made-up-{n}" for n in range(100_000)]
    error = await outcome(house, "get_diagnosis", device_id=ids)
    assert error.translation_key == "long_field"
    most = {"field": "device_id", "most": str(MOST_DEVICES)}
    assert error.translation_placeholders == most
    error = await outcome(house, "get_diagnosis", device_id=ids[:MOST_DEVICES])
    assert error.translation_key == "not_a_blink_device"
    assert "made-up-0, made-up-1, " in str(error)
    assert len(str(error)) < 400


async def test_strange_options(
    house: House, hass_client: ClientSessionGenerator
) -> None:
    """They are refused as what they are, and the form can be opened over HTTP."""
    assert await async_setup_component(house.hass, "config", {})
    flow = house.hass.config_entries.options
    keys = ("weak_bars", "maintenance_days", CONF_CAUSES, HOW_SOON)
    for key, value in itertools.product(keys, STRANGE):
        result = await flow.async_init(house.doctor.entry_id)
        form = {**all_defaults(), key: value}
        with suppress(InvalidData):
            result = await flow.async_configure(result["flow_id"], form)
            assert result["type"] in (FlowResultType.FORM, FlowResultType.CREATE_ENTRY)
        await house.settle()
    url, asked = "options/flow", {"handler": house.doctor.entry_id}
    client = await hass_client(await house.token())
    response = await client.post(f"/api/config/config_entries/{url}", json=asked)
    assert response.status == HTTPStatus.OK
