"""The last polls as Blink sent them, small enough to be kept: for diagnostics."""

from collections import deque
from collections.abc import Iterator, Mapping
from datetime import datetime
import json
from typing import Any
import zlib

from homeassistant.helpers.json import json_bytes

from ..diagnosis.memory import Memory

# Enough to see every persistence of a default set-up
MOST_POLLS = 8
# A device is about 2 KB of JSON, compressed a tenth of that
LARGEST_POLL = 2 * 1024 * 1024
MOST_BYTES = 512 * 1024
# the fastest: polls are alike, and so are the devices in them
_LEVEL = 1
NO_MEMORY = Memory()
_NOT_JSON = (TypeError, ValueError, RecursionError)


class Captures:
    """Raw polls in the replay format, oldest first, compressed and bounded."""

    def __init__(self) -> None:
        """Begin without any."""
        self._kept: deque[tuple[datetime, bytes, Memory]] = deque(maxlen=MOST_POLLS)
        # how many were too large to be kept, or no JSON
        self.left_out = 0

    def add(
        self, at: datetime, capture: Mapping[str, Any], memory: Memory = NO_MEMORY
    ) -> None:
        """Keep a poll, and let older ones go where there is no room for all.

        `memory` is what was remembered before the poll. It costs next to nothing:
        what did not change since is shared.
        """
        raw = _as_json(capture)
        if raw is None or len(raw) > LARGEST_POLL:
            self.left_out += 1
            return
        self._kept.append((at, zlib.compress(raw, _LEVEL), memory))
        while self.size > MOST_BYTES:
            self._kept.popleft()

    @property
    def size(self) -> int:
        """Return how many bytes are kept."""
        return sum(len(packed) for _, packed, _ in self._kept)

    @property
    def last_at(self) -> datetime | None:
        """Return when the last poll was kept."""
        return self._kept[-1][0] if self._kept else None

    @property
    def memory(self) -> Memory:
        """Return what was remembered before the first poll that is kept."""
        return self._kept[0][2] if self._kept else NO_MEMORY

    def __len__(self) -> int:
        """Return how many polls are kept."""
        return len(self._kept)

    def __iter__(self) -> Iterator[dict[str, Any]]:
        """Yield each poll, with its moment as `at`."""
        # all of now: who reads may be in another thread
        for at, packed, _ in tuple(self._kept):
            yield {"at": at, **json.loads(zlib.decompress(packed))}


def _as_json(capture: Mapping[str, Any]) -> bytes | None:
    try:
        return json_bytes(capture)
    except _NOT_JSON:
        pass
    try:
        # slower, and at home with all that Python takes for JSON
        return json.dumps(capture, default=str, separators=(",", ":")).encode()
    except _NOT_JSON:
        return None
