"""How often actions of Home Assistant wake a camera, and which of them do."""

from datetime import timedelta
from typing import Any

from homeassistant.core import Context, HomeAssistant
from homeassistant.helpers import area_registry as ar, device_registry as dr
from homeassistant.setup import async_setup_component
from homeassistant.util import dt as dt_util
import pytest

from custom_components.blink_doctor import notes, wakes
from custom_components.blink_doctor.messages.sentences import Words
from custom_components.blink_doctor.messages.support import support_text
from custom_components.blink_doctor.wake_counts import MOST_NAMES, Woken
from tests.dashboard.conftest import Watch, by_name, watch
from tests.house import House, MakeHouse

__all__ = ["watch"]

pytestmark = pytest.mark.usefixtures("entity_registry_enabled_by_default")


@pytest.fixture
async def house(make_house: MakeHouse) -> House:
    return await make_house("healthy")


def camera(house: House, name: str) -> str:
    states = house.hass.states.async_all("camera")
    # the device is called "Garden" or "blink Garden", whichever part was set up last
    return next(s.entity_id for s in states if s.name.removeprefix("blink ") == name)


async def take_picture(house: House, target: dict[str, Any], **more: Any) -> None:
    await house.hass.services.async_call(
        "blink", "trigger_camera", target=target, blocking=True, **more
    )
    await house.settle()


async def a_day_later(house: House) -> None:
    """Let the counts of today be those of yesterday."""
    await house.wait(timedelta(days=1).total_seconds())
    await house.poll()


def yesterday(house: House, name: str) -> dict[str, int]:
    return dict(wakes.woken_yesterday(house.coordinator, house.key(name)))


async def test_by_an_automation(hass: HomeAssistant, house: House) -> None:
    """Its name, also where the automation runs a script; attribute and sentences."""
    entity_id = camera(house, "Driveway")
    picture = {"action": "blink.trigger_camera", "target": {"entity_id": entity_id}}
    assert await async_setup_component(
        hass, "script", {"script": {"look": {"alias": "Look", "sequence": [picture]}}}
    )
    assert await async_setup_component(
        hass,
        "automation",
        {
            "automation": {
                "id": "picture",
                "alias": "Driveway picture",
                "triggers": {"trigger": "event", "event_type": "moved"},
                "actions": [picture, {"action": "script.look"}],
            }
        },
    )
    for _ in range(6):
        hass.bus.async_fire("moved")
        await house.settle()
    await hass.services.async_call("script", "look", blocking=True)
    await house.settle()
    assert yesterday(house, "Driveway") == {}
    await a_day_later(house)
    assert yesterday(house, "Driveway") == {
        "automation:Driveway picture": 12,
        "script:Look": 1,
    }
    attributes = house.state("Driveway", "battery_state").attributes
    assert attributes["woken_yesterday"] == 13
    assert attributes["woken_by"] == {"automation": 12, "script": 1}
    words = await Words.async_load(hass)
    said = (
        "Home Assistant woke it 13 times yesterday, mostly: "
        "automation Driveway picture."
    )
    assert said in support_text(house.coordinator, house.key("Driveway"), words)
    await a_day_later(house)
    assert yesterday(house, "Driveway") == {}
    assert "woken_yesterday" not in house.state("Driveway", "battery_state").attributes


async def test_by_a_person(hass: HomeAssistant, house: House) -> None:
    anna, other = [
        await hass.auth.async_create_user(name, group_ids=["system-admin"])
        for name in ("Anna", "Other")
    ]
    hass.states.async_set(
        "person.anna", "home", {"user_id": anna.id, "friendly_name": "Anna"}
    )
    target = {"entity_id": camera(house, "Garden")}
    await take_picture(house, target, context=Context(user_id=anna.id))
    await take_picture(house, target, context=Context(user_id=other.id))
    await take_picture(house, target)
    await a_day_later(house)
    assert yesterday(house, "Garden") == {
        "person:Anna": 1,
        "person": 1,
        "home_assistant": 1,
    }


async def test_names_are_for_those_who_may_see_them(house: House, watch: Watch) -> None:
    """Who sees only the camera learns how often; who sees the automation, its name."""
    names = {
        "automation.a": "Nanny is here",
        "automation.b": "Look",
        "person.c": "Anna",
    }
    for entity_id, name in names.items():
        house.hass.states.async_set(entity_id, "on", {"friendly_name": name})
    woken = {
        f"{entity_id.partition('.')[0]}:{name}": count
        for count, (entity_id, name) in enumerate(names.items(), 2)
    }
    key = house.key("Garden")
    today = dt_util.now().toordinal()
    notes = Woken(today - 1, woken | {"automation:Gone": 20, "home_assistant": 1})
    house.coordinator.async_note(key, woken=notes)
    house.coordinator.async_update_listeners()
    shown = (house.entity_id("Garden", "battery_state"), "automation.b")
    policy = {"entities": {"entity_ids": {one: {"read": True} for one in shown}}}
    guest = by_name(await (await watch(policy)).subscribe())["Garden"]
    owner = by_name(await (await watch()).subscribe())["Garden"]
    assert [tuple(one.values()) for one in guest["woken_yesterday"]] == [
        ("automation", "", 22),
        ("person", "", 4),
        ("automation", "Look", 3),
        ("home_assistant", "", 1),
    ]
    assert sum(one["count"] for one in owner["woken_yesterday"]) == 30
    assert {one["name"] for one in owner["woken_yesterday"]} >= {
        *names.values(),
        "Gone",
    }
    attributes = house.state("Garden", "battery_state").attributes
    assert attributes["woken_yesterday"] == 30
    assert attributes["woken_by"] == {
        "automation": 25,
        "person": 4,
        "home_assistant": 1,
    }


@pytest.mark.parametrize("kind", ["device_id", "area_id"])
async def test_whatever_the_target(house: House, kind: str) -> None:
    """A device or an area stands for its cameras."""
    device = house.device("Garden")
    target = {"device_id": device.id}
    if kind == "area_id":
        area = ar.async_get(house.hass).async_create("Outside")
        dr.async_get(house.hass).async_update_device(device.id, area_id=area.id)
        target = {"area_id": area.id}
    await take_picture(house, target)
    await a_day_later(house)
    assert yesterday(house, "Garden") == {"home_assistant": 1}
    assert yesterday(house, "Driveway") == {}


async def test_the_picture_that_core_has_wakes_nobody(
    hass: HomeAssistant, house: House, tmp_path: Any
) -> None:
    """`camera.snapshot` and other actions are not counted, nor asked of Blink."""
    hass.config.allowlist_external_dirs = {str(tmp_path)}
    before = len(house.cloud.requests)
    await hass.services.async_call(
        "camera",
        "snapshot",
        {
            "entity_id": camera(house, "Garden"),
            "filename": str(tmp_path / "garden.jpg"),
        },
        blocking=True,
    )
    assert len(house.cloud.requests) == before
    await a_day_later(house)
    assert yesterday(house, "Garden") == {}


async def test_over_a_restart(house: House) -> None:
    await take_picture(house, {"entity_id": camera(house, "Garden")})
    assert house.doctor is not None
    await house.hass.config_entries.async_reload(house.doctor.entry_id)
    await a_day_later(house)
    assert yesterday(house, "Garden") == {"home_assistant": 1}


def test_names_are_bounded() -> None:
    """However many there are, and however long."""
    woken = Woken()
    for number in range(30):
        woken = woken.once_more(1, f"automation:{number}" + "x" * 200)
    assert len(woken.today) == MOST_NAMES + 1
    assert sum(woken.today.values()) == 30
    assert max(map(len, woken.today)) <= 80
    assert sum(woken.yesterday(2).values()) == 30
    assert woken.yesterday(3) == {}


@pytest.mark.parametrize(
    "broken",
    [
        1,
        [],
        {"day": "x", "today": {}, "before": {}},
        {"day": 1, "today": {"a": -1}, "before": {}},
        {"day": 1, "today": {"a": "many"}, "before": {}},
        {"day": 1},
    ],
)
def test_damaged_counts_cost_themselves(broken: Any) -> None:
    read, lost = notes.device_from_dict(
        {"woken": broken, "checked": "2026-11-22T10:00:00+00:00"}
    )
    assert lost == ["woken"]
    assert read.checked is not None
    assert read.woken == Woken()
