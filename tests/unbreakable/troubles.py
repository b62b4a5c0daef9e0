"""What can be wrong with a house, what has to be found then, and the cure."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from custom_components.blink_doctor.diagnosis.model.findings import Cause
from custom_components.blink_doctor.diagnosis.model.readings import ACCOUNT_KEY
from demo.cloud import Account

type Deed = Callable[[Any], object]
# Cause and key of each device where a cause sits: there is one issue for each
type Roots = set[tuple[str, str]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Trouble:
    """Something that is put into a camera, the cause it has to be given, the cure."""

    put_in: Deed
    cause: Cause
    cure: Deed


OF_A_CAMERA: tuple[Trouble, ...] = (
    Trouble(
        put_in=lambda camera: setattr(camera, "battery", "low"),
        cause=Cause.LOW_BATTERY,
        cure=lambda camera: setattr(camera, "battery", "ok"),
    ),
    Trouble(
        put_in=lambda camera: camera.set_signal(1),
        cause=Cause.WEAK_WIFI,
        cure=lambda camera: camera.set_signal(5),
    ),
    Trouble(
        put_in=lambda camera: camera.set_link(1),
        cause=Cause.WEAK_SYNC_MODULE_LINK,
        cure=lambda camera: camera.set_link(5),
    ),
    Trouble(
        put_in=lambda camera: setattr(camera, "issues", ["bandwidth"]),
        cause=Cause.WIFI_CONGESTION,
        cure=lambda camera: setattr(camera, "issues", []),
    ),
    Trouble(
        put_in=lambda camera: setattr(camera, "issues", ["error_149"]),
        cause=Cause.CAMERA_ERROR,
        cure=lambda camera: setattr(camera, "issues", []),
    ),
    Trouble(
        put_in=lambda camera: camera.hang(),
        cause=Cause.CAMERA_ERROR,
        cure=lambda camera: camera.power_cycle(),
    ),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Outage:
    """Something that takes many devices with it, and where its one cause sits."""

    name: str
    put_in: Callable[[], object]
    roots: Roots
    cure: Callable[[], object]


def outages(account: Account) -> Iterator[Outage]:
    """Yield everything that can go down above the cameras, one at a time."""
    for module in account.sync_modules:
        yield Outage(
            name=f"{module.name} without power",
            put_in=module.unplug,
            roots={(Cause.SYNC_MODULE_OFFLINE, module.key)},
            cure=module.plug_in,
        )
    yield Outage(
        name="router off",
        put_in=account.router_off,
        roots={(Cause.HOME_NETWORK_OFFLINE, ACCOUNT_KEY)},
        cure=account.router_on,
    )
    yield Outage(
        name="service down",
        put_in=account.service_down,
        roots={(Cause.BLINK_UNREACHABLE, ACCOUNT_KEY)},
        cure=account.service_up,
    )
