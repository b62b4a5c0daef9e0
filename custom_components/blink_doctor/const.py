"""Constants that several parts share."""

import logging
from typing import Final

from homeassistant.const import Platform

DOMAIN: Final = "blink_doctor"
BLINK_DOMAIN: Final = "blink"
LOGGER = logging.getLogger(__package__)

CONF_BLINK_ENTRY: Final = "blink_entry_id"

PLATFORMS: Final = [Platform.BINARY_SENSOR, Platform.SENSOR]
