"""Floodlight mounts: their battery is told where Blink says something, and only there."""

import pytest

from custom_components.blink_doctor import diagnostics
from tests.house import House
from tests.story import Story


@pytest.mark.house("healthy")
async def test_entity_and_file(house: House, story: Story) -> None:
    story.follow_states(house, "Garden", "Driveway")
    garden = house.thing("Garden")
    for word in ("ok", "low"):
        story(
            f"a battery entity where Blink says something; {word} is not the camera's"
        )
        garden.mount_battery = word
        await house.poll()
    story("in the file, and quiet in a pause")
    data = await diagnostics.async_get_config_entry_diagnostics(
        house.hass, house.doctor
    )
    (said,) = data["captures"][-1]["homescreen"]["accessories"]["storm"]
    assert said == {"target_id": said["target_id"], "battery": "low"}
    await house.act("pause", "Garden")
    assert house.state("Garden", "mount_battery").state == "unknown"
