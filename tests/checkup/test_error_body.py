"""An error that comes with HTTP status 200 is no check-up."""

from typing import Any

from homeassistant.core import HomeAssistant
from homeassistant.exceptions import HomeAssistantError
from homeassistant.helpers import translation
import pytest

from custom_components.blink_doctor.const import DOMAIN
from custom_components.blink_doctor.diagnosis.parsing import values
from tests.house import House

from .conftest import check_up, refused

DISABLED = "Your account has been disabled. Please contact support."
BODIES: tuple[dict[str, Any], ...] = (
    {"message": DISABLED, "code": 307},
    {"message": DISABLED},
    {"message": DISABLED, "cameras": None, "owls": {"message": "no"}},
)


@pytest.mark.parametrize("body", BODIES)
async def test_homescreen_error_is_not_checked(
    house: House, body: dict[str, Any]
) -> None:
    """Nothing is judged or noted as checked; the error has Blink's message."""
    causes, data_at = house.causes(), house.coordinator.data.data_at
    house.cloud.fail("homescreen", "status=200", body=body)
    error = await refused(house, "Front door")
    assert error.reason == "error_answer"
    placeholders = error.translation_placeholders or {}
    assert placeholders["message"] == DISABLED.rstrip(".")
    assert error.again_at is not None, "an error is no invitation to ask again"
    assert house.causes() == causes
    assert house.coordinator.data.data_at == data_at
    assert house.notes("Front door").checked is None


@pytest.mark.parametrize("body", [{"code": 5}, {"message": ""}, {"message": 7}])
async def test_error_without_words_is_no_answer(
    house: House, body: dict[str, Any]
) -> None:
    """There is nothing to repeat."""
    house.cloud.fail("homescreen", "status=200", body=body)
    assert (await refused(house, "Front door")).reason == "no_answer"


@pytest.mark.parametrize("name", ["Front door", "Nursery", "Doorbell"])
@pytest.mark.parametrize(
    "body", [{"message": "Camera is busy", "code": 520}, {"message": "Camera is busy"}]
)
async def test_error_of_one_camera(
    house: House, name: str, body: dict[str, Any]
) -> None:
    """The camera itself did not answer, of whichever family it is."""
    house.cloud.fail("config", "status=200", body=body)
    result = await check_up(house, name)
    key = house.key(name)
    assert key not in result.live
    assert result.unread == {key: 200}
    assert result.messages == {key: "Camera is busy"}


async def test_error_of_one_camera_in_the_action(house: House) -> None:
    """The response says that it was not checked, and what Blink said."""
    house.cloud.fail("config", "status=200", body={"message": "Camera is busy"})
    response = await house.act("check_up", "Front door")
    assert response is not None
    devices: Any = response["devices"]
    assert devices[0]["checked"] is False
    assert devices[0]["message"] == "Camera is busy"


async def test_message_has_no_secret(house: House, hass: HomeAssistant) -> None:
    """What identifies is left out, also where it is a plain word."""
    account = house.account
    hass.config_entries.async_update_entry(
        house.blink, data={**house.blink.data, "password": "hunter"}
    )
    secrets = (
        account.email,
        "hunter",
        "G8T1900112345678",
        "10.77.1.1",
        "9f86d081884c7d65",
        "820000101",
        "Front door",
        "https://x.example/a",
        "{cause}",
        "[here](javascript:x)",
    )
    house.cloud.fail(
        "homescreen",
        "status=200",
        body={"message": f"Sorry, {' and '.join(secrets)} is locked. Wait 30 minutes"},
    )
    error = await refused(house, "Front door")
    said = (error.translation_placeholders or {})["message"]
    assert said.startswith("Sorry, … and …")
    assert said.endswith("is locked. Wait 30 minutes")
    for secret in secrets:
        assert secret not in said
    assert said in str(error)


@pytest.mark.parametrize(
    ("value", "said"),
    [
        ("Please try again.", "Please try again"),
        ("can't do that", "can't do that"),
        ("a@b.example", ""),
        ("… …", ""),
        ("x" * 500, ""),
        ("word " * 500, ("word " * 40).strip()),
        ("line\nline", "line line"),
        (None, ""),
        (["list"], ""),
        ({"message": "deeper"}, ""),
    ],
)
def test_message(value: Any, said: str) -> None:
    """Only short text in plain words."""
    assert (values.message(value) or "") == said


async def test_message_is_translated(house: House, hass: HomeAssistant) -> None:
    """In the owner's language, around what Blink said."""
    await translation.async_load_integrations(hass, {DOMAIN})
    house.cloud.fail("homescreen", "status=200", body={"message": DISABLED})
    with pytest.raises(HomeAssistantError) as info:
        await check_up(house, "account")
    assert info.value.translation_key == "error_answer"
    assert DISABLED.rstrip(".") in str(info.value)


async def test_message_of_a_poll_has_no_secret(house: House) -> None:
    """It is evidence of the account's fault, in the same plain words."""
    house.hass.config_entries.async_update_entry(
        house.blink, data={**house.blink.data, "password": "hunter"}
    )
    said = "Account hunter of person@example.net with Front door is disabled."
    house.cloud.fail("homescreen", "status=200", body={"message": said})
    await house.poll(6)
    (finding,) = house.coordinator.data.devices["account"].findings
    assert finding.cause == "blink_unreachable"
    assert finding.evidence["message"] == "Account … of … with … is disabled"
