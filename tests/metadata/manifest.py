"""The manifest: what must be in it, what must not, and in which order."""

from pathlib import Path
import re
from typing import Any
from urllib.parse import urlparse

from awesomeversion import (
    AwesomeVersion,
    AwesomeVersionException,
    AwesomeVersionStrategy,
)
import homeassistant.components

from . import DOMAIN, Problems, integration, read_json

# `categories` and `connectivity` are known to 2026.11 only; 2026.10 refuses them.
KNOWN: dict[str, type] = {
    "domain": str,
    "name": str,
    "after_dependencies": list,
    "codeowners": list,
    "config_flow": bool,
    "dependencies": list,
    "dhcp": list,
    "documentation": str,
    "import_executor": bool,
    "integration_type": str,
    "iot_class": str,
    "issue_tracker": str,
    "loggers": list,
    "quality_scale": str,
    "requirements": list,
    "single_config_entry": bool,
    "version": str,
}
REQUIRED = (
    "domain",
    "name",
    "codeowners",
    "documentation",
    "iot_class",
    "issue_tracker",
    "version",
)
IOT_CLASSES = {
    "assumed_state",
    "calculated",
    "cloud_polling",
    "cloud_push",
    "local_polling",
    "local_push",
}
TYPES = {"device", "hub", "service"}
VERSIONS = [
    AwesomeVersionStrategy.CALVER,
    AwesomeVersionStrategy.SEMVER,
    AwesomeVersionStrategy.SIMPLEVER,
    AwesomeVersionStrategy.BUILDVER,
    AwesomeVersionStrategy.PEP440,
]


def check(root: Path) -> Problems:
    """Check the integration's manifest."""
    manifest = read_json(integration(root) / "manifest.json")
    return [
        *_keys(manifest),
        *_values(manifest),
        *_dependencies(manifest),
        *_dhcp(manifest.get("dhcp", [])),
    ]


def _keys(manifest: dict[str, Any]) -> Problems:
    problems = [
        f"manifest: {key} is missing" for key in REQUIRED if key not in manifest
    ]
    for key, value in manifest.items():
        if key not in KNOWN:
            problems.append(f"manifest: {key} is no key that every version knows")
        elif not isinstance(value, KNOWN[key]):
            problems.append(f"manifest: {key} must be a {KNOWN[key].__name__}")
        elif isinstance(value, list) and not value:
            problems.append(f"manifest: {key} is empty, leave it out")
    order = ["domain", "name", *sorted(set(manifest) - {"domain", "name"})]
    if list(manifest) != order:
        problems.append("manifest: keys must be domain, name, then alphabetical")
    return problems


def _values(manifest: dict[str, Any]) -> Problems:
    problems = []
    if manifest.get("domain") != DOMAIN:
        problems.append("manifest: domain must be the folder's name")
    if manifest.get("iot_class") not in IOT_CLASSES:
        problems.append("manifest: iot_class is unknown")
    if manifest.get("integration_type", "hub") not in TYPES:
        problems.append("manifest: integration_type is unknown")
    try:
        AwesomeVersion(manifest.get("version", ""), ensure_strategy=VERSIONS)
    except AwesomeVersionException:
        problems.append("manifest: version is none that Home Assistant accepts")
    for key in ("documentation", "issue_tracker"):
        url = urlparse(str(manifest.get(key)))
        if url.scheme != "https" or not url.netloc:
            problems.append(f"manifest: {key} must be an https address")
        elif url.netloc == "www.home-assistant.io":
            problems.append(f"manifest: {key} must not point to Home Assistant's own")
    owners = manifest.get("codeowners", [])
    if not owners or not all(re.fullmatch(r"@[\w-]+", owner) for owner in owners):
        problems.append("manifest: codeowners must be names on GitHub such as @me")
    problems += [
        f"manifest: requirement {item} is not pinned"
        for item in manifest.get("requirements", [])
        if "==" not in item
    ]
    return problems


def _dependencies(manifest: dict[str, Any]) -> Problems:
    first = manifest.get("dependencies", [])
    after = manifest.get("after_dependencies", [])
    core = Path(homeassistant.components.__path__[0])
    return [
        *(f"manifest: {name} is listed twice" for name in set(first) & set(after)),
        *(
            f"manifest: dependency {name} does not exist"
            for name in (*first, *after)
            if not (core / name).is_dir()
        ),
    ]


def _dhcp(matchers: list[dict[str, Any]]) -> Problems:
    problems = []
    for matcher in matchers:
        mac, host = matcher.get("macaddress"), matcher.get("hostname")
        if set(matcher) - {"macaddress", "hostname", "registered_devices"}:
            problems.append(f"manifest: unknown key in dhcp {matcher}")
        if mac is not None and (mac != mac.upper() or "*" not in mac):
            problems.append(f"manifest: dhcp {mac} must be upper case with a *")
        if host is not None and host != host.lower():
            problems.append(f"manifest: dhcp {host} must be lower case")
    return problems
