"""A Blink network: one sync module with its cameras, or a standalone Mini."""

from datetime import datetime
from typing import Any, Protocol

from .timed import BEGINNING, Segment, Timed, Track
from .world import Raw, World


class Hub(Protocol):
    """The part of a sync module that its network uses."""

    def present_at(self, at: datetime) -> bool:
        """Return whether it is on the account."""

    def reachable(self, at: datetime) -> bool:
        """Return whether it has power and a connection."""

    def status_at(self, at: datetime) -> Any:
        """Return the status text."""

    def turning_points(self, until: datetime) -> set[datetime]:
        """Return when its reachability may have changed."""


class Network:
    """A network of an account, as `/networks` lists it."""

    name = Timed[Any]("")
    armed = Timed[bool](True)
    camera_error = Timed[bool](False)
    forced_module_error = Timed[bool | None](None)

    def __init__(
        self, world: World, network_id: int, *, onboarded: bool = True
    ) -> None:
        """Create a network; one that is not onboarded belongs to a standalone device."""
        self.world = world
        self.id = network_id
        self.onboarded = onboarded
        self.module_error_when_offline = True
        self.sync_module: Hub | None = None
        self.time_zone = "Europe/Berlin"
        self.raw = Raw()
        self.tracks: dict[str, Track[Any]] = {}
        self.router_track: Track[bool] = Track([Segment(BEGINNING, True, True)])

    def now(self) -> datetime:
        """Return the current time of the simulated world."""
        return self.world.now()

    def heard(self, at: datetime) -> datetime:
        """Return `at`: networks are records of the cloud itself, never out of reach."""
        return at

    def router_at(self, at: datetime) -> bool:
        """Return whether the home has internet at `at`."""
        return self.router_track.actual(at)

    @property
    def sync_module_error(self) -> bool:
        """Return the cloud's error flag; set it to force a value, None to derive it."""
        return self.module_error_at(self.now())

    @sync_module_error.setter
    def sync_module_error(self, value: bool | None) -> None:
        self.forced_module_error = value

    def module_error_at(self, at: datetime) -> bool:
        """Return the error flag at `at`."""
        forced = Network.forced_module_error.at(self, at)
        if forced is not None:
            return forced
        module = self.sync_module
        if module is None or not self.module_error_when_offline:
            return False
        return module.present_at(at) and bool(module.status_at(at) == "offline")
