"""The action that copies blueprints, and what it leaves alone."""

from pathlib import Path
import shutil
from typing import Any

from homeassistant.core import Context, HomeAssistant
from homeassistant.exceptions import ServiceValidationError, Unauthorized
from homeassistant.helpers import issue_registry as ir
from homeassistant.setup import async_setup_component
import pytest
from pytest_homeassistant_custom_component.common import MockUser

from custom_components.blink_doctor import blueprint_installer
from custom_components.blink_doctor.blueprint_installer import FOLDER
from tests.automation.test_triggers import run_low
from tests.blueprints.conftest import UseBlueprint
from tests.house import House, MakeHouse
from tests.phone import AppPhone

ALL = {
    "ask",
    "blink_doctor",
    "blink_stuck",
    "low_battery",
    "maintenance",
    "before_travel",
    "sync_module",
    "weak_signal",
}


@pytest.fixture
def folder(hass: HomeAssistant, tmp_path: Path) -> Path:
    hass.config.config_dir = str(tmp_path)
    return tmp_path / "blueprints/automation/blink_doctor"


async def install(hass: HomeAssistant, **data: Any) -> dict[str, str]:
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

    low, ask = folder / "low_battery.yaml", folder / "ask.yaml"
    ours = ask.read_text()
    low.write_text(low.read_text().replace("reminds you", "reminds YOU"))
    assert await install(hass, blueprints=["low_battery"]) == {
        "low_battery": "changed_by_you"
    }
    assert "reminds YOU" in low.read_text()
    # as an older version of the package had written it
    ask.write_text("older")
    from homeassistant.helpers.storage import Store

    from custom_components.blink_doctor.blueprint_installer import _digest

    store: Store[dict[str, str]] = Store(hass, 1, "blink_doctor.blueprints")
    written = await store.async_load() or {}
    await store.async_save({**written, "blink_doctor/ask.yaml": _digest("older")})
    assert await install(hass, blueprints=["ask"]) == {"ask": "updated"}
    assert ask.read_text() == ours
    assert await install(hass, blueprints=["low_battery"], replace_changed=True) == {
        "low_battery": "updated"
    }
    assert "reminds YOU" not in low.read_text()


@pytest.mark.parametrize("how", ["installed", "up_to_date", "replaced"])
async def test_what_it_wrote_is_updated_by_the_next_version(
    hass: HomeAssistant,
    make_house: MakeHouse,
    folder: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    how: str,
) -> None:
    """Also after a restart, and where the same file was there before."""
    await make_house("empty")
    assert await async_setup_component(hass, "automation", {})
    older = tmp_path / "older"
    shutil.copytree(FOLDER, older)
    package = older / "ask.yaml"
    package.write_text(package.read_text().replace("author:", "author: Older", 1))
    monkeypatch.setattr(blueprint_installer, "FOLDER", older)
    if how != "installed":
        await install(hass, blueprints=["ask"])
        await blueprint_installer.DoctorStore(
            hass, "blink_doctor.blueprints", "list"
        ).async_save({})
    if how == "replaced":
        (folder / "ask.yaml").write_text("mine")
    options = {"replace_changed": True} if how == "replaced" else {}
    result = await install(hass, blueprints=["ask"], **options)
    assert result == {"ask": "updated" if how == "replaced" else how}
    hass.data.pop(blueprint_installer._STORE)
    monkeypatch.setattr(blueprint_installer, "FOLDER", FOLDER)
    assert await install(hass, blueprints=["ask"]) == {"ask": "updated"}
    assert "Older" not in (folder / "ask.yaml").read_text()
    (folder / "ask.yaml").write_text("mine")
    assert await install(hass, blueprints=["ask"]) == {"ask": "changed_by_you"}


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


def test_each_can_be_imported_from_the_docs() -> None:
    assert {path.stem for path in FOLDER.glob("*.yaml")} == ALL
    text = (Path(__file__).parents[2] / "docs/blueprints.md").read_text()
    assert text.count("/redirect/blueprint_import/") == len(ALL)
    for name in ALL:
        assert f"blueprints%2Fautomation%2F{name}.yaml" in text


@pytest.mark.house("healthy")
async def test_old_ones_work_on_and_a_repair_says_what_replaces_them(
    use_blueprint: UseBlueprint, folder: Path, phone: AppPhone, house: House
) -> None:
    """An automation from a blueprint of 0.1.0, until it is gone."""
    folder.mkdir(parents=True)
    old = Path(__file__).parent / "old/fault.yaml"
    (folder / "fault.yaml").write_text(old.read_text("utf-8"), "utf-8")
    await use_blueprint(house, "fault")
    issue = ir.async_get(house.hass).async_get_issue("blink_doctor", "old_blueprints")
    assert issue is not None
    assert issue.translation_placeholders == {"automations": "fault"}
    run_low(house, "Driveway")
    await house.poll(2)
    assert len(phone.pushes) == 1
    await use_blueprint(house, "blink_doctor")
    assert (
        ir.async_get(house.hass).async_get_issue("blink_doctor", "old_blueprints")
        is None
    )
