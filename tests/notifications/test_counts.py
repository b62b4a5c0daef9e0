"""Notifications of one fault of each kind, from its first sight to its end."""

from collections.abc import Callable
from pathlib import Path
import re

import pytest

from tests.automation.test_triggers import run_low
from tests.house import House
from tests.phone import AppPhone

PAGE = (Path(__file__).parents[2] / "docs/measurements.md").read_text()


def low(house: House) -> None:
    run_low(house, "Driveway")


def mend(house: House) -> None:
    house.thing("Driveway").mend()


# what is done, and how many polls follow
KINDS: dict[str, list[int | Callable[[House], object]]] = {
    "Low battery, new ones put in": [low, 12, mend, 3],
    "Weak Wi-Fi for an hour": [
        lambda house: house.thing("Driveway").set_signal(1), 12,
        lambda house: house.thing("Driveway").set_signal(5), 8,
    ],
    "Sync module off for 40 minutes, with its cameras": [
        lambda house: house.thing("Home").unplug(), 8,
        lambda house: house.thing("Home").plug_in(), 3,
    ],
    "Router off for 40 minutes": [
        2, lambda house: house.account.router_off(), 8,
        lambda house: house.account.router_on(), 3,
    ],
    "Blink answers with errors for an hour": [
        lambda house: house.cloud.fail("*homescreen*", 500), 12,
        lambda house: house.cloud.heal(), 3,
    ],
    "A camera hangs for an hour": [
        lambda house: house.thing("Driveway").hang(), 12, mend, 3
    ],
    "A battery word that comes and goes six times in a day": [low, 3, mend, 40] * 6,
}  # fmt: skip


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.house(remind_days=0)
async def test_count(house: House, phone: AppPhone, kind: str) -> None:
    """A phone receives what the page says: rings, silent updates, taken back."""
    for step in KINDS[kind]:
        await house.poll(step) if isinstance(step, int) else step(house)
    shown = [push for push in phone.pushes if not push.clears]
    rings = len(phone.rings)
    counts = rings, len(shown) - rings, len(phone.pushes) - len(shown)
    row = " | ".join(map(str, (kind, *counts)))
    assert re.search(rf"^\| {re.escape(row)} \|$", PAGE, re.MULTILINE), row
