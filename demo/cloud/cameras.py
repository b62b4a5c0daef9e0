"""The camera families: wireless cameras, Minis and related models, doorbells."""

from datetime import datetime
from typing import Any, ClassVar, override

from .clock import stamp
from .device import Device
from .operations import FRESH_VOLTS, GOOD_BARS, Battery, Wifi
from .radio import link_dbm, wifi_dbm
from .timed import BEGINNING, Timed


class Picture(Device):
    """A device with a thumbnail."""

    thumbnail_taken = Timed[datetime](BEGINNING)

    def take_picture(self, at: datetime | None = None) -> None:
        """Store a new thumbnail."""
        self.plan("thumbnail_taken", at or self.now(), at or self.now())

    def record_clip(self) -> None:
        """Store a new clip, as after motion."""
        now, clips = self.now(), self.world.clips
        number = 5000 + len(clips)
        clips.append(
            {
                "id": number,
                "created_at": stamp(now),
                "moment": now,
                "device_name": self.name,
                "device_id": self.id,
                "network_id": self.network.id,
                "media": f"/media/clips/{number}.mp4",
                "type": "video",
                "source": "pir",
            }
        )


class Camera(Battery, Picture):
    """A wireless camera: runs on batteries, uses a sync module and the Wi-Fi."""

    family: ClassVar[str] = "camera"
    title: ClassVar[str] = "camera"
    up: ClassVar[str] = "done"
    battery_powered: ClassVar[bool] = True
    settable: ClassVar[tuple[str, ...]] = (
        *Battery.settable,
        "battery",
        "volts",
        "wifi_bars",
        "wifi_dbm",
        "link_bars",
        "link_dbm",
        "temperature_f",
        "temp_adjust",
        "issues",
        "usage_rate",
        "ac_power",
        "mount_battery",
    )

    type = Timed[str]("catalina")
    fw_version = Timed[Any]("10.53")
    battery = Timed[str | None]("ok")
    volts = Timed[float | None](1.57)
    wifi_bars = Timed[int | None](5)
    own_wifi_dbm = Timed[int | None](None)
    link_bars = Timed[int | None](5)
    own_link_dbm = Timed[int | None](None)
    temperature_f = Timed[int | None](68)
    temp_adjust = Timed[int](-2)
    issues = Timed[list[str]]([])
    usage_rate = Timed[bool](False)
    ac_power = Timed[bool](False)
    # battery of the floodlight mount, None without one
    mount_battery = Timed[str | None](None)

    @property
    def wifi_dbm(self) -> int | None:
        """Return the Wi-Fi signal in dBm; follows the bars unless set."""
        return self.wifi_dbm_at(self.now())

    @wifi_dbm.setter
    def wifi_dbm(self, value: int | None) -> None:
        self.own_wifi_dbm = value

    def wifi_dbm_at(self, at: datetime) -> int | None:
        """Return the Wi-Fi signal in dBm at `at`."""
        own = Camera.own_wifi_dbm.at(self, at)
        return wifi_dbm(Camera.wifi_bars.at(self, at)) if own is None else own

    @property
    def link_dbm(self) -> int | None:
        """Return the link to the sync module in dBm; follows the bars unless set."""
        return self.link_dbm_at(self.now())

    @link_dbm.setter
    def link_dbm(self, value: int | None) -> None:
        self.own_link_dbm = value

    def link_dbm_at(self, at: datetime) -> int | None:
        """Return the link to the sync module in dBm at `at`."""
        own = Camera.own_link_dbm.at(self, at)
        return link_dbm(Camera.link_bars.at(self, at)) if own is None else own

    @override
    def reachable(self, at: datetime) -> bool:
        """Return whether camera and sync module both have power and a connection."""
        module = self.network.sync_module
        return super().reachable(at) and (module is None or module.reachable(at))

    @override
    def turning_points(self, until: datetime) -> set[datetime]:
        """Return when the camera's or its module's reachability may have changed."""
        module = self.network.sync_module
        own = super().turning_points(until)
        return own if module is None else own | module.turning_points(until)

    @override
    def set_link(self, bars: int, at: datetime | None = None) -> None:
        """Set the radio link to the sync module in bars; dBm follows."""
        self.plan("link_bars", at or self.now(), bars)
        self.plan("own_link_dbm", at or self.now(), None)

    def crowd(self, at: datetime | None = None) -> None:
        """Make the network too busy for the camera's video."""
        moment = at or self.now()
        self.plan("issues", moment, [*self._without("bandwidth", moment), "bandwidth"])

    @override
    def show_error(self, code: str, at: datetime) -> None:
        """Add an error code to the issues."""
        self.plan("issues", at, [*self._without(code, at), code])

    @override
    def restore(self, at: datetime) -> None:
        """Restore signals, batteries and issues."""
        super().restore(at)
        self.set_link(max(GOOD_BARS, self.value("link_bars", at) or 0), at)
        self.plan("issues", at, [])
        if self.value("battery", at) is not None:
            self.plan("volts", at, FRESH_VOLTS)
            self.plan("battery", at, "ok")

    def _without(self, code: str, at: datetime) -> list[str]:
        return [issue for issue in self.value("issues", at) if issue != code]


class Owl(Wifi, Picture):
    """A Mini, Mini 2 or wired floodlight: mains-powered, on the home Wi-Fi."""

    family: ClassVar[str] = "owl"
    title: ClassVar[str] = "Mini"
    settable: ClassVar[tuple[str, ...]] = (*Wifi.settable, "wifi_bars")

    type = Timed[str]("owl")
    fw_version = Timed[Any]("9.90")
    wifi_bars = Timed[int | None](5)


class Doorbell(Battery, Picture):
    """A video doorbell: runs on batteries, with or without a sync module."""

    family: ClassVar[str] = "doorbell"
    title: ClassVar[str] = "doorbell"
    battery_powered: ClassVar[bool] = True
    settable: ClassVar[tuple[str, ...]] = (
        *Battery.settable,
        "battery",
        "volts",
        "wifi_bars",
        "temperature_f",
    )

    type = Timed[str]("lotus")
    fw_version = Timed[Any]("12.47")
    battery = Timed[str | None]("ok")
    volts = Timed[float | None](1.57)
    wifi_bars = Timed[int | None](4)
    temperature_f = Timed[int | None](64)

    @override
    def reachable(self, at: datetime) -> bool:
        """Return whether the doorbell, and its sync module if it has one, is reachable."""
        module = self.network.sync_module
        return super().reachable(at) and (module is None or module.reachable(at))

    @override
    def turning_points(self, until: datetime) -> set[datetime]:
        """Return when the doorbell's or its module's reachability may have changed."""
        module = self.network.sync_module
        own = super().turning_points(until)
        return own if module is None else own | module.turning_points(until)

    @override
    def restore(self, at: datetime) -> None:
        """Restore the signal and the batteries."""
        super().restore(at)
        if self.value("battery", at) is not None:
            self.plan("volts", at, FRESH_VOLTS)
            self.plan("battery", at, "ok")
