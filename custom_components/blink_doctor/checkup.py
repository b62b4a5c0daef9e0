"""Check-ups: asking Blink right now, because a person wants to know.

The budget of an account: one homescreen and one answer per chosen camera, at most
once a minute, one after the other. Refusals make the pause longer.
"""

import asyncio
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from homeassistant.core import HomeAssistant
from homeassistant.exceptions import HomeAssistantError
from homeassistant.util import dt as dt_util
from homeassistant.util.hass_dict import HassKey

from .blink_live import Answer, BlinkLive, CommandResult
from .const import DOMAIN
from .coordinator import BlinkDoctorCoordinator
from .diagnosis import values
from .diagnosis.payload import LISTS
from .diagnosis.readings import ACCOUNT_KEY, Family

SPACING = timedelta(seconds=60)
# after each refusal in a row twice as long, up to an hour
_FIRST_PAUSE = timedelta(minutes=2)
_LONGEST_PAUSE = timedelta(hours=1)
_TOO_FAST = frozenset({403, 406, 409, 429})
# a person looks at one camera, or at the house; not at a hundred at once
MOST_CAMERAS = 20
_PICTURE_POLLS = 8
PICTURE_POLL_SECONDS = 2
_OWN_VALUES = frozenset({Family.CAMERA, Family.OWL, Family.DOORBELL})


class CheckUpError(HomeAssistantError):
    """A check-up that could not be made; says why, and when it can be.

    `reason` is a key of the exceptions in the translations.
    """

    def __init__(self, reason: str, again_at: datetime | None = None) -> None:
        """Take the reason and the moment from which on it may be tried again."""
        at = dt_util.as_local(again_at).strftime("%H:%M:%S") if again_at else ""
        super().__init__(
            translation_domain=DOMAIN,
            translation_key=reason,
            translation_placeholders={"time": at},
        )
        self.reason = reason
        self.again_at = again_at


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckUpResult:
    """What a check-up did: when, with how many requests, and for which devices.

    `live` holds what single devices answered beside the homescreen; `unread` says
    which of the chosen ones did not, and the HTTP status.
    """

    at: datetime
    requests: int
    keys: tuple[str, ...]
    live: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    unread: Mapping[str, int | None] = field(default_factory=dict)


@dataclass(slots=True)
class Budget:
    """How often one Blink account may be asked. Outlives a reload of our entry."""

    lock: asyncio.Lock = field(default_factory=asyncio.Lock)
    last: datetime | None = None
    pause_until: datetime | None = None
    refusals: int = 0

    def again_at(self) -> datetime | None:
        """Return from when on a check-up may be made, None for now."""
        spaced = self.last + SPACING if self.last else None
        wait = max(filter(None, (spaced, self.pause_until)), default=None)
        return wait if wait is not None and wait > dt_util.utcnow() else None

    def demand(self) -> None:
        """Raise CheckUpError where it is too soon."""
        if (again := self.again_at()) is not None:
            raise CheckUpError("backing_off" if self.refusals else "too_soon", again)

    def refused(self, answer: Answer) -> datetime:
        """Note a refusal and return until when to leave Blink alone."""
        pause = min(_FIRST_PAUSE * 2**self.refusals, _LONGEST_PAUSE)
        asked = timedelta(seconds=min(answer.retry_after or 0, 86400))
        self.refusals = min(self.refusals + 1, 10)
        self.pause_until = dt_util.utcnow() + max(pause, asked)
        return self.pause_until

    def answered(self) -> None:
        """Note that Blink answers again."""
        self.refusals, self.pause_until = 0, None


_BUDGETS: HassKey[dict[str, Budget]] = HassKey(f"{DOMAIN}_budgets")


def budget(coordinator: BlinkDoctorCoordinator) -> Budget:
    """Return the budget of the coordinator's Blink account."""
    budgets = coordinator.hass.data.setdefault(_BUDGETS, {})
    return budgets.setdefault(coordinator.source.entry_id, Budget())


async def async_check_up(
    hass: HomeAssistant,
    coordinator: BlinkDoctorCoordinator,
    keys: Collection[str],
    *,
    wait: bool = False,
) -> CheckUpResult:
    """Ask Blink about some devices and judge what it says.

    `keys` are device keys; the account's key adds all Minis and doorbells, whose
    signal is nowhere else. With `wait` it waits out the minute between two check-ups
    instead of raising. Raises CheckUpError.
    """
    own = budget(coordinator)
    while wait and not own.refusals and (again := own.again_at()) is not None:
        await asyncio.sleep((again - dt_util.utcnow()).total_seconds())
    async with own.lock:
        own.demand()
        live = _live(coordinator)
        own.last = dt_util.utcnow()
        return await _CheckUp(coordinator, live, own).async_run(keys)


def _live(coordinator: BlinkDoctorCoordinator) -> BlinkLive:
    api = coordinator.source.api
    if coordinator.source.trouble == "sign_in":
        raise CheckUpError("sign_in_needed")
    if api is None:
        raise CheckUpError("blink_not_loaded")
    live = BlinkLive(api)
    if live.token_is_old:
        poll = timedelta(seconds=coordinator.source.poll_seconds)
        raise CheckUpError("token_is_old", dt_util.utcnow() + poll)
    return live


class _CheckUp:
    """One check-up under way."""

    def __init__(
        self, coordinator: BlinkDoctorCoordinator, live: BlinkLive, own: Budget
    ) -> None:
        self._coordinator = coordinator
        self._live = live
        self._budget = own
        self._requests = 0

    async def async_run(self, keys: Collection[str]) -> CheckUpResult:
        answer = self._counted(await self._live.homescreen())
        if not answer.good:
            raise self._error(answer)
        devices = dict(_listed(answer.data))
        chosen = _chosen(keys, devices)
        live, unread = await self._read(chosen, devices)
        if not any(_is_refusal(status) for status in unread.values()):
            self._budget.answered()
        self._coordinator.async_take(answer.data, live)
        now = dt_util.utcnow()
        for key in (*chosen, *(key for key in keys if key not in chosen)):
            self._coordinator.async_note(key, checked=now)
        return CheckUpResult(
            at=now,
            requests=self._requests,
            keys=tuple(keys),
            live=live,
            unread=unread,
        )

    async def _read(
        self, chosen: list[str], devices: Mapping[str, str]
    ) -> tuple[dict[str, dict[str, Any]], dict[str, int | None]]:
        """Ask the chosen cameras, and stop at the first refusal."""
        live: dict[str, dict[str, Any]] = {}
        unread: dict[str, int | None] = {}
        for position, key in enumerate(chosen):
            family, _, device_id = key.partition(":")
            answer = self._counted(
                await self._live.config(Family(family), devices[key], device_id)
            )
            if answer.good:
                live[key] = _values(Family(family), answer.data)
                continue
            unread[key] = answer.status
            if _is_refusal(answer.status):
                self._budget.refused(answer)
                unread |= dict.fromkeys(chosen[position + 1 :], answer.status)
                break
        return live, unread

    def _counted(self, answer: Answer) -> Answer:
        self._requests += 1
        return answer

    def _error(self, answer: Answer) -> CheckUpError:
        if answer.status == 401:
            poll = timedelta(seconds=self._coordinator.source.poll_seconds)
            return CheckUpError("token_is_old", dt_util.utcnow() + poll)
        until = self._budget.refused(answer)
        reason = "refused" if answer.status in _TOO_FAST else "no_answer"
        return CheckUpError(reason, until)


def _is_refusal(status: int | None) -> bool:
    """Whether Blink wants to be left alone; no answer at all is one, too."""
    return status is None or status in _TOO_FAST or status >= 500


def _listed(homescreen: dict[str, Any]) -> list[tuple[str, str]]:
    """Return key and network id of every device of a homescreen."""
    return [
        (f"{family}:{device_id}", network_id)
        for name, family in LISTS.items()
        for raw in values.entries(homescreen.get(name))
        if (device_id := values.identifier(raw.get("id"))) is not None
        and (network_id := values.identifier(raw.get("network_id"))) is not None
    ]


def _chosen(keys: Collection[str], devices: Mapping[str, str]) -> list[str]:
    """Return the cameras to ask by themselves, not too many."""
    whole = ACCOUNT_KEY in keys
    chosen = [
        key
        for key in devices
        if (family := Family(key.partition(":")[0])) in _OWN_VALUES
        and (key in keys or (whole and family is not Family.CAMERA))
    ]
    return chosen[:MOST_CAMERAS]


def _values(family: Family, answer: dict[str, Any]) -> dict[str, Any]:
    """Return what an answer adds to the homescreen, under the names it has there."""
    if family is Family.CAMERA:
        answer = next(iter(values.entries(answer.get("camera"))), {})
    wanted = ("battery_voltage", "wifi_strength", "wifi", "wifi_rssi", "temp")
    return {name: answer[name] for name in wanted if name in answer}


async def async_take_picture(
    hass: HomeAssistant, coordinator: BlinkDoctorCoordinator, key: str
) -> CommandResult:
    """Let a camera take a picture, as proof that it answers. Wakes the camera.

    Only after the owner agreed. Raises CheckUpError.
    """
    own = budget(coordinator)
    async with own.lock:
        if own.refusals:
            own.demand()
        live = _live(coordinator)
        family, _, device_id = key.partition(":")
        network = coordinator.data.devices[key].reading.network_id or ""
        answer = await live.take_picture(Family(family), network, device_id)
        command = values.identifier(answer.data.get("id"))
        if not answer.good or command is None:
            if answer.result is CommandResult.NO_ANSWER and _is_refusal(answer.status):
                own.refused(answer)
            return answer.result
        for _ in range(_PICTURE_POLLS):
            answer = await live.command(network, command)
            if not answer.good or answer.data.get("complete") is True:
                return answer.result
            await asyncio.sleep(PICTURE_POLL_SECONDS)
        return CommandResult.NO_ANSWER
