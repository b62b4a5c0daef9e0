"""Triggers fire for what the diagnosis finds, on our devices, and only then."""

from collections.abc import Iterator
from typing import Any

from homeassistant.core import HomeAssistant
from homeassistant.helpers import (
    area_registry as ar,
    device_registry as dr,
    entity_registry as er,
    label_registry as lr,
)
import pytest

from tests.automating import Automate
from tests.house import House
from tests.phone_story import do, run_low
from tests.story import Story

pytestmark = pytest.mark.house("healthy")

OF_DEVICES = (
    *("fault_detected", "fault_cleared", "battery_became_low", "signal_became_weak"),
    *("camera_went_offline", "sync_module_went_offline"),
    *("firmware_fell_behind", "stopped_recording"),
)


def heard(calls: list[Any]) -> list[tuple[str, str]]:
    return [(call.data["device_name"], call.data["cause"]) for call in calls]


def target_of(hass: HomeAssistant, house: House, camera: str, kind: str) -> Any:
    device = house.device(camera)
    registry = dr.async_get(hass)
    if kind == "entity":
        return {"entity_id": house.entity_id(camera, "fault")}
    if kind == "device":
        return {"device_id": device.id}
    if kind == "label":
        label = lr.async_get(hass).async_create("Outside")
        registry.async_update_device(device.id, labels={label.label_id})
        return {"label_id": label.label_id}
    area = ar.async_get(hass).async_create("Porch")
    registry.async_update_device(device.id, area_id=area.id)
    return {"area_id": area.id}


async def test_a_fault_of_a_targeted_camera(automate: Automate, house: House) -> None:
    """A low battery of the targeted camera fires, that of another does not.

    Nor does a problem sensor that is not ours, however it is called.
    """
    targets = [
        target_of(house.hass, house, "Driveway", kind)
        for kind in ("entity", "device", "label", "area")
    ]
    triggers = [
        {"trigger": "blink_doctor.fault_detected", "target": target}
        for target in targets
    ]
    registry = er.async_get(house.hass)
    other = registry.async_get_or_create(
        "binary_sensor", "other", "leak-fault"
    ).entity_id
    registry.async_update_entity(other, area_id=targets[-1]["area_id"])
    calls = await automate("fault_detected", triggers=triggers)
    problem = {"device_class": "problem", "causes": ["low_battery"]}
    for state in ("off", "on"):
        house.hass.states.async_set(other, state, problem)
    run_low(house, "Garden")
    await house.poll(2)
    assert heard(calls) == []
    run_low(house, "Driveway")
    await house.poll(2)
    assert heard(calls) == [("Driveway", "low_battery")] * len(targets)


async def test_what_is_told(automate: Automate, house: House, story: Story) -> None:
    kinds = ("fault_detected", "fault_cleared", "stopped_recording")
    triggers = [{"trigger": f"blink_doctor.{trigger}"} for trigger in kinds]
    calls = await automate("fault_detected", triggers=triggers)
    for title, deeds in {
        "a fault": "Driveway low; 2",
        "its end": "Driveway mend; 2",
        "motion detection is off": 'Driveway says {"enabled":false}; 1',
    }.items():
        story(title)
        for deed in deeds.split("; "):
            await do(house, *deed.split())
        for call in calls:
            story.tell("told", dict(call.data))
        calls.clear()
    house.report_red_light("Garden", "unknown")
    await house.poll()
    story("a red light that nothing explains: the first step is that of the repair")
    story.tell("told", dict(calls[0].data))


# A trigger with its options; then what happens, where "2" are two polls, and after "=" all that was
# told until then. "listen" sets up the automation where it is not the first.
STORIES = {
    "without a target it is all devices": """
        battery_became_low
        Garden low; 1; Driveway low; 1; = Garden low_battery, Driveway low_battery""",
    "each cause is told once, also while the sensor stays on": """
        fault_detected
        Driveway low; 1; Driveway set_signal 1; 8
        = Driveway low_battery, Driveway weak_wifi""",
    "only the chosen causes": """
        fault_detected cause=weak_wifi
        Driveway low; 1; Driveway set_signal 1; 8; = Driveway weak_wifi""",
    "one weak reading is not a weak signal, half an hour of them is": """
        signal_became_weak
        Driveway set_signal 1; 1; Driveway set_signal 5; 8; = nothing
        Driveway set_link 1; 8; = Driveway weak_sync_module_link""",
    "only what lasts is told, and each cause waits on its own": """
        fault_detected for=00:32:00
        Garden low; Driveway low; 3; Garden mend; Driveway set_signal 1; 5
        = Driveway low_battery; 12; = Driveway low_battery, Driveway weak_wifi""",
    "what comes back within the wait was not cleared": """
        fault_cleared for=00:12:00
        Garden low; Driveway low; 1; listen; Garden mend; Driveway mend; 1
        Garden low; 4; = Driveway low_battery""",
    "a wait goes on over a restart": """
        fault_detected for=01:00:00
        Garden low; 14; Driveway low; 4; listen; 6; = nothing
        9; = Driveway low_battery""",
    "a wait ends with the automation": """
        fault_detected for=00:12:00
        Driveway low; 1; off; 4; = nothing""",
    "each of several": """
        camera_went_offline target=Driveway,Garden,Home
        Driveway hang; 2; Garden hang; 2; = Driveway, Garden""",
    "the first of several": """
        camera_went_offline target=Driveway,Garden,Home behavior=first
        Driveway hang; 2; Garden hang; 2; = Driveway""",
    "all of several": """
        camera_went_offline target=Driveway,Garden,Home behavior=all
        Driveway hang; 2; Garden hang; 2; = Garden""",
    "offline for a while": """
        camera_went_offline for=00:12:00
        Driveway hang; 2; = nothing; 2; = Driveway camera_error""",
    "a sync module": """
        sync_module_went_offline
        Home unplug; 4; = Home""",
    "recording: why, once, and not when it is armed again": """
        stopped_recording target=Driveway
        Driveway disarm; 2; Driveway arm; 2; = Driveway not_armed""",
    "recording: only offline, and only after a while": """
        stopped_recording reason=offline for=00:12:00
        Garden disarm; 6; Garden arm; 1; Driveway hang; 2; = nothing
        3; = Driveway offline""",
    "recording: neither a snooze nor what is not understood nor an outage": """
        stopped_recording
        Driveway says {"snooze":true}; 2; Driveway says {"enabled":"perhaps"}; 2
        Driveway says {}; 2; outage; 5; heal; 2; = nothing""",
    "a dead module is one event, not one for each camera behind it": """
        fault_detected
        Home unplug; 6; = Home sync_module_offline""",
    "unless the module is not watched": """
        fault_detected target=Driveway
        Home unplug; 6; = Driveway sync_module_offline of Home""",
    "known troubles are no news after a reload, an outage or a restart": """
        any
        Driveway low; Garden set_signal 1; Porch hang; 9; listen; reload blink; 2; reload doctor; 2
        unload doctor; setup doctor; 2; = nothing
        unload blink; 1; Cellar low; setup blink; 2; = Cellar low_battery, Cellar low_battery
        outage; 5; heal; 3
        = Cellar low_battery, Cellar low_battery, Blink Doctor blink_unreachable, Blink Doctor blink_unreachable""",
    "the one that was left behind, after two weeks": """
        firmware_fell_behind target=Driveway,Garden
        Driveway set_firmware 10.60; 1; days 13; wait 86340s; = nothing
        1; = Garden firmware_behind""",
}
# what is not seen in the middle of a wait ends it only where it is otherwise afterwards
for _hole in ("outage; 4; heal", "reload doctor", "reload blink"):
    for _trigger, _now, _else in (
        ("fault_detected", "low", "mend"),
        ("fault_cleared", "mend", "low"),
    ):
        STORIES[f"{_trigger}: a wait goes on over {_hole}"] = f"""
            {_trigger} for=01:00:00 cause=low_battery
            Driveway {_else}; Garden {_else}; 1; listen; Driveway {_now}; Garden {_now}; 3
            {_hole}; Garden {_else}; 3; = nothing; 14; = Driveway low_battery"""


@pytest.mark.parametrize("story", STORIES.values(), ids=STORIES)
async def test_stories(automate: Automate, house: House, story: str) -> None:
    first, *lines = (line.strip() for line in story.strip().splitlines())
    trigger, *settings = first.split()
    options: dict[str, Any] = dict(setting.split("=") for setting in settings)
    names = options.pop("target", "").split(",")
    devices = [house.device(name).id for name in names if name]
    target = {"device_id": devices} if devices else None
    calls: list[Any] = []
    steps = "; ".join(lines).split("; ")
    for step in ("listen", *steps) if "listen" not in steps else steps:
        if step != "listen" and not step.startswith("= "):
            await do(house, *step.split())
        elif step != "listen":
            assert step == f"= {', '.join(told(house, calls)) or 'nothing'}"
        elif trigger == "any":
            triggers = [{"trigger": f"blink_doctor.{one}"} for one in OF_DEVICES]
            calls = await automate("fault_detected", triggers=triggers)
        else:
            calls = await automate(trigger, target, options)


def told(house: House, calls: list[Any]) -> Iterator[str]:
    for data in (call.data for call in calls):
        why = data["reason"] or data["cause"]
        root = data["root_device_id"]
        behind = (
            " of Home" if root == house.device("Home").id != data["device_id"] else ""
        )
        # of what has just gone offline the cause is not found yet
        yield f"{data['device_name']} {why}{behind}".removesuffix(" none")


async def test_a_wait_ends_with_the_target(automate: Automate, house: House) -> None:
    """A camera that leaves the area while its wait runs is not told."""
    target = target_of(house.hass, house, "Driveway", "area")
    garden = house.device("Garden").id
    registry = dr.async_get(house.hass)
    registry.async_update_device(garden, area_id=target["area_id"])
    calls = await automate("fault_detected", target, {"for": "00:12:00"})
    for camera in ("Garden", "Driveway"):
        run_low(house, camera)
    await house.poll()
    registry.async_update_device(garden, area_id=None)
    await house.poll(4)
    assert heard(calls) == [("Driveway", "low_battery")]
