"""A dashboard for the demo, made through Home Assistant's own API."""

from collections.abc import Iterable
from typing import Any

from .client import Client
from .report import Row

PATH = "blink-doctor"
_SHOWN = ("fault_cause", "battery_state", "wifi_signal", "online")


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
    tiles = [
        {"type": "tile", "entity": row.entities[key]}
        for key in _SHOWN
        if key in row.entities
    ]
    heading = {"type": "heading", "heading": row.name, "icon": "mdi:cctv"}
    return {"type": "grid", "cards": [heading, *tiles]}
