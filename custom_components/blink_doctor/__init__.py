"""Blink Doctor: why a Blink camera is in trouble, what to do, and whether it helped."""

from homeassistant.core import HomeAssistant
from homeassistant.exceptions import ConfigEntryError
from homeassistant.helpers import config_validation as cv
from homeassistant.helpers.typing import ConfigType

from . import backfill, battery_plan, core_batteries, device_lifecycle, services
from .assist import async_setup_assist
from .checkup.rate_limit import async_forget_budget, async_load_budgets
from .const import DOMAIN, PLATFORMS
from .coordinator import BlinkDoctorConfigEntry, BlinkDoctorCoordinator
from .dashboard import own_dashboard, page, static_files, websocket_api
from .device_lifecycle import attachment
from .diagnosis.memory import Memory
from .notifications import async_setup_notifications, notifier_of
from .onboarding import blueprint_installer
from .options_form import migrated
from .repairs.issues import async_forget_issues, async_keep_issues
from .repairs.pictures import async_serve_pictures
from .self_healing import async_setup_self_healing, attempts_of
from .store import MemoryStore, NotesStore
from .wakes import async_setup_wakes

CONFIG_SCHEMA = cv.config_entry_only_config_schema(DOMAIN)


async def async_setup(hass: HomeAssistant, config: ConfigType) -> bool:
    """Set up what all accounts share."""
    await async_load_budgets(hass)
    device_lifecycle.async_follow_accounts(hass)
    websocket_api.async_register_commands(hass)
    services.async_setup_services(hass)
    async_setup_wakes(hass)
    blueprint_installer.async_setup_actions(hass)
    await async_setup_notifications(hass)
    await async_setup_self_healing(hass)
    await static_files.async_serve_card(hass)
    await async_serve_pictures(hass)
    async_setup_assist(hass)
    return True


async def async_setup_entry(hass: HomeAssistant, entry: BlinkDoctorConfigEntry) -> bool:
    """Follow one Blink account.

    Set up even while core Blink is not loaded: that is one of the faults to report.
    """
    if attachment.is_detached(hass, entry):
        core_batteries.async_unhide_all(hass, entry)
        await attachment.async_offer(hass)
        raise ConfigEntryError(
            translation_domain=DOMAIN, translation_key="blink_removed"
        )
    attachment.async_note_account(hass, entry)
    coordinator = BlinkDoctorCoordinator(hass, entry)
    entry.runtime_data = coordinator
    await coordinator.async_start()
    entry.async_on_unload(coordinator.async_stop)
    await hass.config_entries.async_forward_entry_setups(entry, PLATFORMS)
    device_lifecycle.async_keep_entities_attached(coordinator)
    async_keep_issues(coordinator)
    core_batteries.async_keep_core_batteries(coordinator)
    entry.async_on_unload(battery_plan.async_watch(coordinator))
    notifier_of(hass).async_follow(coordinator)
    attempts_of(hass).async_follow(coordinator)
    static_files.async_offer_card(hass, entry)
    own_dashboard.async_offer_dashboard(hass, entry)
    await page.async_restore_strategies(hass)
    backfill.async_fill_in(hass, entry)
    return True


async def async_migrate_entry(
    hass: HomeAssistant, entry: BlinkDoctorConfigEntry
) -> bool:
    """Migrate the options of 0.1.0; options of a later version are left unchanged."""
    if entry.version > 1:
        return False
    if entry.minor_version < 2:
        hass.config_entries.async_update_entry(
            entry, options=migrated(entry.options), minor_version=2
        )
    return True


async def async_unload_entry(
    hass: HomeAssistant, entry: BlinkDoctorConfigEntry
) -> bool:
    """Stop following the account and save its memory."""
    unloaded = await hass.config_entries.async_unload_platforms(entry, PLATFORMS)
    if unloaded:
        coordinator = entry.runtime_data
        # stop before unloading, so that no late save or timer outlives the coordinator
        await coordinator.async_stop()
        core_batteries.async_unhide_paused(hass, entry)
        if entry.disabled_by is not None or attachment.is_detached(hass, entry):
            async_forget_issues(hass, entry.entry_id, coordinator.memory)
            core_batteries.async_withdraw(hass, entry)
            notifier_of(hass).async_changed()
    return unloaded


async def async_remove_entry(
    hass: HomeAssistant, entry: BlinkDoctorConfigEntry
) -> None:
    """Delete what is stored of the account."""
    attachment.async_withdraw_offer(hass, entry)
    store = MemoryStore(hass, entry.entry_id)
    memory = await store.async_load() or Memory()
    async_forget_issues(hass, entry.entry_id, memory)
    core_batteries.async_withdraw(hass, entry)
    core_batteries.async_unhide_all(hass, entry)
    await store.async_remove()
    await NotesStore(hass, entry.entry_id).async_remove()
    notifier_of(hass).async_changed()
    await async_forget_budget(hass)
    await page.async_show_message(hass, entry.entry_id)
