"""Whether what must hold on the way does; see `expand.Check`."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from itertools import pairwise
from typing import Any

from .expand import Check, Scenario
from .homes import START

type Said = dict[str, Any]


def broken(scenario: Scenario, said: dict[int, Said]) -> Iterable[str]:
    """Yield every check that does not hold, with the first poll where it does not."""
    for check in scenario.checks:
        polls = {minute: one for minute, one in said.items() if minute in check.when}
        claim = " ".join((*check.keys, check.claim, *check.words))
        if not polls:
            yield f"{claim}: no poll then"
        elif check.claim == "changes":
            yield from (f"{claim}: {one}" for one in _too_restless(check, polls))
        else:
            for minute, one in polls.items():
                if wrong := _wrong(check, one):
                    yield f"{claim}: {wrong} at minute {minute}"
                    break


def _findings(said: Said, key: str) -> list[dict[str, Any]]:
    device = said["devices"].get(key)
    return device["findings"] if device else []


def _causes(said: Said, key: str) -> list[str]:
    return [finding["cause"] for finding in _findings(said, key)]


def _too_restless(check: Check, polls: dict[int, Said]) -> Iterable[str]:
    for key in check.keys:
        found = [_causes(said, key) for said in polls.values()]
        changes = sum(now != before for before, now in pairwise(found))
        if changes > int(check.words[0]):
            yield f"{key} changed {changes} times"


def _wrong(check: Check, said: Said) -> str:
    """Return what is wrong at one poll, if anything."""
    wanted = set(check.words) - {"nothing"}
    if check.claim == "issues":
        found = {f"{one['cause']}@{one['device']}" for one in said["issues"]}
        return "" if found == wanted else str(sorted(found))
    if check.claim == "differ":
        names = [said["devices"][key]["name"] for key in check.keys]
        return "" if len(set(names)) == len(names) else str(names)
    return next(filter(None, (_wrong_on(check, said, key) for key in check.keys)), "")


def _wrong_on(check: Check, said: Said, key: str) -> str:
    """Return what is wrong on one device, if anything."""
    causes = _causes(said, key)
    match check.claim:
        case "is":
            wanted = [word for word in check.words if word != "nothing"]
            return "" if causes == wanted else f"{key} has {causes}"
        case "never":
            return f"{key} has it" if set(causes) & set(check.words) else ""
        case "has":
            cause, *fields = check.words
            if cause not in causes:
                return f"{key} has {causes}"
            finding = _findings(said, key)[causes.index(cause)]
            return next(filter(None, (_differs(finding, one) for one in fields)), "")
    name = said["devices"][key]["name"]
    is_in = " ".join(check.words).lower() in name.lower()
    return "" if is_in is (check.claim == "named") else f"{key} is called {name}"


def _differs(finding: dict[str, Any], text: str) -> str:
    """Return what stands in a field that should hold, or not hold, a value."""
    name, _, value = text.partition("=")
    got: Any = finding
    for part in name.removesuffix("!").split("."):
        got = got.get(part)
    if name == "since":
        value = str(START + timedelta(minutes=int(value)))
        got = datetime.fromisoformat(got)
    return f"{name} is {got}" if (str(got) == value) is name.endswith("!") else ""
