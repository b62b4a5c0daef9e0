"""The other answers of the same poll, needed to parse its devices."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from ..model.ids import NO_NETWORK, BlinkId, DeviceKey, NetworkId, Uid
from ..model.readings import Battery, Family
from . import pauses, values
from .accessories import mount_batteries

LONGEST_NAME = 120
_NOTHING: Mapping[str, Any] = {}


class Account:
    """Systems, modules, pauses and extra values, looked up per device."""

    def __init__(
        self,
        homescreen: dict[Any, Any],
        cameras: Any,
        networks: Any,
        live: Any,
        paused: Any,
        salt: str,
    ) -> None:
        """Take the arguments of `payload.parse`."""
        self.salt = salt
        self._paused = pauses.read(paused)
        self._mounts = mount_batteries(homescreen)
        self._cameras = values.mapping(cameras)
        self._networks: dict[Any, Any] = values.mapping(networks)
        self._live = values.mapping(live)
        self.sync_module_errors: dict[NetworkId, bool] = {}
        self.systems: dict[NetworkId, str | None] = {}
        self.armed: dict[NetworkId, bool | None] = {}
        self._not_set_up: set[NetworkId] = set()
        self._read_core_networks()
        self._read_systems(homescreen)
        modules = homescreen.get("sync_modules")
        self.modules_are_listed = isinstance(modules, list) and all(
            isinstance(raw, dict) for raw in modules
        )
        self.with_modules = {
            values.identifier(raw.get("network_id"))
            for raw in values.entries(modules)
            if raw.get("onboarded") is not False
        }

    def _read_core_networks(self) -> None:
        """Read what core keeps of each network."""
        for core_id, raw in self._networks.items():
            if not isinstance(core_id, str):
                continue
            network_id, network = NetworkId(core_id), values.mapping(raw)
            if network.get("onboarded") is False:
                self._not_set_up.add(network_id)
            error = values.flag(network.get("sync_module_error"))
            if error is not None:
                self.sync_module_errors[network_id] = error
            # read after the homescreen, and updated at once when Home Assistant arms
            armed = values.flag(network.get("armed"))
            if armed is not None:
                self.armed[network_id] = armed

    def _read_systems(self, homescreen: dict[Any, Any]) -> None:
        """Read the homescreen's list of networks."""
        for raw in values.entries(homescreen.get("networks")):
            if (blink_id := values.identifier(raw.get("id"))) is None:
                continue
            network_id = NetworkId(blink_id)
            if raw.get("onboarded") is False:
                self._not_set_up.add(network_id)
            self.systems[network_id] = values.name(raw.get("name"), LONGEST_NAME)
            self.armed.setdefault(network_id, values.flag(raw.get("armed")))

    def extra(
        self,
        family: Family,
        blink_id: BlinkId,
        key: DeviceKey,
        network_id: NetworkId | None,
    ) -> Mapping[str, Any]:
        """Return the extra values of a device that are current.

        Core stops reading the cameras of a network whose sync module is in
        error, and keeps showing the old values: those are left out.
        """
        extra: Mapping[str, Any] = _NOTHING
        if family is Family.CAMERA and not self.sync_module_errors.get(
            network_id or NO_NETWORK
        ):
            extra = values.mapping(self._cameras.get(blink_id))
        live = values.mapping(self._live.get(key)) if self._live else None
        return {**extra, **live} if live else extra

    def mount_battery(self, family: Family, blink_id: BlinkId) -> Battery | None:
        """Return the battery of a camera's floodlight mount, None if not reported."""
        return self._mounts.get(blink_id) if family is Family.CAMERA else None

    def is_set_up(self, raw: dict[Any, Any], network_id: NetworkId | None) -> bool:
        """Whether the setup of a device was completed."""
        return raw.get("onboarded") is not False and network_id not in self._not_set_up

    def pause(self, key: DeviceKey, uid: Uid) -> tuple[bool, datetime | None]:
        """Return whether the owner has paused a device, and until when."""
        name = pauses.paused_under(self._paused, key, uid)
        return name is not None, self._paused[name] if name else None
