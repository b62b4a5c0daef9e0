"""Who may see and do what: users, their rights, and the actions and commands."""

from typing import Any

from homeassistant.core import HomeAssistant
from homeassistant.exceptions import Unauthorized, UnknownUser
import pytest
from pytest_homeassistant_custom_component.common import MockUser

from custom_components.blink_doctor.action_fields import MOST_DEVICES
from custom_components.blink_doctor.const import DOMAIN
from custom_components.blink_doctor.targeting.permissions import async_may
from tests.card import Watch
from tests.house import House

pytestmark = pytest.mark.house(polls=1)

LONG = "x" * 1_000_000
READ = "read"
CONTROL = "control"
# Blink Doctor's commands that a connection may send; a new one has to be judged here
COMMANDS = {
    f"blink_doctor/{name}" for name in ("subscribe", "history", "pause", "resume")
}
ADMIN_ONLY: dict[str, dict[str, Any]] = {
    "install_blueprints": {},
    "notify": {},
    "power_cycle": {"plug": "switch.plug"},
    "reload_blink": {},
    "send": {"tag": "report"},
}
ACTIONS: dict[str, dict[str, Any]] = {
    "check_up": {},
    "get_diagnosis": {},
    "get_recording_history": {},
    "get_fault_history": {},
    "report_red_light": {"pattern": "flashing"},
    "batteries_replaced": {},
    "pause": {},
    "resume": {},
}
# without devices they are not complete
OF_DEVICES = {"report_red_light", "batteries_replaced", "pause", "resume"}


def user_with(hass: HomeAssistant, *rights: str, entity_id: str = "") -> MockUser:
    user = MockUser().add_to_hass(hass)
    given = {entity_id: dict.fromkeys(rights, True)} if rights else {}
    user.mock_policy({"entities": {"entity_ids": given}})
    return user


async def refused(house: House, user: MockUser, action: str, *names: str) -> None:
    data = (ACTIONS | ADMIN_ONLY)[action]
    with pytest.raises(Unauthorized):
        await house.act(action, *names, user_id=user.id, **data)


async def told(house: House, user: MockUser | None, action: str) -> list[str]:
    answer = await house.act(action, user_id=user.id if user else None)
    return [device["name"] for device in answer["devices"]]


async def test_actions_of_a_user_without_rights(house: House) -> None:
    """Nothing is told, asked or changed for somebody without a right."""
    house.cloud.clear_requests()
    memory = house.coordinator.memory
    nobody = user_with(house.hass)
    # rights come before the look-up: nothing is learnt of any id
    for ids in ([f"made up {n}" for n in range(MOST_DEVICES)], ["x"]):
        with pytest.raises(Unauthorized):
            await house.act("get_diagnosis", user_id=nobody.id, device_id=ids)
    for action in ACTIONS:
        await refused(house, nobody, action, "Front door")
        if action not in OF_DEVICES:
            await refused(house, nobody, action)
    assert house.cloud.requests == []
    assert house.coordinator.memory == memory
    # rights come with entities: without any, only a right on all is enough
    assert async_may(house.hass, nobody, None, READ) is False
    with pytest.raises(UnknownUser):
        await house.act("get_diagnosis", user_id="nobody")


async def test_actions_on_what_a_user_may_control(house: House) -> None:
    """The right on one camera is enough for it, and for no other."""
    entity = house.entity_id("Front door", "fault")
    user = user_with(house.hass, READ, CONTROL, entity_id=entity)
    for action, data in ACTIONS.items():
        await house.act(action, "Front door", user_id=user.id, **data)
        await refused(house, user, action, "Driveway")
        await refused(house, user, action, "Front door", "Driveway")
    # what writes into the configuration is for administrators; all others are known
    registered = {*house.hass.services.async_services_for_domain(DOMAIN)}
    assert registered == {*ADMIN_ONLY, *ACTIONS}
    for action in ADMIN_ONLY:
        await refused(house, user, action)


async def test_without_devices_only_ones_own(
    house: House, hass_admin_user: MockUser
) -> None:
    """All devices are all that the user may see; a check-up asks about no other."""
    entity = house.entity_id("Front door", "fault")
    reader = user_with(house.hass, READ, entity_id=entity)
    assert await told(house, reader, "get_diagnosis") == ["Front door"]
    await refused(house, reader, "check_up")

    owner = user_with(house.hass, READ, CONTROL, entity_id=entity)
    house.cloud.clear_requests()
    assert await told(house, owner, "check_up") == ["Front door"]
    camera = house.thing("Front door")
    asked = [r.path for r in house.cloud.requests if "config" in r.path]
    assert asked == [f"/network/{camera.network.id}/camera/{camera.id}/config"]

    assert async_may(house.hass, hass_admin_user, None, CONTROL) is True
    for user in (None, hass_admin_user):
        names = await told(house, user, "get_diagnosis")
        assert len(names) == len(house.coordinator.data.shown)


@pytest.mark.house(polls=3)
async def test_every_command_is_judged(house: House, watch: Watch) -> None:
    """No websocket command but those whose rights are tested, and none without any."""
    commands = house.hass.data["websocket_api"]
    assert {name for name in commands if name.startswith(DOMAIN)} == COMMANDS
    nobody = await watch({"entities": {"entity_ids": {}}})
    (account,) = (await nobody.subscribe())["accounts"]
    assert account["devices"] == []
    doctor, uid = house.doctor.entry_id, house.coordinator.uid
    asked = [(doctor, uid(key)) for key in house.coordinator.data.devices]
    for entry_id, of in (*asked, (house.blink.entry_id, "account")):
        answer = await nobody.call(
            type="blink_doctor/history", entry_id=entry_id, uid=of
        )
        assert answer["error"]["code"] == "not_found"
    for long in (
        {"entry_id": LONG, "uid": "account"},
        {"entry_id": doctor, "uid": LONG},
    ):
        answer = await nobody.call(type="blink_doctor/history", **long)
        assert answer["error"]["code"] == "invalid_format"
        assert len(answer["error"]["message"]) < 1000
