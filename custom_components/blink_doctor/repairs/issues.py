"""Keep issues in step with the diagnosis: one per root cause and device.

Home Assistant's registry shows them; which ones the owner ignores is also stored in our
notes, so that they stay ignored when a cause comes and goes, and after a restart.
"""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from homeassistant.config_entries import ConfigEntryState
from homeassistant.core import Event, HomeAssistant, callback
from homeassistant.helpers import issue_registry as ir

from ..const import BLINK_DOMAIN, CONF_ISSUES, DOMAIN
from ..coordinator import BlinkDoctorCoordinator
from ..diagnosis import guide
from ..diagnosis.memory import Memory
from ..diagnosis.model.findings import Cause, Finding, Severity
from ..diagnosis.model.ids import DeviceKey
from ..diagnosis.model.readings import ACCOUNT_KEY, SCOPES, family_of
from ..diagnosis.parsing.payload import digest
from ..targeting.devices import async_name
from . import maintenance

RED_LIGHT = "red_light"
MAINTENANCE = maintenance.KEY
# a cause that returns within this time is the same fault: still ignored
IGNORED_FOR = timedelta(hours=24)
OUTAGE = timedelta(hours=6)
_RETRIES = ConfigEntryState.SETUP_RETRY
_SEVERITY = {
    Severity.WARNING: ir.IssueSeverity.WARNING,
    Severity.ERROR: ir.IssueSeverity.ERROR,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Issue:
    """An issue that should be in the registry."""

    slug: str
    key: DeviceKey
    issue_id: str
    translation_key: str
    severity: ir.IssueSeverity
    name: str


def issue_id(coordinator: BlinkDoctorCoordinator, slug: str, key: DeviceKey) -> str:
    """Return the id of an issue; it survives restarts and re-pairing."""
    return _issue_id(coordinator.config_entry.entry_id, coordinator.memory, slug, key)


def _issue_id(entry_id: str, memory: Memory, slug: str, key: DeviceKey) -> str:
    """Return an issue id, built from our entry id and the uid, never from Blink's ids."""
    if key == ACCOUNT_KEY:
        return f"{slug}_{entry_id}_{key}"
    remembered = memory.devices.get(key)
    uid = remembered.uid or remembered.identity if remembered else None
    return f"{slug}_{uid or digest(key, entry_id)}"


def _possible(entry_id: str, memory: Memory) -> dict[str, tuple[str, DeviceKey]]:
    """Return slug and device key of all issues that an account may have raised, by id."""
    return {
        _issue_id(entry_id, memory, slug, key): (slug, key)
        for key in {*memory.devices, ACCOUNT_KEY}
        for slug in (*Cause, MAINTENANCE)
    }


@callback
def async_keep_issues(coordinator: BlinkDoctorCoordinator) -> None:
    """Keep the issues of one account in step with its diagnosis."""
    keeper = _Keeper(coordinator)
    entry = coordinator.config_entry
    entry.async_on_unload(coordinator.async_add_listener(keeper.async_keep))
    entry.async_on_unload(
        coordinator.hass.bus.async_listen(
            ir.EVENT_REPAIRS_ISSUE_REGISTRY_UPDATED, keeper.async_changed_by_owner
        )
    )
    entry.async_on_unload(maintenance.async_watch(coordinator, keeper.async_keep))
    keeper.async_keep()


@callback
def async_forget_issues(hass: HomeAssistant, entry_id: str, memory: Memory) -> None:
    """Delete all issues of an account that was removed."""
    registry = ir.async_get(hass)
    for known in _possible(entry_id, memory):
        registry.async_delete(DOMAIN, known)


class _Keeper:
    def __init__(self, coordinator: BlinkDoctorCoordinator) -> None:
        self._coordinator = coordinator
        self._hass = coordinator.hass
        # our issue ids in the registry at the last run, None if they must be read again
        self._kept: list[Issue] | None = None

    @callback
    def async_keep(self) -> None:
        """Create wanted issues, delete those that are over, keep the others."""
        if self._coordinator.config_entry.state is ConfigEntryState.UNLOAD_IN_PROGRESS:
            return
        wanted = [*self._wanted()]
        if wanted != self._kept:
            for issue in wanted:
                self._raise(issue)
            left = self._drop_others({issue.issue_id for issue in wanted})
            self._kept = None if left else wanted
        self._age_ignored({(issue.slug, issue.key) for issue in wanted})

    def _drop_others(self, wanted: Collection[str]) -> bool:
        """Delete issues that are over; return whether others remain that may end later."""
        registry = ir.async_get(self._hass)
        others = {
            known
            for domain, known in registry.issues
            if domain == DOMAIN and known not in wanted
        }
        left = False
        for known, place in self._places().items() if others else ():
            if known not in others:
                continue
            if self._is_over(*place):
                registry.async_delete(DOMAIN, known)
            else:
                left = True
        return left

    def _places(self) -> dict[str, tuple[str, DeviceKey]]:
        coordinator = self._coordinator
        return _possible(coordinator.config_entry.entry_id, coordinator.memory)

    def _wanted(self) -> Iterator[Issue]:
        if not self._coordinator.config_entry.options.get(CONF_ISSUES, True):
            return
        for finding in self._coordinator.data.roots:
            issue = self._issue(finding)
            if _can_be_acted_on(finding, self._coordinator) or self._is_raised(issue):
                yield issue
        if maintenance.is_due(self._coordinator):
            yield Issue(
                slug=MAINTENANCE,
                key=ACCOUNT_KEY,
                issue_id=issue_id(self._coordinator, MAINTENANCE, ACCOUNT_KEY),
                translation_key=MAINTENANCE,
                severity=ir.IssueSeverity.WARNING,
                name=async_name(self._coordinator, ACCOUNT_KEY),
            )

    def _is_raised(self, issue: Issue) -> bool:
        """Whether its owner may be in the middle of its guided fix."""
        entry = self._coordinator.source.entry
        if entry is None or entry.disabled_by is not None:
            return False
        known = ir.async_get(self._hass).async_get_issue(DOMAIN, issue.issue_id)
        return known is not None and known.active

    def _issue(self, finding: Finding) -> Issue:
        red_light = guide.is_red_light(finding)
        return Issue(
            slug=finding.cause,
            key=finding.device,
            issue_id=issue_id(self._coordinator, finding.cause, finding.device),
            translation_key=RED_LIGHT if red_light else finding.cause,
            severity=_SEVERITY[finding.severity],
            name=async_name(self._coordinator, finding.device),
        )

    def _raise(self, issue: Issue) -> None:
        """Create or update; the registry detects by itself whether anything changed."""
        coordinator = self._coordinator
        ir.async_create_issue(
            self._hass,
            DOMAIN,
            issue.issue_id,
            data={
                "entry_id": coordinator.config_entry.entry_id,
                "uid": coordinator.uid(issue.key),
                "slug": issue.slug,
            },
            is_fixable=True,
            is_persistent=False,
            issue_domain=BLINK_DOMAIN,
            severity=issue.severity,
            translation_key=issue.translation_key,
            translation_placeholders={"name": issue.name},
        )
        if issue.slug in coordinator.notes_of(issue.key).ignored:
            entry = ir.async_get(self._hass).async_get_issue(DOMAIN, issue.issue_id)
            if entry is not None and entry.dismissed_version is None:
                ir.async_ignore_issue(self._hass, DOMAIN, issue.issue_id, True)

    def _is_over(self, slug: str, key: DeviceKey) -> bool:
        """Whether the cause is known to have cleared, not just unknown at the moment."""
        coordinator = self._coordinator
        if slug == MAINTENANCE or family_of(key) in SCOPES:
            return True
        remembered = coordinator.memory.devices.get(key)
        return key in coordinator.data.devices or (
            remembered is not None and remembered.gone_since is not None
        )

    @callback
    def async_changed_by_owner(
        self, event: Event[ir.EventIssueRegistryUpdatedData]
    ) -> None:
        """Store whether the owner ignores an issue."""
        if event.data["domain"] != DOMAIN:
            return
        if event.data["action"] == "remove":
            # an issue was fixed: if its cause is still there, raise it again
            self._kept = None
        if event.data["action"] != "update":
            return
        entry = ir.async_get(self._hass).async_get_issue(DOMAIN, event.data["issue_id"])
        place = self._places().get(event.data["issue_id"])
        if entry is None or place is None:
            return
        slug, key = place
        ignored = dict(self._coordinator.notes_of(key).ignored)
        if entry.dismissed_version is not None and slug not in ignored:
            ignored[slug] = None
        elif entry.dismissed_version is None and slug in ignored:
            del ignored[slug]
        else:
            return
        self._coordinator.async_note(key, ignored=ignored)

    def _age_ignored(self, wanted: set[tuple[str, DeviceKey]]) -> None:
        """Note when an ignored cause cleared, and forget it a day later."""
        now = self._coordinator.now
        for key in (ACCOUNT_KEY, *self._coordinator.memory.devices):
            noted = self._coordinator.notes_of(key).ignored
            if not noted:
                continue
            ignored = {
                slug: since
                for slug, gone in noted.items()
                if (since := self._gone_since((slug, key), gone, wanted, now)) is None
                or now - since < IGNORED_FOR
            }
            if ignored != noted:
                self._coordinator.async_note(key, ignored=ignored)

    def _gone_since(
        self,
        place: tuple[str, DeviceKey],
        gone: datetime | None,
        wanted: set[tuple[str, DeviceKey]],
        now: datetime,
    ) -> datetime | None:
        if place in wanted or not self._is_over(*place) or not self._are_on():
            return None
        return gone or now

    def _are_on(self) -> bool:
        return bool(self._coordinator.config_entry.options.get(CONF_ISSUES, True))


def _can_be_acted_on(finding: Finding, coordinator: BlinkDoctorCoordinator) -> bool:
    """Whether a person can act on the finding.

    A failure of Blink's own service gets no issue, because one can only wait. After
    some hours it may have another reason, so it gets one.
    """
    if finding.cause is not Cause.BLINK_UNREACHABLE:
        return True
    source, entry = coordinator.source, coordinator.source.entry
    if entry is None or entry.disabled_by is not None:
        return False
    if source.trouble == "sign_in":
        return True
    if source.trouble == "not_loaded" and entry.state is not _RETRIES:
        return True
    return coordinator.now - finding.since >= OUTAGE
