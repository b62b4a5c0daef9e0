"""Check-ups: live requests to Blink, started by a person.

One homescreen plus one request per chosen camera, in sequence, or one picture. Before each
request it is checked again whether it may be sent; `rate_limit.py` limits how often a
check-up may start.
"""

import asyncio
from collections.abc import AsyncGenerator, Collection, Coroutine, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from homeassistant.config_entries import ConfigEntryState
from homeassistant.const import EVENT_HOMEASSISTANT_STOP
from homeassistant.core import Event, HomeAssistant, callback
from homeassistant.exceptions import HomeAssistantError
from homeassistant.helpers.dispatcher import async_dispatcher_send
from homeassistant.util import dt as dt_util
from homeassistant.util.async_ import create_eager_task

from .. import wakes
from ..blink.client import Answer, BlinkClient, CommandResult, are_numeric
from ..const import DOMAIN
from ..coordinator import BlinkDoctorCoordinator
from ..diagnosis.model.ids import DeviceKey, NetworkId
from ..diagnosis.model.readings import ACCOUNT_KEY, Family, blink_id_of, family_of
from ..diagnosis.parsing import values
from ..diagnosis.parsing.payload import LISTS
from .rate_limit import MOST_A_DAY, TOO_SOON, Budget, Progress, budget

_TOO_FAST = frozenset({403, 406, 409, 429})
# a person checks one camera or one home, not a hundred at once
MOST_CAMERAS = 20
_PICTURE_POLLS = 8
PICTURE_POLL_SECONDS = 2
# sent when a check-up starts, gets an answer, or ends
SIGNAL_CHECK_UP = f"{DOMAIN}_check_up"
_OWN_VALUES = frozenset({Family.CAMERA, Family.OWL, Family.DOORBELL})


class CheckUpError(HomeAssistantError):
    """A check-up that could not be made, with the reason and the time to retry.

    `reason` is a translation key of the exceptions.
    """

    def __init__(
        self, reason: str, again_at: datetime | None = None, message: str = ""
    ) -> None:
        """Take the reason, the time to retry, and Blink's message."""
        super().__init__(
            translation_domain=DOMAIN,
            translation_key=reason,
            translation_placeholders={
                "time": _clock(again_at) if again_at else "",
                "most": str(MOST_A_DAY),
                "message": message,
            },
        )
        self.reason = reason
        self.again_at = again_at


def _clock(at: datetime) -> str:
    """Return a time of day, with its date if that is not today."""
    local = dt_util.as_local(at)
    today = local.date() == dt_util.now().date()
    return local.strftime("%H:%M:%S" if today else "%H:%M:%S (%Y-%m-%d)")


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckUpResult:
    """What a check-up did: when, with how many requests, and for which devices.

    `live` holds the answers of single devices; `unread` maps chosen devices that did not
    answer to the HTTP status; `messages` holds Blink's error messages, in plain
    words.
    """

    at: datetime
    requests: int
    keys: tuple[DeviceKey, ...]
    live: Mapping[DeviceKey, Mapping[str, Any]] = field(default_factory=dict)
    unread: Mapping[DeviceKey, int | None] = field(default_factory=dict)
    messages: Mapping[DeviceKey, str] = field(default_factory=dict)


async def async_check_up(
    hass: HomeAssistant,
    coordinator: BlinkDoctorCoordinator,
    keys: Collection[DeviceKey],
    *,
    wait: bool = False,
) -> CheckUpResult:
    """Ask Blink about some devices and diagnose the answers.

    `keys` are device keys; the account's key adds all Minis and doorbells, whose
    signal is not in the homescreen. `wait`: wait out the minute between two check-ups
    instead of raising. Raises CheckUpError.
    """

    async def work() -> CheckUpResult:
        async with _in_turn(coordinator, wait=wait) as check_up:
            return await check_up.async_run(keys)

    return await _until_stopped(hass, work())


async def async_take_picture(
    hass: HomeAssistant,
    coordinator: BlinkDoctorCoordinator,
    key: DeviceKey,
    *,
    wait: bool = False,
) -> CommandResult:
    """Have a camera take a picture, as proof that it answers. Wakes the camera.

    Only with the owner's consent. Counts as a check-up: `wait` and the errors
    are those of `async_check_up`.
    """

    async def work() -> CommandResult:
        async with _in_turn(coordinator, wait=wait) as check_up:
            return await check_up.async_take_picture(key)

    return await _until_stopped(hass, work())


async def _until_stopped[T](hass: HomeAssistant, work: Coroutine[Any, Any, T]) -> T:
    """Run work that is cancelled when Home Assistant stops.

    Callers get an error instead of a cancellation, since they are not cancelled themselves.
    """
    task = create_eager_task(work, name=f"{DOMAIN} check-up", loop=hass.loop)

    @callback
    def stop(_: Event) -> None:
        task.cancel()

    # no one-time listener: after it ran, it could not be removed
    stop_listening = hass.bus.async_listen(EVENT_HOMEASSISTANT_STOP, stop)
    try:
        return await task
    except asyncio.CancelledError:
        waiting = asyncio.current_task()
        if waiting is None or waiting.cancelling():
            raise
        raise CheckUpError("stopped_meanwhile") from None
    finally:
        stop_listening()


@asynccontextmanager
async def _in_turn(
    coordinator: BlinkDoctorCoordinator, *, wait: bool
) -> AsyncGenerator[_CheckUp]:
    """Start a check-up when no other runs. Raises CheckUpError if it may not start."""
    own = budget(coordinator)
    while wait and (limit := own.limit()) and limit.reason == TOO_SOON:
        await asyncio.sleep((limit.until - dt_util.utcnow()).total_seconds())
    async with own.lock:
        _require_loaded(coordinator)
        if limit := own.limit():
            raise CheckUpError(limit.reason, limit.until)
        _require_client(coordinator)
        own.began()
        check_up = _CheckUp(coordinator, own)
        try:
            check_up.publish(0, 1)
            yield check_up
        finally:
            check_up.publish(0, 0)


def _require_loaded(coordinator: BlinkDoctorCoordinator) -> None:
    """Raise CheckUpError if the coordinator's entry was unloaded or reloaded."""
    entry = coordinator.config_entry
    if (
        entry.state is not ConfigEntryState.LOADED
        or entry.runtime_data is not coordinator
    ):
        raise CheckUpError("stopped_meanwhile")


def _require_client(coordinator: BlinkDoctorCoordinator) -> BlinkClient:
    """Return the client. Raises CheckUpError if Blink may not be asked now."""
    _require_loaded(coordinator)
    if coordinator.source.trouble == "sign_in":
        raise CheckUpError("sign_in_needed")
    client = BlinkClient(coordinator.source.api)
    if not client.ready:
        raise CheckUpError("blink_not_loaded")
    if client.token_is_old:
        raise _token_is_old(coordinator)
    return client


def _token_is_old(coordinator: BlinkDoctorCoordinator) -> CheckUpError:
    """Return the error that asks to wait for core's next poll."""
    poll = timedelta(seconds=coordinator.source.poll_seconds)
    return CheckUpError("token_is_old", dt_util.utcnow() + poll)


class _CheckUp:
    """One running check-up."""

    def __init__(self, coordinator: BlinkDoctorCoordinator, own: Budget) -> None:
        self._coordinator = coordinator
        self._budget = own
        self._requests = 0
        self._values: dict[DeviceKey, dict[str, Any]] = {}
        self._unread: dict[DeviceKey, int | None] = {}
        self._messages: dict[DeviceKey, str] = {}

    @callback
    def publish(
        self, answers: int, expected: int, asked: DeviceKey | None = None
    ) -> None:
        """Publish the progress: answers of how many, and the device being asked.

        `expected` is 0 when it is over.
        """
        own = self._budget
        own.progress = Progress(answers, expected, asked) if expected else None
        async_dispatcher_send(self._coordinator.hass, SIGNAL_CHECK_UP)

    async def async_run(self, keys: Collection[DeviceKey]) -> CheckUpResult:
        answer = self._require_signed_in(await self._next().homescreen())
        if not answer.succeeded or not _is_homescreen(answer.data):
            raise self._refused(answer)
        devices = dict(_listed(answer.data))
        chosen = _chosen(keys, devices)
        try:
            await self._read(chosen, devices)
        except CheckUpError:
            # what was read before an abort still counts
            self._hand_over(answer.data)
            raise
        self._hand_over(answer.data)
        now = dt_util.utcnow()
        for key in dict.fromkeys((*chosen, *keys)):
            if key in self._coordinator.data.devices:
                self._coordinator.async_note(key, checked=now)
        return CheckUpResult(
            at=now,
            requests=self._requests,
            keys=tuple(keys),
            live=self._values,
            unread=self._unread,
            messages=self._messages,
        )

    async def async_take_picture(self, key: DeviceKey) -> CommandResult:
        """Request a picture, then poll the command until it ends."""
        device = self._coordinator.data.devices.get(key)
        network = device.reading.network_id if device and device.listed else None
        family, device_id = family_of(key), blink_id_of(key)
        if network is None or not are_numeric(network, device_id):
            raise CheckUpError("not_listed")
        answer = self._require_signed_in(
            await self._next().take_picture(family, network, device_id)
        )
        wakes.async_note_wake(self._coordinator, key, wakes.OURS)
        command = values.identifier(answer.data.get("id"))
        if not answer.succeeded or command is None or not are_numeric(command):
            return self._result(answer)
        for _ in range(_PICTURE_POLLS):
            answer = self._require_signed_in(
                await self._next().command(network, command)
            )
            if not answer.succeeded or answer.data.get("complete") is True:
                return self._result(answer)
            await asyncio.sleep(PICTURE_POLL_SECONDS)
        self._budget.answered()
        return CommandResult.NO_ANSWER

    def _next(self) -> BlinkClient:
        """Return the client for one more request. Raises CheckUpError."""
        client = _require_client(self._coordinator)
        self._budget.asked()
        self._requests += 1
        return client

    def _require_signed_in(self, answer: Answer) -> Answer:
        """Return the answer. Raises CheckUpError if the sign-in was refused."""
        if answer.status == 401:
            raise _token_is_old(self._coordinator)
        return answer

    async def _read(
        self, chosen: list[DeviceKey], devices: Mapping[DeviceKey, NetworkId]
    ) -> None:
        """Ask the chosen cameras; stop at the first refusal."""
        for position, key in enumerate(chosen):
            self.publish(1 + position, 1 + len(chosen), key)
            family, device_id = family_of(key), blink_id_of(key)
            answer = self._require_signed_in(
                await self._next().config(family, devices[key], device_id)
            )
            if answer.succeeded and _is_config(family, answer.data):
                self._values[key] = _values(family, answer.data)
                continue
            self._unread[key] = answer.status
            if message := self._error_message(answer):
                self._messages[key] = message
            if _is_refusal(answer.status):
                self._budget.refused(answer.retry_after)
                self._unread |= dict.fromkeys(chosen[position + 1 :], answer.status)
                return
        self._budget.answered()

    def _hand_over(self, homescreen: dict[str, Any]) -> None:
        """Pass what was read to the coordinator, which may have been reloaded meanwhile."""
        _require_loaded(self._coordinator)
        self._coordinator.async_take(homescreen, self._values)

    def _result(self, answer: Answer) -> CommandResult:
        """Return the result of a picture. Raises CheckUpError if Blink refused."""
        result = answer.result
        if result is CommandResult.NO_ANSWER and _is_refusal(answer.status):
            raise self._refused(answer)
        self._budget.answered()
        return result

    def _refused(self, answer: Answer) -> CheckUpError:
        """Record a refusal and return the error for it."""
        until = self._budget.refused(answer.retry_after)
        if answer.status in _TOO_FAST:
            return CheckUpError("refused", until)
        message = self._error_message(answer)
        return CheckUpError("error_answer" if message else "no_answer", until, message)

    def _error_message(self, answer: Answer) -> str:
        """Return Blink's error message from an answer with a success status."""
        if answer.status != 200:
            return ""
        private = self._coordinator.source.private_texts()
        return values.message(answer.data.get("message"), private) or ""


def _is_refusal(status: int | None) -> bool:
    """Whether Blink refuses requests; a missing answer counts, too."""
    return status is None or status in _TOO_FAST or status >= 500


def _is_homescreen(data: Mapping[str, Any]) -> bool:
    """Whether an answer lists devices; an error may have HTTP status 200."""
    return any(isinstance(data.get(name), list) for name in LISTS)


def _is_config(family: Family, data: dict[str, Any]) -> bool:
    """Whether an answer has a camera's values rather than an error."""
    if family is Family.CAMERA:
        return bool(values.entries(data.get("camera")))
    return bool(_values(family, data)) or not data.keys() & {"message", "code"}


def _listed(homescreen: dict[str, Any]) -> list[tuple[DeviceKey, NetworkId]]:
    """Return key and network id of every device of a homescreen that can be asked."""
    return [
        (DeviceKey(f"{family}:{device_id}"), NetworkId(network_id))
        for name, family in LISTS.items()
        for raw in values.entries(homescreen.get(name))
        if (device_id := values.identifier(raw.get("id"))) is not None
        and (network_id := values.identifier(raw.get("network_id"))) is not None
        and are_numeric(device_id, network_id)
    ]


def _chosen(
    keys: Collection[DeviceKey], devices: Mapping[DeviceKey, NetworkId]
) -> list[DeviceKey]:
    """Return the cameras to ask individually, up to the limit."""
    whole = ACCOUNT_KEY in keys
    chosen = [
        key
        for key in devices
        if (family := family_of(key)) in _OWN_VALUES
        and (key in keys or (whole and family is not Family.CAMERA))
    ]
    return chosen[:MOST_CAMERAS]


def _values(family: Family, answer: dict[str, Any]) -> dict[str, Any]:
    """Return what an answer adds to the homescreen, under the homescreen's field names."""
    if family is Family.CAMERA:
        answer = next(iter(values.entries(answer.get("camera"))), {})
    wanted = (
        "battery_voltage",
        "battery_check_time",
        "wifi_strength",
        "wifi",
        "wifi_rssi",
        "temp",
    )
    return {name: answer[name] for name in wanted if name in answer}
