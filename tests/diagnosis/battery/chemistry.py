"""Cells of several makes: what they hold and which voltage they show.

The curves follow the makers' data sheets for AA cells at a light load.
"""

from bisect import bisect_right
from dataclasses import dataclass
from random import Random

type Points = tuple[tuple[float, float], ...]


@dataclass(frozen=True, slots=True)
class Make:
    """A kind of cell. `curve` is volts over the share of the charge used.

    `sag` is volts lost per degree below 20 C for a fresh cell, and twice more
    for an empty one; `cold_loss` the share of charge that frost takes away.
    """

    name: str
    charge_mah: float
    spread: float
    curve: Points
    sag: float
    cold_loss: float

    def volts(self, used: float, celsius: float) -> float:
        """Return the voltage under a light load."""
        used = used * (1 + self.cold_loss * max(0.0, -celsius) / 20)
        sag = self.sag * max(0.0, 20 - celsius) * (1 + 2 * used)
        return self._open(min(used, 1.0)) - sag

    def _open(self, used: float) -> float:
        position = min(bisect_right(self.curve, (used, 9.0)), len(self.curve) - 1)
        (left, high), (right, low) = self.curve[position - 1], self.curve[position]
        return high + (low - high) * (used - left) / (right - left)


LITHIUM = Make(
    "lithium",
    3000,
    0.05,
    (
        (0.0, 1.72), (0.03, 1.63), (0.15, 1.60), (0.35, 1.57), (0.6, 1.54),
        (0.78, 1.51), (0.88, 1.47), (0.94, 1.42), (0.97, 1.36), (0.99, 1.25), (1.0, 1.0),
    ),
    0.0012,
    0.05,
)  # fmt: skip
CHEAP_LITHIUM = Make(
    "cheap lithium",
    2300,
    0.12,
    (
        (0.0, 1.70), (0.04, 1.60), (0.3, 1.55), (0.6, 1.52), (0.8, 1.48),
        (0.9, 1.43), (0.96, 1.34), (1.0, 1.0),
    ),
    0.0018,
    0.08,
)  # fmt: skip
ALKALINE = Make(
    "alkaline",
    1700,
    0.15,
    ((0.0, 1.58), (0.1, 1.48), (0.3, 1.38), (0.5, 1.30), (0.8, 1.18), (1.0, 0.9)),
    0.003,
    0.5,
)
RECHARGEABLE = Make(
    "rechargeable",
    1900,
    0.08,
    ((0.0, 1.40), (0.05, 1.33), (0.5, 1.28), (0.9, 1.22), (1.0, 1.0)),
    0.0015,
    0.1,
)

_BOUGHT = (
    (LITHIUM, 0.88),
    (CHEAP_LITHIUM, 0.08),
    (ALKALINE, 0.03),
    (RECHARGEABLE, 0.01),
)


@dataclass(slots=True)
class Pair:
    """Two cells in a camera."""

    make: Make
    charge_mah: float
    used_mah: float = 0.0

    @property
    def used(self) -> float:
        """Return the share of the charge that is used."""
        return self.used_mah / self.charge_mah


def bought(random: Random) -> Pair:
    """Return what an owner puts in: mostly what Blink asks for."""
    make = random.choices(
        [make for make, _ in _BOUGHT], [share for _, share in _BOUGHT]
    )[0]
    return Pair(make, make.charge_mah * random.lognormvariate(0, make.spread))
