"""Blink Doctor's own page is what the demo house opens first."""

from .client import Client

PATH = "blink-doctor"


async def create(client: Client) -> None:
    """Open it first, for everybody: Blink Doctor has made it."""
    await client.call(
        "frontend/set_system_data", key="core", value={"default_panel": PATH}
    )
