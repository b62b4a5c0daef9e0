"""Config flow: choose the Blink account."""

from secrets import token_hex
from typing import Any, override

from homeassistant.config_entries import (
    ConfigEntry,
    ConfigEntryState,
    ConfigFlow,
    ConfigFlowResult,
)
from homeassistant.core import callback
from homeassistant.helpers import selector
from homeassistant.helpers.service_info.dhcp import DhcpServiceInfo
from homeassistant.helpers.typing import DiscoveryInfoType
import probatio

from . import onboarding
from .const import BLINK_DOMAIN, CONF_BLINK_ENTRY, CONF_SECRET, DOMAIN
from .device_lifecycle import attachment
from .language import async_language_of_request
from .messages.sentences import Words
from .options_form import BlinkDoctorOptions


class BlinkDoctorConfigFlow(ConfigFlow, domain=DOMAIN):
    """Choose the Blink account to monitor."""

    VERSION = 1
    MINOR_VERSION = 2

    _blink_entry: ConfigEntry[Any]
    _own_entry: ConfigEntry[Any]
    _phones: list[str]

    @staticmethod
    @override
    @callback
    def async_get_options_flow(config_entry: ConfigEntry[Any]) -> BlinkDoctorOptions:
        """Return the options flow."""
        return BlinkDoctorOptions()

    @override
    async def async_step_user(
        self, user_input: dict[str, Any] | None = None
    ) -> ConfigFlowResult:
        """Start: confirm a single account, choose among several, explain if there is none."""
        if not self.hass.config_entries.async_entries(BLINK_DOMAIN):
            return self.async_abort(
                reason="no_blink",
                description_placeholders={
                    "add_blink": "/config/integrations/dashboard/add?domain=blink"
                },
            )
        unfollowed = attachment.unfollowed(self.hass)
        if not unfollowed:
            return self.async_abort(reason="already_configured")
        if len(unfollowed) == 1:
            return await self._async_offer(unfollowed[0])
        return await self.async_step_account(user_input)

    async def async_step_account(
        self, user_input: dict[str, Any] | None = None
    ) -> ConfigFlowResult:
        """Choose one of several accounts."""
        by_id = {entry.entry_id: entry for entry in attachment.unfollowed(self.hass)}
        chosen = (user_input or {}).get(CONF_BLINK_ENTRY)
        if user_input is not None and chosen in by_id:
            self._blink_entry = by_id[chosen]
            await self.async_set_unique_id(self._blink_entry.entry_id)
            self._abort_if_unique_id_configured()
            return await self._async_reattach() or self._create(user_input)
        language = await async_language_of_request(self.hass)
        words = await Words.async_load(self.hass, language)
        options = [
            selector.SelectOptionDict(
                value=entry_id,
                label=f"{entry.title}: {onboarding.contents(self.hass, entry, words)}",
            )
            for entry_id, entry in by_id.items()
        ]
        choice = selector.SelectSelector(
            selector.SelectSelectorConfig(
                options=options, mode=selector.SelectSelectorMode.LIST
            )
        )
        return self.async_show_form(
            step_id="account",
            data_schema=probatio.Schema(
                {
                    probatio.Required(CONF_BLINK_ENTRY): choice,
                    **onboarding.phone_fields(self.hass),
                }
            ),
        )

    @override
    async def async_step_dhcp(
        self, discovery_info: DhcpServiceInfo
    ) -> ConfigFlowResult:
        """A Blink device is on the network: offer an account that is not set up yet."""
        unfollowed = [
            entry
            for entry in attachment.unfollowed(self.hass)
            if not await self._is_taken(entry)
        ]
        if not unfollowed:
            return self.async_abort(
                reason="already_configured"
                if self.hass.config_entries.async_entries(DOMAIN)
                else "no_blink",
                description_placeholders={
                    "add_blink": "/config/integrations/dashboard/add?domain=blink"
                },
            )
        return await self._async_offer(unfollowed[0])

    @override
    async def async_step_integration_discovery(
        self, discovery_info: DiscoveryInfoType
    ) -> ConfigFlowResult:
        """Another Blink account was added."""
        entry = self.hass.config_entries.async_get_entry(
            discovery_info[CONF_BLINK_ENTRY]
        )
        if entry is None or await self._is_taken(entry):
            return self.async_abort(reason="already_configured")
        return await self._async_offer(entry)

    async def _is_taken(self, entry: ConfigEntry[Any]) -> bool:
        """Whether an account belongs to an entry of ours that lost it, or may do so.

        A repair re-attaches them. Its devices are only known once it runs.
        """
        if await attachment.async_detached_entry_of(self.hass, entry) is not None:
            return True
        lists_devices = entry.state is ConfigEntryState.LOADED
        return not lists_devices and bool(attachment.detached(self.hass))

    async def _async_offer(self, entry: ConfigEntry[Any]) -> ConfigFlowResult:
        self._blink_entry = entry
        await self.async_set_unique_id(entry.entry_id)
        self._abort_if_unique_id_configured()
        self.context["title_placeholders"] = {"name": entry.title}
        return await self._async_reattach() or await self.async_step_confirm()

    async def async_step_confirm(
        self, user_input: dict[str, Any] | None = None
    ) -> ConfigFlowResult:
        """Show what was found; no input is required."""
        if user_input is not None:
            return self._create(user_input)
        language = await async_language_of_request(self.hass)
        words = await Words.async_load(self.hass, language)
        return self.async_show_form(
            step_id="confirm",
            data_schema=probatio.Schema(onboarding.phone_fields(self.hass)),
            description_placeholders={
                "account": onboarding.name_of(self._blink_entry),
                "found": onboarding.contents(self.hass, self._blink_entry, words),
            },
        )

    async def async_step_reconfigure(
        self, user_input: dict[str, Any] | None = None
    ) -> ConfigFlowResult:
        """Follow the account's new entry after it was added again."""
        own_entry = self._get_reconfigure_entry()
        if not attachment.is_detached(self.hass, own_entry):
            return self.async_abort(reason="still_attached")
        for blink_entry in attachment.unfollowed(self.hass):
            if await attachment.async_is_same_account(
                self.hass, own_entry, blink_entry
            ):
                self._blink_entry, self._own_entry = blink_entry, own_entry
                return await self.async_step_reattach()
        return self.async_abort(reason="not_added_again")

    async def _async_reattach(self) -> ConfigFlowResult | None:
        """Re-attach the account's previous entry, None if there is none."""
        own_entry = await attachment.async_detached_entry_of(
            self.hass, self._blink_entry
        )
        if own_entry is None:
            return None
        self._own_entry = own_entry
        return await self.async_step_reattach()

    async def async_step_reattach(
        self, user_input: dict[str, Any] | None = None
    ) -> ConfigFlowResult:
        """Confirm; an account keeps its single entry."""
        if user_input is None:
            return self.async_show_form(step_id="reattach")
        attached = attachment.async_attach(
            self.hass, self._own_entry, self._blink_entry
        )
        return self.async_abort(
            reason="reconfigure_successful" if attached else "already_configured"
        )

    def _create(self, user_input: dict[str, Any]) -> ConfigFlowResult:
        self._phones = user_input.get(onboarding.CONF_PHONES, [])
        return self.async_create_entry(
            title=onboarding.title_of(self.hass, self._blink_entry),
            data={
                CONF_BLINK_ENTRY: self._blink_entry.entry_id,
                CONF_SECRET: token_hex(16),
            },
        )

    @override
    async def async_on_create_entry(self, result: ConfigFlowResult) -> ConfigFlowResult:
        """Finish the setup that was chosen, now that the account's entry exists."""
        return await onboarding.async_finish(self.hass, result, self._phones)
