"""The test set-up itself."""

from homeassistant.core import HomeAssistant
from homeassistant.loader import async_get_custom_components
import pytest

import custom_components


async def test_home_assistant_finds_the_integration_of_this_repository(
    hass: HomeAssistant, request: pytest.FixtureRequest
) -> None:
    """The plugin's own custom_components package must not hide ours."""
    root = str(request.config.rootpath)
    assert [path.startswith(root) for path in custom_components.__path__] == [True]
    assert "test" not in await async_get_custom_components(hass)
