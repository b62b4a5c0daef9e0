"""Triggers fire for what the diagnosis finds, on our devices, and only then."""

from typing import Any

from homeassistant.const import STATE_UNAVAILABLE
from homeassistant.core import HomeAssistant
from homeassistant.helpers import (
    area_registry as ar,
    config_validation as cv,
    device_registry as dr,
    entity_registry as er,
    label_registry as lr,
)
from homeassistant.helpers.trigger import (
    async_initialize_triggers,
    async_validate_trigger_config,
)
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from tests.automation.conftest import Automate
from tests.house import House

pytestmark = pytest.mark.house("healthy")

OF_DEVICES = (
    *("fault_detected", "fault_cleared", "battery_became_low", "signal_became_weak"),
    *("camera_went_offline", "sync_module_went_offline"),
    *("firmware_fell_behind", "stopped_recording"),
)


def heard(calls: list[Any]) -> list[tuple[str, str]]:
    return [(call.data["device_name"], call.data["cause"]) for call in calls]


def run_low(house: House, camera: str) -> None:
    device: Any = house.cloud.device(camera)
    device.battery, device.volts = "low", 1.33


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


def other_problem_sensor(hass: HomeAssistant, area_id: str) -> str:
    entry = MockConfigEntry(domain="other")
    entry.add_to_hass(hass)
    sensor = er.async_get(hass).async_get_or_create(
        "binary_sensor",
        "other",
        "leak-fault",
        config_entry=entry,
        original_device_class="problem",
    )
    er.async_get(hass).async_update_entity(sensor.entity_id, area_id=area_id)
    hass.states.async_set(sensor.entity_id, "off", {"device_class": "problem"})
    return sensor.entity_id


async def test_a_fault_of_a_targeted_camera(automate: Automate, house: House) -> None:
    """A low battery of the targeted camera fires, that of another does not."""
    kinds = ("entity", "device", "label", "area")
    triggers = [
        {
            "trigger": "blink_doctor.fault_detected",
            "target": target_of(house.hass, house, "Driveway", kind),
        }
        for kind in kinds
    ]
    calls = await automate("fault_detected", triggers=triggers)
    run_low(house, "Garden")
    await house.poll(2)
    assert heard(calls) == []
    run_low(house, "Driveway")
    await house.poll(2)
    assert heard(calls) == [("Driveway", "low_battery")] * len(kinds)
    told = calls[0].data
    assert told["device_id"] == house.device("Driveway").id
    assert told["severity"] == "error"
    assert told["confidence"] == "confirmed"
    assert told["next_step"] == "replace_batteries"
    assert told["evidence"]["battery"] == "low"
    assert told["since"].startswith("2026-11-22T10:")
    assert told["is_root"] is True


async def test_without_a_target_it_is_all_devices(
    automate: Automate, house: House
) -> None:
    """The blueprints' defaults work at once because of this."""
    calls = await automate("battery_became_low")
    run_low(house, "Garden")
    await house.poll()
    run_low(house, "Driveway")
    await house.poll()
    assert heard(calls) == [("Garden", "low_battery"), ("Driveway", "low_battery")]


async def test_another_integration_in_the_same_area(
    hass: HomeAssistant, automate: Automate, house: House
) -> None:
    """A problem sensor that is not ours never fires, however it is called."""
    target = target_of(hass, house, "Driveway", "area")
    other = other_problem_sensor(hass, target["area_id"])
    calls = await automate("fault_detected", target)
    hass.states.async_set(
        other, "on", {"device_class": "problem", "causes": ["low_battery"]}
    )
    await house.settle()
    assert heard(calls) == []
    run_low(house, "Driveway")
    await house.poll()
    assert heard(calls) == [("Driveway", "low_battery")]


async def test_another_cause_while_the_fault_is_on(
    automate: Automate, house: House
) -> None:
    """Each cause is told once, also while the sensor stays on."""
    calls = await automate("fault_detected")
    run_low(house, "Driveway")
    await house.poll()
    house.cloud.device("Driveway").set_signal(1)
    await house.poll(8)
    assert heard(calls) == [("Driveway", "low_battery"), ("Driveway", "weak_wifi")]


async def test_only_the_chosen_causes(automate: Automate, house: House) -> None:
    """Other causes are none of its business."""
    calls = await automate("fault_detected", options={"cause": ["weak_wifi"]})
    run_low(house, "Driveway")
    await house.poll()
    house.cloud.device("Driveway").set_signal(1)
    await house.poll(8)
    assert heard(calls) == [("Driveway", "weak_wifi")]


async def test_the_next_step_is_that_of_the_repair(
    automate: Automate, house: House
) -> None:
    """A red light that nothing explains begins with what the light does."""
    calls = await automate("fault_detected")
    house.report_red_light("Driveway", "unknown")
    await house.poll()
    assert heard(calls) == [("Driveway", "camera_error")]
    assert calls[0].data["next_step"] == "read_pattern"


@pytest.mark.house("one_camera")
async def test_weak_follows_the_diagnosis_not_one_reading(
    automate: Automate, house: House
) -> None:
    """One weak reading is not a weak signal; half an hour of them is."""
    camera = house.account.cameras[0]
    calls = await automate("signal_became_weak")
    camera.set_signal(1)
    await house.poll()
    camera.set_signal(5)
    await house.poll(8)
    assert heard(calls) == []
    camera.set_link(1)
    await house.poll(8)
    assert [cause for _, cause in heard(calls)] == ["weak_sync_module_link"]


@pytest.mark.house(polls=8)
async def test_cleared(automate: Automate, house: House) -> None:
    """Cleared means that nothing of what was chosen is left."""
    calls = await automate("fault_cleared")
    front: Any = house.cloud.device("Front door")
    front.insert_batteries()
    await house.poll(2)
    assert heard(calls) == [("Front door", "low_battery")]
    assert calls[0].data["next_step"] == "none"
    assert calls[0].data["severity"] == "error"
    assert calls[0].data["evidence"]["battery"] == "low"
    assert calls[0].data["since"] == "2026-11-22T10:00:00+00:00"


async def test_for_waits_and_forgets_what_passed(
    automate: Automate, house: House
) -> None:
    """Only what lasts is told, and each cause waits on its own."""
    calls = await automate("fault_detected", options={"for": "00:32:00"})
    run_low(house, "Garden")
    run_low(house, "Driveway")
    await house.poll(3)
    house.cloud.device("Garden").mend()
    house.cloud.device("Driveway").set_signal(1)
    await house.poll(5)
    assert heard(calls) == [("Driveway", "low_battery")]
    await house.poll(12)
    assert heard(calls) == [("Driveway", "low_battery"), ("Driveway", "weak_wifi")]


async def test_cleared_for_a_while(automate: Automate, house: House) -> None:
    """What comes back within the wait was not cleared; what stays away was."""
    for camera in ("Garden", "Driveway"):
        run_low(house, camera)
    await house.poll()
    calls = await automate("fault_cleared", options={"for": "00:12:00"})
    for camera in ("Garden", "Driveway"):
        house.cloud.device(camera).mend()
    await house.poll()
    assert house.cause("Garden") == house.cause("Driveway") == "none"
    run_low(house, "Garden")
    await house.poll(4)
    assert heard(calls) == [("Driveway", "low_battery")]


@pytest.mark.parametrize("kind", ["fault_detected", "fault_cleared"])
@pytest.mark.parametrize("hole", ["outage", "doctor", "blink"])
async def test_a_wait_goes_on_over_a_hole(
    automate: Automate, house: House, kind: str, hole: str
) -> None:
    """Told once, when it has been so for the hour, of which nobody saw the middle."""
    begins = kind == "fault_detected"
    for camera in () if begins else ("Driveway", "Garden"):
        run_low(house, camera)
    await house.poll()
    options = {"for": "01:00:00", "cause": "low_battery"}
    calls = await automate(kind, options=options)

    def turn(camera: str, *, low: bool) -> None:
        if low:
            run_low(house, camera)
        else:
            house.cloud.device(camera).mend()

    for camera in ("Driveway", "Garden"):
        turn(camera, low=begins)
    await house.poll(3)
    if hole == "outage":
        house.cloud.fail("*", 503)
        await house.poll(4)
        house.cloud.heal()
    else:
        await house.hass.config_entries.async_reload(getattr(house, hole).entry_id)
    # this one is otherwise again when it is seen again
    turn("Garden", low=not begins)
    await house.poll(3)
    assert heard(calls) == []
    await house.poll(14)
    assert heard(calls) == [("Driveway", "low_battery")]


async def test_a_wait_goes_on_over_a_restart(automate: Automate, house: House) -> None:
    """Of what has not been so for long enough when automations begin; once."""
    run_low(house, "Garden")
    await house.poll(14)
    run_low(house, "Driveway")
    await house.poll(4)
    calls = await automate("fault_detected", options={"for": "01:00:00"})
    await house.poll(6)
    assert heard(calls) == []
    await house.poll(9)
    assert heard(calls) == [("Driveway", "low_battery")]


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


async def test_a_wait_ends_with_the_automation(house: House) -> None:
    """Who no longer listens is told nothing, also not later."""
    told: list[Any] = []

    async def action(variables: Any, context: Any = None) -> None:
        told.append(variables)

    config = [
        {"trigger": "blink_doctor.fault_detected", "options": {"for": "00:12:00"}}
    ]
    stop = await async_initialize_triggers(
        house.hass,
        await async_validate_trigger_config(house.hass, cv.TRIGGER_SCHEMA(config)),
        action,
        "test",
        "test",
        lambda *_: None,
    )
    assert stop is not None
    run_low(house, "Driveway")
    await house.poll()
    stop()
    await house.poll(4)
    assert told == []


@pytest.mark.parametrize(
    ("behavior", "expected"),
    [
        ("each", ["Driveway", "Garden"]),
        ("first", ["Driveway"]),
        ("all", ["Garden"]),
    ],
)
async def test_offline_of_several(
    automate: Automate, behavior: str, expected: list[str], house: House
) -> None:
    module = next(m for m in house.account.sync_modules if m.name == "Home")
    names = ("Driveway", "Garden", module.key)
    target = {"device_id": [house.device(name).id for name in names]}
    calls = await automate("camera_went_offline", target, {"behavior": behavior})
    for camera in ("Driveway", "Garden"):
        house.cloud.device(camera).hang()
        await house.poll(2)
    assert [call.data["device_name"] for call in calls] == expected


async def test_firmware_fell_behind(automate: Automate, house: House) -> None:
    """Fires for the one that was left behind, after two weeks."""
    calls = await automate("firmware_fell_behind")
    house.cloud.device("Driveway").set_firmware("10.60")
    await house.poll()
    assert heard(calls) == []
    await house.poll_daily(13)
    await house.wait(86400 - 60)
    assert heard(calls) == []
    await house.poll()
    assert {cause for _, cause in heard(calls)} == {"firmware_behind"}
    assert "Driveway" not in {name for name, _ in heard(calls)}


async def test_offline(automate: Automate, house: House) -> None:
    """A camera that hangs went offline; a sync module is another trigger."""
    calls = await automate("camera_went_offline", options={"for": "00:12:00"})
    house.cloud.device("Driveway").hang()
    await house.poll(4)
    assert heard(calls) == [("Driveway", "camera_error")]


async def test_stopped_recording(automate: Automate, house: House) -> None:
    """A camera whose system is disarmed: why, once, and not when it is armed again."""
    target = {"device_id": [house.device("Driveway").id]}
    calls = await automate("stopped_recording", target)
    network = house.cloud.device("Driveway").network
    for armed in (False, False, True, True):
        network.armed = armed
        await house.poll()
    assert [(c.data["device_name"], c.data["reason"]) for c in calls] == [
        ("Driveway", "not_armed")
    ]


async def test_stopped_recording_for_a_reason(automate: Automate, house: House) -> None:
    """Only offline, and only after a while: an hour without arming is no news."""
    options = {"reason": ["offline"], "for": "00:12:00"}
    calls = await automate("stopped_recording", options=options)
    network = house.cloud.device("Garden").network
    network.armed = False
    await house.poll(6)
    network.armed = True
    await house.poll()
    house.cloud.device("Driveway").hang()
    await house.poll(2)
    assert calls == []
    await house.poll(3)
    assert [(c.data["device_name"], c.data["reason"]) for c in calls] == [
        ("Driveway", "offline")
    ]


async def test_stopped_recording_takes_nothing_unknown(
    automate: Automate, house: House
) -> None:
    """Neither a snooze nor what is not understood nor an outage stops a recording."""
    calls = await automate("stopped_recording")
    camera = house.cloud.device("Driveway")
    for said in ({"snooze": True}, {"snooze": False, "enabled": "perhaps"}, {}):
        camera.raw.homescreen.clear()
        camera.raw.homescreen.update(said)
        await house.poll(2)
    house.cloud.fail("*", 503)
    await house.poll(5)
    house.cloud.heal()
    await house.poll(2)
    assert calls == []


async def test_sync_module_offline(automate: Automate, house: House) -> None:
    calls = await automate("sync_module_went_offline")
    next(m for m in house.account.sync_modules if m.name == "Home").unplug()
    await house.poll(4)
    assert len(calls) == 1
    assert calls[0].data["device_id"] == house.device("sync_module:11").id


async def test_one_cause_one_moment(automate: Automate, house: House) -> None:
    """Cameras behind a dead module are silent where the module is watched too."""
    calls = await automate("fault_detected")
    next(m for m in house.account.sync_modules if m.name == "Home").unplug()
    await house.poll(6)
    assert house.cause("Driveway") == "sync_module_offline"
    assert [cause for _, cause in heard(calls)] == ["sync_module_offline"]
    assert calls[0].data["is_root"] is True


async def test_a_camera_alone_behind_a_dead_module(
    hass: HomeAssistant, automate: Automate, house: House
) -> None:
    """Where only the camera is watched it is told, with where the cause sits."""
    calls = await automate(
        "fault_detected", target_of(hass, house, "Driveway", "device")
    )
    module = next(m for m in house.account.sync_modules if m.name == "Home")
    module.unplug()
    await house.poll(6)
    assert heard(calls) == [("Driveway", "sync_module_offline")]
    assert calls[0].data["is_root"] is False
    assert calls[0].data["root_device_id"] == house.device(module.key).id


@pytest.mark.house(polls=8)
async def test_silent_over_reloads_and_outages(
    automate: Automate, house: House
) -> None:
    """Troubles that are known are no news after a reload or an outage."""
    triggers = [{"trigger": f"blink_doctor.{trigger}"} for trigger in OF_DEVICES]
    calls = await automate("fault_detected", triggers=triggers)
    for entry in (house.blink, house.doctor):
        await house.hass.config_entries.async_reload(entry.entry_id)
        await house.settle()
        await house.poll(2)
    house.cloud.fail("*", 503)
    await house.poll(5)
    assert house.state("Front door").state == STATE_UNAVAILABLE
    house.cloud.heal()
    await house.poll(3)
    assert house.state("Front door").state == "on"
    # the outage itself is a fault of the account, and so is its end
    assert [item for item in heard(calls) if item[1] != "blink_unreachable"] == []


@pytest.mark.house(polls=8)
async def test_silent_over_a_restart(automate: Automate, house: House) -> None:
    """At a start the registry writes unavailable first; what follows is no news."""
    calls = await automate("fault_detected")
    sensor = house.entity_id("Front door", "fault")
    assert await house.hass.config_entries.async_unload(house.doctor.entry_id)
    restored = house.hass.states.get(sensor)
    assert restored is not None
    assert restored.state == STATE_UNAVAILABLE
    assert restored.attributes["restored"] is True
    assert await house.hass.config_entries.async_setup(house.doctor.entry_id)
    await house.poll(2)
    assert house.state("Front door").state == "on"
    assert heard(calls) == []
    # it still listens
    run_low(house, "Terrace")
    await house.poll()
    assert heard(calls) == [("Terrace", "low_battery")]


async def test_what_began_or_ended_during_an_outage_is_told_after_it(
    hass: HomeAssistant, automate: Automate, house: House
) -> None:
    """The sensors were unavailable in between; the same fault fires no second time."""
    run_low(house, "Garden")
    run_low(house, "Cellar")
    await house.poll(2)
    found = await automate("fault_detected")
    await hass.config_entries.async_unload(house.blink.entry_id)
    await house.poll(3)
    run_low(house, "Driveway")
    await hass.config_entries.async_setup(house.blink.entry_id)
    await house.poll(2)
    assert ("Driveway", "low_battery") in heard(found)
    assert {"Garden", "Cellar"} & {name for name, _ in heard(found)} == set()
