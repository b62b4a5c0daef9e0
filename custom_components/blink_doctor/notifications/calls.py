"""Serve a call of the action `notify`: update its recipients, report unreachable phones.

Also clears notifications that no automation looks after any more.
"""

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import partial

from homeassistant.core import HomeAssistant, callback
from homeassistant.helpers import (
    area_registry as ar,
    device_registry as dr,
    issue_registry as ir,
)

from ..const import DOMAIN, LOGGER
from ..messages.markdown import plain
from ..targeting.devices import async_is_blink_device, no_blink_devices
from .faults import Choice, is_known
from .guides import async_end_waits
from .notifier import Notifier, notifier_of
from .recipients import (
    AutomationActions,
    NotifyEntity,
    PersistentNotifications,
    Phone,
    Recipient,
    all_phones,
    service_of,
)
from .records import NotificationRecord
from .request import Request
from .texts import Texts
from .update import RecipientUpdate
from .update_base import DIGEST_TAG

_NEVER = datetime.min.replace(tzinfo=UTC)


@dataclass(slots=True)
class Outcome:
    """Result of a call of the action."""

    actions: AutomationActions | None = None
    unreachable: list[str] = field(default_factory=list)


async def async_clear_orphans(hass: HomeAssistant, since: datetime) -> None:
    """Clear notifications of faults that are over and that no automation cleared since."""
    notifier = notifier_of(hass)
    # phones that exist and cannot be reached at the moment
    failed: set[str] = set()
    async with notifier.lock:
        for recipient_id, subject_id, record in orphans(notifier, since):
            kind, _, name = recipient_id.partition(":")
            if kind == "bell":
                await PersistentNotifications(hass).async_clear(record.tag)
            if kind == "phone" and dr.async_get(hass).async_get(name):
                if name in failed or not await Phone(hass, name).async_clear(
                    record.tag
                ):
                    failed.add(name)
                    continue
            del notifier.records.told[recipient_id][subject_id]
    for name in filter(partial(service_of, hass), failed):
        notifier.async_sent(f"phone:{name}", done=False)
    notifier.store.save()


@callback
def _require_existing(hass: HomeAssistant, choice: Choice) -> None:
    """Raise ServiceValidationError if none of the chosen devices and areas exists.

    Such a call would never notify anybody. A single removed device is tolerated.
    """
    areas, ids = ar.async_get(hass), [*choice.device_ids, *choice.area_ids]
    if ids and not any(
        async_is_blink_device(hass, one) or areas.async_get_area(one) for one in ids
    ):
        raise no_blink_devices(hass, ids)


async def async_notify(hass: HomeAssistant, request: Request) -> Outcome:
    """Update all recipients of a request."""
    _require_existing(hass, request.choice)
    notifier, outcome = notifier_of(hass), Outcome()
    async with notifier.lock:
        if (at := async_end_waits(notifier)) is not None:
            notifier.async_due(at)
        for recipient, wait in _recipients(hass, request, outcome):
            texts = await Texts.async_load(hass, await recipient.async_language())
            await RecipientUpdate(notifier, texts, request, recipient, wait).async_run()
    notifier.store.save()
    return outcome


def _recipients(
    hass: HomeAssistant, request: Request, outcome: Outcome
) -> list[tuple[Recipient, timedelta]]:
    """Return the recipients, and how long a fault must have lasted for each."""
    found: list[tuple[Recipient, timedelta]] = []
    later = request.escalate_to
    everyone = all_phones(hass)
    first = [one for one in everyone if one not in later] or everyone
    phones = dict.fromkeys(request.phones or first, request.wait)
    for device_id in later:
        phones.setdefault(device_id, request.escalate_after)
    reachable = {one: wait for one, wait in phones.items() if service_of(hass, one)}
    outcome.unreachable = _report_unreachable(hass, [*phones], [*reachable])
    _forget_unchosen(notifier_of(hass), request.owner, {*phones} - {*reachable})
    found += [(Phone(hass, one), wait) for one, wait in reachable.items()]
    found += [
        (NotifyEntity(hass, one), request.wait) for one in request.notify_entities
    ]
    if request.recipient:
        outcome.actions = AutomationActions(f"others:{request.recipient}")
        found.append((outcome.actions, request.wait))
    if request.bell or not found:
        found.append((PersistentNotifications(hass), request.wait))
    return found


def _report_unreachable(
    hass: HomeAssistant, phones: list[str], reachable: list[str]
) -> list[str]:
    """Report each chosen phone that cannot be notified once; return their names."""
    records, registry = notifier_of(hass).records, dr.async_get(hass)
    names = []
    for device_id in phones:
        device = registry.async_get(device_id)
        known = records.missing.get(device_id)
        issue_id = _issue_of(device_id)
        if device_id in reachable and device is not None:
            records.phones[device_id] = str(device.name_by_user or device.name)
            if known is not None:
                del records.missing[device_id]
                ir.async_delete_issue(hass, DOMAIN, issue_id)
            continue
        named = device and (device.name_by_user or device.name)
        name = named or known or records.phones.get(device_id, device_id)
        names.append(name)
        ir.async_create_issue(
            hass,
            DOMAIN,
            issue_id,
            is_fixable=False,
            severity=ir.IssueSeverity.WARNING,
            translation_key="phone_unreachable",
            translation_placeholders={"phone": name, "name": plain(name)},
        )
        if known is None:
            records.missing[device_id] = name
            LOGGER.warning(
                "The phone %r cannot be told: it takes no notifications", name
            )
    return names


def _forget_unchosen(notifier: Notifier, owner: str, missing: set[str]) -> None:
    """Delete the issues of unreachable phones that no caller chooses any more."""
    before = notifier.missing.get(owner, set())
    notifier.missing[owner] = missing
    for device_id in before.difference(*notifier.missing.values()):
        notifier.records.missing.pop(device_id, None)
        ir.async_delete_issue(notifier.hass, DOMAIN, _issue_of(device_id))


def _issue_of(device_id: str) -> str:
    return f"phone_unreachable_{device_id}"


def orphans(
    notifier: Notifier, since: datetime
) -> list[tuple[str, str, NotificationRecord]]:
    """Return notifications of faults that are over: recipient, subject id and record.

    Leaves out recipients that the automation which notified them has updated since then:
    it applies its own rules.
    """
    faults = notifier.faults
    return [
        (recipient, subject_id, record)
        for recipient, by_subject in notifier.records.told.items()
        # only the user's own actions can clear what they have shown
        if notifier.hass.states.get(recipient.removeprefix("others:")) is None
        for subject_id, record in by_subject.items()
        if notifier.served.get((recipient, record.owner), _NEVER) < since
        if record.causes
        and record.tag != DIGEST_TAG
        and not (
            subject_id in faults and {*record.causes} & {*faults[subject_id].since}
        )
        and is_known(notifier.hass, subject_id)
    ]
