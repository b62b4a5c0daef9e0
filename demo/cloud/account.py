"""A Blink account and its devices."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

from .cameras import Camera, Doorbell, Owl
from .clock import Clock
from .device import Device
from .network import Network
from .noise import Noise
from .operations import Operations
from .sync_module import SyncModule
from .timed import BEGINNING
from .tokens import Tokens
from .world import World

FAMILIES: dict[str, type[Operations]] = {
    family.family: family for family in (SyncModule, Camera, Owl, Doorbell)
}


class Account:
    """One account: its sign-in, its devices, and the state of its service."""

    def __init__(
        self, email: str, password: str, account_id: int, clock: Clock
    ) -> None:
        """Create an account without devices."""
        self.email = email
        self.password = password
        self.id = account_id
        self.user_id = account_id + 1000
        self.client_id = account_id + 2000
        self.tier = "u001"
        self.two_factor: str | None = None
        self.world = World(clock, account_id)
        self.tokens = Tokens(clock)
        self.networks: list[Network] = []
        self.devices: list[Operations] = []
        self.clips: list[dict[str, Any]] = []
        self.rate_limit: int | None = None
        self.rate_limit_status = 429
        self.down_status: int | None = None
        self.locked = False

    @property
    def noise(self) -> Noise:
        """Return the noise settings of the account's world."""
        return self.world.noise

    @noise.setter
    def noise(self, noise: Noise) -> None:
        self.world.noise = noise

    def now(self) -> datetime:
        """Return the current time of the simulated world."""
        return self.world.now()

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
        """Return the Minis and related models on the account now."""
        return list(self.of(Owl))

    @property
    def doorbells(self) -> list[Doorbell]:
        """Return the doorbells on the account now."""
        return list(self.of(Doorbell))

    def of[D: Device](self, family: type[D], at: datetime | None = None) -> Iterator[D]:
        """Return the devices of a family that are on the account at `at`."""
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
        """Add a device to the account from `since` on."""
        if since > BEGINNING:
            device.start("present", False)
            device.plan("present", since, True)
        self.devices.append(device)
        self.world.devices.append(device)
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

    def router_off(
        self, at: datetime | None = None, *, network: str | None = None
    ) -> None:
        """Cut the internet of one network (by name or id) or of all: everything on Wi-Fi goes offline."""
        for home in self._homes(network):
            home.router_track.put(at or self.now(), False)

    def router_on(
        self,
        at: datetime | None = None,
        *,
        network: str | None = None,
        delay: timedelta = timedelta(0),
    ) -> None:
        """Restore the internet of one network, or of all."""
        for home in self._homes(network):
            home.router_track.put((at or self.now()) + delay, True)

    def _homes(self, name_or_id: str | None) -> list[Network]:
        homes = [n for n in self.networks if name_or_id in (None, n.name, str(n.id))]
        if name_or_id is not None and not homes:
            raise LookupError(f"there is no network {name_or_id!r}")
        return homes

    def service_down(self, status: int = 503) -> None:
        """Make Blink's service refuse all requests of this account except sign-in."""
        self.down_status = status

    def service_up(self) -> None:
        """Make the service answer again."""
        self.down_status = None

    def revoke(self) -> None:
        """Invalidate all tokens, as after a password change."""
        self.tokens.revoke()

    def lock(self) -> None:
        """Lock the account for too much traffic: no sign-in, and no token is accepted."""
        self.locked = True

    def unlock(self) -> None:
        """Lift the lock."""
        self.locked = False

    def expected(self) -> dict[str, str]:
        """Return the cause that the scenario assigned to each device, by device key.

        `none` if it assigned none; devices that it does not mention are left out.
        """
        return {d.key: d.expect for d in self.of(Operations) if d.expect is not None}


def serial_number(family: str, account_id: int, number: int) -> str:
    """Return a serial number in Blink's format, the same at every start."""
    prefix = {"sync_module": "G8V1", "camera": "G8T1", "owl": "G8U1"}.get(
        family, "G8D1"
    )
    return f"{prefix}DEM{account_id % 10000:04d}{number:05d}"
