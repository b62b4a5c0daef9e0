"""Blink Doctor's own page as a dashboard, made through Home Assistant's own API."""

from .client import Client

# Blink Doctor has one of its own at "blink-doctor", which is not in the sidebar
PATH = "blink-house"


async def create(client: Client) -> None:
    """Make the dashboard, and the one that opens first."""
    await client.call(
        "lovelace/dashboards/create",
        url_path=PATH,
        title="Blink",
        icon="mdi:cctv",
        mode="storage",
        show_in_sidebar=True,
        require_admin=False,
    )
    await client.call(
        "lovelace/config/save",
        url_path=PATH,
        config={"strategy": {"type": "custom:blink-doctor"}},
    )
    await client.call(
        "frontend/set_system_data", key="core", value={"default_panel": PATH}
    )
