"""How many notifications one fault of each kind is, from its first sight to its end."""

from collections.abc import Awaitable, Callable
from pathlib import Path
import re

import pytest

from tests.automation.test_triggers import run_low
from tests.house import House
from tests.phone import MakeToldHouse

PAGE = Path(__file__).parents[2] / "docs/measurements.md"
_ROW = re.compile(r"^\| ([^|]+) \| (\d+) \| (\d+) \| (\d+) \|$", re.MULTILINE)

type Course = Callable[[House], Awaitable[None]]


async def battery(house: House) -> None:
    """Low, then new ones."""
    run_low(house, "Driveway")
    await house.poll(12)
    house.cloud.device("Driveway").mend()
    await house.poll(3)


async def signal(house: House) -> None:
    """Weak for an hour, then moved."""
    house.cloud.device("Driveway").set_signal(1)
    await house.poll(12)
    house.cloud.device("Driveway").set_signal(5)
    await house.poll(8)


async def module(house: House) -> None:
    """Off for half an hour."""
    one = next(m for m in house.account.sync_modules if m.name == "Home")
    one.unplug()
    await house.poll(8)
    one.plug_in()
    await house.wait(60)
    await house.poll(3)


async def router(house: House) -> None:
    """Off for half an hour."""
    await house.poll(2)
    house.account.router_off()
    await house.poll(8)
    house.account.router_on()
    await house.wait(90)
    await house.poll(3)


async def service(house: House) -> None:
    """Blink answers with errors for an hour."""
    house.cloud.fail("*homescreen*", 500)
    await house.poll(12)
    house.cloud.heal()
    await house.poll(3)


async def camera(house: House) -> None:
    """One hangs for an hour."""
    house.cloud.device("Driveway").hang()
    await house.poll(12)
    house.cloud.device("Driveway").mend()
    await house.poll(3)


async def flapping(house: House) -> None:
    """A battery word that comes and goes six times in a day."""
    for _ in range(6):
        run_low(house, "Driveway")
        await house.poll(3)
        house.cloud.device("Driveway").mend()
        await house.poll(40)


KINDS: dict[str, Course] = {
    "Low battery, new ones put in": battery,
    "Weak Wi-Fi for an hour": signal,
    "Sync module off for 40 minutes, with its cameras": module,
    "Router off for 40 minutes": router,
    "Blink answers with errors for an hour": service,
    "A camera hangs for an hour": camera,
    "A battery word that comes and goes six times in a day": flapping,
}


def table() -> dict[str, tuple[int, int, int]]:
    """Return the figures of the page: rings, silent updates, taken back."""
    rows = _ROW.findall(PAGE.read_text())
    return {name: (int(a), int(b), int(c)) for name, a, b, c in rows if name in KINDS}


def test_the_page_has_every_kind() -> None:
    """None is left out."""
    assert set(table()) == set(KINDS)


@pytest.mark.parametrize("kind", KINDS)
async def test_count(make_told_house: MakeToldHouse, kind: str) -> None:
    """What the page says is what a phone receives."""
    house, phone = await make_told_house(remind_days=0)
    await KINDS[kind](house)
    shown = [push for push in phone.pushes if not push.clears]
    silent = len([push for push in shown if not push.rings])
    cleared = len(phone.pushes) - len(shown)
    assert (len(phone.rings), silent, cleared) == table().get(kind)
