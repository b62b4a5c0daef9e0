"""Repeatable noise: a function of the seed and the time."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from hashlib import blake2b

SLOT = timedelta(minutes=5)
HOUR = timedelta(hours=1)
_EPOCH = datetime(2020, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Noise:
    """Noise levels. All shares are probabilities from 0 to 1; 0 disables one.

    bars: a signal reads one bar more or less for five minutes.
    volts: a voltage reads a hundredth more or less.
    lost_polls: a request gets no answer.
    hiccups: an hour contains `hiccup_length` in which every request is refused with 503.
    offline_blips: a device is reported offline for five minutes although it is not.
    """

    seed: int = 0
    bars: float = 0.0
    volts: float = 0.0
    lost_polls: float = 0.0
    hiccups: float = 0.0
    hiccup_length: timedelta = timedelta(minutes=5)
    offline_blips: float = 0.0

    def step(self, share: float, subject: str, at: datetime) -> int:
        """Return -1, 0 or 1 for a subject at a time."""
        if not share:
            return 0
        draw = self._draw(subject, (at - _EPOCH) // SLOT)
        if draw >= share:
            return 0
        return -1 if draw < share / 2 else 1

    def bar(self, bars: int | None, subject: str, at: datetime) -> int | None:
        """Return noisy bars: at most one off, and within 0 to 5."""
        if bars is None:
            return None
        return max(0, min(5, bars + self.step(self.bars, subject, at)))

    def volt(self, volts: float | None, subject: str, at: datetime) -> float | None:
        """Return the noisy voltage."""
        if volts is None:
            return None
        return round(volts + self.step(self.volts, subject, at) / 100, 2)

    def blip(self, subject: str, at: datetime) -> bool:
        """Return whether a device is wrongly reported offline."""
        return self._hit(self.offline_blips, f"blip {subject}", (at - _EPOCH) // SLOT)

    def lost(self, path: str, at: datetime) -> bool:
        """Return whether a request gets no answer."""
        return self._hit(self.lost_polls, f"lost {path}", (at - _EPOCH) // SLOT)

    def hiccup(self, at: datetime) -> bool:
        """Return whether the whole cloud refuses requests at this time."""
        hour = (at - _EPOCH) // HOUR
        if not self._hit(self.hiccups, "hiccup", hour):
            return False
        begin = self._draw("hiccup begins", hour) * (HOUR - self.hiccup_length)
        into = (at - _EPOCH) % HOUR
        return begin <= into < begin + self.hiccup_length

    def _hit(self, share: float, subject: str, slot: int) -> bool:
        return share > 0 and self._draw(subject, slot) < share

    def _draw(self, subject: str, slot: int) -> float:
        text = f"{self.seed}|{subject}|{slot}".encode()
        return int.from_bytes(blake2b(text, digest_size=6).digest()) / 2**48
