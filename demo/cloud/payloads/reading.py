"""The cloud's recorded values, with noise."""

from datetime import datetime, timedelta
from typing import Any

from demo.cloud.cameras import Camera
from demo.cloud.clock import stamp
from demo.cloud.device import OFFLINE, Device
from demo.cloud.timed import BEGINNING
from demo.cloud.world import ABSENT

BATTERY_CHECK = timedelta(hours=6)


def last_heard(device: Device, at: datetime) -> datetime:
    """Return when the device last reported; `at` if it never did."""
    return device.heard(at) or at


def status(device: Device, at: datetime) -> Any:
    """Return the status text; noise may make it offline."""
    if device.world.noise.blip(device.key, at):
        return OFFLINE
    return device.status_at(at)


def bars(device: Device, name: str, at: datetime) -> int | None:
    """Return bars (0-5) of a signal."""
    value: int | None = device.value(name, at)
    subject = f"{device.key} {name}"
    return device.world.noise.bar(value, subject, last_heard(device, at))


def volts(device: Device, at: datetime) -> float | None:
    """Return the voltage per battery cell."""
    value: float | None = device.value("volts", at)
    return device.world.noise.volt(value, device.key, last_heard(device, at))


def hundredths(device: Device, at: datetime) -> int | None:
    """Return the voltage per battery cell in hundredths of a volt, as the cloud reports it."""
    value = volts(device, at)
    return None if value is None else round(value * 100)


def battery_level(device: Device, at: datetime) -> int | None:
    """Return the coarse level from 0 to 3; 3 is fine, 2 was seen at 1.33 V."""
    value = volts(device, at)
    if value is None:
        return None
    return 3 if value > 1.4 else 2 if value > 1.2 else 1 if value > 1.1 else 0


def temperature(camera: Camera, at: datetime) -> int | None:
    """Return the calibrated temperature in degrees Fahrenheit."""
    raw = camera.value("temperature_f", at)
    return None if raw is None else raw + camera.value("temp_adjust", at)


def battery_checked(device: Device, at: datetime) -> datetime:
    """Return when the cloud last updated the battery state: a few times a day."""
    heard = last_heard(device, at)
    phase = timedelta(minutes=device.id * 37 % 360)
    regular = heard - (heard - phase - BEGINNING) % BATTERY_CHECK
    return max([regular, *device.changes("battery", heard)])


def thumbnail(device: Device, at: datetime) -> str:
    """Return the URL of the thumbnail, which changes with each picture."""
    taken = device.value("thumbnail_taken", at)
    if taken == BEGINNING:
        seconds = 1_760_000_000 + device.id
    else:
        seconds = int(taken.timestamp())
    return (
        f"/api/v3/media/accounts/{device.world.account_id}/networks/{device.network.id}"
        f"/{device.value('type', at)}/{device.id}/thumbnail/thumbnail.jpg?ts={seconds}&ext="
    )


def blinkpy_values(camera: Camera, at: datetime) -> dict[str, Any]:
    """Return what blinkpy holds of a wireless camera after a poll."""
    return {
        "battery_voltage": hundredths(camera, at),
        "battery": camera.value("battery", at),
        "battery_check_time": stamp(battery_checked(camera, at)),
        "wifi_strength": wifi_strength(camera, at),
        "temperature": camera.value("temperature_f", at),
        "temperature_calibrated": temperature(camera, at),
        "status": status(camera, at),
        "version": camera.value("fw_version", at),
    }


def dbm(camera: Camera, which: str, at: datetime) -> int | None:
    """Return a signal in dBm (`which`: wifi or link), with noise."""
    value = camera.wifi_dbm_at(at) if which == "wifi" else camera.link_dbm_at(at)
    if value is None:
        return None
    noise = camera.world.noise
    return value + noise.step(
        noise.bars, f"{camera.key} {which} dbm", last_heard(camera, at)
    )


def wifi_strength(camera: Camera, at: datetime) -> int:
    """Return the Wi-Fi signal in dBm; Blink uses -255 for none."""
    value = dbm(camera, "wifi", at)
    return -255 if value is None else value


def odd(answer: dict[str, Any], raw: dict[str, Any]) -> dict[str, Any]:
    """Return the answer with a scenario's or test's raw overrides applied."""
    merged = {**answer, **raw}
    return {key: value for key, value in merged.items() if value is not ABSENT}
