"""A Blink account with everything on it."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

from .cameras import Camera, Doorbell, Owl
from .clock import Clock, stamp
from .device import Delays, Device
from .network import Network
from .noise import Noise
from .operations import Operations
from .payloads import homescreen, reading
from .sync_module import SyncModule
from .timed import BEGINNING
from .tokens import Tokens

FAMILIES: dict[str, type[Operations]] = {
    family.family: family for family in (SyncModule, Camera, Owl, Doorbell)
}


class Account:
    """One account: how it signs in, what it owns, and how its service behaves."""

    def __init__(
        self, email: str, password: str, account_id: int, clock: Clock
    ) -> None:
        """Make an account without devices."""
        self.email = email
        self.password = password
        self.id = account_id
        self.user_id = account_id + 1000
        self.client_id = account_id + 2000
        self.tier = "u001"
        self.two_factor: str | None = None
        self.clock = clock
        self.tokens = Tokens(clock)
        self.delays = Delays()
        self.noise = Noise()
        self.networks: list[Network] = []
        self.devices: list[Operations] = []
        self.media: list[dict[str, Any]] = []
        self.clips: list[dict[str, Any]] = []
        self.rate_limit: int | None = None
        self.rate_limit_status = 429
        self.down_status: int | None = None
        self.locked = False

    def now(self) -> datetime:
        """Return the world's present."""
        return self.clock()

    @property
    def sync_modules(self) -> list[SyncModule]:
        """Return the sync modules on the account now."""
        return list(self.of(SyncModule))

    @property
    def cameras(self) -> list[Camera]:
        """Return the wireless cameras on the account now."""
        return list(self.of(Camera))

    @property
    def owls(self) -> list[Owl]:
        """Return the Minis and their kin on the account now."""
        return list(self.of(Owl))

    @property
    def doorbells(self) -> list[Doorbell]:
        """Return the doorbells on the account now."""
        return list(self.of(Doorbell))

    def of[D: Device](self, family: type[D], at: datetime | None = None) -> Iterator[D]:
        """Return the devices of a family that are on the account at a moment."""
        moment = at or self.now()
        return (
            device
            for device in self.devices
            if isinstance(device, family) and device.present_at(moment)
        )

    def find(self, key_or_name: str) -> Operations | None:
        """Return a device by key (`camera:21`) or by its name, None if there is none."""
        for device in self.of(Operations):
            if key_or_name in (device.key, device.name):
                return device
        return None

    def network(self, network_id: int) -> Network | None:
        """Return a network by id."""
        return next((n for n in self.networks if n.id == network_id), None)

    def add(self, device: Operations, *, since: datetime = BEGINNING) -> None:
        """Put a device on the account from `since` on."""
        if since > BEGINNING:
            device.start("present", False)
            device.plan("present", since, True)
        self.devices.append(device)
        if isinstance(device, SyncModule):
            device.network.sync_module = device

    def add_camera(
        self,
        name: str,
        network_id: int | None = None,
        *,
        family: str = "camera",
        **values: Any,
    ) -> Operations:
        """Add a camera (or another family) now, as its owner would in the app.

        `values` are the attributes it starts with.
        """
        network = self.networks[0] if network_id is None else self.network(network_id)
        if network is None:
            raise KeyError(f"there is no network {network_id}")
        kind = FAMILIES[family]
        number = 1 + max((d.id for d in self.devices), default=20)
        device = kind(network, number, serial_number(family, self.id, number))
        device.start("name", name)
        for attribute, value in values.items():
            device.start(attribute, value)
        self.add(device, since=self.now())
        return device

    def remove_camera(self, key_or_name: str) -> None:
        """Remove a camera (or another device) now."""
        device = self.find(key_or_name)
        if device is None:
            raise KeyError(f"there is no device {key_or_name!r}")
        device.plan("present", self.now(), False)

    def record_clip(self, device: Device) -> None:
        """Put a new clip on file, as after motion."""
        now = self.now()
        number = 5000 + len(self.media)
        self.media.append(
            {
                "id": number,
                "created_at": stamp(now),
                "moment": now,
                "device_name": device.name,
                "device_id": device.id,
                "network_id": device.network.id,
                "media": f"/media/clips/{number}.mp4",
                "type": "video",
                "source": "pir",
            }
        )

    def router_off(
        self, at: datetime | None = None, *, network: str | None = None
    ) -> None:
        """Cut the internet of one network, by name or id, or of all: all on Wi-Fi goes offline."""
        for home in self._homes(network):
            home.router_track.put(at or self.now(), False)

    def router_on(
        self,
        at: datetime | None = None,
        *,
        network: str | None = None,
        delay: timedelta = timedelta(0),
    ) -> None:
        """Give one network, or all, its internet back."""
        for home in self._homes(network):
            home.router_track.put((at or self.now()) + delay, True)

    def _homes(self, name_or_id: str | None) -> list[Network]:
        homes = [n for n in self.networks if name_or_id in (None, n.name, str(n.id))]
        if name_or_id is not None and not homes:
            raise LookupError(f"there is no network {name_or_id!r}")
        return homes

    def service_down(self, status: int = 503) -> None:
        """Let Blink's service refuse everything of this account, except signing in."""
        self.down_status = status

    def service_up(self) -> None:
        """Let the service answer again."""
        self.down_status = None

    def revoke(self) -> None:
        """Let all tokens die, as after a change of the password."""
        self.tokens.revoke()

    def lock(self) -> None:
        """Lock the account for too much traffic: no sign-in, and no token is worth a thing."""
        self.locked = True

    def unlock(self) -> None:
        """Lift the lock."""
        self.locked = False

    def newest_firmware(self, device: Device, at: datetime) -> Any:
        """Return the highest firmware among devices of the same type."""
        same = [
            other.value("fw_version", at)
            for other in self.of(type(device), at)
            if other.value("type", at) == device.value("type", at)
            and getattr(other, "subtype", None) == getattr(device, "subtype", None)
        ]
        own = device.value("fw_version", at)
        return max([own, *same], key=_version)

    def homescreen(self, at: datetime | None = None) -> dict[str, Any]:
        """Return what `/homescreen` answers at a moment, past and future too."""
        return homescreen.homescreen(self, at or self.now())

    def camera_values(self, at: datetime | None = None) -> dict[str, dict[str, Any]]:
        """Return what blinkpy would hold of each wireless camera, by camera id."""
        moment = at or self.now()
        return {
            str(camera.id): reading.blinkpy_values(camera, moment)
            for camera in self.of(Camera, moment)
        }

    def network_values(self, at: datetime | None = None) -> dict[str, dict[str, Any]]:
        """Return the cloud's fault flag of each network, by network id."""
        moment = at or self.now()
        return {
            str(network.id): {"sync_module_error": network.module_error_at(moment)}
            for network in self.networks
            if network.onboarded
        }

    def capture(self, at: datetime | None = None) -> dict[str, Any]:
        """Return one capture of the replay format."""
        moment = at or self.now()
        return {
            "at": stamp(moment),
            "homescreen": self.homescreen(moment),
            "cameras": self.camera_values(moment),
            "networks": self.network_values(moment),
        }

    def expected(self) -> dict[str, str]:
        """Return the cause that the scenario put into each device, by device key.

        `none` where it put none; devices about which it says nothing are left out.
        """
        return {d.key: d.expect for d in self.of(Operations) if d.expect is not None}


def serial_number(family: str, account_id: int, number: int) -> str:
    """Return a serial number in the shape of Blink's, the same at every start."""
    prefix = {"sync_module": "G8V1", "camera": "G8T1", "owl": "G8U1"}.get(
        family, "G8D1"
    )
    return f"{prefix}DEM{account_id % 10000:04d}{number:05d}"


def _version(value: Any) -> tuple[int, ...]:
    parts = str(value).split(".")
    return tuple(int(part) if part.isdecimal() else -1 for part in parts)
