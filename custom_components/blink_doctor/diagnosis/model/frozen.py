"""Frozen dataclasses that cost no more at run time than plain ones.

The standard ones set each field through `object.__setattr__`, and `dataclasses.replace`
checks every field: nearly half of the time of a poll. Here the type checker, run by
`scripts/lint`, enforces immutability; at run time they are plain dataclasses, and
`replace` copies field by field with code generated once per class, as `dataclasses`
generates `__init__`.
"""

import dataclasses
from functools import cache
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable
    from dataclasses import dataclass, replace
else:

    def dataclass(*, frozen: bool, **options: Any) -> Any:
        """Return the decorator `dataclasses.dataclass` without its run-time guard."""
        return dataclasses.dataclass(unsafe_hash=frozen, **options)

    def replace(instance: Any, /, **changes: Any) -> Any:
        """Return a copy with changed fields; works for standard dataclasses, too."""
        if type(instance).__setattr__ is not object.__setattr__:
            return dataclasses.replace(instance, **changes)
        changed = object.__new__(type(instance))
        _copier(type(instance))(changed, instance)
        for name, value in changes.items():
            setattr(changed, name, value)
        return changed


@cache
def _copier(kind: type) -> Callable[[Any, Any], None]:
    lines = [
        f"    copy.{field.name} = of.{field.name}" for field in dataclasses.fields(kind)
    ]
    made: dict[str, Any] = {}
    exec("\n".join(["def copied(copy, of):", *lines]), made)  # noqa: S102
    copier: Callable[[Any, Any], None] = made["copied"]
    return copier
