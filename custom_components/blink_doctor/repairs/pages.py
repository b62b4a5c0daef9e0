"""What the pages of a guided fix say: each fact once, then only what changed."""

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta

from homeassistant.util import dt as dt_util

from ..coordinator import BlinkDoctorCoordinator
from ..diagnosis.model.readings import Reading
from ..messages.sentences import Words

_BATTERY = ("battery", "battery_volts")
_SIGNAL = ("wifi_bars", "wifi_dbm", "sync_module_bars")
# Pages that say how one thing is, however often; all others say what is new
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


# Where the measured values stand
FACTS_ON = frozenset({"not_yet", "cause_found", *_ABOUT})


class Facts:
    """The measured values, as far as a person has not read them yet."""

    def __init__(self, words: Words) -> None:
        """Begin with somebody who has read nothing."""
        self._words = words
        self._told: set[str] = set()

    def lines(
        self, page: str, reading: Reading, read_at: datetime | None, now: datetime
    ) -> list[str]:
        """Return what a page says of a reading, and when that was read."""
        words, about = self._words, _ABOUT.get(page)
        facts = words.readings(_part(reading, about), None, now)
        if about is None and self._told:
            facts = [fact for fact in facts if fact not in self._told]
            facts = facts or [words.say("as_before")]
        if read_at is not None:
            words.put_read_at(facts, reading, read_at, now)
        return facts

    def tell(self, lines: Iterable[str]) -> None:
        """Note that a page with these lines was shown."""
        self._told |= {*lines}


def _part(reading: Reading, about: tuple[str, ...] | None) -> Reading:
    """Return only what a page is about; that it does not answer belongs to all."""
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
    """Return when Home Assistant hears from Blink again, and how often it does."""
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
    """Return a text as one block of Markdown that can be copied as it is."""
    fence = "```"
    while fence in text:
        fence += "`"
    return f"{fence}\n{text}\n{fence}"
