"""The guide: for each cause the steps a person takes, in order.

Ids only; every text is in the translations. The order is the guide's: power
first, then Wi-Fi, then software, and support at the end.
"""

from collections.abc import Mapping

from .findings import Cause

STEPS: Mapping[Cause, tuple[str, ...]] = {
    Cause.LOW_BATTERY: ("replace_batteries", "check_wifi", "check_firmware"),
    Cause.WEAK_WIFI: ("check_network", "move_closer", "power_cycle"),
    Cause.WIFI_CONGESTION: ("check_network", "free_bandwidth", "move_closer"),
    Cause.WEAK_SYNC_MODULE_LINK: ("move_sync_module", "replace_batteries"),
    Cause.SYNC_MODULE_OFFLINE: (
        "read_lights",
        "power_cycle_sync_module",
        "check_network",
        "reset_sync_module",
    ),
    Cause.HOME_NETWORK_OFFLINE: ("check_internet", "restart_router"),
    Cause.FIRMWARE_BEHIND: ("update_in_app", "help_update_along"),
    Cause.CAMERA_ERROR: (
        "power_cycle",
        "replace_batteries",
        "move_closer",
        "contact_support",
    ),
    Cause.BLINK_UNREACHABLE: ("check_sign_in", "reload_blink", "wait_for_blink"),
}


def first_step(cause: Cause) -> str:
    """Return the id of the step to begin with."""
    return STEPS[cause][0]
