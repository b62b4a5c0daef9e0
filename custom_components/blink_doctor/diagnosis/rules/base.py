"""The shape of a rule: all that is true of one cause."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING

from ..conditions import Hold, Observation
from ..model.findings import Cause, Severity
from ..model.readings import CAMERAS, Family

if TYPE_CHECKING:
    from ..settings import Settings
    from ..view import View

ANY_DEVICE = CAMERAS | {Family.SYNC_MODULE}
MODULES = frozenset({Family.SYNC_MODULE})


class Scope(StrEnum):
    """Where a cause sits."""

    DEVICE = "device"
    SYNC_MODULE = "sync_module"
    SYSTEM = "system"
    ACCOUNT = "account"


@dataclass(frozen=True, slots=True, kw_only=True)
class Setting:
    """A whole number that the owner may change, and within what it makes sense."""

    name: str
    default: int
    low: int
    high: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """One cause, with everything that is true of it.

    `wait` is how long the symptom must last (minutes, or days for firmware),
    `limits` are further settings. `hold` says how it fires and clears. `observe` looks
    at one device; it is missing where only several devices together show the cause.
    `steps` are the guide's, ids only; `steps_if` others where the evidence has that
    key. `signals` are the values whose past is evidence. `blames_update`: a firmware
    update may have brought it; `blames_batteries`: so may new batteries. `expires`: a
    value that is no longer told for a day says nothing any more.
    """

    cause: Cause
    scope: Scope
    families: frozenset[Family]
    severity: Severity
    wait: Setting
    hold: Callable[[Settings], Hold]
    steps: tuple[str, ...]
    limits: tuple[Setting, ...] = ()
    observe: Callable[[View], Observation] | None = None
    signals: tuple[str, ...] = ()
    blames_update: bool = False
    blames_batteries: bool = False
    expires: bool = False
    steps_if: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    @property
    def all_steps(self) -> tuple[tuple[str, ...], ...]:
        """Return the steps of each case."""
        return (self.steps, *self.steps_if.values())
