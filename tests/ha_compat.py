"""Lets the Home Assistant test plugin run on 2026.11, for which it has no release yet.

Must be imported before ``pytest_homeassistant_custom_component.plugins``; tests/conftest.py does
that. It changes nothing on 2026.10, and can go once the plugin is released for 2026.11.
"""

# Replaces httpx by httpx2 under its old name, which fails once anything has imported httpx.
import homeassistant  # noqa: F401  # isort: skip

# The plugin patches these on import, and must do so before any component is loaded.
from pytest_homeassistant_custom_component import (  # isort: skip
    patch_json,  # noqa: F401
    patch_recorder,  # noqa: F401
    patch_time,  # noqa: F401
)

from homeassistant.components import logger
from homeassistant.components.logger import helpers

if not hasattr(logger, "_clear_logger_overwrites"):
    # The plugin still looks for it where it was up to 2026.10.
    logger._clear_logger_overwrites = helpers._clear_logger_overwrites  # type: ignore[attr-defined]
