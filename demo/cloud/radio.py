"""Conversion from bars to dBm.

From values published by owners: Wi-Fi -51 and -52 dBm show 5 bars, -63 shows 3; the
radio link to the sync module shows 5 bars at -54 to -68 dBm and 3 at -83. The other
steps are interpolated and extrapolated.
"""

WIFI_DBM = {5: -51, 4: -58, 3: -63, 2: -72, 1: -80, 0: -88}
LINK_DBM = {5: -60, 4: -76, 3: -83, 2: -93, 1: -101, 0: -108}


def wifi_dbm(bars: int | None) -> int | None:
    """Return the Wi-Fi signal in dBm that shows as `bars` (0-5)."""
    return None if bars is None else WIFI_DBM[_clamp(bars)]


def link_dbm(bars: int | None) -> int | None:
    """Return the sync-module radio signal in dBm that shows as `bars` (0-5)."""
    return None if bars is None else LINK_DBM[_clamp(bars)]


def _clamp(bars: int) -> int:
    return max(0, min(5, bars))
