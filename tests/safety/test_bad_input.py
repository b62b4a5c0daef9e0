"""Every field of every action and form, with unusable values."""

from collections import defaultdict
from pathlib import Path
from typing import Any

from homeassistant.exceptions import ServiceValidationError
from homeassistant.util.yaml import load_yaml_dict
import pytest

from custom_components.blink_doctor.action_fields import MOST_DEVICES
from custom_components.blink_doctor.const import DOMAIN
from tests.house import House
from tests.story import Story

from .test_permissions import ADMIN_ONLY, LONG

pytestmark = pytest.mark.house(polls=2)

STRANGE: tuple[Any, ...] = (
    *("", " ", "\x00", "{cause}", "{{ 1 }}", "../../etc/passwd", "<img>", "\u202e"),
    *(LONG, None, True, -1, 0.5, float("nan")),
    *([], [[]], [None], {}, {"a": {}}, [LONG]),
)
PACKAGE = Path(__file__).parents[2] / "custom_components" / DOMAIN
SERVICES = load_yaml_dict(str(PACKAGE / "services.yaml"))
FIELDS = {
    action: [*described["fields"], "no_such_field"]
    for action, described in SERVICES.items()
    if not action.startswith("_")
}
IDS = [f"made-up-{n}" for n in range(100_000)]
# of fields that are more than a word or a list of devices
MORE: dict[str, tuple[Any, ...]] = {
    "date": (
        *("0001-01-01T00:00:00+14:00", "0001-01-01", "9999-12-31T23:59:59-14:00"),
        *(
            "9999-12-31",
            "2026-02-30",
            "2026-13-01T00:00:00",
            "1e9",
            "yesterday",
            "today",
        ),
        *("2026-11-22T10:00:00+99:99", "-0001-01-01", "2026-11-22T25:00:00"),
    ),
    "days": (0, 1, 30, 31),
    "settings": (
        *(
            {"remind_days": -5},
            {"wait": {"days": 999999999}},
            {"snooze": {"days": 366}},
        ),
        *({"wait": None}, {"exclude": ["x" * 99]}, {"no_such": 1}),
    ),
    # they are counted, not read
    "device_id": (["gone", "lamp"], IDS, IDS[:MOST_DEVICES]),
}


async def outcome(house: House, action: str, **data: Any) -> Any:
    """Return the error of an action, None where it did what was asked."""
    try:
        await house.act(action, **data)
    except ServiceValidationError as err:
        return err
    return None


async def test_fields_of_actions(house: House, story: Story) -> None:
    """An error is translated, short, and names field or device; nothing is half done."""
    front_door = house.device("Front door").id
    assert set(FIELDS) == {*house.hass.services.async_services_for_domain(DOMAIN)}
    house.cloud.clear_requests()
    for action, field in ((one, field) for one in FIELDS for field in FIELDS[one]):
        data = dict(ADMIN_ONLY.get(action, {}))
        if "device_id" in FIELDS[action]:
            data["device_id"] = front_door
        outcomes: defaultdict[str, list[str]] = defaultdict(list)
        for value in (*STRANGE, *MORE.get(field, ())):
            memory, said = house.coordinator.memory, "is taken"
            if err := await outcome(house, action, **{**data, field: value}):
                assert len(str(err)) < 400
                assert house.coordinator.memory == memory
                assert house.cloud.requests == []
                named = err.translation_placeholders or {}
                of = (named[one] for one in ("field", "most") if one in named)
                said = " ".join([str(err.translation_key), *of])
            else:
                # a good check-up may be followed by another a minute later
                await house.wait(61)
                house.cloud.clear_requests()
            outcomes[said].append(f"{value!r:.40}")
        story(f"{action}, {field}")
        story.say(*(f"{said}: {' | '.join(of)}" for said, of in outcomes.items()))
    # only ids that do not exist would be silence for ever
    assert await outcome(house, "notify", device_id=["gone", front_door]) is None
    few, many = {"settings": {"area_id": IDS[:2]}}, {"device_id": IDS[:MOST_DEVICES]}
    for only in (few, many):
        error = await outcome(house, "notify", **only)
        assert error.translation_key == "not_a_blink_device"
        assert "made-up-0, made-up-1" in str(error), "of many the first"
