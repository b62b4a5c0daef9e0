"""How values move over days."""

from datetime import datetime, timedelta
import math

from .timed import Curve

LITHIUM_KNEE = 0.85
LITHIUM_SLOPE = 0.1
EMPTY_VOLTS = 1.05


def lithium(
    start: datetime, over: timedelta, volts: float = 1.6, end: float = EMPTY_VOLTS
) -> Curve[float]:
    """Return the voltage curve of a lithium battery: flat for most of its life, then a steep fall."""

    knee = volts - LITHIUM_SLOPE

    def curve(at: datetime) -> float:
        used = _share(start, over, at)
        if used <= LITHIUM_KNEE:
            return round(volts - LITHIUM_SLOPE * used / LITHIUM_KNEE, 2)
        fall = (used - LITHIUM_KNEE) / (1 - LITHIUM_KNEE)
        return round(knee - (knee - end) * math.pow(fall, 1.5), 2)

    return curve


def straight(start: datetime, over: timedelta, first: int, last: int) -> Curve[int]:
    """Return a linear curve from `first` to `last` in whole numbers."""

    def curve(at: datetime) -> int:
        return round(first + (last - first) * _share(start, over, at))

    return curve


def crossing(
    curve: Curve[float], start: datetime, over: timedelta, level: float
) -> datetime:
    """Return when a falling curve is first at or below `level`, to the minute."""
    low, high = 0, max(1, int(over / timedelta(minutes=1)))
    while low < high:
        middle = (low + high) // 2
        value = curve(start + timedelta(minutes=middle))
        if value <= level:
            high = middle
        else:
            low = middle + 1
    return start + timedelta(minutes=low)


def _share(start: datetime, over: timedelta, at: datetime) -> float:
    return max(0.0, min(1.0, (at - start) / over))
