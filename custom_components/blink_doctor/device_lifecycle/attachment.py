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


def doctors(hass: HomeAssistant) -> list[Entry]:
    """Return our entries, without ignored discoveries, which have no account."""
    return hass.config_entries.async_entries(DOMAIN, include_ignore=False)


def uncovered(hass: HomeAssistant) -> list[Entry]:
    """Return the Blink entries that no Blink Doctor follows."""
    covered = {doctor.data[CONF_BLINK_ENTRY] for doctor in doctors(hass)}
    return [
        entry
        for entry in hass.config_entries.async_entries(BLINK_DOMAIN)
        if entry.entry_id not in covered
    ]


def detached(hass: HomeAssistant) -> list[Entry]:
    """Return our entries whose Blink entry was removed."""
    return [doctor for doctor in doctors(hass) if is_detached(hass, doctor)]


def is_detached(hass: HomeAssistant, doctor: Entry) -> bool:
    """Whether the Blink entry that one of our entries follows was removed."""
    return hass.config_entries.async_get_entry(doctor.data[CONF_BLINK_ENTRY]) is None


@callback
def async_note_account(hass: HomeAssistant, doctor: Entry) -> None:
    """Store a digest of the account's name while its Blink entry still exists."""
    blink = hass.config_entries.async_get_entry(doctor.data[CONF_BLINK_ENTRY])
    account = blink and _account(doctor, blink)
    if account and doctor.data.get(CONF_ACCOUNT) != account:
        hass.config_entries.async_update_entry(
            doctor, data={**doctor.data, CONF_ACCOUNT: account}
        )


def _secret(doctor: Entry) -> str:
    return str(doctor.data.get(CONF_SECRET, doctor.entry_id))


def _account(doctor: Entry, blink: Entry) -> str | None:
    """Return a digest of the account's name, which is an e-mail address."""
    name = blink.data.get(CONF_USERNAME) or blink.unique_id
    return digest(str(name).strip().casefold(), _secret(doctor)) if name else None


async def async_doctor_of(hass: HomeAssistant, blink: Entry) -> Entry | None:
    """Return the Blink Doctor entry that lost its Blink entry and has the same account."""
    for doctor in detached(hass):
        if await async_is_same_account(hass, doctor, blink):
            return doctor
    return None


async def async_is_same_account(
    hass: HomeAssistant, doctor: Entry, blink: Entry
) -> bool:
    """Whether a Blink entry has the same account that one of our entries followed.

    It has the same name, or lists at least half of the known devices.
    """
    account = _account(doctor, blink)
    if account and doctor.data.get(CONF_ACCOUNT) == account:
        return True
    listed = _identities(hass, doctor, blink)
    if not listed:
        return False
    memory = await MemoryStore(hass, doctor.entry_id).async_load() or Memory()
    known = {
        device.identity
        for device in memory.devices.values()
        if device.identity and device.gone_since is None
    }
    return bool(known) and 2 * len(known & listed) >= len(known)


def _identities(hass: HomeAssistant, doctor: Entry, blink: Entry) -> set[str]:
    """Return the uids of the devices that a Blink entry lists now."""
    if blink.state is not ConfigEntryState.LOADED:
        return set()
    source = BlinkSource(hass, blink.entry_id, salt=_secret(doctor))
    snapshot = source.snapshot(source.capture(), dt_util.utcnow())
    return {one.identity for one in snapshot.devices.values() if one.identity}


@callback
def async_attach(hass: HomeAssistant, doctor: Entry, blink: Entry) -> bool:
    """Follow another Blink entry of the same account; False if that is not possible.

    There is one Blink Doctor per account, and one account per Blink Doctor.
    """
    if not is_detached(hass, doctor) or blink not in uncovered(hass):
        return False
    async_move_budget(hass, doctor.data[CONF_BLINK_ENTRY], blink.entry_id)
    hass.config_entries.async_update_entry(
        doctor,
        unique_id=blink.entry_id,
        data={
            **doctor.data,
            CONF_BLINK_ENTRY: blink.entry_id,
            CONF_ACCOUNT: _account(doctor, blink),
        },
    )
    async_withdraw_offer(hass, doctor)
    if doctor.disabled_by is None:
        hass.config_entries.async_schedule_reload(doctor.entry_id)
    return True


async def async_offer(hass: HomeAssistant) -> None:
    """Raise a repair for each entry whose account was added again; withdraw all others."""
    for doctor in detached(hass):
        found: Entry | None = None
        for blink in uncovered(hass):
            if await async_is_same_account(hass, doctor, blink):
                found = blink
                break
        if found is None or not is_detached(hass, doctor):
            async_withdraw_offer(hass, doctor)
            continue
        ir.async_create_issue(
            hass,
            DOMAIN,
            _issue_id(doctor),
            data={"entry_id": doctor.entry_id, _BLINK_ENTRY: found.entry_id},
            is_fixable=True,
            issue_domain=BLINK_DOMAIN,
            severity=ir.IssueSeverity.ERROR,
            translation_key=ADDED_AGAIN,
        )


@callback
def async_withdraw_offer(hass: HomeAssistant, doctor: Entry) -> None:
    """Withdraw the repair."""
    ir.async_delete_issue(hass, DOMAIN, _issue_id(doctor))


@callback
def async_accept_offer(hass: HomeAssistant, data: Mapping[str, Any]) -> bool:
    """Attach our entry to the Blink entry that its repair names."""
    entries = hass.config_entries
    doctor = entries.async_get_entry(str(data["entry_id"]))
    blink = entries.async_get_entry(str(data[_BLINK_ENTRY]))
    return bool(doctor and blink and async_attach(hass, doctor, blink))


def _issue_id(doctor: Entry) -> str:
    return f"{ADDED_AGAIN}_{doctor.entry_id}"
