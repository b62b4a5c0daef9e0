"""Read Blink Doctor's results through Home Assistant's API."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from .client import Client

NONE = "none"
_UNKNOWN = ("unknown", "unavailable")
_YES_NO = {"on": "yes", "off": "no"}
_HEADINGS = (
    "device",
    "online",
    "battery",
    "signal",
    "firmware",
    "fault",
    "primary cause",
    "since",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One device's entity states; empty text without an entity."""

    name: str
    serials: frozenset[str]
    entities: Mapping[str, str]
    online: str
    battery: str
    signal: str
    firmware: str
    fault: str
    cause: str
    since: str

    @property
    def known(self) -> bool:
        """Whether the device has been diagnosed."""
        return self.cause not in ("", *_UNKNOWN) and self.fault not in ("", *_UNKNOWN)

    @property
    def cells(self) -> tuple[str, ...]:
        """Return the row for the printed table."""
        texts = (
            self.name,
            _YES_NO.get(self.online, self.online),
            self.battery,
            self.signal,
            self.firmware,
            _YES_NO.get(self.fault, self.fault),
            self.cause,
            self.since,
        )
        return tuple(text or "-" for text in texts)


_ANSWERS = {"True": "on", "False": "off"}


async def read_rows(client: Client) -> list[Row]:
    """Return a row for each device, and for the account, with a fault entity."""
    states = {state["entity_id"]: state for state in await client.call("get_states")}
    devices = {
        device["id"]: device
        for device in await client.call("config/device_registry/list")
    }
    by_device: dict[str, dict[str, str]] = defaultdict(dict)
    for entity in await client.call("config/entity_registry/list"):
        if entity["platform"] == "blink_doctor" and entity["device_id"]:
            # the account's own entities have other keys
            key = entity["translation_key"].removeprefix("account_")
            by_device[entity["device_id"]][key] = entity["entity_id"]
        elif entity["platform"] == "blink" and entity["unique_id"].endswith("-battery"):
            by_device[entity["device_id"]]["battery"] = entity["entity_id"]
    rows = [
        _row(devices[device_id], entities, states)
        for device_id, entities in by_device.items()
        if "fault" in entities
    ]
    return sorted(rows, key=lambda row: (row.fault != "on", row.name))


def _row(
    device: Mapping[str, Any],
    entities: Mapping[str, str],
    states: Mapping[str, Mapping[str, Any]],
) -> Row:
    def state(key: str) -> str:
        found = states.get(entities.get(key, ""))
        return found["state"] if found else ""

    def attribute(key: str, name: str) -> str:
        found = states.get(entities.get(key, ""))
        value = found["attributes"].get(name) if found else None
        return "" if value is None else str(value)

    bars = state("wifi_signal")
    causes = attribute("fault", "causes")
    behind = " (behind)" if state("firmware_state") == "behind" else ""
    return Row(
        name=device["name_by_user"] or device["name"] or "?",
        serials=frozenset(
            serial for domain, serial in device["identifiers"] if domain == "blink"
        ),
        entities=entities,
        online=_ANSWERS.get(attribute("fault", "online"), ""),
        battery=state("battery_state") or _battery(state("battery"), causes),
        signal=f"{bars}/5" if bars.isdecimal() else "",
        firmware=f"{device['sw_version'] or ''}{behind}",
        fault=state("fault"),
        cause=state("fault_cause") or attribute("fault", "primary_cause"),
        since=attribute("fault", "since")[:16].replace("T", " "),
    )


def _battery(core: str, causes: str) -> str:
    """Return core Blink's battery state; it calls devices without a battery low, too."""
    if core == "on":
        return "low" if "low_battery" in causes else ""
    return "ok" if core == "off" else ""


def table(rows: Iterable[Row]) -> str:
    """Return the rows as a text table."""
    lines: Sequence[Sequence[str]] = [_HEADINGS, *(row.cells for row in rows)]
    widths = [
        max(len(line[column]) for line in lines) for column in range(len(_HEADINGS))
    ]
    return "\n".join(
        "  ".join(
            cell.ljust(width) for cell, width in zip(line, widths, strict=True)
        ).rstrip()
        for line in lines
    )


def complaints(rows: Iterable[Row], expected: Mapping[str, str]) -> list[str]:
    """Return the differences between rows and expected causes, one line each.

    `expected` maps serial numbers to the cause assigned to the device, or
    `none`.
    """
    rows = list(rows)
    found = {serial for row in rows for serial in row.serials}
    wrong = [
        f"{row.name}: {row.cause} instead of {cause}"
        for row in rows
        for serial, cause in expected.items()
        if serial in row.serials and row.cause != cause
    ]
    wrong += [
        f"{row.name}: the fault is {row.fault}, but the cause is {row.cause}"
        for row in rows
        if (row.fault == "on") != (row.cause != NONE)
    ]
    missing = [cause for serial, cause in expected.items() if serial not in found]
    if missing:
        wrong.append(f"{len(missing)} devices have no entities")
    return wrong
