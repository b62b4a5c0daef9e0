"""Re-attach Blink Doctor when a Blink account was removed and added again.

Core then creates a new entry. Our entry stays and follows the new one, which keeps
entity ids, their history, the memory, and the owner's reports.
"""

from collections.abc import Mapping
from typing import Any

from homeassistant.config_entries import ConfigEntry, ConfigEntryState
from homeassistant.const import CONF_USERNAME
from homeassistant.core import HomeAssistant, callback
from homeassistant.helpers import issue_registry as ir
from homeassistant.util import dt as dt_util

from ..blink.source import BlinkSource
from ..checkup.rate_limit import async_move_budget
from ..const import BLINK_DOMAIN, CONF_ACCOUNT, CONF_BLINK_ENTRY, CONF_SECRET, DOMAIN
from ..diagnosis.memory import Memory
from ..diagnosis.parsing.payload import digest
from ..store import MemoryStore

ADDED_AGAIN = "blink_added_again"
_BLINK_ENTRY = "blink_entry_id"

type Entry = ConfigEntry[Any]


def own_entries(hass: HomeAssistant) -> list[Entry]:
    """Return our entries, without ignored discoveries, which have no account."""
    return hass.config_entries.async_entries(DOMAIN, include_ignore=False)


def unfollowed(hass: HomeAssistant) -> list[Entry]:
    """Return the Blink entries that no Blink Doctor follows."""
    followed = {own_entry.data[CONF_BLINK_ENTRY] for own_entry in own_entries(hass)}
    return [
        entry
        for entry in hass.config_entries.async_entries(BLINK_DOMAIN)
        if entry.entry_id not in followed
    ]


def detached(hass: HomeAssistant) -> list[Entry]:
    """Return our entries whose Blink entry was removed."""
    return [
        own_entry for own_entry in own_entries(hass) if is_detached(hass, own_entry)
    ]


def is_detached(hass: HomeAssistant, own_entry: Entry) -> bool:
    """Whether the Blink entry that one of our entries follows was removed."""
    return hass.config_entries.async_get_entry(own_entry.data[CONF_BLINK_ENTRY]) is None


@callback
def async_note_account(hass: HomeAssistant, own_entry: Entry) -> None:
    """Store a digest of the account's name while its Blink entry still exists."""
    blink_entry = hass.config_entries.async_get_entry(own_entry.data[CONF_BLINK_ENTRY])
    account = blink_entry and _account(own_entry, blink_entry)
    if account and own_entry.data.get(CONF_ACCOUNT) != account:
        hass.config_entries.async_update_entry(
            own_entry, data={**own_entry.data, CONF_ACCOUNT: account}
        )


def _secret(own_entry: Entry) -> str:
    return str(own_entry.data.get(CONF_SECRET, own_entry.entry_id))


def _account(own_entry: Entry, blink_entry: Entry) -> str | None:
    """Return a digest of the account's name, which is an e-mail address."""
    name = blink_entry.data.get(CONF_USERNAME) or blink_entry.unique_id
    return digest(str(name).strip().casefold(), _secret(own_entry)) if name else None


async def async_detached_entry_of(
    hass: HomeAssistant, blink_entry: Entry
) -> Entry | None:
    """Return the Blink Doctor entry that lost its Blink entry and has the same account."""
    for own_entry in detached(hass):
        if await async_is_same_account(hass, own_entry, blink_entry):
            return own_entry
    return None


async def async_is_same_account(
    hass: HomeAssistant, own_entry: Entry, blink_entry: Entry
) -> bool:
    """Whether a Blink entry has the same account that one of our entries followed.

    It has the same name, or lists at least half of the known devices.
    """
    account = _account(own_entry, blink_entry)
    if account and own_entry.data.get(CONF_ACCOUNT) == account:
        return True
    listed = _identities(hass, own_entry, blink_entry)
    if not listed:
        return False
    memory = await MemoryStore(hass, own_entry.entry_id).async_load() or Memory()
    known = {
        device.identity
        for device in memory.devices.values()
        if device.identity and device.gone_since is None
    }
    return bool(known) and 2 * len(known & listed) >= len(known)


def _identities(hass: HomeAssistant, own_entry: Entry, blink_entry: Entry) -> set[str]:
    """Return the uids of the devices that a Blink entry lists now."""
    if blink_entry.state is not ConfigEntryState.LOADED:
        return set()
    source = BlinkSource(hass, blink_entry.entry_id, salt=_secret(own_entry))
    snapshot = source.snapshot(source.capture(), dt_util.utcnow())
    return {one.identity for one in snapshot.devices.values() if one.identity}


@callback
def async_attach(hass: HomeAssistant, own_entry: Entry, blink_entry: Entry) -> bool:
    """Follow another Blink entry of the same account; False if that is not possible.

    There is one Blink Doctor per account, and one account per Blink Doctor.
    """
    if not is_detached(hass, own_entry) or blink_entry not in unfollowed(hass):
        return False
    async_move_budget(hass, own_entry.data[CONF_BLINK_ENTRY], blink_entry.entry_id)
    hass.config_entries.async_update_entry(
        own_entry,
        unique_id=blink_entry.entry_id,
        data={
            **own_entry.data,
            CONF_BLINK_ENTRY: blink_entry.entry_id,
            CONF_ACCOUNT: _account(own_entry, blink_entry),
        },
    )
    async_withdraw_offer(hass, own_entry)
    if own_entry.disabled_by is None:
        hass.config_entries.async_schedule_reload(own_entry.entry_id)
    return True


async def async_offer(hass: HomeAssistant) -> None:
    """Raise a repair for each entry whose account was added again; withdraw all others."""
    for own_entry in detached(hass):
        found: Entry | None = None
        for blink_entry in unfollowed(hass):
            if await async_is_same_account(hass, own_entry, blink_entry):
                found = blink_entry
                break
        if found is None or not is_detached(hass, own_entry):
            async_withdraw_offer(hass, own_entry)
            continue
        ir.async_create_issue(
            hass,
            DOMAIN,
            _issue_id(own_entry),
            data={"entry_id": own_entry.entry_id, _BLINK_ENTRY: found.entry_id},
            is_fixable=True,
            issue_domain=BLINK_DOMAIN,
            severity=ir.IssueSeverity.ERROR,
            translation_key=ADDED_AGAIN,
        )


@callback
def async_withdraw_offer(hass: HomeAssistant, own_entry: Entry) -> None:
    """Withdraw the repair."""
    ir.async_delete_issue(hass, DOMAIN, _issue_id(own_entry))


@callback
def async_accept_offer(hass: HomeAssistant, data: Mapping[str, Any]) -> bool:
    """Attach our entry to the Blink entry that its repair names."""
    entries = hass.config_entries
    own_entry = entries.async_get_entry(str(data["entry_id"]))
    blink_entry = entries.async_get_entry(str(data[_BLINK_ENTRY]))
    return bool(
        own_entry and blink_entry and async_attach(hass, own_entry, blink_entry)
    )


def _issue_id(own_entry: Entry) -> str:
    return f"{ADDED_AGAIN}_{own_entry.entry_id}"
