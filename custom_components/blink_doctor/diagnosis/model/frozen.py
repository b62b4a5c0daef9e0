"""Frozen dataclasses that cost no more than plain ones.

Python's own set each field through `object.__setattr__`: a reading of 27 fields takes
three times as long to make, and a poll makes one for each device. Here the type checker,
which `scripts/lint` runs, keeps them frozen; at run time they are plain. That is a tenth
of `scripts/benchmark diagnosis`.
"""

import dataclasses
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from dataclasses import dataclass
else:

    def dataclass(*, frozen: bool, **options: Any) -> Any:
        """Return the decorator `dataclasses.dataclass` without its guard."""
        return dataclasses.dataclass(unsafe_hash=frozen, **options)
