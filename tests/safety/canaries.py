"""A home in which every secret or identifying field holds something recognisable."""

from copy import deepcopy
from dataclasses import dataclass, field
import json
from typing import Any

from demo.cloud.scenario import Scenario
from tests.house import House

ACCOUNT_ID = 810_000_001
# What core keeps in its entry: everything but what is the same for all people
_NOT_SECRET = {"host", "region_id", "expires_in", "expiration_date", "device_id"}
# Names that break out of whatever they are put into
HOSTILE = (
    "x" * 5000,
    "<img src=x onerror=alert(1)>",
    "</script><script>alert(2)</script>",
    "[press here](javascript:alert(3))",
    "![x](https://evil.example/pixel.png)",
    "**bold** _it_ `code` # head me@home.example",
    "{name} {evidence} {0} {",
    "{{ 7919 * 104729 }} {% raw %} {{ states }}",
    "'; DROP TABLE states; -- \"",
    "../../../../etc/passwd",
    "🏠🐶 👨‍👩‍👧 Ünïcödé",
    "كاميرا \u202eEVIL\u202c",
    "line one\r\nSet-Cookie: a=b\r\n\r\nline two",
    "zero\u0000byte and \u001b[31mred",
    "%s %d %n %(name)s",
    "fault",
    "none",
)


@dataclass
class Canaries:
    """What was planted. `secret`: nowhere. `names`: only where people read."""

    secret: dict[str, str] = field(default_factory=dict)
    names: dict[str, str] = field(default_factory=dict)

    def learn(self, house: House) -> None:
        """Add what signing in has brought: tokens, hardware id, client id."""
        tokens = house.account.tokens
        auth = getattr(house.coordinator.source.api, "auth", None)
        data = house.blink.data
        found = {key: data[key] for key in data.keys() - _NOT_SECRET}
        for name in ("token", "refresh_token", "hardware_id", "client_id", "user_id"):
            found[f"auth {name}"] = getattr(auth, name, None)
        found |= {f"token {token[:4]}": token for token in tokens._refresh}
        found |= {f"token {number}": t for number, t in enumerate(tokens._access)}
        self.secret |= {k: str(v) for k, v in found.items() if len(str(v)) > 5}

    def found(self, text: str, *, names: bool = False) -> list[str]:
        """Return the labels of all canaries in a text, those of names if wanted."""
        text = text.lower()
        wanted = self.secret | (self.names if names else {})
        return [label for label, canary in wanted.items() if canary.lower() in text]


def _private(mark: int) -> dict[str, Any]:
    """Return fields as Blink has or might have them, at the top and deeper."""
    inside = {
        "mac_address": f"CA:FE:00:{mark // 100:02d}:{mark % 100:02d}:01",
        "mac": f"ca-fe-01-{mark:04d}",
        "ip_address": f"10.77.{mark // 100}.{mark % 100}",
        "ssid": f"canary-ssid-{mark}",
        "wifi_ssid": f"canary-wifi-{mark}",
        "fw_git_hash": f"canary-hash-{mark}",
        "token": f"canary-device-token-{mark}",
        "owner": f"canary-owner-{mark}@example.net",
        "media": f"/api/v3/media/canary-clip-{mark}.mp4",
    }
    return {**inside, "last_connect": inside, "accessories": [inside]}


def _values(private: dict[str, Any]) -> set[str]:
    return {value for value in private.values() if isinstance(value, str)}


def _mark(device: dict[str, Any], number: int, canaries: Canaries) -> None:
    """Give a device recognisable values in every field that identifies."""
    own = f"device {number}"
    private = _private(number)
    device |= {
        "id": 820_000_000 + number,
        "serial": f"G8T1CANARY{number:05d}",
        "name": f"Canaryname {number} {HOSTILE[number % len(HOSTILE)]}",
        "raw": {**device.get("raw", {}), **private},
        "raw_config": {**device.get("raw_config", {}), **private},
    }
    canaries.secret |= {
        f"{own} id": str(device["id"]),
        f"{own} serial": device["serial"],
        **{f"{own} {value}": value for value in _values(private)},
    }
    canaries.names[f"{own} name"] = f"Canaryname {number}"


def plant(scenario: str = "troubles") -> tuple[Scenario, Canaries]:
    data: dict[str, Any] = deepcopy(Scenario.load(scenario).data)
    canaries, number = Canaries(), 100
    (account,) = data["accounts"]
    account |= {
        "id": ACCOUNT_ID,
        "email": "canary.person@example.net",
        "password": "canary-password",
    }
    canaries.secret |= {
        "e-mail": "canary.person",
        "password": "canary-password",
        "account id": str(ACCOUNT_ID),
        "user id": str(ACCOUNT_ID + 1000),
        "client id": str(ACCOUNT_ID + 2000),
        "thumbnail": "/thumbnail/thumbnail.jpg",
        "media": "/media/",
    }
    for position, network in enumerate(account["networks"]):
        network["id"] = 830_000_000 + position
        network["name"] = f"Canarynetwork {position}"
        network["raw"] = _private(position + 1)
        canaries.secret[f"network {position} id"] = str(network["id"])
        canaries.names[f"network {position} name"] = network["name"]
        canaries.secret |= {v: v for v in _values(network["raw"])}
        devices = [network["sync_module"]] if "sync_module" in network else []
        for family in ("cameras", "owls", "doorbells"):
            devices += network.get(family, [])
        for device in devices:
            number += 1
            _mark(device, number, canaries)
    # one without a serial number: nothing else of Blink's may stand in for it
    account["networks"][0]["cameras"][-1]["raw"]["serial"] = None
    account["networks"][0]["owls"][-1]["raw"]["name"] = ""
    return Scenario.from_data(json.loads(json.dumps(data)), "canaries"), canaries
