"""Set-up in the UI: which Blink account, and what counts as a fault."""

from collections.abc import Mapping
from secrets import token_hex
from typing import Any, override

from homeassistant.config_entries import (
    ConfigEntry,
    ConfigEntryState,
    ConfigFlow,
    ConfigFlowResult,
    OptionsFlowWithReload,
)
from homeassistant.core import callback
from homeassistant.data_entry_flow import section
from homeassistant.helpers import selector
from homeassistant.helpers.service_info.dhcp import DhcpServiceInfo
from homeassistant.helpers.translation import async_get_translations
from homeassistant.helpers.typing import DiscoveryInfoType
import probatio

from . import attachment
from .const import (
    BLINK_DOMAIN,
    CONF_BLINK_ENTRY,
    CONF_ISSUES,
    CONF_MAINTENANCE_DAYS,
    CONF_SECRET,
    DEFAULT_MAINTENANCE_DAYS,
    DOMAIN,
)
from .diagnosis.model.findings import Cause
from .diagnosis.settings import ELSEWHERE, LIMITS, SETTINGS, Settings
from .messages.sentences import plain

CONF_CAUSES = "causes"
SECTIONS: Mapping[str, tuple[str, ...]] = {
    "signal": ("weak_bars", "weak_dbm", "weak_link_bars"),
    "patience": tuple(key for key in LIMITS if key.endswith(("_minutes", "_days"))),
}
REPAIRS = "repairs"
_LONGEST_MAINTENANCE = 365
_UNITS = {"minutes": "min", "days": "d", "dbm": "dBm"}


class BlinkDoctorConfigFlow(ConfigFlow, domain=DOMAIN):
    """Choose the Blink account to look after."""

    VERSION = 1

    _blink_entry: ConfigEntry[Any]
    _doctor: ConfigEntry[Any]

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
        """Start: one account is confirmed, several are a choice, none a hint."""
        if not self.hass.config_entries.async_entries(BLINK_DOMAIN):
            return self.async_abort(
                reason="no_blink",
                description_placeholders={
                    "add_blink": "/config/integrations/dashboard/add?domain=blink"
                },
            )
        uncovered = attachment.uncovered(self.hass)
        if not uncovered:
            return self.async_abort(reason="already_configured")
        if len(uncovered) == 1:
            return await self._async_offer(uncovered[0])
        return await self.async_step_account(user_input)

    async def async_step_account(
        self, user_input: dict[str, Any] | None = None
    ) -> ConfigFlowResult:
        """Choose among several accounts."""
        by_id = {entry.entry_id: entry for entry in attachment.uncovered(self.hass)}
        chosen = (user_input or {}).get(CONF_BLINK_ENTRY)
        if chosen in by_id:
            self._blink_entry = by_id[chosen]
            await self.async_set_unique_id(self._blink_entry.entry_id)
            self._abort_if_unique_id_configured()
            return await self._async_reattach() or self._create()
        options = [
            selector.SelectOptionDict(value=entry_id, label=entry.title)
            for entry_id, entry in by_id.items()
        ]
        choice = selector.SelectSelector(
            selector.SelectSelectorConfig(
                options=options, mode=selector.SelectSelectorMode.LIST
            )
        )
        return self.async_show_form(
            step_id="account",
            data_schema=probatio.Schema({probatio.Required(CONF_BLINK_ENTRY): choice}),
        )

    @override
    async def async_step_dhcp(
        self, discovery_info: DhcpServiceInfo
    ) -> ConfigFlowResult:
        """A Blink device is on the network: offer what is not covered yet."""
        uncovered = [
            entry
            for entry in attachment.uncovered(self.hass)
            if not await self._is_taken(entry)
        ]
        if not uncovered:
            return self.async_abort(
                reason="already_configured"
                if self.hass.config_entries.async_entries(DOMAIN)
                else "no_blink",
                description_placeholders={
                    "add_blink": "/config/integrations/dashboard/add?domain=blink"
                },
            )
        return await self._async_offer(uncovered[0])

    @override
    async def async_step_integration_discovery(
        self, discovery_info: DiscoveryInfoType
    ) -> ConfigFlowResult:
        """A further Blink account was added."""
        entry = self.hass.config_entries.async_get_entry(
            discovery_info[CONF_BLINK_ENTRY]
        )
        offered = entry is not None and entry in attachment.uncovered(self.hass)
        if entry is None or not offered or await self._is_taken(entry):
            return self.async_abort(reason="already_configured")
        return await self._async_offer(entry)

    async def _is_taken(self, entry: ConfigEntry[Any]) -> bool:
        """Whether an account has a doctor that lost it, or may turn out to have one.

        A repair brings them together. What devices there are is known once it runs.
        """
        if await attachment.async_doctor_of(self.hass, entry) is not None:
            return True
        tells_devices = entry.state is ConfigEntryState.LOADED
        return not tells_devices and bool(attachment.detached(self.hass))

    async def _async_offer(self, entry: ConfigEntry[Any]) -> ConfigFlowResult:
        self._blink_entry = entry
        await self.async_set_unique_id(entry.entry_id)
        self._abort_if_unique_id_configured()
        self.context["title_placeholders"] = {"name": entry.title}
        return await self._async_reattach() or await self.async_step_confirm()

    async def async_step_confirm(
        self, user_input: dict[str, Any] | None = None
    ) -> ConfigFlowResult:
        """Confirm; there is nothing to fill in."""
        if user_input is not None:
            return self._create()
        return self.async_show_form(
            step_id="confirm",
            description_placeholders={"account": plain(self._blink_entry.title)},
        )

    async def async_step_reconfigure(
        self, user_input: dict[str, Any] | None = None
    ) -> ConfigFlowResult:
        """Follow the account under its new entry, once it was added again."""
        doctor = self._get_reconfigure_entry()
        if not attachment.is_detached(self.hass, doctor):
            return self.async_abort(reason="still_attached")
        for blink in attachment.uncovered(self.hass):
            if await attachment.async_is_same_account(self.hass, doctor, blink):
                self._blink_entry, self._doctor = blink, doctor
                return await self.async_step_reattach()
        return self.async_abort(reason="not_added_again")

    async def _async_reattach(self) -> ConfigFlowResult | None:
        """Go on with the doctor that the account had, None where it had none."""
        doctor = await attachment.async_doctor_of(self.hass, self._blink_entry)
        if doctor is None:
            return None
        self._doctor = doctor
        return await self.async_step_reattach()

    async def async_step_reattach(
        self, user_input: dict[str, Any] | None = None
    ) -> ConfigFlowResult:
        """Confirm; the account keeps its one doctor."""
        if user_input is None:
            return self.async_show_form(step_id="reattach")
        attached = attachment.async_attach(self.hass, self._doctor, self._blink_entry)
        return self.async_abort(
            reason="reconfigure_successful" if attached else "already_configured"
        )

    def _create(self) -> ConfigFlowResult:
        return self.async_create_entry(
            title="Blink Doctor",
            data={
                CONF_BLINK_ENTRY: self._blink_entry.entry_id,
                CONF_SECRET: token_hex(16),
            },
        )


class BlinkDoctorOptions(OptionsFlowWithReload):
    """What to look for, from when on a signal is weak, and how patient to be."""

    async def async_step_init(
        self, user_input: dict[str, Any] | None = None
    ) -> ConfigFlowResult:
        """Show and take all options; each stays within its limits."""
        schema = _schema(self.config_entry.options)
        if user_input is None:
            return self.async_show_form(step_id="init", data_schema=schema)
        if (odd := _not_whole(user_input)) is None:
            return self.async_create_entry(data=_to_options(user_input))
        # the form has an error below a field only outside of sections
        return self.async_show_form(
            step_id="init",
            data_schema=self.add_suggested_values_to_schema(schema, user_input),
            errors={"base": "not_whole", odd[1]: "not_whole"},
            description_placeholders={"field": await self._label(*odd)},
        )

    async def _label(self, name: str, key: str) -> str:
        """Return what a field of a section is called."""
        texts = await async_get_translations(
            self.hass, self.hass.config.language, "options", [DOMAIN]
        )
        place = f"component.{DOMAIN}.options.step.init.sections.{name}.data.{key}"
        return texts.get(place, key)


def _not_whole(user_input: Mapping[str, Any]) -> tuple[str, str] | None:
    """Return section and key of a number with decimals, None without any."""
    for name in (*SECTIONS, REPAIRS):
        for key, value in user_input[name].items():
            if isinstance(value, float) and not value.is_integer():
                return name, key
    return None


def _schema(options: Mapping[str, Any]) -> probatio.Schema:
    current = Settings.from_mapping({k: v for k, v in options.items() if k in SETTINGS})
    enabled = [cause for cause in Cause if current.enabled(cause)]
    values = current.as_mapping()
    causes = selector.SelectSelector(
        selector.SelectSelectorConfig(
            options=[*Cause],
            multiple=True,
            mode=selector.SelectSelectorMode.LIST,
            translation_key="cause",
        )
    )
    fields: dict[Any, Any] = {
        probatio.Required(CONF_CAUSES, default=enabled): causes,
        probatio.Required(
            ELSEWHERE, default=current.home_assistant_elsewhere
        ): selector.BooleanSelector(),
    }
    for name, keys in SECTIONS.items():
        fields[probatio.Required(name)] = section(
            probatio.Schema(
                {probatio.Required(k, default=values[k]): _number(k) for k in keys}
            ),
            {"collapsed": True},
        )
    fields[probatio.Required(REPAIRS)] = section(
        _repairs_schema(options), {"collapsed": True}
    )
    return probatio.Schema(fields)


def _repairs_schema(options: Mapping[str, Any]) -> probatio.Schema:
    days = selector.NumberSelectorConfig(
        min=0,
        max=_LONGEST_MAINTENANCE,
        step=1,
        mode=selector.NumberSelectorMode.BOX,
        unit_of_measurement="d",
    )
    issues = options.get(CONF_ISSUES, True)
    every = options.get(CONF_MAINTENANCE_DAYS, DEFAULT_MAINTENANCE_DAYS)
    return probatio.Schema(
        {
            probatio.Required(CONF_ISSUES, default=issues): selector.BooleanSelector(),
            probatio.Required(
                CONF_MAINTENANCE_DAYS, default=every
            ): selector.NumberSelector(days),
        }
    )


def _number(key: str) -> selector.NumberSelector:
    low, high = LIMITS[key]
    config = selector.NumberSelectorConfig(
        min=low, max=high, step=1, mode=selector.NumberSelectorMode.BOX
    )
    if unit := _UNITS.get(key.rpartition("_")[2]):
        config["unit_of_measurement"] = unit
    return selector.NumberSelector(config)


def _to_options(user_input: dict[str, Any]) -> dict[str, Any]:
    """Return flat options; only what differs from the defaults is kept."""
    flat = {k: v for name in SECTIONS for k, v in user_input[name].items()}
    chosen = set(user_input[CONF_CAUSES])
    flat[ELSEWHERE] = user_input[ELSEWHERE]
    flat["disabled"] = sorted(cause for cause in Cause if cause not in chosen)
    defaults = Settings().as_mapping()
    settings = Settings.from_mapping(flat).as_mapping()
    kept = {k: v for k, v in settings.items() if v != defaults[k]}
    repairs = user_input[REPAIRS]
    if not repairs[CONF_ISSUES]:
        kept[CONF_ISSUES] = False
    if (days := int(repairs[CONF_MAINTENANCE_DAYS])) != DEFAULT_MAINTENANCE_DAYS:
        kept[CONF_MAINTENANCE_DAYS] = days
    return kept
