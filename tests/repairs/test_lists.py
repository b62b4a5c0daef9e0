"""Lists on the pages of repairs: what stands in them, and in which order."""

from datetime import timedelta
from typing import Any

import pytest

from demo.cloud.scenario import Scenario

from .guide import Person

HOME = Scenario.from_data(
    {
        "title": "A home",
        "about": "Cameras with different signals.",
        "accounts": [
            {
                "email": "home@example.com",
                "networks": [
                    {
                        "name": "Home",
                        "sync_module": {"name": "Home", "wifi_bars": 5},
                        "cameras": [
                            {"name": "Attic", "wifi_bars": 5},
                            {"name": "Barn", "wifi_bars": 3},
                            {"name": "Cellar", "wifi_bars": 4},
                            {"name": "Den", "wifi_bars": 4},
                        ],
                    }
                ],
            }
        ],
    },
    "home",
)


@pytest.mark.house(HOME, polls=1)
async def test_maintenance_begins_with_what_is_oldest_and_weakest(
    person: Person,
) -> None:
    """Three of each: batteries from the oldest on, signals from the weakest on."""
    house = person.house
    now = house.coordinator.now
    for name, days in (("Attic", 10), ("Barn", 40), ("Cellar", 20), ("Den", 30)):
        date = (now - timedelta(days=days)).isoformat()
        await house.act("batteries_replaced", name, date=date)
    await house.wait(90 * 86400 + 6 * 3600)
    (title,) = [one for one in person.issues() if one.startswith("maintenance ")]
    await person.open(title)
    lines = person.said["house"].splitlines()
    aged = [line for line in lines if "days" in line]
    assert [name for line in aged for name in named(line)] == ["Barn", "Den", "Cellar"]
    weak = [line for line in lines if "of 5" in line]
    assert [name for line in weak for name in named(line)] == ["Barn", "Cellar", "Den"]


def named(line: str) -> list[str]:
    return [name for name in ("Attic", "Barn", "Cellar", "Den") if name in line]


@pytest.mark.house("two_modules")
async def test_only_what_answers_again_is_back(person: Person) -> None:
    """A camera that is still silent is not named among those that came back."""
    await person.open("sync_module_offline Lake", "begin", "next_step")
    person.thing("Lane").hang()
    person.thing("Lake").plug_in()
    await person.house.wait(120)
    await person.press("check_again")
    assert person.page["description"] == "fixed"
    said = person.said["note"]
    assert "Jetty" in said
    assert "Boathouse" in said
    assert "Lane" not in said


async def test_the_meter_keeps_the_last_measurements(person: Person) -> None:
    """Before, then at most three that were made since, and the one of now."""
    await person.open("weak_wifi Driveway", "begin", "network_works", "measure")
    camera: Any = person.thing("Driveway")
    shown: list[list[str]] = []
    for bars in (0, 1, 2, 1, 0):
        camera.move(wifi_bars=bars)
        await person.press("measure")
        shown.append(person.said["measured"].splitlines())
    lines = shown[-1]
    assert lines[0].startswith("- Before: ")
    assert "2 of 5" in lines[0]
    bars_then = [line.partition(" of 5")[0][-1] for line in lines[1:]]
    assert bars_then == ["1", "2", "1", "0"]
    assert [line.startswith("- **Now: ") for line in lines] == [False] * 4 + [True]
