"""What people do to a device, or what happens to it, with all consequences."""

from datetime import datetime, timedelta
from typing import Any, override

from .curves import EMPTY_VOLTS, crossing, lithium, straight
from .device import OFFLINE, Device

LOW_VOLTS = 1.35
FRESH_VOLTS = 1.6
GOOD_BARS = 4


class Operations(Device):
    """Operations common to all devices.

    Each takes `at`, when it happens (default: now), so that a timeline can schedule it.
    """

    def unplug(self, at: datetime | None = None) -> None:
        """Disconnect the power."""
        self.plan("power", at or self.now(), False)

    def plug_in(
        self, at: datetime | None = None, *, delay: timedelta | None = None
    ) -> None:
        """Connect the power; the device answers after `delay` (default: its boot time)."""
        back = (at or self.now()) + (self.boot_time if delay is None else delay)
        self.plan("power", back, True)
        self.plan("hung", back, False)
        silent = self._actual("own_status", back) == OFFLINE
        if silent and not self._actual("broken", back):
            self.plan("own_status", back, self.up)

    def power_cycle(
        self, at: datetime | None = None, *, delay: timedelta | None = None
    ) -> None:
        """Disconnect the power for some seconds; a device that hung answers again."""
        moment = at or self.now()
        self.unplug(moment)
        self.plug_in(moment, delay=delay)

    def hang(self, at: datetime | None = None) -> None:
        """Make the device stop answering until its power is cycled."""
        self.plan("hung", at or self.now(), True)

    def break_hardware(
        self, code: str = "error_149", at: datetime | None = None
    ) -> None:
        """Break the device permanently: it refuses commands, and reports an error if it can.

        Only wireless cameras report issues; other families go offline.
        """
        moment = at or self.now()
        self.plan("broken", moment, True)
        self.show_error(code, moment)

    def show_error(self, code: str, at: datetime) -> None:
        """Make a hardware error visible."""
        del code
        self.plan("own_status", at, OFFLINE)

    def mend(self, at: datetime | None = None) -> None:
        """Repair everything at once: power, signals, battery, firmware, errors."""
        moment = at or self.now()
        for name in ("hung", "broken", "busy"):
            self.plan(name, moment, False)
        self.plan("power", moment, True)
        self.plan("own_status", moment, self.up)
        self.plan("fw_version", moment, newest_firmware(self, moment))
        self.restore(moment)

    def restore(self, at: datetime) -> None:
        """Restore good readings, as part of mending; families add their own."""

    def set_firmware(self, version: str, at: datetime | None = None) -> None:
        """Install a firmware version."""
        self.plan("fw_version", at or self.now(), version)

    def rename(self, name: str, at: datetime | None = None) -> None:
        """Rename the device, as its owner would in the app."""
        self.plan("name", at or self.now(), name)

    @property
    def boot_time(self) -> timedelta:
        """Return how long the device takes to answer once it has power."""
        return self.world.delays.boot


def newest_firmware(device: Device, at: datetime) -> Any:
    """Return the highest firmware among devices of the same type."""
    same = [
        other.value("fw_version", at)
        for other in device.world.devices
        if isinstance(other, type(device))
        and other.present_at(at)
        and other.value("type", at) == device.value("type", at)
        and getattr(other, "subtype", None) == getattr(device, "subtype", None)
    ]
    return max([device.value("fw_version", at), *same], key=_version)


def _version(value: Any) -> tuple[int, ...]:
    parts = str(value).split(".")
    return tuple(int(part) if part.isdecimal() else -1 for part in parts)


class Wifi(Operations):
    """A device whose Wi-Fi signal the cloud reports in any of its answers."""

    def set_signal(self, bars: int, at: datetime | None = None) -> None:
        """Set the Wi-Fi signal in bars; dBm follows."""
        self.plan("wifi_bars", at or self.now(), bars)
        if hasattr(type(self), "own_wifi_dbm"):
            self.plan("own_wifi_dbm", at or self.now(), None)

    def move(
        self,
        at: datetime | None = None,
        *,
        wifi_bars: int | None = None,
        link_bars: int | None = None,
    ) -> None:
        """Move the device to a place with other signals."""
        if wifi_bars is not None:
            self.set_signal(wifi_bars, at)
        if link_bars is not None:
            self.set_link(link_bars, at)

    def set_link(self, bars: int, at: datetime | None = None) -> None:
        """Set the radio link to the sync module in bars; only wireless cameras have one."""
        raise TypeError(f"a {self.title} has no radio link to a sync module")

    def sag(
        self, first: int, last: int, over: timedelta, at: datetime | None = None
    ) -> None:
        """Let the Wi-Fi signal fall from `first` to `last` bars over some time."""
        moment = at or self.now()
        self.set_signal(first, moment)
        self.plan("wifi_bars", moment, last, straight(moment, over, first, last))

    @override
    def restore(self, at: datetime) -> None:
        """Restore the Wi-Fi signal to at least four bars."""
        self.set_signal(max(GOOD_BARS, self.value("wifi_bars", at) or 0), at)


class Battery(Wifi):
    """A device that runs on batteries."""

    def remove_batteries(self, at: datetime | None = None) -> None:
        """Remove the batteries."""
        self.unplug(at)

    def insert_batteries(
        self,
        volts: float = FRESH_VOLTS,
        at: datetime | None = None,
        *,
        report_delay: timedelta | None = None,
    ) -> None:
        """Insert batteries: the voltage is new after the boot, the state follows later."""
        moment = at or self.now()
        self.power_cycle(moment)
        back = moment + self.boot_time
        delay = self.world.delays.battery_report
        self.plan("volts", back, volts)
        self.plan(
            "battery",
            back + (delay if report_delay is None else report_delay),
            "ok" if volts > LOW_VOLTS else "low",
        )

    def drain(
        self,
        over: timedelta,
        volts: float = FRESH_VOLTS,
        end: float = EMPTY_VOLTS,
        at: datetime | None = None,
    ) -> None:
        """Discharge the batteries along a lithium curve over some time.

        The cloud reports `low` some time after the voltage is; empty batteries take the
        device offline.
        """
        moment = at or self.now()
        curve = lithium(moment, over, volts, end)
        self.plan("volts", moment, end, curve)
        if end <= LOW_VOLTS:
            low = crossing(curve, moment, over, LOW_VOLTS)
            self.plan("battery", low + self.world.delays.battery_report, "low")
        if end <= EMPTY_VOLTS:
            self.unplug(moment + over)

    def report_battery(self, at: datetime | None = None) -> None:
        """Update the recorded battery state, as a woken device does."""
        moment = at or self.now()
        volts = self.value("volts", moment)
        if self.value("battery", moment) is not None and volts is not None:
            self.plan("battery", moment, "ok" if volts > LOW_VOLTS else "low")
