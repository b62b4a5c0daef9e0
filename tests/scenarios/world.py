"""The account while a scenario goes on; standard library only."""

from collections.abc import Mapping
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
        """Let one line of the script happen; `expand.Step` says what they mean."""
        match words:
            case "poll", answer:
                self.answer = answer
            case ("off",):
                self.off = True
            case ("restart",):
                self.once["restart"] = True
            case "clock", minutes:
                self.now += timedelta(minutes=int(minutes))
            case "list", name, "-":
                self.home.pop(name, None)
            case "list", name, value:
                self.home[name] = _value(value)
            case "entry", key, "whole":
                del self.entries[key]
            case "entry", key, value:
                self.entries[key] = _value(value)
            case "missing", key:
                self.missing.append(key)
            case "remove", key:
                self.home[_list(key)].remove(find(self.home, key))
                self.removed[key] = self.now
            case "add", place, *changes:
                key = place.partition("@")[0]
                self.removed.pop(key, None)
                self.home[_list(key)] += home(place)[_list(key)]
                _set(find(self.home, key), changes)
            case "light", key, pattern:
                self.lights = [light for light in self.lights if light["id"] != key]
                if pattern != "-":
                    self.lights.append({"id": key, "pattern": pattern})
            case "camera", device_id, *changes:
                _set(self.cameras.setdefault(device_id, {}), changes)
            case "network", network_id, *changes:
                _set(self.networks.setdefault(network_id, {}), changes)
            case "beat", key, "-":
                self.beats.pop(key, None)
            case "beat", key, late:
                self.beats[key] = None if late == "stop" else int(late)
            case "live", key, *changes:
                _set(self.once.setdefault("live", {}).setdefault(key, {}), changes)
            case "pause", key:
                self.paused.append(key)
            case "pause", key, "-":
                self.paused.remove(key)
            case "batteries", key:
                self.once.setdefault("batteries_replaced", []).append(key)
            case key, *changes:
                _set(find(self.home, key), changes)

    def capture(self) -> dict[str, Any]:
        """Return what is polled now, in the replay format."""
        answer: Any = homescreen(self._with_heartbeats(), self.now)
        if "networks" not in self.home:
            answer["networks"] = systems_of(answer, self.systems)
        for key in self.missing:
            answer[_list(key)].remove(find(answer, key))
        for key, value in self.entries.items():
            entries = answer[_list(key)]
            entries[entries.index(find(answer, key))] = value
        instead: dict[str | None, Any] = {
            "lost": None,
            "error": {"message": "Unauthorized Access", "code": 101},
            "page": "<html><body>502 Bad Gateway</body></html>",
        }
        capture = {
            "at": self.now.isoformat(),
            "homescreen": instead.get(self.answer, answer),
            "cameras": self.cameras,
            "networks": self.networks,
            "red_light": self.lights,
            "paused": self.paused,
            **self.once,
        }
        self.once, self.answer, self.missing = {}, None, []
        return deepcopy(capture)

    def _with_heartbeats(self) -> dict[str, Any]:
        """Return the home with each module's heartbeat, which stops with the module."""
        modules = self.home.get("sync_modules")
        if not isinstance(modules, list):
            return self.home
        beating = [
            {**raw, "last_hb": raw.get("last_hb", self._heartbeat(raw))}
            if isinstance(raw, dict)
            else raw
            for raw in modules
        ]
        return {**self.home, "sync_modules": beating}

    def _heartbeat(self, raw: dict[str, Any]) -> str:
        key = f"sync_module:{raw.get('id')}"
        late = self.beats.get(key, 1)
        self.last_beats.setdefault(key, self.now - timedelta(minutes=1))
        if late is not None and raw.get("status") != "offline":
            self.last_beats[key] = self.now - timedelta(minutes=late)
        return self.last_beats[key].isoformat()


def _list(key: str) -> str:
    return LISTS[key.partition(":")[0]]


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
