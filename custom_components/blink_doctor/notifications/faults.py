"""The current faults to notify about: one per device with a root cause."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import datetime

from homeassistant.core import HomeAssistant
from homeassistant.helpers import device_registry as dr

from ..const import CONF_BLINK_ENTRY, DOMAIN
from ..coordinator import BlinkDoctorConfigEntry, BlinkDoctorCoordinator
from ..diagnosis.model.findings import DeviceDiagnosis, Finding
from ..diagnosis.model.ids import DeviceKey, Uid
from ..diagnosis.model.readings import ACCOUNT_KEY, Reading
from ..targeting.devices import async_name, is_one_of_several


@dataclass(frozen=True, slots=True, kw_only=True)
class Subject:
    """The device of a notification; `cut_off` counts other devices offline because of it.

    `is_named`: False for an account that is the only one.
    """

    name: str
    reading: Reading
    cut_off: int = 0
    is_named: bool = True


@dataclass(frozen=True, slots=True)
class Fault:
    """A device with root causes of its own, the primary one first.

    `subject_id` is an id of the device that survives restarts and re-pairing.
    """

    coordinator: BlinkDoctorCoordinator
    key: DeviceKey
    findings: tuple[Finding, ...]

    @property
    def subject_id(self) -> str:
        """Return an id of the device that is unique among all accounts."""
        return subject_id_of(self.coordinator, self.key)

    @property
    def diagnosis(self) -> DeviceDiagnosis:
        """Return the device's diagnosis."""
        return self.coordinator.data.devices[self.key]

    @property
    def name(self) -> str:
        """Return the device's name as its owner knows it."""
        return async_name(self.coordinator, self.key)

    @property
    def device_id(self) -> str | None:
        """Return the device registry id."""
        return self.coordinator.device_id(self.key)

    @property
    def is_account(self) -> bool:
        """Whether it is the account itself."""
        return self.key == ACCOUNT_KEY

    @property
    def subject(self) -> Subject:
        """Return the device as the subject of a notification."""
        return Subject(
            name=self.name,
            reading=self.diagnosis.reading,
            cut_off=self.cut_off,
            is_named=not self.is_account or is_one_of_several(self.coordinator),
        )

    @property
    def since(self) -> dict[str, datetime]:
        """Return when each cause began."""
        return {finding.cause.value: finding.since for finding in self.findings}

    def affected(self) -> Iterator[DeviceKey]:
        """Yield the keys of the devices that are offline because of it."""
        for key, device in self.coordinator.data.devices.items():
            if device.online is False and (
                key == self.key or any(f.root == self.key for f in device.findings)
            ):
                yield key

    @property
    def cut_off(self) -> int:
        """Return how many other devices are offline because of it."""
        return sum(key != self.key for key in self.affected())


def subject_id_of(coordinator: BlinkDoctorCoordinator, key: DeviceKey) -> str:
    """Return an id of a device that is unique among all accounts."""
    return f"{coordinator.config_entry.entry_id}/{coordinator.uid(key)}"


def coordinators(hass: HomeAssistant) -> list[BlinkDoctorCoordinator]:
    """Return the coordinators of all loaded accounts; empty if there is none."""
    entries: list[BlinkDoctorConfigEntry] = hass.config_entries.async_loaded_entries(
        DOMAIN
    )
    return [entry.runtime_data for entry in entries]


def current(hass: HomeAssistant) -> dict[str, Fault]:
    """Return all current faults by subject id."""
    faults: dict[str, Fault] = {}
    for coordinator in coordinators(hass):
        for key, device in coordinator.data.devices.items():
            if own := tuple(finding for finding in device.findings if finding.is_root):
                fault = Fault(coordinator, key, own)
                faults[fault.subject_id] = fault
    return faults


def is_known(hass: HomeAssistant, subject_id: str) -> bool:
    """Whether the state of a subject is known, so that a missing fault has cleared.

    False while Blink is silent or our entry is not loaded. A device that left
    the account, and an account that was removed or lost Blink's entry, have no faults.
    """
    entry_id, _, uid = subject_id.partition("/")
    entry = hass.config_entries.async_get_entry(entry_id)
    if entry is None or entry.disabled_by is not None:
        return True
    if hass.config_entries.async_get_entry(entry.data[CONF_BLINK_ENTRY]) is None:
        return True
    coordinator = next(
        (one for one in coordinators(hass) if one.config_entry is entry), None
    )
    if coordinator is None or coordinator.stale:
        return False
    if any(coordinator.uid(key) == uid for key in coordinator.data.devices):
        return True
    remembered = coordinator.memory.devices.values()
    return not any(one.uid == uid and one.gone_since is None for one in remembered)


def paused(hass: HomeAssistant) -> set[str]:
    """Return the subject ids of paused devices."""
    return {
        subject_id_of(coordinator, key)
        for coordinator in coordinators(hass)
        for key, device in coordinator.data.devices.items()
        if device.paused
    }


def is_paused(hass: HomeAssistant, subject_id: str) -> bool:
    """Whether a fault is missing because its device is paused."""
    return subject_id in paused(hass)


def is_over(hass: HomeAssistant, place: str, causes: Collection[str] = ()) -> bool:
    """Whether causes that are missing have cleared.

    Otherwise nobody looks for them any more: the device is paused or has left, its
    account has gone, or the owner has switched a cause off.
    """
    entry_id, _, uid = place.partition("/")
    for coordinator in coordinators(hass):
        key = coordinator.keys.get(Uid(uid))
        if coordinator.config_entry.entry_id == entry_id and key is not None:
            device = coordinator.data.devices[key]
            is_looked_for = coordinator.settings.disabled.isdisjoint(causes)
            return device.listed and not device.paused and is_looked_for
    return False


@dataclass(frozen=True, slots=True)
class Choice:
    """The devices and causes that a recipient wants to hear of; empty means all."""

    device_ids: Collection[str] = ()
    area_ids: Collection[str] = ()
    exclude: Collection[str] = ()
    causes: Collection[str] = ()

    def of(self, faults: dict[str, Fault]) -> dict[str, Fault]:
        """Return the chosen faults with the chosen causes.

        A chosen camera includes the fault that cuts it off, on whatever device that is.
        """
        chosen: dict[str, Fault] = {}
        for subject_id, fault in faults.items():
            findings = tuple(
                finding
                for finding in fault.findings
                if not self.causes or finding.cause in self.causes
            )
            if findings and self._includes(fault, findings):
                chosen[subject_id] = Fault(fault.coordinator, fault.key, findings)
        return chosen

    def _includes(self, fault: Fault, findings: tuple[Finding, ...]) -> bool:
        if fault.device_id in self.exclude:
            return False
        if not self.device_ids and not self.area_ids:
            return True
        causes = {finding.cause for finding in findings}
        coordinator = fault.coordinator
        hit = (
            key
            for key, device in coordinator.data.devices.items()
            if key == fault.key
            or any(f.root == fault.key and f.cause in causes for f in device.findings)
        )
        return any(self._is_chosen(coordinator, key) for key in hit)

    def _is_chosen(self, coordinator: BlinkDoctorCoordinator, key: DeviceKey) -> bool:
        device_id = coordinator.device_id(key)
        if device_id is None or device_id in self.exclude:
            return False
        if device_id in self.device_ids:
            return True
        device = dr.async_get(coordinator.hass).async_get(device_id)
        return device is not None and device.area_id in self.area_ids
