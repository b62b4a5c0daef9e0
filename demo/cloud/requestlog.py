"""Log of every request to the cloud, for tests and the control page."""

from dataclasses import asdict, dataclass
from datetime import datetime
from fnmatch import fnmatchcase
import re
from typing import Any

from .clock import stamp

type PathPattern = str | re.Pattern[str]


@dataclass(frozen=True, slots=True)
class LoggedRequest:
    """One request. `status` is 0 if the cloud gave no answer."""

    at: datetime
    method: str
    host: str
    path: str
    query: str
    status: int
    account: str | None

    def as_dict(self) -> dict[str, Any]:
        """Return the entry as JSON."""
        return {**asdict(self), "at": stamp(self.at)}


def matches(pattern: PathPattern, path: str) -> bool:
    """Return whether a path matches.

    Text with * or ? is a wildcard pattern for the whole path, any other text matches
    anywhere in it; a compiled expression is searched for.
    """
    if isinstance(pattern, re.Pattern):
        return pattern.search(path) is not None
    if "*" in pattern or "?" in pattern:
        return fnmatchcase(path, pattern)
    return pattern in path
