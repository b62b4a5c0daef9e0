"""Count automatic repair attempts and their results; stored on disk."""

from dataclasses import asdict, dataclass, field
from datetime import datetime, timedelta
from typing import Any, Self

from homeassistant.core import HomeAssistant, callback
from homeassistant.helpers import issue_registry as ir
from homeassistant.util import dt as dt_util
from homeassistant.util.hass_dict import HassKey

from ..const import DOMAIN
from ..coordinator import BlinkDoctorCoordinator
from ..diagnosis.model.findings import Finding
from ..diagnosis.model.ids import DeviceKey
from ..diagnosis.model.readings import ACCOUNT_KEY
from ..notifications import async_report_fix, notifier_of
from ..notifications.faults import subject_id_of
from ..notifications.notifier import RESTARTING, ExtraLine
from ..store import DoctorStore
from ..targeting.devices import async_name
from ..user_reports import async_tried

_DAY = timedelta(days=1)
# from the first attempt to the second; doubled after each
PAUSE = timedelta(minutes=20)


@dataclass(slots=True)
class Attempt:
    """One attempt; `helped` is None until it is known."""

    at: datetime
    until: datetime
    helped: bool | None = None

    def not_after(self, now: datetime) -> Self:
        """Return the attempt with a future time moved to now: the clock was set back."""
        if self.at > now:
            self.at, self.until = now, now + (self.until - self.at)
        return self


@dataclass(slots=True)
class _Stored:
    tries: dict[str, list[Attempt]] = field(default_factory=dict)
    # plug -> its sync module
    plugs: dict[str, str] = field(default_factory=dict)
    # plugs that we switched off and have not seen on since
    off: list[str] = field(default_factory=list)
    # module -> name of its plug, if that failed to switch
    stuck: dict[str, str] = field(default_factory=dict)


class Attempts:
    """All attempts by subject id: of a sync module, or of the account for a reload."""

    def __init__(self, hass: HomeAssistant) -> None:
        """Start with none."""
        self.hass = hass
        self._store = DoctorStore(
            hass, f"{DOMAIN}.self_healing", "list of power cycles and reloads"
        )
        self.stored = _Stored()

    async def async_load(self) -> None:
        """Load the file; without it, there were no attempts."""
        stored, _ = await self._store.async_read(_from_dict)
        self.stored = stored or _Stored()

    async def async_save(self) -> None:
        """Save now: a restart must not lose what comes next."""
        await self._store.async_save(asdict(self.stored))

    @callback
    def save(self) -> None:
        """Save soon."""
        self._store.async_delay_save(lambda: asdict(self.stored), 1)

    def recent(self, subject_id: str) -> list[Attempt]:
        """Return the attempts of the last day, the latest last."""
        now = dt_util.utcnow()
        tries = [
            one.not_after(now)
            for one in self.stored.tries.get(subject_id, [])
            if now - one.at < _DAY
        ]
        if tries:
            self.stored.tries[subject_id] = tries
        else:
            self.stored.tries.pop(subject_id, None)
        return tries

    def again_at(self, subject_id: str, most: int) -> datetime | None:
        """Return when the next attempt is allowed, None if now."""
        tries = self.recent(subject_id)
        if not tries:
            return None
        if len(tries) >= most:
            return tries[-most].at + _DAY
        at = tries[-1].at + PAUSE * 2 ** (len(tries) - 1)
        return at if at > dt_util.utcnow() else None

    def last(self, subject_id: str) -> Attempt | None:
        """Return the latest attempt of the last day."""
        return next(reversed(self.recent(subject_id)), None)

    @callback
    def async_forget_stuck(self, subject_id: str) -> None:
        """Clear the report that a module's plug does not switch."""
        self.stored.stuck.pop(subject_id, None)
        for plug in [
            one for one, owner in self.stored.plugs.items() if owner == subject_id
        ]:
            for key in ("plug_left_off", "plug_not_off"):
                ir.async_delete_issue(self.hass, DOMAIN, f"{key}_{plug}")

    @callback
    def async_began(self, subject_id: str, lasts: timedelta) -> None:
        """Record an attempt, and schedule the check whether it helped."""
        now = dt_util.utcnow()
        self.stored.tries.setdefault(subject_id, []).append(Attempt(now, now + lasts))
        notifier = notifier_of(self.hass)
        notifier.async_due(now + lasts)
        notifier.async_changed()

    def extra_lines(self, subject_id: str) -> list[ExtraLine]:
        """Return what a notification says about the attempts."""
        if plug := self.stored.stuck.get(subject_id):
            return [("push_plug", {"plug": plug})]
        last = self.last(subject_id)
        if last is not None and last.helped is None and dt_util.utcnow() < last.until:
            return [(RESTARTING, {"time": last.at, "until": last.until})]
        if last is not None and last.helped is False:
            return [("push_restart_failed", {"time": last.at})]
        return []

    @callback
    def async_follow(self, coordinator: BlinkDoctorCoordinator) -> None:
        """Record the results of attempts on an account's devices."""

        @callback
        def look() -> None:
            for key, device in coordinator.data.devices.items():
                last = self.last(subject_id_of(coordinator, key))
                if last is None or last.helped is not None or coordinator.stale:
                    continue
                if device.paused:
                    # paused: the result is not checked
                    last.helped = False
                    self.save()
                else:
                    self._evaluate(coordinator, key, last, device.findings)

        coordinator.config_entry.async_on_unload(coordinator.async_add_listener(look))

    def _evaluate(
        self,
        coordinator: BlinkDoctorCoordinator,
        key: DeviceKey,
        last: Attempt,
        findings: tuple[Finding, ...],
    ) -> None:
        if not any(restart_may_help(finding) for finding in findings):
            last.helped = True
            subject_id = subject_id_of(coordinator, key)
            if subject_id in self.stored.stuck:
                # it recovered by itself: the plug, which is on, is fine
                self.async_forget_stuck(subject_id)
            else:
                name = async_name(coordinator, key)
                async_report_fix(coordinator, key, name, last.at)
                step = "reload_blink" if key == ACCOUNT_KEY else _POWER_CYCLE
                async_tried(coordinator, key, step, "fixed")
        elif dt_util.utcnow() >= last.until:
            last.helped = False
            notifier_of(self.hass).async_changed()
        if last.helped is not None:
            self.save()


_POWER_CYCLE = "power_cycle_sync_module"
_ENDED_BY_RESTART = frozenset(
    {"sync_module_offline", "sync_module_error", "blink_unreachable"}
)


def restart_may_help(finding: Finding) -> bool:
    """Whether a restart may end a finding, which is the device's own."""
    return finding.is_root and finding.cause.value in _ENDED_BY_RESTART


def _from_dict(data: dict[str, Any]) -> tuple[_Stored, list[str]]:
    tries = {
        subject_id: [_attempt(one) for one in tries]
        for subject_id, tries in data["tries"].items()
    }
    stored = _Stored(
        tries=tries,
        plugs=dict(data["plugs"]),
        off=list(data["off"]),
        stuck=dict(data["stuck"]),
    )
    return stored, []


def _attempt(data: dict[str, Any]) -> Attempt:
    at, until = (dt_util.parse_datetime(data[key]) for key in ("at", "until"))
    if at is None or until is None:
        raise ValueError(data)
    return Attempt(dt_util.as_utc(at), dt_util.as_utc(until), data["helped"])


_ATTEMPTS: HassKey[Attempts] = HassKey(f"{DOMAIN}_attempts")


@callback
def attempts_of(hass: HomeAssistant) -> Attempts:
    """Return the attempts of this Home Assistant."""
    return hass.data[_ATTEMPTS]


async def async_load_attempts(hass: HomeAssistant) -> Attempts:
    """Return the attempts, loaded from disk the first time."""
    if _ATTEMPTS not in hass.data:
        hass.data[_ATTEMPTS] = Attempts(hass)
        await hass.data[_ATTEMPTS].async_load()
        notifier_of(hass).extra_lines.append(hass.data[_ATTEMPTS].extra_lines)
    return hass.data[_ATTEMPTS]
