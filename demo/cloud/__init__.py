"""A simulated Blink cloud for tests and the demo: real HTTP, on loopback only.

    async with Cloud("troubles", clock=clock) as cloud:
        with redirect(cloud):
            ...  # real blinkpy, real Home Assistant

Devices are found by key or name. Setting an attribute only changes the cloud's record;
the methods change the simulated world, and the record follows as it would in reality:

    camera = cloud.device("Front door")
    camera.battery = "low"
    camera.insert_batteries()
    cloud.account().sync_modules[0].unplug()
    cloud.fail("*/homescreen", "status=503", times=2)
    assert cloud.count("/network/", method="POST") == 0

Scenarios are described in demo/scenarios/README.md; `testing.fast_blinkpy` removes the
idle sleeps of the real client.
"""

from .account import Account
from .check import ScenarioError
from .redirect import Redirect, redirect
from .requestlog import LoggedRequest
from .scenario import Scenario, names
from .server import Cloud
from .world import ABSENT

__all__ = [
    "ABSENT",
    "Account",
    "Cloud",
    "LoggedRequest",
    "Redirect",
    "Scenario",
    "ScenarioError",
    "names",
    "redirect",
]
