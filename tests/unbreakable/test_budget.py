"""A power cut is no way around the pause that Blink asked for."""

import pytest

from custom_components.blink_doctor.checkup import CheckUpError, async_check_up

from .conftest import MakePower
from .power import Power


async def refused(power: Power) -> CheckUpError:
    with pytest.raises(CheckUpError) as info:
        await async_check_up(power.house.hass, power.house.coordinator, [])
    return info.value


async def test_a_power_cut_resets_no_pause(make_power: MakePower) -> None:
    """What Blink said two seconds ago still holds."""
    power = await make_power("one_camera")
    await power.house.poll()
    power.house.cloud.fail("homescreen", "status=429", times=1)
    until = (await refused(power)).again_at
    await power.house.wait(2)
    await power.cut()
    await power.on()
    power.house.cloud.clear_requests()
    error = await refused(power)
    assert (error.reason, error.again_at) == ("backing_off", until)
    assert not power.house.cloud.requests
