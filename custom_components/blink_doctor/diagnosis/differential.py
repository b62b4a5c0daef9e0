"""Why is a device offline? First match, from the router down to the camera."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from .findings import Cause, Confidence, EvidenceValue, Finding, Severity
from .memory import DeviceMemory, Watch
from .readings import ACCOUNT_KEY, Battery, Family, Reading
from .rules import camera_error, weak_sync_module_link, weak_wifi
from .settings import Settings

# a device that has just changed its firmware restarts, sometimes twice
UPDATE_TAKES = timedelta(minutes=30)


@dataclass(frozen=True, slots=True, kw_only=True)
class Above:
    """How it is with what stands between a device and Blink.

    `in_doubt` says that something there is or may be down, `root` what surely is:
    the cause and where it sits.
    """

    in_doubt: bool
    root: tuple[Cause, str] | None


def above_of(
    reading: Reading,
    network: Watch | None,
    modules: Mapping[str, Mapping[str, Watch | None]],
) -> Above:
    """Return what stands above a device; a Mini does not need the module.

    The watches are those of the account's home network and of each network's sync
    modules; None where there is nothing to see.
    """
    behind = reading.family in (Family.CAMERA, Family.DOORBELL)
    own = modules.get(reading.network_id or "", {}) if behind else {}
    down = [watch for watch in own.values() if watch is not None]
    all_down = bool(own) and len(down) == len(own)
    root = None
    if network is not None and network.active:
        root = (Cause.HOME_NETWORK_OFFLINE, ACCOUNT_KEY)
    elif all_down and all(watch.active for watch in down):
        root = (Cause.SYNC_MODULE_OFFLINE, next(iter(own)))
    return Above(in_doubt=network is not None or all_down, root=root)


def explain(
    reading: Reading,
    *,
    offline: Watch,
    above: Above,
    remembered: DeviceMemory,
    settings: Settings,
    now: datetime,
) -> Finding | None:
    """Return the finding that explains an offline device, None to wait."""
    if above.root is not None:
        return _finding(*above.root, reading, offline, {})
    if above.in_doubt:
        return None
    for cause, evidence in _last_seen(reading, remembered, settings):
        if settings.enabled(cause):
            return _finding(cause, reading.key, reading, offline, evidence)
    changed = remembered.firmware_changed
    # a clock that was set back may have left the change in the future
    if changed is not None and timedelta() <= now - changed < UPDATE_TAKES:
        return None
    evidence = camera_error.evidence(reading)
    return _finding(Cause.CAMERA_ERROR, reading.key, reading, offline, evidence)


def _last_seen(
    reading: Reading, remembered: DeviceMemory, settings: Settings
) -> Iterator[tuple[Cause, Mapping[str, EvidenceValue]]]:
    """Yield what the last values before the silence point at.

    Where the cloud no longer shows a value, what was last known of it counts.
    """
    if (reading.battery or remembered.battery) is Battery.LOW:
        yield (
            Cause.LOW_BATTERY,
            {"battery": "low", "battery_volts": reading.battery_volts},
        )
    no_signal = reading.wifi_bars is None and reading.wifi_dbm is None
    if weak_wifi.is_weak(reading, settings) or (
        no_signal and _was_seen(Cause.WEAK_WIFI, remembered)
    ):
        yield Cause.WEAK_WIFI, weak_wifi.evidence(reading)
    if weak_sync_module_link.is_weak(reading, settings) or (
        reading.sync_module_bars is None
        and _was_seen(Cause.WEAK_SYNC_MODULE_LINK, remembered)
    ):
        yield Cause.WEAK_SYNC_MODULE_LINK, weak_sync_module_link.evidence(reading)


def _was_seen(cause: Cause, remembered: DeviceMemory) -> bool:
    watch = remembered.watches.get(cause)
    return watch is not None and watch.clear_since is None


def _finding(
    cause: Cause,
    root: str,
    reading: Reading,
    offline: Watch,
    evidence: Mapping[str, EvidenceValue],
) -> Finding:
    return Finding(
        cause=cause,
        device=reading.key,
        severity=Severity.ERROR,
        confidence=Confidence.LIKELY,
        since=offline.since,
        evidence={"offline_since": offline.since.isoformat(), **evidence},
        root=root,
        explains_offline=True,
    )
