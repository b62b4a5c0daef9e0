"""The control page and its JSON interface, for people who play with the demo."""

from typing import TYPE_CHECKING

from aiohttp import web

if TYPE_CHECKING:
    from .server import Cloud


class Control:
    """Everything under /_control/."""

    def __init__(self, cloud: Cloud) -> None:
        """Take the cloud to control."""
        self._cloud = cloud

    def routes(self) -> list[web.AbstractRouteDef]:
        """Return the routes."""
        return []
