"""The action that copies our blueprints into Home Assistant, on request only.

It goes through Home Assistant's own blueprint code. What a person has changed is
never overwritten unasked: a digest of what was written last tells.
"""

from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any

from homeassistant.components.automation.config import AUTOMATION_BLUEPRINT_SCHEMA
from homeassistant.components.automation.helpers import async_get_blueprints
from homeassistant.components.blueprint import DomainBlueprints
from homeassistant.components.blueprint.models import Blueprint
from homeassistant.core import (
    HomeAssistant,
    ServiceCall,
    ServiceResponse,
    SupportsResponse,
    callback,
)
from homeassistant.exceptions import ServiceValidationError
from homeassistant.helpers import config_validation as cv
from homeassistant.helpers.service import async_register_admin_service
from homeassistant.util.hass_dict import HassKey
from homeassistant.util.yaml import load_yaml_dict
import probatio

from .const import DOMAIN
from .store import DoctorStore

SERVICE = "install_blueprints"
FOLDER = Path(__file__).parent / "blueprints" / "automation"
ATTR_BLUEPRINTS = "blueprints"
ATTR_REPLACE_CHANGED = "replace_changed"

INSTALLED = "installed"
UPDATED = "updated"
UP_TO_DATE = "up_to_date"
CHANGED_BY_YOU = "changed_by_you"

_STORE: HassKey[DoctorStore] = HassKey(f"{DOMAIN}_blueprints")

_SCHEMA = probatio.Schema(
    {
        probatio.Optional(ATTR_BLUEPRINTS, default=list): probatio.All(
            probatio.EnsureList(), [cv.string]
        ),
        probatio.Optional(ATTR_REPLACE_CHANGED, default=False): cv.boolean,
    }
)


@callback
def async_setup_actions(hass: HomeAssistant) -> None:
    """Register the action; only administrators may use it."""

    async def install(call: ServiceCall) -> ServiceResponse:
        return await _async_install(hass, call)

    async_register_admin_service(
        hass, DOMAIN, SERVICE, install, _SCHEMA, SupportsResponse.OPTIONAL
    )


def names() -> list[str]:
    """Return the names of the blueprints in the package. Reads the disk."""
    return sorted(path.stem for path in FOLDER.glob("*.yaml"))


async def _async_install(hass: HomeAssistant, call: ServiceCall) -> ServiceResponse:
    if "automation" not in hass.config.components:
        raise ServiceValidationError(
            translation_domain=DOMAIN, translation_key="blueprints_unavailable"
        )
    known = await hass.async_add_executor_job(names)
    wanted = call.data[ATTR_BLUEPRINTS] or known
    for name in wanted:
        if name not in known:
            raise ServiceValidationError(
                translation_domain=DOMAIN,
                translation_key="no_such_blueprint",
                translation_placeholders={"name": name, "known": ", ".join(known)},
            )
    store = hass.data.setdefault(
        _STORE,
        DoctorStore(hass, f"{DOMAIN}.blueprints", "list of installed blueprints"),
    )
    written, _ = await store.async_read(_digests)
    installer = _Installer(async_get_blueprints(hass), written or {})
    results = [
        {
            "blueprint": name,
            "path": f"{DOMAIN}/{name}.yaml",
            "result": await installer.async_install(
                name, replace_changed=call.data[ATTR_REPLACE_CHANGED]
            ),
        }
        for name in dict.fromkeys(wanted)
    ]
    await store.async_save(installer.written)
    return {"blueprints": list[Any](results)}


def _digests(stored: Any) -> tuple[dict[str, str], list[str]]:
    """Return the digests by path, and the paths that have none."""
    if not isinstance(stored, dict):
        raise ValueError("not a list of blueprints")  # noqa: TRY004
    written = {k: v for k, v in stored.items() if isinstance(v, str)}
    return written, [path for path in stored if path not in written]


@dataclass(slots=True)
class _Installer:
    """Writes blueprints and knows what it wrote: path -> digest."""

    blueprints: DomainBlueprints
    written: dict[str, str]

    async def async_install(self, name: str, *, replace_changed: bool) -> str:
        """Write one blueprint where that takes nothing from anybody."""
        hass = self.blueprints.hass
        path = f"{DOMAIN}/{name}.yaml"
        data = await hass.async_add_executor_job(
            load_yaml_dict, FOLDER / f"{name}.yaml"
        )
        ours = Blueprint(
            data,
            path=path,
            expected_domain="automation",
            schema=AUTOMATION_BLUEPRINT_SCHEMA,
        )
        there = await hass.async_add_executor_job(
            _digest_of, self.blueprints.blueprint_folder / path
        )
        new = _digest(ours.yaml())
        if there == new:
            self.written[path] = new
            return UP_TO_DATE
        if there not in (None, self.written.get(path)) and not replace_changed:
            return CHANGED_BY_YOU
        await self.blueprints.async_add_blueprint(ours, path, allow_override=True)
        self.written[path] = new
        return INSTALLED if there is None else UPDATED


def _digest(text: str) -> str:
    return sha256(text.encode()).hexdigest()


def _digest_of(path: Path) -> str | None:
    """Return the digest of a file, None where there is none."""
    return _digest(path.read_text("utf-8")) if path.exists() else None
