"""Constants that several parts share."""

import logging
from typing import Final

from homeassistant.const import Platform

DOMAIN: Final = "blink_doctor"
BLINK_DOMAIN: Final = "blink"
LOGGER = logging.getLogger(__package__)

CONF_BLINK_ENTRY: Final = "blink_entry_id"
# salt of our digests of serial numbers, so that nobody can test guesses against them
CONF_SECRET: Final = "secret"
# digest of the Blink account's name, to recognise it when it is added again
CONF_ACCOUNT: Final = "account"
# title of the entry while there is only one account
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
