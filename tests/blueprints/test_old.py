"""Blueprints of 0.1.0, as they lie in people's folders: they run on, and a repair says.

Each is a file of that version. None of them is in the package any more as it was.
"""

from datetime import timedelta
from pathlib import Path
from typing import Any

from homeassistant.config_entries import ConfigEntryState
from homeassistant.core import HomeAssistant
from homeassistant.helpers import issue_registry as ir
from homeassistant.util import dt as dt_util
import pytest

from custom_components.blink_doctor.messages.markdown import plain
from tests.assist.test_assist import ask
from tests.blueprint import LIST, Home
from tests.blueprints.test_report_and_ask import assist  # noqa: F401
from tests.house import House
from tests.phone import AppPhone
from tests.self_healing.conftest import PLUG, Plug, add_plug
from tests.story import run_low

pytestmark = pytest.mark.house("healthy")


def named(hass: HomeAssistant) -> str:
    """Return which automations the repair names."""
    issue = ir.async_get(hass).async_get_issue("blink_doctor", "old_blueprints")
    return (issue.translation_placeholders or {})["automations"] if issue else ""


async def use_old(home: Home, name: str, **inputs: Any) -> None:
    """Put a file of 0.1.0 where it was installed, and make an automation from it."""
    hass = home.house.hass
    folder = Path(hass.config.path("blueprints/automation/blink_doctor"))
    folder.mkdir(parents=True)
    text = (Path(__file__).parent / f"old/{name}.yaml").read_text("utf-8")
    # under a name that the package has not, so that nothing renews it
    (folder / f"old_{name}.yaml").write_text(text, "utf-8")
    await home.use(f"old_{name}", **inputs)
    # without a phone of its own there is nothing in it that was wrong
    assert named(hass) == ("" if name == "ask" else plain(f"old_{name}"))


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
    home: Home,
    house: House,
    phone: AppPhone,
    name: str,
    inputs: dict[str, Any],
    said: str,
) -> None:
    """It tells what it is, once, and takes it back; replaced, it is no repair any more."""
    await use_old(home, name, **inputs)
    if name == "weak_signal":
        house.thing("Driveway").set_signal(1)
    else:
        run_low(house, "Driveway")
    await house.poll(8)
    assert len(phone.pushes) == 1
    assert said in str(phone.only)
    listed = await home.items("needs_action")
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
    assert await home.items("completed") == listed
    await home.use("blink_doctor")
    assert named(house.hass) == ""


async def test_maintenance(home: Home, house: House, phone: AppPhone) -> None:
    """The report comes on its day."""
    then = dt_util.now() + timedelta(days=1)
    await use_old(home, "maintenance", day=then.day, at=f"{then:%H:%M}:00")
    await house.wait(86400 + 60)
    assert "report" in phone.only["title"]


async def test_sync_module(home: Home, house: House) -> None:
    """Its plug is switched, and the module comes back."""
    await use_old(home, "sync_module", plug=PLUG)
    plug: Plug = await add_plug(house.hass, house)
    house.account.sync_modules[0].unplug()
    await house.poll(6)
    await house.wait(1900)
    for _ in range(10):
        await house.wait(30)
    assert plug.cycles >= 1
    assert plug.is_on


async def test_blink_stuck(home: Home, house: House) -> None:
    """Blink does not run: it is reloaded."""
    await use_old(home, "blink_stuck")
    await house.hass.config_entries.async_unload(house.blink.entry_id)
    await house.poll(12)
    assert house.blink.state is ConfigEntryState.LOADED


@pytest.mark.house(polls=8)
async def test_ask(
    assist: None,  # noqa: F811
    home: Home,
    house: House,
) -> None:
    await use_old(home, "ask")
    question = "Why is the front door camera flashing red?"
    assert "Low battery" in await ask(house, question)
