"""The action that copies our blueprints into Home Assistant, only on request.

It uses Home Assistant's own blueprint code. A blueprint that a person changed, which the
digest of what was last written shows, is only overwritten on request. If anything but a
regular file is in the way, that blueprint is skipped and the others are installed.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
import stat
from typing import Any

from homeassistant.components.automation import (
    EVENT_AUTOMATION_RELOADED,
    blueprint_in_automation,
)
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
from homeassistant.exceptions import HomeAssistantError, ServiceValidationError
from homeassistant.helpers import config_validation as cv, issue_registry as ir
from homeassistant.helpers.service import async_register_admin_service
from homeassistant.helpers.start import async_at_started
from homeassistant.util.hass_dict import HassKey
from homeassistant.util.yaml import load_yaml_dict
import probatio

from ..action_fields import at_most, fields, text
from ..const import DOMAIN, LOGGER
from ..messages.markdown import plain
from ..store import DoctorStore

SERVICE = "install_blueprints"
FOLDER = Path(__file__).parents[1] / "blueprints" / "automation"
ATTR_BLUEPRINTS = "blueprints"
ATTR_REPLACE_CHANGED = "replace_changed"

INSTALLED = "installed"
UPDATED = "updated"
UP_TO_DATE = "up_to_date"
CHANGED_BY_YOU = "changed_by_you"
NOT_WRITTEN = "not_written"
# ten times the size of our largest blueprint
_LARGEST = 1_000_000

# folders used by this action, and by an import from GitHub
_FOLDERS = (DOMAIN, "blink-doctor")
_MARK_OF_OLD = "notify.mobile_app_{{"
_OLD = "old_blueprints"

_STORE: HassKey[DoctorStore] = HassKey(f"{DOMAIN}_blueprints")

_MOST, _LONGEST = 50, 64
_SCHEMA = fields(
    {
        probatio.Optional(ATTR_BLUEPRINTS, default=list): probatio.All(
            probatio.EnsureList(), at_most(_MOST), [text(_LONGEST)]
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

    async def look_for_old(_: Any) -> None:
        await _async_report_old(hass)

    async_at_started(hass, look_for_old)
    hass.bus.async_listen(EVENT_AUTOMATION_RELOADED, look_for_old)


async def _async_report_old(hass: HomeAssistant) -> None:
    """Report which automations use blueprints of 0.1.0, and their replacements."""
    if "automation" not in hass.config.components:
        return
    folder = async_get_blueprints(hass).blueprint_folder
    old = []
    for state in hass.states.async_all("automation"):
        path = blueprint_in_automation(hass, state.entity_id)
        if path is None or path.partition("/")[0] not in _FOLDERS:
            continue
        if await hass.async_add_executor_job(_is_old, folder / path):
            old.append(state.name)
    if not old:
        ir.async_delete_issue(hass, DOMAIN, _OLD)
        return
    ir.async_create_issue(
        hass,
        DOMAIN,
        _OLD,
        is_fixable=False,
        severity=ir.IssueSeverity.WARNING,
        translation_key=_OLD,
        translation_placeholders={"automations": ", ".join(map(plain, sorted(old)))},
    )


def _is_old(path: Path) -> bool:
    """Whether a blueprint is the old kind, where one failing phone stops all notifications."""
    try:
        return _MARK_OF_OLD in path.read_text("utf-8")
    except OSError, UnicodeError:
        return False


def names() -> list[str]:
    """Return the names of the packaged blueprints. Reads the disk."""
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
    results = await async_install(
        hass, wanted, replace_changed=call.data[ATTR_REPLACE_CHANGED]
    )
    return {"blueprints": list[Any](results)}


async def async_install(
    hass: HomeAssistant, wanted: Iterable[str], *, replace_changed: bool = False
) -> list[dict[str, str]]:
    """Install some of our blueprints; return the result of each."""
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
            **await installer.async_try(name, replace_changed=replace_changed),
        }
        for name in dict.fromkeys(wanted)
    ]
    await store.async_save(installer.written)
    return results


def _digests(stored: Any) -> tuple[dict[str, str], list[str]]:
    """Return the digests by path, and the paths without a valid one."""
    if not isinstance(stored, dict):
        raise ValueError("not a list of blueprints")  # noqa: TRY004
    written = {k: v for k, v in stored.items() if isinstance(v, str)}
    return written, [path for path in stored if path not in written]


@dataclass(slots=True)
class _Installer:
    """Write blueprints and keep the digest of each: path -> digest."""

    blueprints: DomainBlueprints
    written: dict[str, str]

    async def async_try(self, name: str, *, replace_changed: bool) -> dict[str, str]:
        """Install one blueprint; return the result, with the reason if that failed."""
        try:
            result = await self._async_install(name, replace_changed=replace_changed)
        except (OSError, HomeAssistantError) as err:
            reason = (
                err.reason if isinstance(err, _NotOrdinaryError) else "cannot_write"
            )
            LOGGER.warning(
                "The blueprint %s was not written: %s (%s)",
                name,
                reason,
                getattr(err, "strerror", None) or type(err).__name__,
            )
            return {"result": NOT_WRITTEN, "reason": reason}
        return {"result": result}

    async def _async_install(self, name: str, *, replace_changed: bool) -> str:
        """Write one blueprint, unless that would lose a person's changes."""
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
        existing = await hass.async_add_executor_job(
            _digest_of,
            Path(hass.config.config_dir),
            self.blueprints.blueprint_folder / path,
        )
        new = _digest(ours.yaml())
        if existing == new:
            self.written[path] = new
            return UP_TO_DATE
        if existing not in (None, self.written.get(path)) and not replace_changed:
            return CHANGED_BY_YOU
        await self.blueprints.async_add_blueprint(ours, path, allow_override=True)
        self.written[path] = new
        return INSTALLED if existing is None else UPDATED


class _NotOrdinaryError(HomeAssistantError):
    """The target is not a regular file or folder."""

    def __init__(self, reason: str) -> None:
        """Take the reason."""
        super().__init__(reason)
        self.reason = reason


def _digest(text: str) -> str:
    return sha256(text.encode()).hexdigest()


def _digest_of(config_dir: Path, path: Path) -> str | None:
    """Return the digest of a file, None if there is none.

    Raises _NotOrdinaryError if the file, or a folder on the way to it, is a symbolic
    link or anything else through which writing would change another place.
    """
    folders = [*path.relative_to(config_dir).parents]
    for place in [*(config_dir / one for one in reversed(folders[:-1])), path]:
        try:
            status = place.lstat()
        except FileNotFoundError:
            return None
        _require_ordinary(
            status.st_mode, stat.S_ISREG if place == path else stat.S_ISDIR
        )
    # a hard link shares its content with a file elsewhere
    if status.st_nlink > 1 or status.st_size > _LARGEST:
        raise _NotOrdinaryError("not_an_ordinary_file")
    try:
        return sha256(path.read_bytes()).hexdigest()
    except OSError:
        raise _NotOrdinaryError("cannot_read") from None


def _require_ordinary(mode: int, is_kind: Callable[[int], bool]) -> None:
    if stat.S_ISLNK(mode):
        raise _NotOrdinaryError("symbolic_link")
    if not is_kind(mode):
        raise _NotOrdinaryError("not_an_ordinary_file")
