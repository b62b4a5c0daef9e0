"""The account while a scenario goes on; standard library only."""

from collections.abc import Callable, Mapping
from copy import deepcopy
from dataclasses import dataclass, field
from datetime import datetime, timedelta
import json
from typing import Any

from .homes import LISTS, START, find, home, homescreen, systems_of


@dataclass(slots=True)
class World:
    """The account while a scenario goes on."""

    home: dict[str, Any]
    now: datetime = START
    cameras: dict[str, Any] = field(default_factory=dict)
    networks: dict[str, Any] = field(default_factory=dict)
    lights: list[dict[str, str]] = field(default_factory=list)
    entries: dict[str, Any] = field(default_factory=dict)
    systems: Mapping[str, str] = field(default_factory=dict)
    beats: dict[str, int | None] = field(default_factory=dict)
    last_beats: dict[str, datetime] = field(default_factory=dict)
    paused: list[str] = field(default_factory=list)
    removed: dict[str, datetime] = field(default_factory=dict)
    once: dict[str, Any] = field(default_factory=dict)
    off: bool = False
    missing: list[str] = field(default_factory=list)
    answer: str | None = None

    def apply(self, words: tuple[str, ...]) -> None:
        """Let one line of the script happen."""
        what, *rest = words
        special: dict[str, Callable[..., None]] = {
            "poll": self._poll,
            "list": self._list,
            "entry": self._entry,
            "remove": self._remove,
            "add": self._add,
            "light": self._light,
            "camera": self._camera,
            "network": self._network,
            "clock": self._clock,
            "restart": self._restart,
            "off": self._off,
            "missing": self.missing.append,
            "beat": self._beat,
            "live": self._live,
            "pause": self._pause,
            "batteries": self._batteries,
        }
        if what in special:
            special[what](*rest)
        else:
            _set(find(self.home, what), rest)

    def capture(self) -> dict[str, Any]:
        """Return what is polled now, in the replay format."""
        answer: Any = homescreen(self._with_heartbeats(), self.now)
        if "networks" not in self.home:
            answer["networks"] = systems_of(answer, self.systems)
        for key in self.missing:
            answer[LISTS[key.partition(":")[0]]].remove(find(answer, key))
        for key, value in self.entries.items():
            entries = answer[LISTS[key.partition(":")[0]]]
            entries[entries.index(find(answer, key))] = value
        match self.answer:
            case "lost":
                answer = None
            case "error":
                answer = {"message": "Unauthorized Access", "code": 101}
            case "page":
                answer = "<html><body>502 Bad Gateway</body></html>"
        once, self.once = self.once, {}
        self.answer, self.missing = None, []
        return deepcopy(
            {
                "at": self.now.isoformat(),
                "homescreen": answer,
                "cameras": self.cameras,
                "networks": self.networks,
                "red_light": self.lights,
                "paused": self.paused,
                **once,
            }
        )

    def _with_heartbeats(self) -> dict[str, Any]:
        """Return the home with each module's heartbeat, which stops with the module."""
        modules = self.home.get("sync_modules")
        if not isinstance(modules, list):
            return self.home
        return {
            **self.home,
            "sync_modules": [
                {**raw, "last_hb": raw.get("last_hb", self._heartbeat(raw))}
                if isinstance(raw, dict)
                else raw
                for raw in modules
            ],
        }

    def _heartbeat(self, raw: dict[str, Any]) -> str:
        key = f"sync_module:{raw.get('id')}"
        late = self.beats.get(key, 1)
        if key not in self.last_beats:
            self.last_beats[key] = self.now - timedelta(minutes=1)
        if late is not None and raw.get("status") != "offline":
            self.last_beats[key] = self.now - timedelta(minutes=late)
        return self.last_beats[key].isoformat()

    def _poll(self, answer: str) -> None:
        self.answer = answer

    def _list(self, name: str, value: str) -> None:
        if value == "-":
            self.home.pop(name, None)
        else:
            self.home[name] = _value(value)

    def _entry(self, key: str, value: str) -> None:
        if value == "whole":
            del self.entries[key]
        else:
            self.entries[key] = _value(value)

    def _remove(self, key: str) -> None:
        self.home[LISTS[key.partition(":")[0]]].remove(find(self.home, key))
        self.removed[key] = self.now

    def _add(self, key: str, *changes: str) -> None:
        self.removed.pop(key.partition("@")[0], None)
        for name, entries in home(key).items():
            self.home[name] += entries
        _set(find(self.home, key.partition("@")[0]), list(changes))

    def _light(self, key: str, pattern: str) -> None:
        self.lights = [light for light in self.lights if light["id"] != key]
        if pattern != "-":
            self.lights.append({"id": key, "pattern": pattern})

    def _camera(self, device_id: str, *changes: str) -> None:
        _set(self.cameras.setdefault(device_id, {}), list(changes))

    def _network(self, network_id: str, *changes: str) -> None:
        _set(self.networks.setdefault(network_id, {}), list(changes))

    def _clock(self, minutes: str) -> None:
        self.now += timedelta(minutes=int(minutes))

    def _restart(self) -> None:
        self.once["restart"] = True

    def _off(self) -> None:
        self.off = True

    def _beat(self, key: str, late: str) -> None:
        if late == "-":
            self.beats.pop(key, None)
        else:
            self.beats[key] = None if late == "stop" else int(late)

    def _live(self, key: str, *changes: str) -> None:
        _set(self.once.setdefault("live", {}).setdefault(key, {}), list(changes))

    def _pause(self, key: str, ends: str = "") -> None:
        if ends:
            self.paused.remove(key)
        else:
            self.paused.append(key)

    def _batteries(self, key: str) -> None:
        self.once.setdefault("batteries_replaced", []).append(key)


def _set(raw: dict[str, Any], changes: list[str]) -> None:
    for change in changes:
        name, _, text = change.partition("=")
        *path, last = name.split(".")
        container = raw
        for part in path:
            inner = container.get(part)
            container[part] = dict(inner) if isinstance(inner, dict) else {}
            container = container[part]
        if text == "-":
            container.pop(last, None)
        else:
            container[last] = _value(text)


def _value(text: str) -> Any:
    try:
        return json.loads(text)
    except ValueError:
        return text
