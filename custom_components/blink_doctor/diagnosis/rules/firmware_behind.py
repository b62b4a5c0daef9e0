"""Firmware behind: a device of the same kind in the account runs a newer one.

No payload says "update pending", so this is all that can honestly be known.
"""

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta

from ..memory import Symptom
from ..readings import Reading

type Group = tuple[str, str | None, str | None]


def group(reading: Reading) -> Group:
    """Return what two devices must share to run the same firmware."""
    return (reading.family, reading.model, reading.subtype)


def seen_key(of: Group, version: str) -> str:
    """Return the key under which a version's first sighting is remembered."""
    return "|".join((*(part or "" for part in of), version))


def parts(version: str) -> tuple[int, ...] | None:
    """Return a version as numbers, so that 10.53 is newer than 10.6."""
    try:
        return tuple(int(part) for part in version.split("."))
    except ValueError:
        return None


def versions_by_group(readings: Iterable[Reading]) -> dict[Group, set[str]]:
    """Return the versions that run in the account, per kind of device."""
    found: dict[Group, set[str]] = {}
    for reading in readings:
        if reading.firmware is not None and reading.model is not None:
            found.setdefault(group(reading), set()).add(reading.firmware)
    return found


def behind(
    running: Mapping[Group, set[str]],
    first_seen: Mapping[str, datetime],
    now: datetime,
    patience: timedelta,
) -> dict[tuple[Group, str], Symptom]:
    """Return a symptom for each kind and version that is left behind.

    Blink rolls updates out over days: a newer version counts only when it was
    first seen at least `patience` ago.
    """
    found: dict[tuple[Group, str], Symptom] = {}
    for kind, versions in running.items():
        if len(versions) < 2:
            continue
        ordered = sorted((p, v) for v in versions if (p := parts(v)) is not None)
        settled = [
            (number, version, since)
            for number, version in ordered
            if (since := first_seen.get(seen_key(kind, version))) is not None
            and now - since >= patience
        ]
        for number, version in ordered:
            newer = next((s for s in reversed(settled) if s[0] > number), None)
            if newer is not None:
                found[kind, version] = _symptom(version, newer[1], newer[2])
    return found


def _symptom(installed: str, newest: str, since: datetime) -> Symptom:
    return Symptom(
        evidence={
            "firmware": installed,
            "newer_firmware": newest,
            "newer_since": since.isoformat(),
        },
        since=since,
    )
