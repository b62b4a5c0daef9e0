"""Rate limit of live requests: the budget of an account's check-ups.

One start a minute and fifty in 24 hours, whoever starts it; after a refusal a growing
pause. Stored on disk, so that neither a reload nor a restart resets it.
"""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, NamedTuple

from homeassistant.core import HomeAssistant, callback
from homeassistant.util import dt as dt_util
from homeassistant.util.hass_dict import HassKey

from ..const import CONF_BLINK_ENTRY, DOMAIN
from ..coordinator import BlinkDoctorCoordinator
from ..diagnosis.model.ids import DeviceKey
from ..diagnosis.parsing import values
from ..store import DoctorStore

SPACING = timedelta(seconds=60)
MOST_A_DAY = 50
TOO_SOON = "too_soon"
_DAY = timedelta(days=1)
# doubled after each consecutive refusal, up to an hour
_FIRST_PAUSE = timedelta(minutes=2)
_LONGEST_PAUSE = timedelta(hours=1)
_MOST_REFUSALS = 10
# a crash loses at most this many seconds: less than the spacing of check-ups
_SAVE_DELAY = 1


class Limit(NamedTuple):
    """Until when Blink must not be asked, and why (a translation key of the exceptions)."""

    until: datetime
    reason: str


class Progress(NamedTuple):
    """Progress of a check-up: answers, expected answers, device being asked."""

    done: int
    of: int
    key: DeviceKey | None


@dataclass(slots=True, kw_only=True)
class Budget:
    """How often one Blink account was asked, and its refusals.

    `progress` belongs to the running check-up.
    """

    changed: Callable[[], None]
    lock: asyncio.Lock = field(default_factory=asyncio.Lock)
    last: datetime | None = None
    pause_until: datetime | None = None
    refused_at: datetime | None = None
    refusals: int = 0
    starts: list[datetime] = field(default_factory=list)
    progress: Progress | None = None

    def limit(self) -> Limit | None:
        """Return what forbids a check-up now, the longest wait of all."""
        now = dt_util.utcnow()
        self._tidy(now)
        waits = []
        if self.last is not None:
            waits.append(Limit(self.last + SPACING, TOO_SOON))
        if self.pause_until is not None:
            waits.append(Limit(self.pause_until, "backing_off"))
        if len(self.starts) >= MOST_A_DAY:
            waits.append(Limit(self.starts[-MOST_A_DAY] + _DAY, "too_many"))
        return max((wait for wait in waits if wait.until > now), default=None)

    def again_at(self) -> datetime | None:
        """Return when a check-up may start, None if now."""
        limit = self.limit()
        return limit.until if limit else None

    def _tidy(self, now: datetime) -> None:
        """Drop expired entries; a clock that was wrong must not block for years."""
        if self.last is not None:
            self.last = min(self.last, now)
        if self.pause_until is not None:
            if self.refused_at is not None and self.refused_at > now:
                # the clock was set back: restart the pause at its original length
                self.pause_until -= self.refused_at - now
                self.refused_at = now
            self.pause_until = min(self.pause_until, now + _DAY)
        self.starts = [min(at, now) for at in self.starts if now - at < _DAY]

    def began(self) -> None:
        """Record the start of a check-up."""
        self.starts.append(dt_util.utcnow())
        self.changed()

    def asked(self) -> None:
        """Record a request; the spacing counts from the last one."""
        self.last = dt_util.utcnow()
        self.changed()

    def refused(self, retry_after: float) -> datetime:
        """Record a refusal and return until when not to ask.

        `retry_after` is Blink's Retry-After in seconds.
        """
        pause = min(_FIRST_PAUSE * 2**self.refusals, _LONGEST_PAUSE)
        self.refusals = min(self.refusals + 1, _MOST_REFUSALS)
        self.refused_at = dt_util.utcnow()
        self.pause_until = self.refused_at + max(pause, timedelta(seconds=retry_after))
        self.changed()
        return self.pause_until

    def answered(self) -> None:
        """Record a successful answer, which ends the row of refusals."""
        self.refusals, self.pause_until, self.refused_at = 0, None, None
        self.changed()

    def as_dict(self) -> dict[str, Any]:
        """Return it as JSON."""
        return {
            "last": self.last and self.last.isoformat(),
            "pause_until": self.pause_until and self.pause_until.isoformat(),
            "refused_at": self.refused_at and self.refused_at.isoformat(),
            "refusals": self.refusals,
            "starts": [at.isoformat() for at in self.starts],
        }


def _from_dict(stored: Any, changed: Callable[[], None]) -> Budget:
    """Return a budget from JSON; unreadable values count as absent."""
    data = values.mapping(stored)
    starts = data.get("starts")
    times = map(values.parse_datetime, starts if isinstance(starts, list) else ())
    return Budget(
        changed=changed,
        last=values.parse_datetime(data.get("last")),
        pause_until=values.parse_datetime(data.get("pause_until")),
        refused_at=values.parse_datetime(data.get("refused_at")),
        refusals=min(max(values.whole(data.get("refusals")) or 0, 0), _MOST_REFUSALS),
        starts=sorted(filter(None, times))[-MOST_A_DAY:],
    )


def _accounts(stored: Any) -> tuple[dict[str, Any], list[str]]:
    """Return the accounts of a file; everything else in it is ignored."""
    if not isinstance(stored, dict):
        raise ValueError("not budgets")  # noqa: TRY004
    return stored, []


class Budgets:
    """The budgets of all accounts, by Blink entry id, and their file."""

    def __init__(self, hass: HomeAssistant) -> None:
        """Start with empty budgets."""
        self._hass = hass
        self._store = DoctorStore(
            hass, f"{DOMAIN}.budget", "times of earlier check-ups"
        )
        self._budgets: dict[str, Budget] = {}

    def of(self, blink_entry_id: str) -> Budget:
        """Return the budget of an account."""
        return self._budgets.setdefault(blink_entry_id, Budget(changed=self._save))

    async def async_load(self) -> None:
        """Load the file; without it, every account starts from zero."""
        stored, _ = await self._store.async_read(_accounts)
        for entry_id, data in (stored or {}).items():
            self._budgets[entry_id] = _from_dict(data, self._save)

    def _as_dict(self) -> dict[str, Any]:
        """Return the budgets of the accounts still set up, as JSON."""
        entries = self._hass.config_entries.async_entries(DOMAIN)
        followed = {entry.data.get(CONF_BLINK_ENTRY) for entry in entries}
        return {
            entry_id: budget.as_dict()
            for entry_id, budget in self._budgets.items()
            if entry_id in followed
        }

    @callback
    def _save(self) -> None:
        if self._as_dict():
            self._store.async_delay_save(self._as_dict, _SAVE_DELAY)

    @callback
    def async_move(self, before: str, now: str) -> None:
        """Keep a budget under the new entry id of its account."""
        if before in self._budgets:
            self._budgets[now] = self._budgets.pop(before)
            self._save()

    async def async_forget_others(self) -> None:
        """Delete accounts that are no longer set up from disk.

        They stay in memory until a restart: removing and adding an account resets nothing.
        """
        if data := self._as_dict():
            await self._store.async_save(data)
        else:
            await self._store.async_delete()


_BUDGETS: HassKey[Budgets] = HassKey(f"{DOMAIN}_budgets")


async def async_load_budgets(hass: HomeAssistant) -> Budgets:
    """Return the budgets of this Home Assistant, loaded from disk the first time."""
    if _BUDGETS not in hass.data:
        hass.data[_BUDGETS] = Budgets(hass)
        await hass.data[_BUDGETS].async_load()
    return hass.data[_BUDGETS]


async def async_forget_budget(hass: HomeAssistant) -> None:
    """Delete the budget of an entry that was just removed."""
    await (await async_load_budgets(hass)).async_forget_others()


@callback
def async_move_budget(hass: HomeAssistant, before: str, now: str) -> None:
    """Keep the budget of an account that was removed and added again."""
    hass.data[_BUDGETS].async_move(before, now)


def budget(coordinator: BlinkDoctorCoordinator) -> Budget:
    """Return the budget of the coordinator's Blink account."""
    return coordinator.hass.data[_BUDGETS].of(coordinator.source.entry_id)
