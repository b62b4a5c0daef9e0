"""The buttons for each family on the control page."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from .cameras import Camera
from .operations import Operations
from .sync_module import SyncModule

WEAK = 1


@dataclass(frozen=True, slots=True)
class Preset:
    """One button. `kind` is break, fix or wonder (repair everything at once)."""

    id: str
    label: str
    kind: str
    run: Callable[[Any], None]


def _low_battery(device: Any) -> None:
    device.battery, device.volts = "low", 1.33


def _stop_heartbeat(module: SyncModule) -> None:
    module.last_heartbeat = module.last_heartbeat


def _mend(device: Operations) -> None:
    device.mend()
    if isinstance(device, SyncModule):
        device.last_heartbeat = "live"


_WEAK_WIFI = Preset(
    "weak_wifi", "Weaken its Wi-Fi", "break", lambda d: d.set_signal(WEAK)
)
_HANG = Preset("hang", "Let it hang", "break", lambda d: d.hang())
_UNPLUG = Preset("unplug", "Unplug it", "break", lambda d: d.unplug())
_LOW = Preset("low_battery", "Run its batteries low", "break", _low_battery)
_OUT = Preset(
    "batteries_out", "Take its batteries out", "break", lambda d: d.remove_batteries()
)
_BUSY = Preset("busy", "Keep it busy", "break", lambda d: setattr(d, "busy", True))
_NEW = Preset(
    "batteries_in", "Put new batteries in", "fix", lambda d: d.insert_batteries()
)
_PLUG = Preset("plug_in", "Plug it in", "fix", lambda d: d.plug_in())
_CYCLE = Preset(
    "power_cycle", "Take the power away for a moment", "fix", lambda d: d.power_cycle()
)
_CLOSER = Preset(
    "closer", "Move it closer to the router", "fix", lambda d: d.set_signal(5)
)
_MEND = Preset("mend", "Make it well", "wonder", _mend)

PRESETS: dict[str, tuple[Preset, ...]] = {
    "camera": (
        _LOW,
        _OUT,
        _WEAK_WIFI,
        Preset(
            "weak_link",
            "Weaken its link to the sync module",
            "break",
            lambda d: d.set_link(WEAK),
        ),
        Preset("crowd", "Crowd the Wi-Fi", "break", lambda d: d.crowd()),
        Preset("defect", "Break it for good", "break", lambda d: d.break_hardware()),
        _HANG,
        _BUSY,
        _NEW,
        _CYCLE,
        _CLOSER,
        Preset(
            "link_closer",
            "Move it closer to the sync module",
            "fix",
            lambda d: d.set_link(5),
        ),
        _MEND,
    ),
    "owl": (_UNPLUG, _WEAK_WIFI, _HANG, _BUSY, _PLUG, _CYCLE, _CLOSER, _MEND),
    "doorbell": (_LOW, _OUT, _WEAK_WIFI, _HANG, _BUSY, _NEW, _CYCLE, _CLOSER, _MEND),
    "sync_module": (
        _UNPLUG,
        _WEAK_WIFI,
        _HANG,
        Preset("silent_heart", "Stop its heartbeat only", "break", _stop_heartbeat),
        _PLUG,
        _CYCLE,
        _CLOSER,
        _MEND,
    ),
}


def run(device: Operations, preset_id: str) -> None:
    """Press a button; raises KeyError if the family does not have it."""
    for preset in PRESETS[device.family]:
        if preset.id == preset_id:
            preset.run(device)
            return
    raise KeyError(f"a {device.title} has no preset {preset_id!r}")


def state(device: Operations) -> dict[str, Any]:
    """Return a device as the control page shows it."""
    now = device.now()
    shown: dict[str, Any] = {
        "key": device.key,
        "family": device.family,
        "name": device.name,
        "type": device.type,
        "network": device.network.id,
        "status": device.status_at(now),
        "firmware": device.fw_version,
        "expect": device.expect,
        "presets": [
            {"id": p.id, "label": p.label, "kind": p.kind}
            for p in PRESETS[device.family]
        ],
    }
    for name in ("battery", "volts", "wifi_bars", "link_bars", "issues", "busy"):
        if hasattr(type(device), name):
            shown[name] = device.value(name, now)
    if isinstance(device, Camera):
        shown |= {"wifi_dbm": device.wifi_dbm, "link_dbm": device.link_dbm}
    return shown
