"""The values on the pages of a guided fix: each once, then only what changed."""

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta

from homeassistant.util import dt as dt_util

from ..coordinator import BlinkDoctorCoordinator
from ..diagnosis.model.readings import Reading
from ..messages.sentences import Words

_BATTERY = ("battery", "battery_volts")
_SIGNAL = ("wifi_bars", "wifi_dbm", "sync_module_bars")
# pages about one value, which always show it; all others show what is new
_ABOUT: Mapping[str, tuple[str, ...]] = {
    "fixed": ("online", *_BATTERY, *_SIGNAL, "firmware", "issues"),
    "battery_late": _BATTERY,
    "check_battery": _BATTERY,
    "check_wifi": _SIGNAL,
    "move_closer": _SIGNAL,
    "move_sync_module": _SIGNAL,
    "check_firmware": ("firmware",),
    "help_update_along": (*_BATTERY, *_SIGNAL, "firmware"),
}


# pages with measured values
FACTS_ON = frozenset({"not_yet", "cause_found", *_ABOUT})


class Facts:
    """The measured values that the person has not seen yet."""

    def __init__(self, words: Words) -> None:
        """Start with nothing seen."""
        self._words = words
        self._seen: set[str] = set()

    def lines(
        self, page: str, reading: Reading, read_at: datetime | None, now: datetime
    ) -> list[str]:
        """Return the values that a page shows, and when they were read."""
        words, about = self._words, _ABOUT.get(page)
        facts = words.readings(_part(reading, about), None, now)
        if about is None and self._seen:
            facts = [fact for fact in facts if fact not in self._seen]
            facts = facts or [words.say("as_before")]
        if read_at is not None:
            words.insert_read_at(facts, reading, read_at, now)
        return facts

    def mark_seen(self, lines: Iterable[str]) -> None:
        """Record that a page with these lines was shown."""
        self._seen |= {*lines}


def _part(reading: Reading, about: tuple[str, ...] | None) -> Reading:
    """Return only the fields that a page is about; offline is shown on every page."""
    if about is None:
        return reading
    fields = about if reading.online is not False else ("online", *about)
    return Reading(
        key=reading.key,
        family=reading.family,
        name=reading.name,
        **{name: getattr(reading, name) for name in fields},
    )


def next_look(coordinator: BlinkDoctorCoordinator, words: Words) -> str:
    """Return when core polls Blink next, and how often."""
    now, every = coordinator.now, timedelta(seconds=coordinator.source.poll_seconds)
    read_at = coordinator.data.data_at
    if read_at is None or not timedelta() <= now - read_at < every:
        return ""
    return words.say(
        "next_look",
        time=f"{dt_util.as_local(read_at + every):%H:%M}",
        minutes=round(every.total_seconds() / 60),
    )


def block(text: str) -> str:
    """Return a text as one Markdown code block, for copying."""
    fence = "```"
    while fence in text:
        fence += "`"
    return f"{fence}\n{text}\n{fence}"
