"""Triggers fire for what the diagnosis finds, and conditions say what holds now."""

from homeassistant.core import HomeAssistant
from homeassistant.helpers import (
    condition as ha_condition,
    device_registry as dr,
    entity_registry as er,
)
import pytest

from tests.automating import FIELDS, Listen, configured
from tests.house import House
from tests.phone_story import PhoneStory
from tests.story import Story

pytestmark = pytest.mark.house("healthy", phones="", polls=2)


async def checker_of(house: House, line: str) -> ha_condition.ConditionChecker:
    config = configured(house, "condition", line)
    valid = await ha_condition.async_validate_condition_config(house.hass, config)
    return await ha_condition.async_from_config(house.hass, valid)


async def follow(house: House, story: Story, lines: str) -> None:
    """Record for which devices conditions hold, or whether those with a target do."""
    names = [name.replace(" ", "_") for name in house.causes() if ":" not in name]
    told: dict[str, dict[str, ha_condition.ConditionChecker]] = {}
    for line in map(str.strip, lines.strip().splitlines()):
        of = {"yes": ""} if "of=" in line else {one: f" of={one}" for one in names}
        told[line] = {one: await checker_of(house, line + of[one]) for one in of}
    story.follow(
        lambda: {
            line: " ".join(one for one in of if of[one].async_check(variables={}))
            for line, of in told.items()
        }
    )


async def test_triggers_and_conditions(
    phone_story: PhoneStory, listen: Listen, story: Story
) -> None:
    conditions = """
        has_fault
        has_fault cause=low_battery
        has_fault for=00:25:00
        has_fault of=Driveway,Kitchen behavior=any
        has_fault of=Driveway,Kitchen behavior=all
        is_battery_low
        is_battery_low of=
        is_signal_weak
        is_offline
        is_offline for=00:12:00
        is_recording
        is_not_recording
        is_not_recording for=00:12:00
    """
    await follow(phone_story.house, story, conditions)
    await listen("""
        fault_detected
        fault_detected cause=weak_wifi
        fault_detected for=00:32:00
        fault_detected of=Driveway
        fault_cleared
        fault_cleared for=00:12:00
        battery_became_low
        signal_became_weak
        camera_went_offline of=Driveway,Kitchen,Home
        camera_went_offline of=Driveway,Kitchen,Home behavior=first
        camera_went_offline of=Driveway,Kitchen,Home behavior=all
        camera_went_offline for=00:12:00
        sync_module_went_offline
        stopped_recording of=Driveway
        stopped_recording reason=offline for=00:12:00
    """)
    await phone_story("""
        Garden low; 1; Driveway low; 1 # without a target it is all devices
        Driveway set_signal 1; 8 # each cause is told once, and waits on its own
        4; Garden mend; 5 # one weak signal is left
        Porch low; 3; Porch mend; 8 # what does not last is not told by what waits
        Driveway mend; 1; Driveway low; 4 # what comes back within the wait was not cleared
        Garden set_signal 1; 1; Garden set_signal 5; 8 # one weak reading is not a weak signal
        Garden set_link 1; 8 # half an hour of them is, also to the module
        Driveway,Garden mend; 9 # all is well
        Driveway hang; 2; Kitchen hang; 2 # each, the first, all of them
        2 # offline for a while, and why
        Driveway,Kitchen mend; 9 # all is well
        Home unplug; 6 # a dead module is one event, not one for each camera, if it is watched
        Home plug_in; 6 # all is well
        Driveway disarm; 2; Driveway arm; 2 # recording: why, once
        Garden disarm; 6; Garden arm; 1; Driveway hang; 2 # only offline, and only after a while
        3 # that is now
        Driveway mend; 4; Driveway says {"snooze":true}; 2 # a snooze records, which is no news
        Driveway says {"snooze":true,"enabled":"perhaps"}; 2 # what is not known is neither
        Driveway low; 2; outage; 5 # no condition holds of what is unavailable
        heal; 4 # what was so is no news
        pause Driveway; 1 # nothing holds of what is paused
    """)


async def test_waits_and_reloads(
    phone_story: PhoneStory, listen: Listen, story: Story
) -> None:
    """Known faults do not fire again after a reload, an outage or a restart."""
    conditions = "has_fault for=01:00:00\nis_offline for=01:00:00"
    await follow(phone_story.house, story, conditions)
    await listen("""
        fault_detected
        fault_cleared
        battery_became_low
        signal_became_weak
        camera_went_offline
        sync_module_went_offline
        stopped_recording
        firmware_fell_behind of=Driveway,Garden
        fault_detected for=00:12:00
        fault_detected for=01:00:00 cause=low_battery
    """)
    await phone_story("""
        off; Garden set_signal 1; Porch hang; 13; Driveway low; 4; on; 6 # nothing is news
        3; reload blink; 2; reload doctor; 2; unload doctor; setup doctor; 2 # a wait goes on
        unload blink; 1; Cellar low; setup blink; 2 # what is new
        off; 6; outage; 4 # a wait ends with the automation
        on; 1; heal; 3 # of what was known the end alone is news
    """)


HOLES = ("outage; 4; heal", "reload doctor", "reload blink")


@pytest.mark.parametrize("hole", HOLES)
async def test_waits_continue_over_holes(
    phone_story: PhoneStory, listen: Listen, hole: str
) -> None:
    """A hole in the middle of a wait ends it only if the state differs afterwards."""
    await listen("""
        fault_detected for=01:00:00 cause=low_battery
        fault_cleared for=01:00:00 cause=low_battery
    """)
    await phone_story(f"""
        off; Porch,Cellar low; 1; on; Driveway,Garden low; Porch,Cellar mend; 3 # nothing yet
        {hole}; Garden mend; Cellar low; 3 # nor here
        14 # of what has lasted
    """)


async def test_fault_sensor_is_off(phone_story: PhoneStory, listen: Listen) -> None:
    await listen("fault_detected")
    registry = er.async_get(phone_story.house.hass)
    fault = phone_story.house.entity_id("Home", "fault")
    registry.async_update_entity(fault, disabled_by=er.RegistryEntryDisabler.USER)
    await phone_story("Home unplug; 6 # its cameras say what nobody else does")


async def test_firmware(phone_story: PhoneStory, listen: Listen) -> None:
    await listen("firmware_fell_behind of=Driveway,Garden")
    await phone_story("""
        Driveway set_firmware 10.60; 1; days 13; wait 86340s # not for two weeks
        1 # the one that was left behind
    """)


async def test_targets(
    hass: HomeAssistant, phone_story: PhoneStory, listen: Listen, story: Story
) -> None:
    """Of each kind; no problem sensor of others, no device that left during a wait."""
    house, devices = phone_story.house, dr.async_get(phone_story.house.hass)
    kinds = ("entity:Driveway", "Driveway", "label:Driveway", "area:Driveway")
    await follow(
        house,
        story,
        "\n".join(
            f"{one} of={of}" for of in kinds for one in ("has_fault", "is_offline")
        )
        + "\nhas_fault of=area:Driveway behavior=all",
    )
    await listen(
        "\n".join(f"fault_detected of={of}" for of in kinds)
        + "\nfault_detected of=area:Driveway for=00:12:00"
    )
    area = house.device("Driveway").area_id
    registry = er.async_get(hass)
    other = registry.async_get_or_create("binary_sensor", "other", "a-fault").entity_id
    registry.async_update_entity(other, area_id=area)
    checker = await checker_of(house, "has_fault of=area:Driveway")
    stop = await checker.async_track_changes(
        lambda: phone_story.note(f"followed: {checker.async_check(variables={})}")
    )

    problem = {"device_class": "problem", "causes": ["low_battery"]}
    for state in ("off", "on"):
        hass.states.async_set(other, state, problem)
    await phone_story("Garden low; 2 # neither that of another, nor a sensor not ours")
    await phone_story("Driveway low; 1 # each way of choosing it")
    for name, to, title in (
        ("Driveway", None, "it leaves the area: nothing is left, which is not all"),
        ("Garden", area, "another one comes"),
    ):
        devices.async_update_device(house.device(name).id, area_id=to)
        await phone_story(f"wait 1s # {title}")
    await phone_story("4 # what has left in a wait is not told")
    stop()
    await phone_story("Garden mend; 4 # nobody follows it any more")


async def test_trigger_data(phone_story: PhoneStory, listen: Listen) -> None:
    await listen("fault_detected\nfault_cleared\nstopped_recording", *FIELDS)
    await phone_story("""
        Driveway low; 2 # a fault
        Driveway mend; 2 # its end
        Driveway says {"enabled":false}; 1 # motion detection is off
    """)
    phone_story.house.report_red_light("Garden", "unknown")
    await phone_story(
        "1 # a red light that nothing explains: the first step is that of the repair"
    )
