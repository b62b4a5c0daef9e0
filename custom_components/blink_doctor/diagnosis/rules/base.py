"""The fields of a rule: everything that belongs to one cause."""

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
    """Where a finding of a cause sits."""

    DEVICE = "device"
    SYNC_MODULE = "sync_module"
    SYSTEM = "system"
    ACCOUNT = "account"


@dataclass(frozen=True, slots=True, kw_only=True)
class Setting:
    """A whole number that the owner may change, with its limits."""

    name: str
    default: int
    low: int
    high: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """One cause, with everything that belongs to it.

    `wait` is how long the symptom must last (minutes, or days for firmware),
    `limits` are further settings. `hold` says how it fires and clears. `observe` judges
    one device; it is None if only several devices together show the cause.
    `steps` are the guide's step ids; `steps_if` replace them if the evidence has that
    key. `signals` are the values whose past is evidence. `blames_update`: a firmware
    update may have caused it; `blames_batteries`: new batteries may have. `expires`: the
    symptom is dropped after its field has been missing for a day.
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
