"""The action that copies blueprints, and what it leaves alone."""

from pathlib import Path
from typing import Any

from homeassistant.core import Context, HomeAssistant
from homeassistant.exceptions import ServiceValidationError, Unauthorized
from homeassistant.setup import async_setup_component
import pytest
from pytest_homeassistant_custom_component.common import MockUser

from custom_components.blink_doctor.blueprints import FOLDER
from tests.house import MakeHouse

ALL = {
    "ask",
    "blink_stuck",
    "fault",
    "guided_fix",
    "low_battery",
    "maintenance",
    "sync_module",
    "weak_signal",
}


@pytest.fixture
def folder(hass: HomeAssistant, tmp_path: Path) -> Path:
    """A configuration folder of its own."""
    hass.config.config_dir = str(tmp_path)
    return tmp_path / "blueprints/automation/blink_doctor"


async def install(hass: HomeAssistant, **data: Any) -> dict[str, str]:
    """Call the action; return the result by blueprint."""
    answer: Any = await hass.services.async_call(
        "blink_doctor", "install_blueprints", data, blocking=True, return_response=True
    )
    return {item["blueprint"]: item["result"] for item in answer["blueprints"]}


async def test_nothing_is_copied_unasked(
    hass: HomeAssistant, make_house: MakeHouse, folder: Path
) -> None:
    """Setting up copies nothing."""
    await make_house("empty")
    assert await async_setup_component(hass, "automation", {})
    assert not folder.exists()


async def test_installs_updates_and_leaves_alone(
    hass: HomeAssistant, make_house: MakeHouse, folder: Path
) -> None:
    """New ones are written, old ones updated, changed ones left."""
    await make_house("empty")
    assert await async_setup_component(hass, "automation", {})
    assert await install(hass) == dict.fromkeys(ALL, "installed")
    assert {path.stem for path in folder.iterdir()} == ALL
    assert set((await install(hass)).values()) == {"up_to_date"}

    fault, ask = folder / "fault.yaml", folder / "ask.yaml"
    ours = ask.read_text()
    fault.write_text(fault.read_text().replace("tell me", "tell ME"))
    assert await install(hass, blueprints=["fault"]) == {"fault": "changed_by_you"}
    assert "tell ME" in fault.read_text()
    # as an older version of the package had written it
    ask.write_text("older")
    from homeassistant.helpers.storage import Store

    from custom_components.blink_doctor.blueprints import _digest

    store: Store[dict[str, str]] = Store(hass, 1, "blink_doctor.blueprints")
    written = await store.async_load() or {}
    await store.async_save({**written, "blink_doctor/ask.yaml": _digest("older")})
    assert await install(hass, blueprints=["ask"]) == {"ask": "updated"}
    assert ask.read_text() == ours
    assert await install(hass, blueprints=["fault"], replace_changed=True) == {
        "fault": "updated"
    }
    assert "tell ME" not in fault.read_text()


async def test_what_it_refuses(
    hass: HomeAssistant,
    make_house: MakeHouse,
    folder: Path,
    hass_read_only_user: MockUser,
) -> None:
    """Without automations, an unknown name, or without the right."""
    await make_house("empty")
    with pytest.raises(ServiceValidationError, match="automation"):
        await install(hass)
    assert await async_setup_component(hass, "automation", {})
    with pytest.raises(ServiceValidationError, match="nonsense"):
        await install(hass, blueprints=["nonsense"])
    with pytest.raises(Unauthorized):
        await hass.services.async_call(
            "blink_doctor",
            "install_blueprints",
            {},
            blocking=True,
            context=Context(user_id=hass_read_only_user.id),
        )
    assert not folder.exists()


def test_there_are_eight() -> None:
    """Each has a page that links to it."""
    assert {path.stem for path in FOLDER.glob("*.yaml")} == ALL
    docs = Path(__file__).parents[2] / "docs/blueprints"
    for name in ALL:
        text = (docs / f"{name}.md").read_text()
        assert "my.home-assistant.io/redirect/blueprint_import" in text
        assert f"blueprints%2Fautomation%2F{name}.yaml" in text
