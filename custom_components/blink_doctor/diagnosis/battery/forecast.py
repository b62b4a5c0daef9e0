"""How long something lasts, from how long it lasted here before."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from math import exp, log, sqrt
from statistics import NormalDist, fmean
from typing import NamedTuple

_STANDARD = NormalDist()
_TAIL, _STILL = 0.03, 0.35
# what has outlived so much of what is known is not spoken of
_OUTLIVED = 0.9


class Span(NamedTuple):
    """At least, about, at most."""

    least: float
    about: float
    most: float


@dataclass(frozen=True)
class Spans:
    """What was seen, by device; logarithms of it are taken as normal.

    The mean of a device lies around the mean of all. `within` and `between` are
    the spreads of one device's and between devices, held for as much as so many
    that were measured.
    """

    seen: Mapping[str, list[float]]
    within_before: float
    between_before: float
    held_for: float = 3.0

    @cached_property
    def _means(self) -> dict[str, float]:
        return {key: fmean(map(log, seen)) for key, seen in self.seen.items() if seen}

    @cached_property
    def _freedom(self) -> float:
        return self.held_for + sum(len(seen) - 1 for seen in self.seen.values() if seen)

    @cached_property
    def _within(self) -> float:
        apart = (
            (log(value) - self._means[key]) ** 2
            for key, seen in self.seen.items()
            for value in seen
        )
        squares = self.held_for * self.within_before**2 + sum(apart)
        return sqrt(squares / self._freedom)

    @cached_property
    def _between(self) -> float:
        means = self._means.values()
        middle = fmean(means)
        noise = fmean(
            self._within**2 / len(seen) for seen in self.seen.values() if seen
        )
        apart = sum((mean - middle) ** 2 for mean in means) - noise * (len(means) - 1)
        squares = self.held_for * self.between_before**2 + max(0.0, apart)
        return sqrt(squares / (self.held_for + len(means) - 1))

    def of(self, key: str) -> tuple[float, float] | None:
        """Return mean and spread of the logarithm for the next one of a device."""
        others = [mean for other, mean in self._means.items() if other != key]
        own = len(self.seen.get(key, ()))
        if not others and not own:
            return None
        weight, mean = own / self._within**2, self._means.get(key, 0.0)
        if others:
            prior = 1 / (self._between**2 * (1 + 1 / len(others)))
            mean = (mean * weight + fmean(others) * prior) / (weight + prior)
            weight += prior
        return mean, sqrt(1 / weight + self._within**2) * (1 + 1 / self._freedom)

    def after(self, key: str, passed: float) -> Span | None:
        """Return the whole, given that so much has passed."""
        known = self.of(key)
        if known is None:
            return None
        mean, spread = known
        gone = _STANDARD.cdf((log(max(passed, 1e-3)) - mean) / spread)
        if gone > _OUTLIVED:
            return None
        least, still, most = (
            exp(mean + spread * _STANDARD.inv_cdf(gone + share * (1 - gone)))
            for share in (_TAIL, _STILL, 1 - _TAIL)
        )
        # a date stays where it is until it is hardly to be expected any more
        return Span(least, max(exp(mean), still), most)

    def most(self, key: str) -> float | None:
        """Return the most to expect of the next one of a device."""
        span = self.after(key, 0.0)
        return span.most if span else None
