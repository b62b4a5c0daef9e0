"""Who may see and do what: users, their rights, and the actions and commands."""

from typing import Any

from homeassistant.core import HomeAssistant
from homeassistant.exceptions import Unauthorized, UnknownUser
import pytest
from pytest_homeassistant_custom_component.common import CLIENT_ID, MockUser
from pytest_homeassistant_custom_component.typing import WebSocketGenerator

from custom_components.blink_doctor.const import DOMAIN
from custom_components.blink_doctor.targeting.permissions import async_may
from tests.house import House

READ = "read"
CONTROL = "control"
# Blink Doctor's commands that a connection may send; a new one has to be judged here
COMMANDS = {
    "blink_doctor/subscribe",
    "blink_doctor/history",
    "blink_doctor/pause",
    "blink_doctor/resume",
}
# without it there is nothing to be refused
NEEDED = {"send": {"tag": "report"}, "power_cycle": {"plug": "switch.plug"}}
ADMIN_ONLY = {
    "install_blueprints",
    "notify",
    "power_cycle",
    "reload_blink",
    "send",
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


async def call(house: House, user: MockUser | None, action: str, **data: Any) -> Any:
    return await house.act(action, user_id=user.id if user else None, **data)


@pytest.mark.house(polls=1)
async def test_actions_of_a_user_without_rights(house: House) -> None:
    """Nothing is told, asked or changed for somebody without a right."""
    house.cloud.clear_requests()
    memory = house.coordinator.memory
    nobody = user_with(house.hass)
    one = {"device_id": house.device("Front door").id}
    for action, given in ACTIONS.items():
        for data in [one] if action in OF_DEVICES else [{}, one]:
            with pytest.raises(Unauthorized):
                await call(house, nobody, action, **given, **data)
    assert house.cloud.requests == []
    assert house.coordinator.memory == memory


@pytest.mark.house(polls=1)
async def test_actions_on_what_a_user_may_control(house: House) -> None:
    """The right on one camera is enough for it, and for no other."""
    entity = house.entity_id("Front door", "fault")
    user = user_with(house.hass, READ, CONTROL, entity_id=entity)
    mine, other = house.device("Front door").id, house.device("Driveway").id
    for action, data in ACTIONS.items():
        await call(house, user, action, device_id=mine, **data)
        for device_id in (other, [mine, other]):
            with pytest.raises(Unauthorized):
                await call(house, user, action, device_id=device_id, **data)


@pytest.mark.house(polls=1)
async def test_without_devices_only_ones_own(hass: HomeAssistant, house: House) -> None:
    """All devices are all that the user may see; a check-up asks about no other."""
    entity = house.entity_id("Front door", "fault")
    reader = user_with(hass, READ, entity_id=entity)
    told = await call(house, reader, "get_diagnosis")
    assert [device["name"] for device in told["devices"]] == ["Front door"]
    with pytest.raises(Unauthorized):
        await call(house, reader, "check_up")

    owner = user_with(hass, READ, CONTROL, entity_id=entity)
    house.cloud.clear_requests()
    told = await call(house, owner, "check_up")
    assert [device["name"] for device in told["devices"]] == ["Front door"]
    camera = house.account.find("Front door")
    assert camera is not None
    asked = [r.path for r in house.cloud.requests if "config" in r.path]
    assert asked == [f"/network/{camera.network.id}/camera/{camera.id}/config"]


async def test_automations_and_administrators_may_all(
    hass: HomeAssistant, hass_admin_user: MockUser, house: House
) -> None:
    """Without a user, or with an administrator, every device is there."""
    for user in (None, hass_admin_user):
        told = await call(house, user, "get_diagnosis")
        assert len(told["devices"]) == len(house.coordinator.data.shown)


@pytest.mark.house("one_camera")
async def test_a_user_who_is_gone(hass: HomeAssistant, house: House) -> None:
    with pytest.raises(UnknownUser):
        await house.act("get_diagnosis", user_id="nobody")
    assert house.doctor


@pytest.mark.house("one_camera")
async def test_actions_for_administrators(hass: HomeAssistant, house: House) -> None:
    """What writes into the configuration is for administrators; all others are known."""
    entity = house.entity_id(house.account.cameras[0].name, "fault")
    user = user_with(hass, READ, CONTROL, entity_id=entity)
    registered = set(hass.services.async_services_for_domain(DOMAIN))
    assert registered == ADMIN_ONLY | set(ACTIONS)
    for action in ADMIN_ONLY:
        with pytest.raises(Unauthorized):
            await call(house, user, action, **NEEDED.get(action, {}))


@pytest.mark.house(polls=3)
async def test_every_command_is_judged(
    hass: HomeAssistant, hass_ws_client: WebSocketGenerator, house: House
) -> None:
    """No websocket command but those whose rights are tested, and none without any."""
    ours = {name for name in hass.data["websocket_api"] if name.startswith(DOMAIN)}
    assert ours == COMMANDS

    nobody = user_with(hass)
    refresh = await hass.auth.async_create_refresh_token(nobody, CLIENT_ID)
    token = hass.auth.async_create_access_token(refresh)
    client = await hass_ws_client(hass, token)
    await client.send_json_auto_id({"type": "blink_doctor/subscribe"})
    assert (await client.receive_json())["success"]
    (account,) = (await client.receive_json())["event"]["accounts"]
    assert account["devices"] == []
    for key in house.coordinator.data.devices:
        await client.send_json_auto_id(
            {
                "type": "blink_doctor/history",
                "entry_id": house.doctor.entry_id,
                "uid": house.coordinator.uid(key),
            }
        )
        assert (await client.receive_json())["error"]["code"] == "not_found"
    await client.send_json_auto_id(
        {
            "type": "blink_doctor/history",
            "entry_id": house.blink.entry_id,
            "uid": "account",
        }
    )
    assert (await client.receive_json())["error"]["code"] == "not_found"


async def test_what_has_no_device_is_for_those_who_may_all(
    hass: HomeAssistant, hass_admin_user: MockUser
) -> None:
    """Rights come with entities: without any, only a right on all is enough."""
    nobody = user_with(hass)
    assert async_may(hass, nobody, None, READ) is False
    assert async_may(hass, hass_admin_user, None, CONTROL) is True
