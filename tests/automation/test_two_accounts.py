"""Two accounts in one Home Assistant: triggers never confuse them."""

from homeassistant.helpers import area_registry as ar, device_registry as dr
import pytest

from demo.cloud.scenario import Scenario
from tests.automating import Listen
from tests.phone_story import PhoneStory

CAMERAS = [{"name": "Front door"}, {"name": "Garden"}]
# the same names, and so the same ids of Blink's, in both
HOME = {"name": "Home", "sync_module": {"name": "Home"}, "cameras": CAMERAS}
TWINS = {
    "title": "Twins",
    "about": "Two accounts that look alike.",
    "accounts": [
        {"email": f"{name}@example.com", "networks": [HOME]} for name in ("one", "two")
    ],
}


@pytest.mark.house(Scenario.from_data(TWINS, "twins"), phones="")
async def test_same_ids_twice(phone_story: PhoneStory, listen: Listen) -> None:
    """Device, root and Blink entry are of the account; its twin in the other is no target."""
    house, two = phone_story.house, phone_story.house.cloud.account("two@example.com")
    doctor = await house.add_doctor(await house.add_blink(two))
    assert {one.key for one in house.account.devices} == {
        one.key for one in two.devices
    }
    house.extras |= {f"two {name}": two.find(name) for name in ("Home", "Garden")}
    await listen("""
        fault_detected
        fault_detected of=area:Garden
        fault_detected of=Garden
        battery_became_low of=Garden
        camera_went_offline of=Garden
        sync_module_went_offline of=Home
    """)
    # the module of the other account explains nothing
    other = doctor.runtime_data.device_id(house.key("Home"))
    (area,) = ar.async_get(house.hass).async_list_areas()
    dr.async_get(house.hass).async_update_device(str(other), area_id=area.id)
    await phone_story("""
        2; two_Home unplug; 6 # the module of two, which triggers on one do not hear
        two_Garden low; 2 # a camera of two, too
        Home unplug; 6 # the module of one: also why its camera is offline
        Garden low; 2 # a camera of one
        outage; 8 # both out of reach: two events, though both have the same
    """)
