"""Create a configuration folder for Home Assistant, as if set up in the UI."""

import base64
from dataclasses import dataclass
from datetime import UTC, datetime
import json
from pathlib import Path
from typing import Any
from uuid import uuid4

import bcrypt

from . import battery_past
from .ports import LOOPBACK

USER = "demo"
PASSWORD = "demo"
BLINK_ENTRY = "01JDEMOBLINK00000000000000"
DOCTOR_ENTRY = "01JDEMODOCTOR0000000000000"
_ADMINISTRATORS = "system-admin"
# any value in the format of Home Assistant's identifiers
_USER_ID = "d0" * 16
_CREDENTIAL_ID = "c0" * 16

CONFIGURATION = """\
# A Home Assistant for the Blink Doctor demo; thrown away when the demo stops.
frontend:
config:
history:
logbook:
my:
recorder:
  commit_interval: 1
automation: !include automations.yaml
script: !include scripts.yaml
scene: !include scenes.yaml
logger:
  default: warning
  logs:
    custom_components.blink_doctor: info
"""


@dataclass(frozen=True, slots=True)
class Account:
    """Credentials for the simulated Blink cloud.

    With a refresh token, Home Assistant continues an earlier sign-in, which is required
    if the account asks for a code at each new one.
    """

    email: str
    password: str
    refresh_token: str | None = None


def write(
    folder: Path, *, port: int, accounts: list[Account], integration: Path
) -> None:
    """Fill an empty configuration folder.

    Home Assistant will listen on loopback at `port`, need no onboarding, and have
    a Blink entry for each account that signs in at its first start. `integration`
    is the folder of Blink Doctor's code, which is linked.
    """
    storage = folder / ".storage"
    storage.mkdir(parents=True)
    (folder / "custom_components").mkdir()
    (folder / "custom_components" / integration.name).symlink_to(integration)
    (folder / "configuration.yaml").write_text(CONFIGURATION)
    (folder / "automations.yaml").write_text(battery_past.AUTOMATIONS)
    (folder / "scripts.yaml").write_text("{}\n")
    (folder / "scenes.yaml").write_text("[]\n")
    for key, version, minor, data in _stores(port, accounts):
        store(folder, key, data, version=version, minor=minor)


def store(
    folder: Path, key: str, data: Any, *, version: int = 1, minor: int = 1
) -> None:
    """Write one of Home Assistant's storage files."""
    content = {"version": version, "minor_version": minor, "key": key, "data": data}
    (folder / ".storage" / key).write_text(json.dumps(content, indent=2))


def _stores(
    port: int, accounts: list[Account]
) -> list[tuple[str, int, int, dict[str, Any]]]:
    # the oldest version of each file that is in use: newer Home Assistants migrate it
    return [
        ("auth", 1, 1, _auth()),
        ("auth_provider.homeassistant", 1, 1, _password()),
        ("onboarding", 4, 1, {"done": _onboarding_steps()}),
        ("core.config", 1, 4, _home(port)),
        ("core.config_entries", 1, 5, {"entries": _entries(accounts)}),
        ("http", 2, 2, _http(port)),
    ]


def _onboarding_steps() -> list[str]:
    return ["user", "core_config", "analytics", "integration"]


def _auth() -> dict[str, Any]:
    user = {
        "id": _USER_ID,
        "group_ids": [_ADMINISTRATORS],
        "is_owner": True,
        "is_active": True,
        "name": "Demo",
        "system_generated": False,
        "local_only": False,
    }
    credential = {
        "id": _CREDENTIAL_ID,
        "user_id": _USER_ID,
        "auth_provider_type": "homeassistant",
        "auth_provider_id": None,
        "data": {"username": USER},
    }
    return {
        "users": [user],
        "groups": [{"id": _ADMINISTRATORS, "name": "Administrators"}],
        "credentials": [credential],
        "refresh_tokens": [],
    }


def _password() -> dict[str, Any]:
    # bcrypt's cheapest setting: it protects nothing here, and signing in is fast
    hashed = bcrypt.hashpw(PASSWORD.encode(), bcrypt.gensalt(rounds=4))
    return {
        "users": [{"username": USER, "password": base64.b64encode(hashed).decode()}]
    }


def _home(port: int) -> dict[str, Any]:
    return {
        "latitude": 52.37,
        "longitude": 4.89,
        "elevation": 0,
        "unit_system_v2": "metric",
        "location_name": "Demo house",
        "time_zone": "UTC",
        "external_url": None,
        "internal_url": f"http://{LOOPBACK}:{port}",
        "currency": "EUR",
        "country": "NL",
        "language": "en",
        "radius": 100,
    }


def _http(port: int) -> dict[str, Any]:
    stable = {
        "server_host": [LOOPBACK],
        "server_port": port,
        "cors_allowed_origins": [],
        "login_attempts_threshold": -1,
        "ip_ban_enabled": True,
        "ssl_profile": "intermediate",
        "use_x_frame_options": True,
        "created_at": _now(),
        "error": None,
        "error_message": None,
    }
    return {"stable": stable, "pending": None, "yaml_migration_done": True}


def blink_entry_id(index: int) -> str:
    """Return the Blink entry id of the account with this index."""
    return f"{BLINK_ENTRY[:-2]}{index:02d}"


def doctor_entry_id(index: int) -> str:
    """Return the Blink Doctor entry id of the account with this index."""
    return f"{DOCTOR_ENTRY[:-2]}{index:02d}"


def doctor_secret(index: int) -> str:
    """Return the digest secret of the account with this index."""
    return f"secret of the demo house {index}"


def _entries(accounts: list[Account]) -> list[dict[str, Any]]:
    entries = []
    for index, account in enumerate(accounts):
        blink = _entry(blink_entry_id(index), "blink", account.email, account.email)
        blink["version"] = 4
        blink["data"] = {"username": account.email, "password": account.password}
        if account.refresh_token is not None:
            blink["data"]["refresh_token"] = account.refresh_token
            blink["data"]["hardware_id"] = str(uuid4()).upper()
        doctor = _entry(
            doctor_entry_id(index), "blink_doctor", "Blink Doctor", blink["entry_id"]
        )
        doctor["data"] = {
            "blink_entry_id": blink["entry_id"],
            "secret": doctor_secret(index),
        }
        entries += [blink, doctor]
    return entries


def _entry(entry_id: str, domain: str, title: str, unique_id: str) -> dict[str, Any]:
    return {
        "created_at": _now(),
        "data": {},
        "disabled_by": None,
        "discovery_keys": {},
        "domain": domain,
        "entry_id": entry_id,
        "minor_version": 1,
        "modified_at": _now(),
        "options": {},
        "pref_disable_new_entities": False,
        "pref_disable_polling": False,
        "source": "user",
        "subentries": [],
        "title": title,
        "unique_id": unique_id,
        "version": 1,
    }


def _now() -> str:
    return datetime.now(UTC).isoformat()
