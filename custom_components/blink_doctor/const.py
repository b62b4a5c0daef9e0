"""Constants that several parts share."""

import logging
from typing import Final

from homeassistant.const import Platform

DOMAIN: Final = "blink_doctor"
BLINK_DOMAIN: Final = "blink"
LOGGER = logging.getLogger(__package__)

CONF_BLINK_ENTRY: Final = "blink_entry_id"
# What makes digests of serial numbers ours: nobody else can try them out
CONF_SECRET: Final = "secret"
# A digest of the Blink account's name, to know it again when it was added again
CONF_ACCOUNT: Final = "account"
# the title of an entry while there is one account
UNNAMED: Final = "Blink Doctor"
CONF_ISSUES: Final = "issues"
CONF_HIDE_WRONG_BATTERIES: Final = "hide_wrong_batteries"
CONF_MAINTENANCE_DAYS: Final = "maintenance_days"
DEFAULT_MAINTENANCE_DAYS: Final = 90

PLATFORMS: Final = [
    Platform.BINARY_SENSOR,
    Platform.BUTTON,
    Platform.EVENT,
    Platform.SENSOR,
    Platform.SWITCH,
]
