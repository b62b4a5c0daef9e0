"""A dashboard for the demo, made through Home Assistant's own API."""

from collections.abc import Iterable
from typing import Any

from .client import Client
from .report import NONE, Row

PATH = "blink-doctor"
_SHOWN = {
    "battery_state": "Battery",
    "wifi_signal": "Wi-Fi",
    "online": "Answers",
    "firmware_state": "Firmware",
}


async def create(client: Client, rows: Iterable[Row]) -> None:
    """Make the dashboard, and the one that opens first."""
    await client.call(
        "lovelace/dashboards/create",
        url_path=PATH,
        title="Blink Doctor",
        icon="mdi:stethoscope",
        mode="storage",
        show_in_sidebar=True,
        require_admin=False,
    )
    config = {"views": [_view(list(rows))]}
    await client.call("lovelace/config/save", url_path=PATH, config=config)
    await client.call(
        "frontend/set_system_data", key="core", value={"default_panel": PATH}
    )


def _view(rows: list[Row]) -> dict[str, Any]:
    return {
        "title": "Cameras",
        "type": "sections",
        "max_columns": 3,
        "sections": [_section(row) for row in rows],
    }


def _section(row: Row) -> dict[str, Any]:
    heading = {"type": "heading", "heading": row.name, "icon": "mdi:cctv"}
    cause = {
        "type": "tile",
        "entity": row.entities["fault_cause"],
        "name": "Cause",
        "color": "red" if row.cause != NONE else "green",
        "grid_options": {"columns": "full"},
    }
    tiles = [
        {"type": "tile", "entity": row.entities[key], "name": name}
        for key, name in _SHOWN.items()
        if key in row.entities
    ]
    return {"type": "grid", "cards": [heading, cause, *tiles]}
