"""Run the engine over captured payloads, in order.

The file format is the diagnostics download's: `{"settings": {}, "captures":
[{"at": ..., "homescreen": {...}, ...}]}`, also where Home Assistant wrapped it
into its own file under `data`.
"""

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any

from . import payload, report, values
from .engine import diagnose
from .findings import Diagnosis
from .memory import Memory
from .readings import Snapshot
from .settings import Settings


class NotAReplay(ValueError):
    """The file is not of this format; the text names the place."""


def read(data: Any) -> tuple[Settings, list[Snapshot]]:
    """Return settings and snapshots of a replay file's content.

    Raises NotAReplay, which names the place, for anything of another format.
    """
    if isinstance(data, dict) and "captures" not in data:
        data = data.get("data", data)
    if not isinstance(data, dict):
        raise NotAReplay("top level: an object with `captures` is expected")
    captures = data.get("captures")
    if not isinstance(captures, list):
        raise NotAReplay("captures: a list is expected")
    return _settings(data.get("settings")), [
        _snapshot(f"captures[{position}]", raw) for position, raw in enumerate(captures)
    ]


def run(settings: Settings, snapshots: list[Snapshot]) -> Iterator[Diagnosis]:
    """Yield the diagnosis after each snapshot, from an empty memory on."""
    memory = Memory()
    for snapshot in snapshots:
        diagnosis, memory = diagnose(snapshot, memory, settings, snapshot.at)
        yield diagnosis


def as_json(settings: Settings, snapshots: list[Snapshot]) -> list[dict[str, Any]]:
    """Return the replay's output, an object per capture."""
    return [report.as_dict(diagnosis) for diagnosis in run(settings, snapshots)]


def _settings(raw: Any) -> Settings:
    if raw is None:
        return Settings()
    if not isinstance(raw, Mapping):
        raise NotAReplay("settings: an object is expected")
    try:
        return Settings.from_mapping(raw)
    except ValueError as err:
        raise NotAReplay(f"settings.{values.name(str(err), 200)}") from err


def _snapshot(where: str, raw: Any) -> Snapshot:
    if not isinstance(raw, dict):
        raise NotAReplay(f"{where}: an object is expected")
    if "homescreen" not in raw:
        raise NotAReplay(f"{where}.homescreen: missing (null is a failed poll)")
    _check(where, raw, "cameras", dict)
    _check(where, raw, "networks", dict)
    _check(where, raw, "live", dict)
    _check(where, raw, "red_light", list)
    return payload.parse(
        raw["homescreen"],
        at=_at(where, raw.get("at")),
        cameras=raw.get("cameras"),
        networks=raw.get("networks"),
        red_light=raw.get("red_light"),
        live=raw.get("live"),
    )


def _check(where: str, raw: dict[str, Any], key: str, kind: type) -> None:
    if raw.get(key) is not None and not isinstance(raw[key], kind):
        wanted = "a list" if kind is list else "an object"
        raise NotAReplay(f"{where}.{key}: {wanted} is expected")


def _at(where: str, raw: Any) -> datetime:
    at = values.moment(raw)
    if at is None:
        raise NotAReplay(
            f"{where}.at: a moment such as 2026-11-22T10:00:00Z is expected"
        )
    return at
