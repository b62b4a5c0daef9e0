"""The last raw polls, compressed in memory, for the diagnostics download."""

from collections import deque
from collections.abc import Iterator, Mapping
from datetime import datetime
import json
from typing import Any
import zlib

from homeassistant.helpers.json import json_bytes

from ..diagnosis.memory import Memory

# enough to see each hold of a default set-up
MOST_POLLS = 8
# a device is about 2 KB of JSON, a tenth of that compressed
LARGEST_POLL = 2 * 1024 * 1024
MOST_BYTES = 512 * 1024
# fastest level: polls repeat each other, and so do the devices in them
_LEVEL = 1
NO_MEMORY = Memory()
_NOT_JSON = (TypeError, ValueError, RecursionError)


class Captures:
    """Raw polls in the replay format, oldest first, compressed and bounded."""

    def __init__(self) -> None:
        """Start empty."""
        self._kept: deque[tuple[datetime, bytes, Memory]] = deque(maxlen=MOST_POLLS)
        # number of polls that were too large or not JSON
        self.left_out = 0

    def add(
        self, at: datetime, capture: Mapping[str, Any], memory: Memory = NO_MEMORY
    ) -> None:
        """Store a poll; drop the oldest ones when there is no room.

        `memory` is the memory before the poll. It costs little, because unchanged parts are
        shared between memories.
        """
        raw = _as_json(capture)
        if raw is None or len(raw) > LARGEST_POLL:
            self.left_out += 1
            return
        self._kept.append((at, zlib.compress(raw, _LEVEL), memory))
        while self.size > MOST_BYTES:
            self._kept.popleft()

    def amend(self, **reports: list[Any]) -> None:
        """Add the owner's reports since the last poll, as if they had come with it."""
        if not self._kept:
            return
        at, packed, memory = self._kept.pop()
        capture = json.loads(zlib.decompress(packed))
        for name, items in reports.items():
            capture[name] = [*capture.get(name, ()), *items]
        self._kept.append((at, zlib.compress(json_bytes(capture), _LEVEL), memory))

    @property
    def size(self) -> int:
        """Return the number of bytes stored."""
        return sum(len(packed) for _, packed, _ in self._kept)

    @property
    def last_at(self) -> datetime | None:
        """Return when the last poll was stored."""
        return self._kept[-1][0] if self._kept else None

    @property
    def memory(self) -> Memory:
        """Return the memory before the first stored poll."""
        return self._kept[0][2] if self._kept else NO_MEMORY

    def __len__(self) -> int:
        """Return the number of stored polls."""
        return len(self._kept)

    def __iter__(self) -> Iterator[dict[str, Any]]:
        """Yield each poll, with its time as `at`."""
        # iterate over a copy: the reader may be in another thread
        for at, packed, _ in tuple(self._kept):
            yield {"at": at, **json.loads(zlib.decompress(packed))}


def _as_json(capture: Mapping[str, Any]) -> bytes | None:
    try:
        return json_bytes(capture)
    except _NOT_JSON:
        pass
    try:
        # slower, but accepts everything that Python accepts as JSON
        return json.dumps(capture, default=str, separators=(",", ":")).encode()
    except _NOT_JSON:
        return None
