"""What says the same as at the poll before is not read again.

Between two polls most devices say what they said before, up to moments that no
reading holds. The same reading in the same object also tells all that follows
that there is nothing new.
"""

from collections.abc import Callable, Mapping
import marshal
from typing import Any

from .readings import Reading

# The fields of a raw entry that readings are made of
FIELDS = (
    "id",
    "network_id",
    "name",
    "serial",
    "type",
    "subtype",
    "status",
    "battery",
    "wifi_strength",
    "signals",
    "fw_version",
    "issues",
    "last_hb",
    "usage_rate",
)
# without references, so that equal values have equal marks
_MARSHAL_VERSION = 2


class Unchanged:
    """The readings of the last poll by what they were made of."""

    def __init__(self) -> None:
        """Begin without any."""
        self._before: dict[str, tuple[bytes, Reading]] = {}
        self._now: dict[str, tuple[bytes, Reading]] = {}

    def next_poll(self) -> None:
        """Keep what the poll that is over has brought, and no more."""
        self._before, self._now = self._now, {}

    def or_read(
        self,
        key: str,
        raw: Mapping[Any, Any],
        extra: Mapping[str, Any],
        read: Callable[[], Reading],
    ) -> Reading:
        """Return the reading of the poll before where it says the same, or read anew."""
        mark = _mark(raw, extra)
        known = self._before.get(key)
        reading = (
            known[1] if known is not None and mark and known[0] == mark else read()
        )
        self._now[key] = (mark, reading)
        return reading


def _mark(raw: Mapping[Any, Any], extra: Mapping[str, Any]) -> bytes:
    """Return what tells all different values apart, 1 from True as well.

    Nothing for values that are no JSON or endlessly nested: those are read.
    """
    said: Any = (tuple(map(raw.get, FIELDS)), extra)
    try:
        return marshal.dumps(said, _MARSHAL_VERSION)
    except ValueError:
        return b""
