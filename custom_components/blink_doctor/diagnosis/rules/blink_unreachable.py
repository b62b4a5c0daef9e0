"""Blink unreachable: no poll has brought usable data for a while."""

from collections.abc import Mapping
from datetime import timedelta
from typing import TYPE_CHECKING

from ..conditions import Hold, Observation, Symptom
from ..model.findings import Cause, EvidenceValue, Severity
from ..model.readings import Family, Snapshot
from .base import Rule, Scope, Setting

if TYPE_CHECKING:
    from ..settings import Settings

WAIT = Setting(name="blink_unreachable_minutes", default=15, low=5, high=1440)


def hold(settings: Settings) -> Hold:
    """One failed poll is no outage; any usable poll ends it."""
    return Hold(lasts=timedelta(minutes=settings[WAIT.name]))


def observe(snapshot: Snapshot) -> Observation:
    """Treat any usable poll as proof that Blink can be reached."""
    if snapshot.usable:
        return False
    evidence: dict[str, EvidenceValue] = {"trouble": snapshot.trouble or "no_answer"}
    if snapshot.message:
        evidence["message"] = snapshot.message
    return Symptom(evidence=evidence)


def useless_steps(evidence: Mapping[str, EvidenceValue]) -> set[str]:
    """Return the steps that cannot help with this trouble."""
    trouble, useless = evidence.get("trouble"), set[str]()
    if trouble != "sign_in":
        useless.add("check_sign_in")
    if trouble in ("no_connection", "error_answer"):
        # a reload repairs neither the connection to Blink nor Blink itself
        useless.add("reload_blink")
    return useless


RULE = Rule(
    cause=Cause.BLINK_UNREACHABLE,
    scope=Scope.ACCOUNT,
    families=frozenset({Family.ACCOUNT}),
    severity=Severity.ERROR,
    wait=WAIT,
    hold=hold,
    # `engine` evaluates the whole snapshot: the account has no reading
    steps=("check_sign_in", "reload_blink", "wait_for_blink"),
)
