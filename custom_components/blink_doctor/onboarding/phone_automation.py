"""*Tell my phone*: an automation from our blueprint, if a person asked for it.

It is appended to automations.yaml, where the automation editor writes, so that comments
and other automations are untouched. If the configuration does not include that file, it
is restored.
"""

from collections.abc import Iterable
from pathlib import Path
from typing import Any
from uuid import uuid4

from homeassistant.components.automation import (
    DOMAIN as AUTOMATION_DOMAIN,
    automations_with_blueprint,
)
from homeassistant.components.automation.config import async_validate_config_item
from homeassistant.config import AUTOMATION_CONFIG_PATH
from homeassistant.const import CONF_ALIAS, CONF_ID, SERVICE_RELOAD
from homeassistant.core import HomeAssistant
from homeassistant.exceptions import HomeAssistantError
from homeassistant.helpers import entity_registry as er
from homeassistant.util.file import write_utf8_file_atomic
from homeassistant.util.yaml import dump, parse_yaml
import probatio

from ..const import DOMAIN, LOGGER
from . import blueprint_installer

BLUEPRINT = "blink_doctor"
PATH = f"{DOMAIN}/{BLUEPRINT}.yaml"


class _NotAList(HomeAssistantError):
    """The file does not hold the editor's list of automations."""


def is_possible(hass: HomeAssistant) -> bool:
    """Whether automations are available, and none uses this blueprint yet."""
    if AUTOMATION_DOMAIN not in hass.config.components:
        return False
    return not automations_with_blueprint(hass, PATH)


async def async_create(hass: HomeAssistant, phones: Iterable[str]) -> str | None:
    """Create the automation; return its entity id, None if that failed."""
    if not is_possible(hass):
        return None
    await blueprint_installer.async_install(hass, [BLUEPRINT])
    automation_id = uuid4().hex
    new: dict[str, Any] = {
        CONF_ID: automation_id,
        CONF_ALIAS: "Blink Doctor",
        "use_blueprint": {"path": PATH, "input": {"phones": [*phones]}},
    }
    try:
        await async_validate_config_item(hass, automation_id, {**new})
        before = await hass.async_add_executor_job(_append, _file(hass), new)
    except (OSError, HomeAssistantError, probatio.Invalid) as err:
        LOGGER.warning("The automation was not created: %s", type(err).__name__)
        return None
    entity_id = await _async_load(hass, automation_id)
    if entity_id is None:
        LOGGER.warning("The automation was not created: %s is not used", _file(hass))
        await hass.async_add_executor_job(_restore, _file(hass), before)
    return entity_id


def _file(hass: HomeAssistant) -> Path:
    return Path(hass.config.path(AUTOMATION_CONFIG_PATH))


async def _async_load(hass: HomeAssistant, automation_id: str) -> str | None:
    await hass.services.async_call(
        AUTOMATION_DOMAIN, SERVICE_RELOAD, {CONF_ID: automation_id}, blocking=True
    )
    entity_id = er.async_get(hass).async_get_entity_id(
        AUTOMATION_DOMAIN, AUTOMATION_DOMAIN, automation_id
    )
    return entity_id if entity_id and hass.states.get(entity_id) else None


def _append(path: Path, new: dict[str, Any]) -> str | None:
    """Append an automation to the file; return the file's previous content."""
    before = path.read_text("utf-8") if path.exists() else None
    existing = parse_yaml(before or "") or []
    if not isinstance(existing, list):
        raise _NotAList
    # Home Assistant creates the file with "[]"
    kept = f"{(before or '').rstrip()}\n" if existing else ""
    text = kept + dump([new])
    if parse_yaml(text) != [*existing, new]:
        raise _NotAList
    write_utf8_file_atomic(str(path), text)
    return before


def _restore(path: Path, before: str | None) -> None:
    if before is None:
        path.unlink(missing_ok=True)
    else:
        write_utf8_file_atomic(str(path), before)
