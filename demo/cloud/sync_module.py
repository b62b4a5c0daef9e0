"""The sync module: the hub between the home's Wi-Fi and the wireless cameras."""

from datetime import datetime, timedelta
from typing import Any, ClassVar, Literal, override

from .network import Network
from .operations import Wifi
from .timed import Timed

type Heartbeat = datetime | Literal["live"] | None

BEAT = timedelta(minutes=1)


class SyncModule(Wifi):
    """A sync module."""

    family: ClassVar[str] = "sync_module"
    title: ClassVar[str] = "sync module"
    settable: ClassVar[tuple[str, ...]] = (
        *Wifi.settable,
        "subtype",
        "wifi_bars",
        "storage",
    )

    type = Timed[str]("sm2")
    subtype = Timed[str]("vinnie")
    fw_version = Timed[Any]("4.5.17")
    wifi_bars = Timed[int | None](5)
    storage = Timed[str]("unavailable")
    forced_heartbeat = Timed[Heartbeat]("live")

    @property
    @override
    def boot_time(self) -> timedelta:
        """Return the module's boot time."""
        return self.world.delays.module_boot

    @override
    def unplug(
        self, at: datetime | None = None, *, sync_module_error: bool | None = None
    ) -> None:
        """Disconnect the power: heartbeats stop and the cameras are unreachable.

        `sync_module_error` forces the cloud's error flag of the network; None
        derives it.
        """
        super().unplug(at)
        if sync_module_error is not None:
            self.network.module_error_when_offline = sync_module_error

    @property
    def last_heartbeat(self) -> datetime | None:
        """Return the recorded heartbeat.

        Set a time or None to freeze it, "live" to derive it from the module.
        """
        return self.heartbeat_at(self.now())

    @last_heartbeat.setter
    def last_heartbeat(self, value: Heartbeat) -> None:
        self.forced_heartbeat = value

    def heartbeat_at(self, at: datetime) -> datetime | None:
        """Return the last heartbeat before `at`; one per minute while the module runs."""
        forced = SyncModule.forced_heartbeat.at(self, at)
        if forced != "live":
            return forced
        heard = self.heard(at)
        if heard is None:
            return None
        phase = timedelta(seconds=self.id * 7 % 60)
        since = (heard - phase - datetime.min.replace(tzinfo=heard.tzinfo)) % BEAT
        return heard - since


def module_of(network: Network) -> SyncModule | None:
    """Return the sync module of a network, None if it has none."""
    hub = network.sync_module
    return hub if isinstance(hub, SyncModule) else None
