"""The types of a diagnosis: causes, findings and their evidence."""

from collections.abc import Mapping
from datetime import datetime
from enum import IntEnum, StrEnum
from typing import NamedTuple

from .frozen import dataclass
from .ids import DeviceKey
from .readings import ACCOUNT_KEY, Battery, Family, Reading, Storage

type EvidenceValue = str | int | float | bool | None


class Cause(StrEnum):
    """Why a device is in trouble. The slugs are public, and so is their order.

    The order is the guide's: power first, then Wi-Fi, then software, then the
    camera itself. It ranks findings that are otherwise equal.
    """

    LOW_BATTERY = "low_battery"
    HOME_NETWORK_OFFLINE = "home_network_offline"
    SYNC_MODULE_OFFLINE = "sync_module_offline"
    SYNC_MODULE_ERROR = "sync_module_error"
    WEAK_WIFI = "weak_wifi"
    WEAK_SYNC_MODULE_LINK = "weak_sync_module_link"
    WIFI_CONGESTION = "wifi_congestion"
    FIRMWARE_BEHIND = "firmware_behind"
    CAMERA_ERROR = "camera_error"
    BLINK_UNREACHABLE = "blink_unreachable"


NO_CAUSE = "none"


class FirmwareState(StrEnum):
    """How a device's firmware compares with that of the account's other devices.

    `NEWER_SEEN`: a device of the same kind has run a newer version for only a few
    days. `NO_COMPARISON`: the account has no other device of the kind.
    """

    NEWEST_SEEN = "newest_seen"
    NEWER_SEEN = "newer_seen"
    BEHIND = "behind"
    NO_COMPARISON = "no_comparison"


class Recording(StrEnum):
    """Whether a camera would record a movement, and if not, why. Slugs are public.

    `SNOOZED` records: Blink only sends no notifications. `NOT_KNOWN` is also used for
    time that was not observed.
    """

    READY = "ready"
    NOT_ARMED = "not_armed"
    MOTION_OFF = "motion_off"
    SNOOZED = "snoozed"
    OFFLINE = "offline"
    STORAGE_NOT_ACTIVE = "storage_not_active"
    PAUSED = "paused"
    NOT_KNOWN = "not_known"


class Severity(IntEnum):
    """How much a finding matters: a warning can wait, an error cannot."""

    WARNING = 1
    ERROR = 2

    @property
    def slug(self) -> str:
        """Return the lower-case name used in every output."""
        return self.name.lower()


class Confidence(IntEnum):
    """How sure a finding is: reported by Blink, inferred, or seen by a person."""

    POSSIBLE = 1
    LIKELY = 2
    CONFIRMED = 3

    @property
    def slug(self) -> str:
        """Return the lower-case name used in every output."""
        return self.name.lower()


class Finding(NamedTuple):
    """A cause on one device.

    `evidence` maps plain keys to plain values, so that every output can show
    it. `root` is the key of the device where the cause sits: for a camera behind
    a dead sync module that is the module. `explains_offline` marks the finding
    that the differential chose for an offline device. `cured_by` is the guide step
    that ended the same fault here the last time.
    """

    cause: Cause
    device: DeviceKey
    severity: Severity
    confidence: Confidence
    since: datetime
    evidence: Mapping[str, EvidenceValue]
    root: DeviceKey = DeviceKey("")
    explains_offline: bool = False
    cured_by: str | None = None

    @property
    def is_root(self) -> bool:
        """Whether the cause sits on this device and not somewhere above it."""
        return self.root in ("", self.device)


_GUIDE_ORDER = {cause: position for position, cause in enumerate(Cause)}


def rank(finding: Finding) -> tuple[bool, int, int, int]:
    """Return the sort key of a finding; the smallest is the primary cause.

    What explains an offline device comes first, then the worse severity, then
    the order of the guide, then the higher confidence.
    """
    return (
        not finding.explains_offline,
        -finding.severity,
        _GUIDE_ORDER[finding.cause],
        -finding.confidence,
    )


class DeviceDiagnosis(NamedTuple):
    """The last reading of a device and its findings, primary first.

    `online` and `battery` are interpreted with the memory: a module whose
    heartbeats stopped is offline whatever its status says, and a missing battery field
    is not external power if there was one before. `listed` is False while the account
    does not list the device, or did not at this poll. `recording` is None for anything but
    cameras, `recording_since` the first poll that showed it. `storage` is a sync module's USB
    stick.
    """

    reading: Reading
    online: bool | None
    findings: tuple[Finding, ...] = ()
    firmware_state: FirmwareState | None = None
    battery: Battery | None = None
    listed: bool = True
    recording: Recording | None = None
    recording_since: datetime | None = None
    storage: Storage | None = None

    @property
    def fault(self) -> bool:
        """Whether something is wrong with the device."""
        return bool(self.findings)

    @property
    def paused(self) -> bool:
        """Whether the owner has paused it: its state is then not known."""
        return self.reading.paused

    def without_news(self) -> DeviceDiagnosis:
        """Return it for when there is no news of the device: what it does now is not known."""
        if self.paused:
            return self._replace(online=None)
        recording = self.recording and Recording.NOT_KNOWN
        return self._replace(online=None, recording=recording, recording_since=None)

    @property
    def is_shown(self) -> bool:
        """Whether people see it: a system is shown only while it is in trouble."""
        return self.fault or self.reading.family is not Family.SYSTEM

    @property
    def primary(self) -> Finding | None:
        """Return the finding to act on first."""
        return self.findings[0] if self.findings else None

    @property
    def primary_cause(self) -> str:
        """Return the slug of the primary cause, `none` where all is well."""
        return self.findings[0].cause.value if self.findings else NO_CAUSE

    def finding(self, cause: Cause) -> Finding | None:
        """Return the finding of one cause, if the device has it."""
        return next((f for f in self.findings if f.cause is cause), None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Diagnosis:
    """All findings of an account at one time.

    `at` is the time of the snapshot, `data_at` that of the last usable one
    (None before there was any). `devices` always contains the account itself.
    """

    at: datetime
    usable: bool
    data_at: datetime | None
    devices: Mapping[DeviceKey, DeviceDiagnosis]

    @property
    def account(self) -> DeviceDiagnosis:
        """Return the diagnosis of the account itself."""
        return self.devices[ACCOUNT_KEY]

    @property
    def shown(self) -> Mapping[DeviceKey, DeviceDiagnosis]:
        """Return the devices that people see, as they see them."""
        return {
            key: one if one.listed else one.without_news()
            for key, one in self.devices.items()
            if one.is_shown
        }

    @property
    def roots(self) -> tuple[Finding, ...]:
        """Return the findings that are root causes: each becomes one issue."""
        return tuple(
            finding
            for device in self.devices.values()
            for finding in device.findings
            if finding.is_root
        )
