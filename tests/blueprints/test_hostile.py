"""Names that try to be something else stay names, in every blueprint."""

from typing import Any

from homeassistant.helpers import device_registry as dr
from homeassistant.util import dt as dt_util
import pytest

from tests.automation.test_triggers import run_low
from tests.blueprints.conftest import LIST, Home
from tests.blueprints.test_battery_and_signal import wait_until
from tests.house import House
from tests.phone import AppPhone

HOSTILE = [
    'Dad\'s "front" door 🐱 猫 {{ 1 }} a|b|c **bold** <b>x</b> \\n',
    "{% raise %} }} {{",
    # what a template would make a list, a number or nothing of
    *("[1, 2]", "12345", "none", "clear_notification"),
]


@pytest.mark.parametrize("name", HOSTILE)
@pytest.mark.house("one_camera")
async def test_hostile_names(
    home: Home,
    house: House,
    phone: AppPhone,
    name: str,
    caplog: pytest.LogCaptureFixture,
) -> None:
    """Told as it is, on the list as it is, in the report as it is, and taken back."""
    camera: Any = house.account.cameras[0]
    device = house.device(camera.name)
    dr.async_get(house.hass).async_update_device(device.id, name_by_user=name)
    blueprints: dict[str, dict[str, Any]] = {
        "low_battery": {"todo": [LIST], "todo_item": "{name}: cells"},
        "blink_doctor": {},
        "weak_signal": {"stayed": {"minutes": 0}},
    }
    for blueprint, inputs in blueprints.items():
        await home.use(blueprint, **inputs)
        if blueprint == "weak_signal":
            camera.set_signal(1)
        else:
            run_low(house, camera.name)
        await house.poll(8)
        assert name in phone.only["title"], blueprint
        if blueprint == "low_battery":
            assert await home.items("needs_action") == [f"{name}: cells"]
        camera.mend()
        await house.poll(8)
        phone.pushes.clear()
    run_low(house, camera.name)
    now = dt_util.now()
    at = f"{now.hour + 1:02}:00:00"
    await home.use("maintenance", day=now.day, at=at)
    await wait_until(house, now.hour + 1)
    assert name in phone.only["message"]
    automations = [one for one in caplog.records if "automation" in one.name]
    assert "ERROR" not in {one.levelname for one in automations}
