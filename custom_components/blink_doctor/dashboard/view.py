"""An account's data for the dashboard, without Blink's ids and serial numbers."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
import re
from typing import Any

from homeassistant.auth.models import User
from homeassistant.auth.permissions.const import POLICY_CONTROL, POLICY_READ
from homeassistant.config_entries import ConfigEntryState
from homeassistant.core import HomeAssistant
from homeassistant.helpers import (
    device_registry as dr,
    entity_registry as er,
    issue_registry as ir,
)
from homeassistant.util import dt as dt_util

from .. import pauses, recording_history, wakes
from ..checkup.rate_limit import budget
from ..const import DOMAIN
from ..coordinator import BlinkDoctorConfigEntry, BlinkDoctorCoordinator
from ..core_batteries import battery_entity
from ..diagnosis.history.samples import PER_DAY, Past, Sample, day_of_week
from ..diagnosis.memory import DeviceMemory
from ..diagnosis.model.findings import DeviceDiagnosis, Finding
from ..diagnosis.model.ids import DeviceKey, Uid
from ..diagnosis.model.readings import Battery, Family, Reading
from ..diagnosis.parsing import values
from ..diagnosis.report import finding_as_dict, format_datetime, incident_as_dict
from ..diagnosis.settings import DEFAULTS
from ..notifications.guides import all_steps, next_step
from ..repairs.issues import issue_id
from ..targeting.devices import account_title
from ..targeting.permissions import async_may

# sensor key -> field of the samples behind it
_TRENDS = {
    "battery_voltage": "volts",
    "wifi_signal": "wifi_bars",
    "sync_module_link": "sync_module_bars",
}
_MIDDLE_OF_WEEK = 3
# raw homescreen: lists of devices with pictures, and when a picture was taken
_PICTURED = {Family.CAMERA: "cameras", Family.OWL: "owls", Family.DOORBELL: "doorbells"}
_TAKEN = re.compile(r"[?&]ts=(\d{9,10})(?!\d)")
# of the twenty stored; the action returns all
_INCIDENTS = 5
_WEAK = "weak_bars"
_NO_MEMORY = DeviceMemory()


def account_as_dict(
    hass: HomeAssistant, entry: BlinkDoctorConfigEntry, user: User
) -> dict[str, Any]:
    """Return an account as one user may see it."""
    account: dict[str, Any] = {
        "entry_id": entry.entry_id,
        "title": entry.title,
        "state": "not_loaded",
        "trouble": None,
        "data_at": None,
        "restricted": False,
        "weak_bars": DEFAULTS[_WEAK],
        "check_up": None,
        "devices": [],
    }
    if entry.state is not ConfigEntryState.LOADED:
        return account
    coordinator = entry.runtime_data
    data_at, state = coordinator.data.data_at, _state(coordinator)
    view = AccountView(hass, coordinator, user)
    devices, sees_all = list(view.devices()), view.sees_all()
    return account | {
        "title": account_title(coordinator, None if sees_all else view.systems()),
        "state": state,
        "trouble": coordinator.source.trouble,
        # while Blink answers, the time of the last poll is not sent: it would change every time
        "data_at": format_datetime(data_at) if data_at and state != "ok" else None,
        "restricted": not sees_all,
        "weak_bars": coordinator.settings[_WEAK],
        "check_up": view.progress(),
        "devices": devices,
    }


def _pictures_taken(coordinator: BlinkDoctorCoordinator) -> dict[str, str]:
    """Return when each device's picture was taken, by engine key."""
    homescreen = values.mapping(coordinator.source.homescreen())
    taken: dict[str, str] = {}
    for family, listed in _PICTURED.items():
        entries = homescreen.get(listed)
        for entry in entries if isinstance(entries, list) else ():
            device = values.mapping(entry)
            found = _TAKEN.search(str(device.get("thumbnail", "")))
            if found:
                at = datetime.fromtimestamp(int(found[1]), UTC)
                taken[f"{family}:{device.get('id')}"] = format_datetime(at)
    return taken


def _state(coordinator: BlinkDoctorCoordinator) -> str:
    if coordinator.is_current:
        return "ok"
    if not coordinator.source.is_running:
        return "blink_not_loaded"
    return "waiting" if coordinator.data.data_at is None else "stale"


@dataclass(frozen=True, slots=True)
class AccountView:
    """The devices of an account that one user may see."""

    hass: HomeAssistant
    coordinator: BlinkDoctorCoordinator
    user: User

    def devices(self) -> Iterator[dict[str, Any]]:
        """Yield each device that the user may see."""
        ours, parents = self._our_entities(), self._parents()
        taken = _pictures_taken(self.coordinator)
        known = wakes.async_names_known_to(self.hass, self.user)
        for key, device in self.coordinator.data.shown.items():
            device_id = self.coordinator.device_id(key)
            if self._may(device_id, POLICY_READ):
                entities = ours.get(self.coordinator.uid(key), {})
                if device.battery in (Battery.OK, Battery.LOW):
                    entities = self._with_cores_battery(device_id) | entities
                behind = device.reading.family in (Family.CAMERA, Family.DOORBELL)
                parent = parents.get(device.reading.network_id) if behind else None
                woken = wakes.woken_yesterday(self.coordinator, key)
                yield {
                    **self._device(key, device, device_id),
                    "woken_yesterday": wakes.as_list(woken, known),
                    "parent": parent,
                    "entities": entities,
                    "picture_at": taken.get(key),
                }

    def sees_all(self) -> bool:
        """Whether the user may see every device."""
        return all(
            self._may(self.coordinator.device_id(key), POLICY_READ)
            for key in self.coordinator.data.devices
        )

    def systems(self) -> set[str | None]:
        """Return the ids of the systems of which the user sees a device."""
        return {
            device.reading.network_id
            for key, device in self.coordinator.data.devices.items()
            if self._may(self.coordinator.device_id(key), POLICY_READ)
        }

    def progress(self) -> dict[str, Any] | None:
        """Return the progress of a running check-up, and the device being asked."""
        if (progress := budget(self.coordinator).progress) is None:
            return None
        uid = self.coordinator.uid(progress.key) if progress.key else None
        device = uid if uid and self.visible_key(uid) else None
        return {"done": progress.done, "of": progress.of, "device": device}

    def visible_key(self, uid: Uid) -> DeviceKey | None:
        """Return the engine key of a device that the user may see."""
        key = self.coordinator.keys.get(uid)
        if key is None or not self._may(self.coordinator.device_id(key), POLICY_READ):
            return None
        return key

    def _device(
        self,
        key: DeviceKey,
        device: DeviceDiagnosis,
        device_id: str | None,
    ) -> dict[str, Any]:
        reading, primary = device.reading, device.primary
        since = device.recording_since
        own = primary if primary and primary.is_root else None
        steps = all_steps(self.coordinator, own) if own else ()
        return {
            "uid": self.coordinator.uid(key),
            "device_id": device_id,
            "name": self._name(reading, device_id),
            "family": reading.family,
            "online": device.online,
            "watched": reading.in_use,
            "paused": reading.paused,
            "paused_until": (
                format_datetime(reading.paused_until) if reading.paused_until else None
            ),
            "pause_offered": pauses.is_offered(self.coordinator, key),
            "battery": device.battery,
            "battery_volts": reading.battery_volts,
            "battery_read_at": format_datetime(reading.battery_read_at)
            if reading.battery_read_at
            else None,
            "mount_battery": reading.mount_battery,
            "wifi_bars": reading.wifi_bars,
            "sync_module_bars": reading.sync_module_bars,
            "firmware": reading.firmware,
            "recording": device.recording,
            "recording_since": format_datetime(since) if since else None,
            "usb_storage": device.storage,
            **recording_history.as_dict(self.coordinator, key),
            "fault": device.fault,
            "severity": primary.severity.slug if primary else None,
            "primary_cause": device.primary_cause,
            "since": format_datetime(primary.since) if primary else None,
            "findings": [self._finding(finding, key) for finding in device.findings],
            "issue_id": self._issue_id(key, own),
            "steps": list(steps),
            "step": next_step(self.coordinator, own).step if own and steps else None,
            "red_light": self._remembered(key).red_light is not None,
            "incidents": self._incidents(key),
            "faults_this_year": self._faults_this_year(key),
            "control": self._may(device_id, POLICY_CONTROL),
        }

    def _finding(self, finding: Finding, key: DeviceKey) -> dict[str, Any]:
        root = None if finding.is_root else self.coordinator.uid(finding.root)
        return finding_as_dict(finding) | {
            "root": root,
            "ignored": root is None and self._is_ignored(key, finding),
            "cured_by": finding.cured_by,
        }

    def _is_ignored(self, key: DeviceKey, finding: Finding) -> bool:
        known = issue_id(self.coordinator, finding.cause, key)
        issue = ir.async_get(self.hass).async_get_issue(DOMAIN, known)
        return issue is not None and issue.dismissed_version is not None

    def _issue_id(self, key: DeviceKey, own: Finding | None) -> str | None:
        """Return the id of the issue that can be fixed, if there is one."""
        if own is None:
            return None
        known = issue_id(self.coordinator, own.cause, key)
        issue = ir.async_get(self.hass).async_get_issue(DOMAIN, known)
        return known if issue and issue.active and issue.is_fixable else None

    def _faults_this_year(self, key: DeviceKey) -> int:
        """Return how many of the stored faults began this year."""
        year = dt_util.as_local(self.coordinator.now).year
        return sum(
            dt_util.as_local(one.since).year == year
            for one in self._remembered(key).incidents
        )

    def _incidents(self, key: DeviceKey) -> list[dict[str, Any]]:
        """Return the last faults of a device, newest first."""
        last = self._remembered(key).incidents[-_INCIDENTS:]
        return [incident_as_dict(one) for one in reversed(last)]

    def _remembered(self, key: DeviceKey) -> DeviceMemory:
        return self.coordinator.memory.devices.get(key, _NO_MEMORY)

    def _name(self, reading: Reading, device_id: str | None) -> str:
        device = dr.async_get(self.hass).async_get(device_id) if device_id else None
        return (device and device.name_by_user) or reading.name

    def _parents(self) -> Mapping[str | None, str]:
        """Return the uid of each system's sync module."""
        return {
            device.reading.network_id: self.coordinator.uid(key)
            for key, device in reversed([*self.coordinator.data.devices.items()])
            if device.reading.family is Family.SYNC_MODULE
        }

    def _with_cores_battery(self, device_id: str | None) -> dict[str, str]:
        """Return core's battery entity, opened if our own sensor is disabled."""
        registry = er.async_get(self.hass)
        entity = battery_entity(registry, device_id) if device_id else None
        if entity is None or entity.disabled:
            return {}
        if not self._may_entity(entity.entity_id, POLICY_READ):
            return {}
        return {"battery_state": entity.entity_id}

    def _our_entities(self) -> dict[str, dict[str, str]]:
        """Return our readable entities: uid -> sensor key -> entity id."""
        found: dict[str, dict[str, str]] = {}
        entry_id = self.coordinator.config_entry.entry_id
        for entity in er.async_entries_for_config_entry(
            er.async_get(self.hass), entry_id
        ):
            uid, _, key = entity.unique_id.removeprefix(f"{entry_id}-").partition("-")
            if not entity.disabled and self._may_entity(entity.entity_id, POLICY_READ):
                found.setdefault(uid, {})[key] = entity.entity_id
        return found

    def _may(self, device_id: str | None, policy: str) -> bool:
        return async_may(self.hass, self.user, device_id, policy)

    def _may_entity(self, entity_id: str, policy: str) -> bool:
        return self.user.permissions.check_entity(entity_id, policy)


def past_as_dict(past: Past) -> dict[str, list[list[float]]]:
    """Return days since 1970 and values, oldest first, for each trend."""
    samples = [
        *((day_of_week(week.at) + _MIDDLE_OF_WEEK, week) for week in past.weeks),
        *((float(day.at), day) for day in past.days),
        *((now.at / PER_DAY, now) for now in past.today),
    ]
    return {key: _line(samples, name) for key, name in _TRENDS.items()}


def _line(samples: list[tuple[float, Sample]], name: str) -> list[list[float]]:
    return [
        [day, value]
        for day, sample in samples
        if (value := getattr(sample, name)) is not None
    ]
