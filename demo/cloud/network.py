"""A Blink network: one sync module with its cameras, or a Mini on its own."""

from datetime import datetime
from typing import TYPE_CHECKING, Any

from .device import Raw
from .timed import BEGINNING, Segment, Timed, Track

if TYPE_CHECKING:
    from .account import Account
    from .sync_module import SyncModule


class Network:
    """A network of an account, as `/networks` lists it."""

    name = Timed[Any]("")
    armed = Timed[bool](True)
    camera_error = Timed[bool](False)
    forced_module_error = Timed[bool | None](None)

    def __init__(
        self, account: Account, network_id: int, *, onboarded: bool = True
    ) -> None:
        """Make a network; one that is not onboarded belongs to a device on its own."""
        self.account = account
        self.id = network_id
        self.onboarded = onboarded
        self.module_error_when_offline = True
        self.sync_module: SyncModule | None = None
        self.time_zone = "Europe/Berlin"
        self.raw = Raw()
        self.tracks: dict[str, Track[Any]] = {}
        self.router_track: Track[bool] = Track([Segment(BEGINNING, True, True)])

    def now(self) -> datetime:
        """Return the world's present."""
        return self.account.now()

    def heard(self, at: datetime) -> datetime:
        """Return `at`: networks live in the cloud itself."""
        return at

    def router_at(self, at: datetime) -> bool:
        """Return whether the home has internet at `at`."""
        return self.router_track.actual(at)

    @property
    def sync_module_error(self) -> bool:
        """Return the cloud's own fault flag; set it to force it, None to let it follow."""
        return self.module_error_at(self.now())

    @sync_module_error.setter
    def sync_module_error(self, value: bool | None) -> None:
        self.forced_module_error = value

    def module_error_at(self, at: datetime) -> bool:
        """Return the fault flag at `at`."""
        forced = Network.forced_module_error.at(self, at)
        if forced is not None:
            return forced
        module = self.sync_module
        if module is None or not self.module_error_when_offline:
            return False
        return module.present_at(at) and bool(module.status_at(at) == "offline")
