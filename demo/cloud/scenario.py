"""Scenarios: homes as data. The format is described in demo/scenarios/README.md."""

from copy import deepcopy
from dataclasses import dataclass
import json
from pathlib import Path
from typing import Any, Self

from . import check
from .account import FAMILIES
from .actions import ACCOUNT_ACTIONS, ATTRIBUTES, DEVICE_ACTIONS, arguments
from .check import ScenarioError
from .media import pictures

FOLDER = Path(__file__).parent.parent / "scenarios"
LISTS = {"cameras": "camera", "owls": "owl", "doorbells": "doorbell"}


def _mapping(value: Any, where: str) -> None:
    if not isinstance(value, dict):
        check.fail(where, "an object", value)


def _event(actions: dict[str, dict[str, check.Check]]) -> check.Check:
    def event(value: Any, where: str) -> None:
        _mapping(value, where)
        rest = {key: item for key, item in value.items() if not key.startswith("//")}
        check.duration(rest.pop("at", None), f"{where}.at")
        if "set" in rest:
            check.table(ATTRIBUTES)(rest["set"], f"{where}.set")
            return
        arguments(rest.pop("do", ""), actions, rest, where)

    return event


def _device(family: str) -> check.Check:
    settable = {key: ATTRIBUTES[key] for key in FAMILIES[family].settable}
    own: dict[str, check.Check] = {
        "id": check.whole(1, 10**9),
        "expect": check.text,
        "picture": check.one_of(*sorted(pictures())),
        "raw": _mapping,
        "raw_config": _mapping,
        "timeline": check.list_of(_event(DEVICE_ACTIONS)),
    }
    return check.table({**settable, **own})


_NETWORK = check.table(
    {
        "id": check.whole(1, 10**9),
        "name": check.text,
        "armed": check.boolean,
        "camera_error": check.boolean,
        "sync_module_error": check.optional(check.boolean),
        "module_error_when_offline": check.boolean,
        "time_zone": check.text,
        "raw": _mapping,
        "sync_module": _device("sync_module"),
        **{plural: check.list_of(_device(one)) for plural, one in LISTS.items()},
    },
    "name",
)
_ACCOUNT = check.table(
    {
        "email": check.text,
        "password": check.text,
        "id": check.whole(1, 10**9),
        "tier": check.text,
        "two_factor": check.optional(check.text),
        "expires_in": check.whole(1, 10**7),
        "rate_limit": check.optional(check.whole(1, 10**6)),
        "networks": check.list_of(_NETWORK),
        "timeline": check.list_of(_event(ACCOUNT_ACTIONS)),
    },
    "email",
    "networks",
)
_SHARE = check.number(0, 1)
_SCENARIO = check.table(
    {
        "title": check.text,
        "about": check.text,
        "accounts": check.list_of(_ACCOUNT),
        "noise": check.table(
            {
                "bars": _SHARE,
                "volts": _SHARE,
                "lost_polls": _SHARE,
                "hiccups": _SHARE,
                "hiccup_length": check.duration,
                "offline_blips": _SHARE,
            }
        ),
        "delays": check.table(
            {
                "boot": check.duration,
                "module_boot": check.duration,
                "battery_report": check.duration,
                "offline_notice": check.duration,
            }
        ),
    },
    "title",
    "accounts",
)


@dataclass(frozen=True, slots=True)
class Scenario:
    """A checked scenario."""

    name: str
    data: dict[str, Any]

    @classmethod
    def load(cls, name: str | Path) -> Self:
        """Load a scenario by name (`troubles`) or path; raises ScenarioError."""
        path = Path(name)
        if path.suffix != ".json":
            path = FOLDER / f"{name}.json"
        try:
            data = json.loads(path.read_text(encoding="utf-8"))
        except FileNotFoundError:
            known = ", ".join(names())
            raise ScenarioError(f"{path}: no such scenario (known: {known})") from None
        except json.JSONDecodeError as error:
            place = f"{path}:{error.lineno}:{error.colno}"
            raise ScenarioError(f"{place}: not JSON: {error.msg}") from None
        return cls.from_data(data, str(path))

    @classmethod
    def from_data(cls, data: Any, source: str = "scenario") -> Self:
        """Validate data from elsewhere; raises ScenarioError."""
        expanded = _expand(deepcopy(data))
        _SCENARIO(expanded, source)
        for index, account in enumerate(expanded["accounts"]):
            _unique_names(account, f"{source}.accounts[{index}]")
            _known_networks(account, f"{source}.accounts[{index}]")
        return cls(Path(source).stem, expanded)

    @property
    def title(self) -> str:
        """Return the scenario's title."""
        return str(self.data["title"])


def names() -> list[str]:
    """Return the names of all packaged scenarios."""
    return sorted(path.stem for path in FOLDER.glob("*.json"))


def _expand(value: Any) -> Any:
    """Expand list items that have `repeat`."""
    if isinstance(value, dict):
        return {key: _expand(item) for key, item in value.items()}
    if not isinstance(value, list):
        return value
    items: list[Any] = []
    for item in value:
        if isinstance(item, dict) and isinstance(item.get("repeat"), int):
            items.extend(_repeat(item))
        else:
            items.append(_expand(item))
    return items


def _repeat(item: dict[str, Any]) -> list[Any]:
    template = {k: v for k, v in item.items() if k not in ("repeat", "as", "cycle")}
    copies = []
    for index in range(item["repeat"]):
        chosen = {
            key: values[index % len(values)]
            for key, values in item.get("cycle", {}).items()
        }
        mark = f"{{{item.get('as', 'n')}}}"
        copies.append(_expand(_fill({**template, **chosen}, mark, str(index + 1))))
    return copies


def _fill(value: Any, mark: str, replacement: str) -> Any:
    if isinstance(value, str):
        return value.replace(mark, replacement)
    if isinstance(value, list):
        return [_fill(item, mark, replacement) for item in value]
    if isinstance(value, dict):
        return {key: _fill(item, mark, replacement) for key, item in value.items()}
    return value


def _unique_names(account: dict[str, Any], where: str) -> None:
    """Refuse duplicate names: core Blink keys cameras by name, ignoring case."""
    seen: dict[str, str] = {}
    for number, network in enumerate(account["networks"]):
        for plural in LISTS:
            for index, device in enumerate(network.get(plural, [])):
                place = f"{where}.networks[{number}].{plural}[{index}].name"
                name = str(device.get("name", "")).lower()
                if name in seen:
                    raise ScenarioError(f"{place}: {name!r} is taken by {seen[name]}")
                seen[name] = place


def _known_networks(account: dict[str, Any], where: str) -> None:
    """Refuse a timeline that switches the router of an unknown network."""
    known = [network["name"] for network in account["networks"]]
    for index, event in enumerate(account.get("timeline", [])):
        place = f"{where}.timeline[{index}].network"
        if "network" in event:
            check.one_of(*known)(event["network"], place)
