"""Blueprints of 0.1.0, as they lie in people's folders: they run on, and a repair says.

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

type UseOld = Callable[..., Awaitable[House]]


def named(hass: HomeAssistant) -> str:
    """Return which automations the repair names."""
    issue = ir.async_get(hass).async_get_issue("blink_doctor", "old_blueprints")
    return (issue.translation_placeholders or {})["automations"] if issue else ""


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
        text = (Path(__file__).parent / f"old/{name}.yaml").read_text("utf-8")
        # under a name that the package has not, so that nothing renews it
        (folder / f"old_{name}.yaml").write_text(text, "utf-8")
        await use_blueprint(house, f"old_{name}", **inputs)
        # without a phone of its own there is nothing in it that was wrong
        assert named(hass) == ("" if name == "ask" else plain(f"old_{name}"))
        return house

    return use


@pytest.mark.parametrize(
    ("name", "inputs", "said"),
    [
        ("fault", {}, "Low battery"),
        ("guided_fix", {}, "batteries"),
        ("low_battery", {"todo": [LIST]}, "Driveway"),
        ("weak_signal", {"stayed": {"minutes": 5}}, "Driveway"),
    ],
)
async def test_what_is_told(
    hass: HomeAssistant,
    use_old: UseOld,
    phone: AppPhone,
    shopping_list: str,
    use_blueprint: UseBlueprint,
    name: str,
    inputs: dict[str, Any],
    said: str,
) -> None:
    """It tells what it is, once, and takes it back; replaced, it is no repair any more."""
    house = await use_old(name, **inputs)
    if name == "weak_signal":
        house.thing("Driveway").set_signal(1)
    else:
        run_low(house, "Driveway")
    await house.poll(8)
    assert len(phone.pushes) == 1
    assert said in str(phone.only)
    listed = await items(hass, "needs_action")
    assert [("Driveway" in item) for item in listed] == [True] * bool(
        inputs.get("todo")
    )
    if name == "guided_fix":
        assert len(phone.buttons()) >= 2
        await phone.press(house, [*phone.buttons()][-1])
        assert len(phone.pushes) == 2, "the press was heard"
        return
    house.thing("Driveway").mend()
    house.thing("Driveway").set_signal(5)
    await house.poll(9)
    if name == "weak_signal":
        assert "5/5" in phone.only["message"], "it says what is good again"
    else:
        assert phone.screen == {}
    assert await items(hass, "completed") == listed
    await use_blueprint(house, "blink_doctor")
    assert named(hass) == ""


async def test_maintenance(use_old: UseOld, phone: AppPhone) -> None:
    """The report comes on its day."""
    then = dt_util.now() + timedelta(days=1)
    house = await use_old("maintenance", day=then.day, at=f"{then:%H:%M}:00")
    await house.wait(86400 + 60)
    assert "report" in phone.only["title"]


async def test_sync_module(hass: HomeAssistant, use_old: UseOld) -> None:
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


async def test_blink_stuck(hass: HomeAssistant, use_old: UseOld) -> None:
    """Blink does not run: it is reloaded."""
    house = await use_old("blink_stuck")
    await hass.config_entries.async_unload(house.blink.entry_id)
    await house.poll(12)
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
