"""Blueprints of 0.1.0, as they lie in people's folders: they run on, or a repair says.

Each is a file of that version. None of them is in the package any more as it was.
"""

from collections.abc import Awaitable, Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

from homeassistant.config_entries import ConfigEntryState
from homeassistant.core import HomeAssistant
from homeassistant.helpers import issue_registry as ir
from homeassistant.util import dt as dt_util
import pytest

from custom_components.blink_doctor.messages.markdown import plain
from tests.automation.test_triggers import run_low
from tests.blueprints.conftest import LIST, UseBlueprint
from tests.blueprints.test_battery_and_signal import items
from tests.blueprints.test_report_and_ask import ask, assist  # noqa: F401
from tests.house import House, MakeHouse
from tests.phone import AppPhone
from tests.self_healing.conftest import PLUG, Plug, add_plug

OLD = sorted((Path(__file__).parent / "old").glob("*.yaml"))
# without a phone of its own, and nothing in it that was wrong
GOOD_AS_IT_WAS = {"ask"}

type UseOld = Callable[..., Awaitable[House]]


@pytest.fixture
def use_old(
    hass: HomeAssistant,
    make_house: MakeHouse,
    use_blueprint: UseBlueprint,
    tmp_path: Path,
) -> UseOld:
    """Put a file of 0.1.0 where it was installed, and make an automation from it."""

    async def use(name: str, scenario: str = "healthy", **inputs: Any) -> House:
        house = await make_house(scenario)
        folder = tmp_path / "blueprints/automation/blink_doctor"
        folder.mkdir(parents=True)
        hass.config.config_dir = str(tmp_path)
        (path,) = (one for one in OLD if one.stem == name)
        # under a name that the package has not, so that nothing renews it
        (folder / f"old_{name}.yaml").write_text(path.read_text("utf-8"), "utf-8")
        await use_blueprint(house, f"old_{name}", **inputs)
        return house

    return use


def named(hass: HomeAssistant) -> str:
    issue = ir.async_get(hass).async_get_issue("blink_doctor", "old_blueprints")
    if issue is None or issue.translation_placeholders is None:
        return ""
    return issue.translation_placeholders["automations"]


@pytest.mark.parametrize("name", [path.stem for path in OLD])
async def test_who_uses_it_is_told_what_replaces_it(
    hass: HomeAssistant, use_old: UseOld, shopping_list: str, name: str
) -> None:
    """Each loads; those with the faults of 0.1.0 are named by the repair."""
    needed = {"plug": PLUG} if name == "sync_module" else {}
    await use_old(name, **needed)
    # it is markdown
    assert named(hass) == ("" if name in GOOD_AS_IT_WAS else plain(f"old_{name}"))


def test_they_are_those_of_the_version() -> None:
    assert [path.stem for path in OLD] == [
        "ask",
        "blink_stuck",
        "fault",
        "guided_fix",
        "low_battery",
        "maintenance",
        "sync_module",
        "weak_signal",
    ]


async def test_fault(hass: HomeAssistant, use_old: UseOld, phone: AppPhone) -> None:
    """It tells what it is, and takes it back."""
    house = await use_old("fault")
    run_low(house, "Driveway")
    await house.poll(2)
    assert "Low battery" in phone.only["message"]
    house.cloud.device("Driveway").mend()
    await house.poll(3)
    assert phone.screen == {}


async def test_guided_fix(
    hass: HomeAssistant, use_old: UseOld, phone: AppPhone
) -> None:
    """Its first step, with buttons that lead on."""
    house = await use_old("guided_fix")
    run_low(house, "Driveway")
    await house.poll(2)
    before = phone.only
    assert "batteries" in before["message"]
    assert len(phone.buttons()) >= 2
    await phone.press(house, [*phone.buttons()][-1])
    assert len(phone.pushes) == 2, "the press was heard"


async def test_low_battery(
    hass: HomeAssistant, use_old: UseOld, phone: AppPhone, shopping_list: str
) -> None:
    """On the list once, and off it when the batteries are new."""
    house = await use_old("low_battery", todo=[LIST])
    run_low(house, "Driveway")
    await house.poll(3)
    (item,) = await items(hass, "needs_action")
    assert "Driveway" in item
    assert "Driveway" in str(phone.only)
    house.cloud.device("Driveway").mend()
    await house.poll(3)
    assert await items(hass, "completed") == [item]


async def test_weak_signal(
    hass: HomeAssistant, use_old: UseOld, phone: AppPhone
) -> None:
    house = await use_old("weak_signal", stayed={"minutes": 5})
    device: Any = house.cloud.device("Driveway")
    device.set_signal(1)
    await house.poll(10)
    assert "Driveway" in str(phone.only)


async def test_maintenance(
    hass: HomeAssistant, use_old: UseOld, phone: AppPhone
) -> None:
    """The report comes on its day."""
    then = dt_util.now() + timedelta(days=1)
    house = await use_old("maintenance", day=then.day, at=f"{then:%H:%M}:00")
    await house.wait(86400 + 60)
    assert "report" in phone.only["title"]


async def test_sync_module(
    hass: HomeAssistant, use_old: UseOld, phone: AppPhone
) -> None:
    """Its plug is switched, and the module comes back."""
    house = await use_old("sync_module", plug=PLUG)
    plug: Plug = await add_plug(hass, house)
    house.account.sync_modules[0].unplug()
    await house.poll(6)
    await house.wait(1900)
    for _ in range(10):
        await house.wait(30)
    assert plug.cycles >= 1
    assert plug.is_on


async def test_blink_stuck(
    hass: HomeAssistant, use_old: UseOld, phone: AppPhone
) -> None:
    """Blink does not run: it is reloaded, or told."""
    house = await use_old("blink_stuck")
    await hass.config_entries.async_unload(house.blink.entry_id)
    for _ in range(12):
        await house.wait(301)
    assert house.blink.state is ConfigEntryState.LOADED


async def test_ask(
    hass: HomeAssistant,
    assist: None,  # noqa: F811
    use_old: UseOld,
) -> None:
    house = await use_old("ask", "troubles")
    await house.poll(8)
    answer = await ask(hass, house, "Why is the front door camera flashing red?")
    assert "Low battery" in answer
