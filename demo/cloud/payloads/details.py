"""Answers about single devices and networks."""

from datetime import datetime
from typing import Any

from demo.cloud.account import Account
from demo.cloud.cameras import Camera, Doorbell, Owl
from demo.cloud.clock import stamp
from demo.cloud.network import Network
from demo.cloud.radio import wifi_dbm
from demo.cloud.sync_module import module_of

from . import reading


def camera_config(camera: Camera, at: datetime) -> dict[str, Any]:
    """Return the config of a wireless camera, with `signals` next to `camera`."""
    return {
        "camera": [
            reading.odd(
                {**_identity(camera, at), **_health(camera, at)}, camera.raw.config
            )
        ],
        "signals": {
            **camera_signals(camera, at),
            "battery_state": camera.value("battery", at),
        },
    }


def camera_signals(camera: Camera, at: datetime) -> dict[str, Any]:
    """Return the signals of a wireless camera: bars, calibrated temperature, level."""
    return {
        "lfr": reading.bars(camera, "link_bars", at),
        "wifi": reading.bars(camera, "wifi_bars", at),
        "updated_at": stamp(reading.last_heard(camera, at)),
        "temp": reading.temperature(camera, at),
        "battery": reading.battery_level(camera, at),
    }


def camera_status(camera: Camera, at: datetime) -> dict[str, Any]:
    """Return the last status report of a wireless camera."""
    return {
        "camera_status": {
            "camera_id": camera.id,
            "wifi_strength": reading.dbm(camera, "wifi", at),
            "lfr_strength": reading.dbm(camera, "link", at),
            "battery_voltage": reading.hundredths(camera, at),
            "temperature": camera.value("temperature_f", at),
            "fw_version": camera.value("fw_version", at),
            "fw_git_hash": "release:612df6c0",
            "mac": None,
            "ip_address": None,
            "error_codes": 0,
            "ac_power": camera.value("ac_power", at),
            "updated_at": stamp(reading.last_heard(camera, at)),
        }
    }


def owl_config(owl: Owl, at: datetime) -> dict[str, Any]:
    """Return the config of a Mini, the only answer with its Wi-Fi signal."""
    answer = {
        "id": owl.id,
        "network_id": owl.network.id,
        "name": owl.value("name", at),
        "fw_version": owl.value("fw_version", at),
        "enabled": owl.value("enabled", at),
        "status": reading.status(owl, at),
        "wifi": reading.bars(owl, "wifi_bars", at),
        "led_enabled": True,
        "led_state": "on",
        "illuminator_enable": "auto",
        "illuminator_intensity": "high",
        "video_quality": "standard",
        "motion_sensitivity": 7,
    }
    return reading.odd(answer, owl.raw.config)


def doorbell_config(bell: Doorbell, at: datetime) -> dict[str, Any]:
    """Return the config of a doorbell, the only answer with its signal and temperature."""
    bars = reading.bars(bell, "wifi_bars", at)
    answer = {
        "id": bell.id,
        "network_id": bell.network.id,
        "name": bell.value("name", at),
        "fw_version": bell.value("fw_version", at),
        "enabled": bell.value("enabled", at),
        "status": reading.status(bell, at),
        "temp": bell.value("temperature_f", at),
        "wifi_rssi": wifi_dbm(bars),
        "lfr_rssi": None,
        "battery_state": bell.value("battery", at),
    }
    return reading.odd(answer, bell.raw.config)


def sync_module(network: Network, at: datetime) -> dict[str, Any]:
    """Return the sync module of a network, in the older and shorter format."""
    module = module_of(network)
    if module is None or not module.present_at(at):
        return {"message": "Sync module not found", "code": 400}
    return {
        "syncmodule": {
            "id": module.id,
            "network_id": network.id,
            "serial": module.serial,
            "status": reading.status(module, at),
            "name": module.value("name", at),
            "fw_version": module.value("fw_version", at),
            "onboarded": True,
            "server": None,
        }
    }


def network(item: Network, at: datetime) -> dict[str, Any]:
    """Return a network with the cloud's error flag."""
    answer = {
        "id": item.id,
        "account_id": item.world.account_id,
        "name": Network.name.at(item, at),
        "armed": Network.armed.at(item, at),
        "busy": False,
        "camera_error": Network.camera_error.at(item, at),
        "sync_module_error": item.module_error_at(at),
        "feature_plan_id": None,
        "time_zone": item.time_zone,
        "dst": True,
        "lfr_channel": 0,
        "ping_interval": 60,
        "video_destination": "server",
    }
    return reading.odd(answer, item.raw.config)


def networks(account: Account, at: datetime) -> dict[str, Any]:
    """Return the answer of `/networks`."""
    return {
        "summary": {
            str(item.id): {
                "name": Network.name.at(item, at),
                "onboarded": item.onboarded,
            }
            for item in account.networks
        },
        "networks": [network(item, at) for item in account.networks],
    }


def usage(account: Account, at: datetime) -> dict[str, Any]:
    """Return the usage of each wireless camera; every network is listed."""
    cameras = list(account.of(Camera, at))
    return {
        "range_days": 7,
        "reference": {"usage": 400},
        "networks": [
            {
                "network_id": item.id,
                "name": Network.name.at(item, at),
                "cameras": [_usage(c, at) for c in cameras if c.network is item],
            }
            for item in account.networks
        ],
    }


def _usage(camera: Camera, at: datetime) -> dict[str, Any]:
    seconds = 610 if camera.value("usage_rate", at) else 40 + camera.id % 30
    return {
        "id": camera.id,
        "name": camera.value("name", at),
        "usage": seconds,
        "lv_seconds": seconds // 4,
        "clip_seconds": seconds - seconds // 4,
    }


def _identity(camera: Camera, at: datetime) -> dict[str, Any]:
    return {
        "id": camera.id,
        "network_id": camera.network.id,
        "sync_module_id": getattr(camera.network.sync_module, "id", None),
        "account_id": camera.world.account_id,
        "name": camera.value("name", at),
        "type": camera.value("type", at),
        "serial": camera.serial,
        "fw_version": camera.value("fw_version", at),
        "enabled": camera.value("enabled", at),
        "status": reading.status(camera, at),
        "thumbnail": reading.thumbnail(camera, at),
        "mac_address": "",
        "ip_address": None,
        "updated_at": stamp(reading.last_heard(camera, at)),
        "illuminator_enable": 2,
    }


def _health(camera: Camera, at: datetime) -> dict[str, Any]:
    return {
        "battery_voltage": reading.hundredths(camera, at),
        "battery_state": camera.value("battery", at),
        "battery_check_time": stamp(reading.battery_checked(camera, at)),
        "battery_alarm_enable": True,
        "battery_voltage_threshold": 512,
        "battery_voltage_hysteresis": 512,
        "battery_alert_count": 0,
        "wifi_strength": reading.wifi_strength(camera, at),
        "lfr_strength": reading.dbm(camera, "link", at),
        "wifi_alert_count": 0,
        "lfr_alert_count": 0,
        "offline_alert_count": 0,
        "last_battery_alert": None,
        "last_wifi_alert": None,
        "last_lfr_alert": None,
        "last_offline_alert": None,
        "temperature": camera.value("temperature_f", at),
        "temp_adjust": camera.value("temp_adjust", at),
        "temp_alert_state": "in_range",
        "retry_count": 0,
        "wifi_timeout": 30,
        "last_connect": camera_status(camera, at)["camera_status"],
    }
