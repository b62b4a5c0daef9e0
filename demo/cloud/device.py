"""Base of all simulated devices: power, reachability, and the cloud's record."""

from collections.abc import Callable
from datetime import datetime, timedelta
from functools import cache
from typing import Any, ClassVar

from .network import Network
from .timed import BEGINNING, Timed, Track
from .world import Raw, World

OFFLINE = "offline"


class Device:
    """A device of one account.

    The public attributes are the cloud's record. Setting one changes only the record;
    the methods change the simulated world, and the record follows as far as the
    device can still report.
    """

    family: ClassVar[str]
    title: ClassVar[str]
    up: ClassVar[str] = "online"
    battery_powered: ClassVar[bool] = False
    settable: ClassVar[tuple[str, ...]] = (
        "name",
        "type",
        "serial",
        "fw_version",
        "status",
        "enabled",
    )

    name = Timed[Any]("")
    type = Timed[str]("")
    fw_version = Timed[Any]("")
    enabled = Timed[bool](True)
    busy = Timed[bool](False)
    broken = Timed[bool](False)
    power = Timed[bool](True)
    hung = Timed[bool](False)
    present = Timed[bool](True)
    own_status = Timed[Any]("")

    def __init__(self, network: Network, device_id: int, serial: str) -> None:
        """Add a device to a network; its id is unique within family and account."""
        self.network = network
        self.id = device_id
        self.serial = serial
        self.tracks: dict[str, Track[Any]] = {}
        self.raw = Raw()
        self.expect: str | None = None
        self.picture: str | None = None
        self.start("own_status", self.up)

    @property
    def world(self) -> World:
        """Return the world of the device."""
        return self.network.world

    @property
    def key(self) -> str:
        """Return the key of the device, for example `camera:21`."""
        return f"{self.family}:{self.id}"

    def now(self) -> datetime:
        """Return the current time of the simulated world."""
        return self.world.now()

    def start(self, name: str, value: Any) -> None:
        """Set an attribute's initial value."""
        self._timed(name).track(self).put(BEGINNING, value, on_file=True)

    def value(self, name: str, at: datetime) -> Any:
        """Return the cloud's record of an attribute at `at`."""
        return self._timed(name).at(self, at)

    def plan(
        self,
        name: str,
        at: datetime,
        value: Any,
        curve: Callable[[datetime], Any] | None = None,
    ) -> None:
        """Change an attribute in the world at `at`; recorded once the device reports."""
        self._timed(name).track(self).put(at, value, curve=curve)

    @property
    def status(self) -> Any:
        """Return the status text in the cloud's record."""
        return self.status_at(self.now())

    @status.setter
    def status(self, value: Any) -> None:
        self.own_status = value

    def status_at(self, at: datetime) -> Any:
        """Return the status text at `at`; an unreachable device is offline."""
        own = self._actual("own_status", at)
        if own == OFFLINE or self.reachable(at):
            return own
        notice = at - self.world.delays.offline_notice
        return own if self.reachable(notice) else OFFLINE

    def reachable(self, at: datetime) -> bool:
        """Return whether the device runs and has a connection to the cloud at `at`."""
        runs = self._actual("power", at) and not self._actual("hung", at)
        return bool(runs) and self.network.router_at(at)

    def online_at(self, at: datetime) -> bool:
        """Return whether the device reports at `at`."""
        return self.reachable(at) and self._actual("own_status", at) != OFFLINE

    def heard(self, at: datetime) -> datetime | None:
        """Return when the device last reported before `at`; None if never."""
        if self.online_at(at):
            return at
        end = at
        for start in [*sorted(self.turning_points(at), reverse=True), BEGINNING]:
            if self.online_at(start):
                return end - timedelta(microseconds=1)
            end = start
        return None

    def turning_points(self, until: datetime) -> set[datetime]:
        """Return all times at which the device's reachability may have changed."""
        points = self.network.router_track.starts(until)
        return points.union(
            *(self.changes(name, until) for name in ("power", "hung", "own_status"))
        )

    def changes(self, name: str, until: datetime) -> set[datetime]:
        """Return when an attribute changed, up to `until`."""
        return self._timed(name).track(self).starts(until)

    def present_at(self, at: datetime) -> bool:
        """Return whether the device is on the account at `at`."""
        return bool(self._actual("present", at))

    def _actual(self, name: str, at: datetime) -> Any:
        return self._timed(name).track(self).actual(at)

    @classmethod
    @cache
    def _timed(cls, name: str) -> Timed[Any]:
        attribute = getattr(cls, name, None)
        if not isinstance(attribute, Timed):
            # status, wifi_dbm and link_dbm are derived from other values
            attribute = getattr(cls, f"own_{name}", None)
        if not isinstance(attribute, Timed):
            raise AttributeError(f"a {cls.title} has no {name!r}")  # noqa: TRY004
        return attribute
