"""Copies of frozen dataclasses, whoever has made those."""

import dataclasses

from custom_components.blink_doctor.diagnosis.model import frozen

from .run import Run


@frozen.dataclass(frozen=True, slots=True, kw_only=True)
class Here:
    one: int = 1
    other: str = "a"


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Elsewhere:
    """Made by Python's own decorator: it refuses to be written to."""

    one: int = 1
    other: str = "a"


def test_copies() -> None:
    """Changed where it is said, and the original stays as it is."""
    for kind in (Here, Elsewhere):
        original = kind(other="b")
        assert frozen.replace(original, one=2) == kind(one=2, other="b")
        assert original == kind(other="b")


def test_a_module_that_blink_calls_in_error_is_judged() -> None:
    """With all that is kept beside the diagnosis: a poll never raises."""
    run = Run.of("sync_module:11", "camera:21", "owl:31")
    run.networks = {"1": {"sync_module_error": True}}
    run.minutes(30)
    assert run.issues() == [("sync_module_error", "sync_module:11")]
