"""Silence before it has a name: modules that seem to have stopped reporting.

A sync module takes its cameras with it, and they are marked offline before its
own silence has lasted long enough to count. Without this every camera behind it
would be called broken for those minutes.
"""

from datetime import datetime, timedelta

from .findings import Diagnosis
from .readings import ALWAYS_OWN_WIFI, Family, Reading, Snapshot

# modules report every minute: five reports in a row are missing
_QUIET = timedelta(minutes=5)
# one camera that is gone is that camera; two at once share what is above them
_FEWEST_CAMERAS = 2


def silent_modules(
    snapshot: Snapshot, last: Diagnosis | None, now: datetime
) -> frozenset[str]:
    """Return the keys of sync modules that may be down.

    Such a module is called online, has not reported since the last poll, and
    everything behind it is offline.
    """
    if last is None:
        return frozenset()
    return frozenset(
        module.key
        for module in snapshot.of_family(Family.SYNC_MODULE)
        if _is_quiet(module, last, now) and _all_gone(module, snapshot)
    )


def network_in_doubt(snapshot: Snapshot, silent: frozenset[str]) -> bool:
    """Whether all devices on Wi-Fi of their own are offline or may be."""
    if any(
        reading.online is not False and reading.key not in silent
        for reading in snapshot.devices.values()
        if reading.family in ALWAYS_OWN_WIFI
    ):
        return False
    own_wifi = snapshot.on_own_wifi()
    return len(own_wifi) > 1 and all(
        reading.online is False or reading.key in silent for reading in own_wifi
    )


def _is_quiet(module: Reading, last: Diagnosis, now: datetime) -> bool:
    before = last.devices.get(module.key)
    return (
        module.heartbeat is not None
        and now - module.heartbeat > _QUIET
        and before is not None
        and before.reading.heartbeat == module.heartbeat
    )


def _all_gone(module: Reading, snapshot: Snapshot) -> bool:
    behind = [
        reading.online
        for reading in snapshot.devices.values()
        if reading.network_id == module.network_id
        and reading.family in (Family.CAMERA, Family.DOORBELL)
    ]
    return len(behind) >= _FEWEST_CAMERAS and not any(
        online is not False for online in behind
    )
