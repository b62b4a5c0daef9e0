"""Cells that empty much faster than they should, and what may be why."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from math import exp
from statistics import fmean, median

from .battery_life import BatteryLife, Expectation
from .cells import Cells
from .findings import EvidenceValue
from .past import Past
from .readings import Reading

# Cells of one make differ by a tenth and seasons by a third: half is neither
UNUSUAL_SHARE = 0.5
# who cannot be compared with so many lives is not judged
_LEAST_LIVES, _LEAST_SIBLINGS, _LEAST_OWN = 3, 2, 2
_WEAK_BARS = 2


class Against(StrEnum):
    """What a life was compared with."""

    SIBLINGS = "siblings"
    OWN_PAST = "own_past"
    NEW_CELLS = "new_cells"


@dataclass(frozen=True, slots=True, kw_only=True)
class Drain:
    """Whether cells empty unusually fast; `unusual` is None if none can tell.

    `evidence` is for showing: days, shares, and what is known to cost charge.
    """

    unusual: bool | None
    evidence: Mapping[str, EvidenceValue] = field(default_factory=dict)


def judge(
    key: str,
    known: BatteryLife,
    cells: Cells,
    expected: Expectation,
    past: Past,
    reading: Reading | None,
) -> Drain:
    """Compare the most that this set can last with what sets last here."""
    if cells.low_at_once and cells.put_in and cells.low_since:
        days = (cells.low_since - cells.put_in).days
        evidence: dict[str, EvidenceValue] = {
            "compared_with": Against.NEW_CELLS.value,
            "low_after_days": days,
        }
        return Drain(unusual=True, evidence=evidence | _reasons(past, reading))
    usual = _usual(key, known, cells)
    if expected.longest_life is None or not usual:
        return Drain(unusual=None)
    against = min(
        usual, key=lambda which: (expected.longest_life or 0.0) / usual[which]
    )
    if expected.longest_life > UNUSUAL_SHARE * usual[against]:
        return Drain(unusual=False)
    life = expected.life or expected.longest_life
    evidence = {
        "compared_with": against.value,
        "life_days": round(life),
        "usual_days": round(usual[against]),
        "share_percent": round(100 * life / usual[against]),
    }
    return Drain(unusual=True, evidence=evidence | _reasons(past, reading))


def _usual(key: str, known: BatteryLife, cells: Cells) -> dict[Against, float]:
    """Return how long a set usually lasts, by what there is to compare with."""
    usual: dict[Against, float] = {}
    siblings = [
        record.whole
        for other, record in known.lives.records.items()
        if other != key and record.whole
    ]
    if len(siblings) >= _LEAST_SIBLINGS and sum(map(len, siblings)) >= _LEAST_LIVES:
        usual[Against.SIBLINGS] = exp(median(fmean(whole) for whole in siblings))
    own = known.lives.records[key].whole
    earlier = own[:-1] if cells.low_since is not None else own
    if len(earlier) >= _LEAST_OWN:
        usual[Against.OWN_PAST] = exp(fmean(earlier))
    return usual


def _reasons(past: Past, reading: Reading | None) -> dict[str, EvidenceValue]:
    """Return what is known to cost charge and is so here."""
    found: dict[str, EvidenceValue] = {}
    if reading is not None and reading.high_usage:
        found["high_usage"] = True
    for kind in ("wifi_bars", "sync_module_bars"):
        lately = [v for day in past.days if (v := getattr(day, kind)) is not None]
        if lately and median(lately) <= _WEAK_BARS:
            found[f"weak_{kind}"] = round(median(lately))
    return found
