"""What all tests share."""

import asyncio
from collections.abc import Generator
import logging
import os
import random
import shutil
from unittest.mock import patch

from hypothesis import HealthCheck, settings
import pytest

# The test plugin brings a `custom_components` of its own; the first one imported is the one that
# Home Assistant looks into.
import custom_components  # noqa: F401
from tests import reporting

# In this order, see ha_compat.py; ours each after those that it imports
pytest_plugins = [
    "ha_compat",
    "pytest_homeassistant_custom_component.plugins",
    *(f"tests.{name}" for name in ("house", "phone", "card", "story", "blueprint")),
    *(f"tests.{name}" for name in ("phone_story", "automating", "repairs.guide")),
]

_SCOPED = [HealthCheck.function_scoped_fixture]
settings.register_profile("blink_doctor", deadline=None, suppress_health_check=_SCOPED)
settings.load_profile("blink_doctor")
# half of all that is logged, and nobody reads it
for name in ("blinkpy", "homeassistant.components.blink"):
    logging.getLogger(name).setLevel(logging.INFO)


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_setup(item: pytest.Item) -> None:
    """Let Home Assistant poll at the same fraction of a second in each run of a test."""
    random.seed(item.nodeid)


@pytest.fixture(autouse=True)
def custom_integrations_enabled(request: pytest.FixtureRequest) -> None:
    """Lets each test that has a Home Assistant load the integration of this repository.

    A test without one does not pay for it. The recorder has to be there before Home Assistant is.
    """
    if "recorder_mock" in request.fixturenames:
        request.getfixturevalue("recorder_mock")
    if "hass" in request.fixturenames:
        request.getfixturevalue("enable_custom_integrations")


@pytest.fixture(autouse=True)
async def enable_event_loop_debug() -> None:
    """Leave out the event loop's debug mode, which the test plugin switches on.

    With it a poll takes three times as long, and a clock that jumps looks like a slow
    callback. Where it may find something, `loop_debug` switches it on.
    """


@pytest.fixture
def entity_registry_enabled_by_default() -> Generator[None]:
    """Enable all entities, as an owner may do who wants those that are off at first."""
    with patch(
        "homeassistant.helpers.entity.Entity.entity_registry_enabled_default",
        return_value=True,
    ):
        yield


@pytest.fixture
async def loop_debug() -> None:
    """Let the event loop check which thread calls it, and who is not waited for."""
    asyncio.get_running_loop().set_debug(True)


@pytest.fixture(scope="session")
def chromium() -> str:
    """The path of a Chromium on this machine; without one the test is skipped.

    Tests that ask for it carry `@pytest.mark.browser`.
    """
    macos = "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome"
    names = ("chromium", "chromium-browser", "google-chrome", macos)
    found = next(filter(None, map(shutil.which, names)), None)
    if found is None:
        pytest.skip("needs a Chromium")
    return found


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(
    config: pytest.Config, items: list[pytest.Item]
) -> None:
    """Keep the browser tests of a file together: they share a house, in its order.

    All of them come first, and no more than one of a file at a time: they wait most of
    the time, and others go on beside them. BLINK_DOCTOR_WITHOUT_PURE leaves out what is the
    same on every Home Assistant because it needs none; not the fuzzing, which looks at
    other cases in every run.
    """
    if os.environ.get("BLINK_DOCTOR_WITHOUT_PURE"):
        pure = {one for one in items if "hass" not in getattr(one, "fixturenames", ())}
        pure -= {one for one in pure if one.path.name == "test_fuzz.py"}
        config.hook.pytest_deselected(items=[*pure])
        items[:] = [item for item in items if item not in pure]
    items.sort(key=lambda item: item.get_closest_marker("browser") is None)
    for item in items:
        if item.get_closest_marker("browser"):
            item.add_marker(pytest.mark.xdist_group(item.nodeid.partition("::")[0]))


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(
    item: pytest.Item, call: pytest.CallInfo[None]
) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Count a skipped browser test as failed where a browser is required (in CI).

    Of a failed one print what the house was like.
    """
    report = yield
    if report.passed and (logged := [*reporting.exceptions(item, call.when)]):
        report.outcome = "failed"
        report.longrepr = "an exception was logged: " + logged[0]
    reporting.shorten(item, report)
    required = os.environ.get("BLINK_DOCTOR_REQUIRE_BROWSER") == "1"
    if required and report.skipped and item.get_closest_marker("browser"):
        report.outcome = "failed"
        report.longrepr = "a browser test was skipped: " + str(report.longrepr)
    return report
