"""Who makes real files: not the event loop."""

from functools import partial
import threading
from typing import Any

import pytest

from custom_components.blink_doctor.diagnosis import storage
from custom_components.blink_doctor.store import SAVE_DELAY, notes

from .conftest import Power


async def test_the_event_loop_makes_no_json(
    power: Power, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A thousand cameras are tens of milliseconds of JSON: another thread makes it."""
    house, makers = power.house, list[tuple[str, int]]()

    def made(of: str, make: Any, value: Any) -> Any:
        makers.append((of, threading.get_ident()))
        return make(value)

    for module in (storage, notes):
        making = partial(made, module.__name__, module.as_dict)
        monkeypatch.setattr(module, "as_dict", making)
    await power.off()
    await power.on()
    for write, least in (
        (partial(house.wait, SAVE_DELAY + 1), 1),
        (house.reload, 2),
        (power.off, 2),
    ):
        makers.clear()
        coordinator = house.coordinator
        coordinator.async_note(house.key("Front door"), checked=coordinator.now)
        await write()
        assert len({of for of, _ in makers}) >= least, "memory and notes"
        assert threading.get_ident() not in {thread for _, thread in makers}
