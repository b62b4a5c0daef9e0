"""Who may see and do what: users, their permissions, and the actions and commands."""

from typing import Any

from homeassistant.core import HomeAssistant
from homeassistant.exceptions import ServiceValidationError, Unauthorized, UnknownUser
import pytest
from pytest_homeassistant_custom_component.common import MockUser

from custom_components.blink_doctor.action_fields import MOST_DEVICES
from custom_components.blink_doctor.const import DOMAIN, UNNAMED
from custom_components.blink_doctor.targeting.permissions import async_may
from tests.card import Watch
from tests.house import House
from tests.story import Story

pytestmark = pytest.mark.house(polls=1)

LONG = "x" * 1_000_000
READ = "read"
CONTROL = "control"
# Blink Doctor's commands that a connection may send; a new one has to be added here
COMMANDS = {f"{DOMAIN}/{one}" for one in ("subscribe", "history", "pause", "resume")}
ADMIN_ONLY: dict[str, dict[str, Any]] = {
    "install_blueprints": {},
    "notify": {},
    "power_cycle": {"plug": "switch.plug"},
    "reload_blink": {},
    "send": {"tag": "report"},
}
ANSWERING = ("check_up", "get_diagnosis", "get_recording_history", "get_fault_history")
ACTIONS: dict[str, dict[str, Any]] = {
    **{name: {} for name in ANSWERING},
    "report_red_light": {"pattern": "flashing"},
    **{name: {} for name in ("batteries_replaced", "pause", "resume")},
}


def user_with(hass: HomeAssistant, **entities: Any) -> MockUser:
    user = MockUser().add_to_hass(hass)
    user.mock_policy({"entities": entities})
    return user


async def result(house: House, user: MockUser | None, action: str, *names: str) -> str:
    """Return whom an action was about and what it asked Blink, or why it did nothing."""
    house.cloud.clear_requests()
    memory, user_id = house.coordinator.memory, user.id if user else None
    data = (ACTIONS | ADMIN_ONLY)[action]
    try:
        answer = await house.act(action, *names, user_id=user_id, **data)
    except Unauthorized:
        assert house.cloud.requests == []
        assert house.coordinator.memory == memory
        return "refused"
    except ServiceValidationError as err:
        return str(err.translation_key)
    devices = [one["name"] for one in (answer or {}).get("devices", ())]
    asked = [one.path for one in house.cloud.requests if "config" in one.path]
    if action == "check_up":
        # another is welcome after a minute
        await house.wait(61)
    every = len(devices) == len(house.coordinator.data.shown)
    return " ".join(["all" if every else ", ".join(devices) or "done", *asked])


async def test_actions(house: House, hass_admin_user: MockUser, story: Story) -> None:
    """Permission on one camera is enough for it and no other; "all" are one's own."""
    hass, entity = house.hass, house.entity_id("Front door", "fault")
    nobody = user_with(hass, entity_ids={})
    see, control = {READ: True}, {READ: True, CONTROL: True}
    users = {
        "who has no right": nobody,
        "who may see everything": user_with(hass, all=see),
        "who may see the front door": user_with(hass, entity_ids={entity: see}),
        "who may control it": user_with(hass, entity_ids={entity: control}),
        "who is administrator": hass_admin_user,
        "that is an automation": None,
    }
    # what writes into the configuration is for administrators; all others are known
    registered = {*hass.services.async_services_for_domain(DOMAIN)}
    assert registered == {*ADMIN_ONLY, *ACTIONS}
    for title, user in users.items():
        story(f"A user {title}, by action: of no device, the front door, another, both")
        for action in (*ACTIONS, *ADMIN_ONLY):
            both = ("Front door", "Driveway")
            every = ((), both[:1], both[1:], both) if action in ACTIONS else ((),)
            results = [await result(house, user, action, *names) for names in every]
            story.say(f"{action}: {' | '.join(results)}")
    # permissions are checked before the look-up: nothing is revealed about any id
    for ids in ([f"made up {n}" for n in range(MOST_DEVICES)], ["x"]):
        with pytest.raises(Unauthorized):
            await house.act("get_diagnosis", user_id=nobody.id, device_id=ids)
    # permissions are those on entities: without any, only one on all is enough
    assert async_may(hass, nobody, None, READ) is False
    assert async_may(hass, hass_admin_user, None, CONTROL) is True
    with pytest.raises(UnknownUser):
        await house.act("get_diagnosis", user_id="nobody")


@pytest.mark.house(polls=3)
async def test_every_command_is_tested(house: House, watch: Watch) -> None:
    """Each websocket command has a test of its permissions, and needs some."""
    commands = house.hass.data["websocket_api"]
    assert {name for name in commands if name.startswith(DOMAIN)} == COMMANDS
    nobody = await watch({"entities": {"entity_ids": {}}})
    (account,) = (await nobody.subscribe())["accounts"]
    assert (account["devices"], account["title"]) == ([], UNNAMED)
    doctor, uid = house.doctor.entry_id, house.coordinator.uid
    asked = [(doctor, str(uid(key))) for key in house.coordinator.data.devices]
    asked += [(house.blink.entry_id, "account"), (LONG, "account"), (doctor, LONG)]
    for place in asked:
        of = dict(zip(("entry_id", "uid"), place, strict=True))
        error = (await nobody.call(type=f"{DOMAIN}/history", **of))["error"]
        assert error["code"] == ("invalid_format" if LONG in place else "not_found")
        assert len(error["message"]) < 1000
