"""The days on which a device was seen online: one bit for each of the last 90 days."""

from datetime import datetime

from .samples import day_of

DAYS = 90
_ALL = (1 << DAYS) - 1


def with_today(days: int, last: int, today: int) -> int:
    """Return the days with today added; bit 0 is today, bit 1 the day before.

    After the clock was set back, `last` lies in the future: it counts as today.
    """
    return (days << min(max(today - last, 0), DAYS) | 1) & _ALL


def count(days: int, last: int, since: datetime) -> int:
    """Return on how many days since `since` the device was seen online."""
    within = last - day_of(since) + 1
    if within <= 0:
        return 0
    return (days & ((1 << min(within, DAYS)) - 1)).bit_count()
