"""A simulated Blink cloud, for tests and for the demo: real HTTP, on loopback only.

async with Cloud("troubles") as cloud:
    with redirect(cloud):
        ...  # real blinkpy, real Home Assistant
"""

from .account import Account
from .check import ScenarioError
from .device import ABSENT
from .redirect import Redirect, redirect
from .requestlog import LoggedRequest
from .scenario import Scenario, names
from .server import Cloud

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
