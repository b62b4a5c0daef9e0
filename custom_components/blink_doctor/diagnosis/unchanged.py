"""What says the same as at the poll before is not read again.

Between two polls most devices say what they said before, up to moments that no
reading holds. The same reading in the same object also tells all that follows
that there is nothing new.
"""

from collections.abc import Callable, Mapping
import marshal
from typing import Any, NamedTuple

from .readings import Device, Reading

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


class _Read(NamedTuple):
    """An entry that was read, and what it was read from."""

    mark: bytes
    device: Device
    reading: Reading


class Unchanged:
    """The readings of the last poll, by where in the homescreen they stood."""

    def __init__(self) -> None:
        """Begin without any."""
        self._before: dict[tuple[str, int], _Read] = {}
        self._now: dict[tuple[str, int], _Read] = {}

    def next_poll(self) -> None:
        """Keep what the poll that is over has brought, and no more."""
        self._before, self._now = self._now, {}

    def again(
        self,
        place: tuple[str, int],
        raw: Any,
        extra_of: Callable[[Device], Mapping[str, Any]],
    ) -> Reading | None:
        """Return the reading of the poll before, None where something else is said.

        `place` is the list and the position in it; `extra_of` tells what other
        answers say about a device.
        """
        known = self._before.get(place)
        if known is None or not isinstance(raw, dict):
            return None
        if _mark(raw, extra_of(known.device)) != known.mark:
            return None
        self._now[place] = known
        return known.reading

    def keep(
        self,
        place: tuple[str, int],
        device: Device,
        raw: Mapping[Any, Any],
        extra: Mapping[str, Any],
        reading: Reading,
    ) -> None:
        """Remember what was read anew."""
        if mark := _mark(raw, extra):
            self._now[place] = _Read(mark, device, reading)


def _mark(raw: Mapping[Any, Any], extra: Mapping[str, Any]) -> bytes:
    """Return what tells all different values apart, 1 from True as well.

    Nothing for values that are no JSON or endlessly nested: those are read.
    """
    said: Any = (tuple(map(raw.get, FIELDS)), extra)
    try:
        return marshal.dumps(said, _MARSHAL_VERSION)
    except ValueError:
        return b""
