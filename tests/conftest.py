"""What all tests share."""

from typing import TYPE_CHECKING, Any

from hypothesis import HealthCheck, settings
import pytest

# The test plugin brings a `custom_components` of its own; the first one imported is the one that
# Home Assistant looks into.
import custom_components  # noqa: F401

if TYPE_CHECKING:
    from syrupy.assertion import SnapshotAssertion

# In this order, see ha_compat.py
pytest_plugins = ["ha_compat", "pytest_homeassistant_custom_component.plugins"]

settings.register_profile(
    "blink_doctor",
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
settings.load_profile("blink_doctor")


@pytest.fixture(autouse=True)
def custom_integrations_enabled(request: pytest.FixtureRequest) -> None:
    """Lets each test that has a Home Assistant load the integration of this repository.

    A test without one does not pay for it. The recorder has to be there before Home Assistant is.
    """
    if "recorder_mock" in request.fixturenames:
        request.getfixturevalue("recorder_mock")
    if "hass" in request.fixturenames:
        request.getfixturevalue("enable_custom_integrations")


@pytest.fixture
def snapshot(snapshot: SnapshotAssertion) -> Any:
    """Snapshots that know Home Assistant's own types."""
    from pytest_homeassistant_custom_component.syrupy import (
        HomeAssistantSnapshotExtension,
    )

    return snapshot.use_extension(HomeAssistantSnapshotExtension)
