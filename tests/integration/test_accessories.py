"""Floodlight mounts: their battery is told where Blink says something, and only there."""

from typing import Any

import pytest

from custom_components.blink_doctor import diagnostics
from custom_components.blink_doctor.diagnosis.model.readings import Battery
from custom_components.blink_doctor.diagnosis.parsing.payload import parse
from tests.house import House
from tests.scenarios.homes import START, home, homescreen
from tests.story import Story


def storm(*words: Any, target: Any = 21) -> dict[str, Any]:
    """Return mounts that say these words, all on one camera."""
    return {"storm": [{"target_id": target, "battery": word} for word in words]}


@pytest.mark.parametrize(
    ("accessories", "told"),
    [
        (storm("ok"), {"camera:21": Battery.OK}),
        (storm("LOW"), {"camera:21": Battery.LOW}),
        # of two on one camera the one that needs somebody
        (storm("low", "ok"), {"camera:21": Battery.LOW}),
        (storm("ok", "low"), {"camera:21": Battery.LOW}),
        (storm("low", target="22"), {"camera:22": Battery.LOW}),
        (storm(None, "", "full", "half empty", 3, []), {}),
        *(([], {}), (5, {}), ("x", {}), ({"storm": None}, {})),
        *(({"storm": {"1": {}}}, {}), ({"storm": [5, None, {}]}, {})),
    ],
)
def test_battery_of_the_mount(accessories: Any, told: dict[str, Battery]) -> None:
    """On the camera that it carries, and not on the Mini that has the same id."""
    keys = ["sync_module:11", "camera:21", "camera:22", "owl:21"]
    snapshot = parse(
        homescreen(home(*keys), START) | {"accessories": accessories}, at=START
    )
    assert snapshot.usable
    found = {key: one.mount_battery for key, one in snapshot.devices.items()}
    assert found == dict.fromkeys(keys) | told


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
