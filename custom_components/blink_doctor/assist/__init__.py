"""Assist: answer "are the cameras ok?" in the language of the question.

Sentences are registered as sentence triggers, for all languages at once: a custom
integration cannot add sentences to Home Assistant's own intents. Sentences about one
device list the devices' names instead of a wildcard: whatever matches is answered here,
so a question about a lamp must not match.
"""

from collections.abc import Iterable
from functools import partial
import json
from pathlib import Path
import re
from typing import TYPE_CHECKING, Any

from homeassistant.auth.permissions.const import POLICY_READ
from homeassistant.config_entries import (
    SIGNAL_CONFIG_ENTRY_CHANGED,
    ConfigEntry,
    ConfigEntryState,
)
from homeassistant.const import EVENT_HOMEASSISTANT_STOP
from homeassistant.core import CALLBACK_TYPE, Event, HomeAssistant, callback
from homeassistant.helpers import device_registry as dr
from homeassistant.helpers.debounce import Debouncer
from homeassistant.helpers.dispatcher import async_dispatcher_connect
from homeassistant.setup import async_when_setup

from ..const import DOMAIN, LOGGER
from ..coordinator import BlinkDoctorCoordinator
from ..diagnosis.model.readings import SCOPES
from ..messages.sentences import Words
from ..messages.spoken import about, overview
from ..targeting.by_name import async_find, plain
from ..targeting.devices import Targets
from ..targeting.permissions import async_may

if TYPE_CHECKING:
    # the conversation integration's requirements are installed only with it
    from hassil import SlotList
    from hassil.recognize import RecognizeResult
    from homeassistant.components.conversation.models import ConversationInput

_SENTENCES = Path(__file__).parent / "sentences.json"
# characters with a meaning in sentence templates are removed from names
_TEMPLATE_SIGNS = re.compile(r"[\[\](){}<>|:\\]+")
_PLACE = re.compile(r"\{(\w+)[:}]")
_COOLDOWN = 1.0

type Sentences = dict[str, dict[str, list[str]]]


@callback
def async_setup_assist(hass: HomeAssistant) -> None:
    """Register the sentences once the conversation integration is loaded."""

    async def start(hass: HomeAssistant, _: str) -> None:
        sentences = await hass.async_add_executor_job(_read)
        _Registrar(hass, sentences).async_start()

    async_when_setup(hass, "conversation", start)


def _read() -> Sentences:
    sentences: Sentences = json.loads(_SENTENCES.read_text(encoding="utf-8"))
    return sentences


@callback
def loaded(hass: HomeAssistant) -> list[BlinkDoctorCoordinator]:
    """Return the coordinators of all loaded accounts."""
    return [
        entry.runtime_data
        for entry in hass.config_entries.async_entries(DOMAIN)
        if entry.state is ConfigEntryState.LOADED
    ]


def _accounts(hass: HomeAssistant) -> int:
    """Return the number of accounts, loaded or not, but for those that are disabled."""
    return len(hass.config_entries.async_entries(DOMAIN, include_disabled=False))


class _Registrar:
    """Keep the registered sentences in step with the devices' names."""

    def __init__(self, hass: HomeAssistant, sentences: Sentences) -> None:
        self._hass = hass
        self._sentences = sentences
        self._names: tuple[str, ...] | None = None
        self._ours: set[str] = set()
        self._unregister: list[CALLBACK_TYPE] = []
        self._debouncer = Debouncer(
            hass,
            LOGGER,
            cooldown=_COOLDOWN,
            immediate=False,
            function=self._register,
            background=True,
        )

    @callback
    def async_start(self) -> None:
        """Register now, and again when accounts, devices or names change."""
        async_dispatcher_connect(
            self._hass, SIGNAL_CONFIG_ENTRY_CHANGED, self._entry_changed
        )
        self._hass.bus.async_listen(
            dr.EVENT_DEVICE_REGISTRY_UPDATED, self._device_changed
        )
        self._hass.bus.async_listen_once(EVENT_HOMEASSISTANT_STOP, self._stop)
        self._register()

    @callback
    def _entry_changed(self, _: Any, entry: ConfigEntry[Any]) -> None:
        if entry.domain == DOMAIN:
            self._debouncer.async_schedule_call()

    @callback
    def _device_changed(self, _: Event[dr.EventDeviceRegistryUpdatedData]) -> None:
        if self._unregister:
            self._debouncer.async_schedule_call()

    @callback
    def _stop(self, _: Event) -> None:
        self._debouncer.async_shutdown()

    @callback
    def _register(self) -> None:
        # imported late: only available where the conversation integration is installed
        from homeassistant.components.conversation.agent_manager import (  # noqa: PLC0415
            get_agent_manager,
        )

        accounts = loaded(self._hass)
        names = tuple(dict.fromkeys(_device_names(accounts))) if accounts else None
        if names == self._names and (accounts != []) == bool(self._unregister):
            return
        for unregister in self._unregister:
            unregister()
        self._unregister, self._names, self._ours = [], names, set()
        if names is None:
            return
        register = get_agent_manager(self._hass).register_trigger
        everything = [
            sentence for one in self._sentences.values() for sentence in one["all"]
        ]
        self._ours.update(everything)
        self._unregister.append(register(everything, self._answer_all))
        if names:
            choice = f"({'|'.join(names)})"
            single = [
                sentence.replace("{camera}", choice)
                for one in self._sentences.values()
                for sentence in one["one"]
            ]
            self._ours.update(single)
            self._unregister.append(register(single, partial(self._answer_one, names)))

    def _matches_an_automation(self, text: str) -> bool:
        """Whether an automation of the owner's also has a trigger for this sentence.

        Then that automation answers: it was written for this purpose.
        """
        from hassil import Intents, WildcardSlotList, recognize  # noqa: PLC0415
        from homeassistant.components.conversation.agent_manager import (  # noqa: PLC0415
            get_agent_manager,
        )

        sentences = get_agent_manager(self._hass).trigger_sentences
        if not (others := [one for one in sentences if one not in self._ours]):
            return False
        data = {"data": [{"sentences": others}]}
        intents = Intents.from_dict({"language": "en", "intents": {"others": data}})
        places = {name for one in others for name in _PLACE.findall(one)}
        wildcards: dict[str, SlotList] = {one: WildcardSlotList(one) for one in places}
        return recognize(text, intents, slot_lists=wildcards) is not None

    async def _answer_all(
        self, user_input: ConversationInput, _: RecognizeResult
    ) -> str | None:
        if self._matches_an_automation(user_input.text):
            return None
        return await async_answer(self._hass, user_input)

    async def _answer_one(
        self, names: tuple[str, ...], user_input: ConversationInput, _: RecognizeResult
    ) -> str | None:
        if self._matches_an_automation(user_input.text):
            return None
        question = f" {plain(user_input.text)} "
        whole = [name for name in names if f" {plain(name)} " in question]
        # some languages use no spaces, or attach suffixes to a name
        part = [name for name in names if plain(name) in question]
        # a name of emoji alone: `plain` removes emoji from the question
        emoji = [name for name in names if name in user_input.text]
        named = max(whole or part or emoji, key=len, default="")
        # with a suffix "Garage 2" is no whole word, but "Garage" is
        longer = [name for name in part if plain(named) in plain(name)]
        return await async_answer(
            self._hass, user_input, max([named, *longer], key=len)
        )


async def async_answer(
    hass: HomeAssistant, user_input: ConversationInput, name: str = ""
) -> str:
    """Return the state of the devices with a name, or of all that the user may see."""
    words = await Words.async_load(hass, user_input.language)
    targets = await _permitted(hass, user_input.context.user_id)
    found = await async_find(targets, name) if name else {}
    places = [(account, key) for account, keys in found.items() for key in keys]
    if not places or found == targets:
        return overview(words, targets, is_all=len(targets) == _accounts(hass))
    return " ".join(about(words, *place) for place in places)


async def _permitted(hass: HomeAssistant, user_id: str | None) -> Targets:
    """Return the devices that the asking user may see."""
    user = await hass.auth.async_get_user(user_id) if user_id else None
    return {
        account: [
            key
            for key in account.data.shown
            if user is None
            or async_may(hass, user, account.device_id(key), POLICY_READ)
        ]
        for account in loaded(hass)
    }


def _device_names(accounts: Iterable[BlinkDoctorCoordinator]) -> Iterable[str]:
    """Yield the devices' names without template characters."""
    for account in accounts:
        registry = dr.async_get(account.hass)
        for key, device in account.data.devices.items():
            if device.reading.family in SCOPES:
                continue
            device_id = account.device_id(key)
            entry = registry.async_get(device_id) if device_id else None
            for name in (device.reading.name, entry and entry.name_by_user):
                if name and (clean := _TEMPLATE_SIGNS.sub(" ", name).strip()):
                    yield " ".join(clean.split())
