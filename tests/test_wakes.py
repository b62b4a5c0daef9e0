"""How often actions of Home Assistant wake a camera, and which of them do."""

from typing import Any

from homeassistant.core import Context, HomeAssistant
from homeassistant.helpers import area_registry as ar, device_registry as dr
from homeassistant.setup import async_setup_component
from homeassistant.util import dt as dt_util
import pytest

from custom_components.blink_doctor import wakes
from custom_components.blink_doctor.messages.sentences import Words
from custom_components.blink_doctor.messages.support import support_text
from custom_components.blink_doctor.store.wake_counts import MOST_NAMES, Woken
from tests.card import Watch, by_name
from tests.house import DAY_SECONDS, House
from tests.story import Story

pytestmark = [
    pytest.mark.usefixtures("entity_registry_enabled_by_default"),
    pytest.mark.house("healthy"),
]


async def test_which_actions_count(
    hass: HomeAssistant, house: House, tmp_path: Any, story: Story
) -> None:
    # the device is called "Garden" or "blink Garden", whichever part was set up last
    camera = {
        state.name.removeprefix("blink "): state.entity_id
        for state in hass.states.async_all("camera")
    }

    async def take_picture(context: Context | None = None, **target: str) -> None:
        await hass.services.async_call(
            "blink", "trigger_camera", target, True, context=context
        )
        await house.settle()

    target = {"entity_id": camera["Driveway"]}
    picture = {"action": "blink.trigger_camera", "target": target}
    script = {"look": {"alias": "Look", "sequence": [picture]}}
    automation = {
        "alias": "Driveway picture",
        "triggers": {"trigger": "event", "event_type": "moved"},
        "actions": [picture, {"action": "script.look"}],
    }
    assert await async_setup_component(hass, "script", {"script": script})
    assert await async_setup_component(hass, "automation", {"automation": automation})
    for _ in range(6):
        hass.bus.async_fire("moved")
        await house.settle()
    await house.call("script.look")
    anna, other = [
        await hass.auth.async_create_user(name, group_ids=["system-admin"])
        for name in ("Anna", "Other")
    ]
    of_anna = {"user_id": anna.id, "friendly_name": "Anna"}
    hass.states.async_set("person.anna", "home", of_anna)
    for context in (Context(user_id=anna.id), Context(user_id=other.id), None):
        await take_picture(context, entity_id=camera["Garden"])
    device = house.device("Cellar").id
    await take_picture(device_id=device)
    area = ar.async_get(hass).async_create("Outside")
    dr.async_get(hass).async_update_device(device, area_id=area.id)
    await house.reload()
    await take_picture(area_id=area.id)
    runs = [Context() for _ in range(201)]
    for number, run in enumerate(runs):
        hass.bus.async_fire("script_started", {"name": f"Run {number}"}, context=run)
    for run in runs[:2]:
        await take_picture(run, entity_id=camera["Porch"])
    hass.config.allowlist_external_dirs = {str(tmp_path)}
    file = {"entity_id": camera["Kitchen"], "filename": str(tmp_path / "kitchen.jpg")}
    house.cloud.clear_requests()
    await house.call("camera.snapshot", **file)
    assert not house.cloud.requests, "the picture that core has wakes nobody"

    def shown() -> dict[str, Any]:
        found: dict[str, Any] = {
            name: wakes.woken_yesterday(house.coordinator, house.key(name))
            for name in camera
        }
        facts = house.state("Driveway", "battery_state").attributes.items()
        found["sensor"] = {fact: value for fact, value in facts if "woken" in fact}
        told = support_text(house.coordinator, house.key("Driveway"), words)
        lines = [line for line in told.splitlines() if "woke" in line]
        return {**found, "support": lines}

    words = await Words.async_load(hass)
    story("nothing of today")
    story.tell("woken", shown())
    story.follow(shown)
    story(
        "a day later, whatever the target: under the automation, script or person behind"
        " it; of a script that ran long ago it is no longer known"
    )
    await house.wait(DAY_SECONDS)
    await house.poll()
    story("and for one day")
    await house.wait(DAY_SECONDS)
    await house.poll()


async def test_names_are_for_those_who_may_see_them(
    house: House, watch: Watch, story: Story
) -> None:
    for entity_id, name in (
        ("automation.a", "Nanny is here"),
        ("automation.b", "Look"),
        ("person.c", "Anna"),
    ):
        house.hass.states.async_set(entity_id, "on", {"friendly_name": name})
    woken = {"automation:Nanny is here": 2, "automation:Look": 3, "person:Anna": 4}
    woken |= {"automation:Gone": 20, "home_assistant": 1}
    notes = Woken(dt_util.now().toordinal() - 1, woken)
    house.coordinator.async_note(house.key("Garden"), woken=notes)
    house.coordinator.async_update_listeners()
    shown = (house.entity_id("Garden", "battery_state"), "automation.b")
    policy = {"entities": {"entity_ids": {one: {"read": True} for one in shown}}}
    guest = by_name(await (await watch(policy)).subscribe())["Garden"]
    owner = by_name(await (await watch()).subscribe())["Garden"]
    story(
        "who sees only the camera learns how often; who sees the automation, its name"
    )
    story.tell("guest", guest["woken_yesterday"])
    story("the owner sees all")
    story.tell("owner", owner["woken_yesterday"])
    story("entities have no names")
    attributes = house.state("Garden", "battery_state").attributes
    story.tell("sensor", {k: v for k, v in attributes.items() if "woken" in k})


def test_names_are_bounded() -> None:
    """However many there are, and however long."""
    woken = Woken()
    for number in range(30):
        woken = woken.once_more(1, f"automation:{number}" + "x" * 200)
    assert len(woken.today) == MOST_NAMES + 1
    assert max(map(len, woken.today)) <= 80
    assert sum(woken.today.values()) == sum(woken.yesterday(2).values()) == 30
    assert woken.yesterday(3) == {}
