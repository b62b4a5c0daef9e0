"""Whether what must hold on the way does; see `expand.Check`."""

from collections.abc import Callable, Iterable
from datetime import datetime, timedelta
from itertools import pairwise
from typing import Any

from .expand import Check, Scenario
from .homes import START

type Said = dict[str, Any]


def broken(scenario: Scenario, said: dict[int, Said]) -> Iterable[str]:
    """Yield every check that does not hold, with the first poll where it does not."""
    for check in scenario.checks:
        polls = {minute: one for minute, one in said.items() if check.covers(minute)}
        claim = " ".join((*check.keys, check.claim, *check.words))
        if not polls:
            yield f"{claim}: no poll then"
        elif (wrong := _CLAIMS[check.claim](check, polls)) is not None:
            yield f"{claim}: {wrong}"


def _findings(said: Said, key: str) -> list[dict[str, Any]]:
    device = said["devices"].get(key)
    return device["findings"] if device else []


def _every(
    test: Callable[[Check, Said, str], str | None],
) -> Callable[[Check, dict[int, Said]], str | None]:
    """Make a claim about all devices at all polls of one about one."""

    def claim(check: Check, polls: dict[int, Said]) -> str | None:
        for minute, said in polls.items():
            for key in check.keys:
                if (wrong := test(check, said, key)) is not None:
                    return f"{key} at minute {minute}: {wrong}"
        return None

    return claim


def _is(check: Check, said: Said, key: str) -> str | None:
    found = [finding["cause"] for finding in _findings(said, key)]
    wanted = [] if check.words == ("nothing",) else list(check.words)
    return None if found == wanted else f"{found}"


def _has(check: Check, said: Said, key: str) -> str | None:
    cause, *fields = check.words
    found = [one for one in _findings(said, key) if one["cause"] == cause]
    if not found:
        return "not there"
    for text in fields:
        name, _, value = text.partition("=")
        is_not = name.endswith("!")
        got: Any = found[0]
        for part in name.removesuffix("!").split("."):
            got = got.get(part)
        if name == "since":
            value = (START + timedelta(minutes=int(value))).isoformat()
            got = datetime.fromisoformat(got).isoformat()
        if (str(got) == value) is is_not:
            return f"{name} is {got}"
    return None


def _never(check: Check, said: Said, key: str) -> str | None:
    found = {finding["cause"] for finding in _findings(said, key)}
    return "it has" if found & set(check.words) else None


def _named(check: Check, said: Said, key: str) -> str | None:
    name = said["devices"][key]["name"]
    wanted = " ".join(check.words)
    if (wanted.lower() in name.lower()) is (check.claim == "unnamed"):
        return f"it is called {name}"
    return None


def _changes(check: Check, polls: dict[int, Said]) -> str | None:
    for key in check.keys:
        found = [
            [one["cause"] for one in _findings(said, key)] for said in polls.values()
        ]
        changes = sum(now != before for before, now in pairwise(found))
        if changes > int(check.words[0]):
            return f"{key} changed {changes} times"
    return None


def _differ(check: Check, polls: dict[int, Said]) -> str | None:
    for minute, said in polls.items():
        names = [said["devices"][key]["name"] for key in check.keys]
        if len(set(names)) < len(names):
            return f"minute {minute}: {names}"
    return None


def _issues(check: Check, polls: dict[int, Said]) -> str | None:
    wanted = set(check.words) - {"nothing"}
    for minute, said in polls.items():
        found = {f"{one['cause']}@{one['device']}" for one in said["issues"]}
        if found != wanted:
            return f"minute {minute}: {sorted(found)}"
    return None


_CLAIMS: dict[str, Callable[[Check, dict[int, Said]], str | None]] = {
    "is": _every(_is),
    "has": _every(_has),
    "never": _every(_never),
    "named": _every(_named),
    "unnamed": _every(_named),
    "changes": _changes,
    "differ": _differ,
    "issues": _issues,
}
