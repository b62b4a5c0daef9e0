"""Add Blink Doctor's generated dashboard through Home Assistant's API."""

from .client import Client

# Blink Doctor's own one at "blink-doctor" is hidden from the sidebar
PATH = "blink-house"


async def create(client: Client) -> None:
    """Create the dashboard if it does not exist, and make it the default."""
    made = await client.call("lovelace/dashboards/list")
    if all(one["url_path"] != PATH for one in made):
        await _make(client)
    await client.call(
        "frontend/set_system_data", key="core", value={"default_panel": PATH}
    )


async def _make(client: Client) -> None:
    """Create the dashboard."""
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
