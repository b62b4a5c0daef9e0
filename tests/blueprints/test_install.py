"""The action that copies blueprints: what it writes, and what it leaves alone."""

import os
from pathlib import Path
import shutil
from typing import Any
from unittest.mock import patch

from homeassistant.components.blueprint import DomainBlueprints
from homeassistant.core import HomeAssistant
from homeassistant.exceptions import ServiceValidationError
from homeassistant.helpers.storage import Store
from homeassistant.setup import async_setup_component
import pytest

from custom_components.blink_doctor.onboarding import blueprint_installer as installer
from tests.house import MakeHouse
from tests.story import Story

ALL = {
    *("ask", "blink_doctor", "blink_stuck", "low_battery"),
    *("maintenance", "before_travel", "sync_module", "weak_signal"),
}
ONE = "ask"


@pytest.fixture
async def folder(hass: HomeAssistant, make_house: MakeHouse, tmp_path: Path) -> Path:
    """Where they are installed; setting up has copied nothing."""
    hass.config.config_dir = str(tmp_path)
    await make_house("empty")
    assert await async_setup_component(hass, "automation", {})
    # Home Assistant copies blueprints of its own into the folder beside this one
    await hass.async_block_till_done(wait_background_tasks=True)
    folder = tmp_path / "blueprints/automation/blink_doctor"
    assert not folder.exists()
    folder.mkdir(parents=True)
    return folder


async def install(hass: HomeAssistant, *names: str, **data: Any) -> dict[str, str]:
    """Return what became of each: the result, or why it was not written."""
    data |= {"blueprints": [*names]} if names else {}
    answer: Any = await hass.services.async_call(
        "blink_doctor", "install_blueprints", data, blocking=True, return_response=True
    )
    for item in answer["blueprints"]:
        assert item["path"] == f"blink_doctor/{item['blueprint']}.yaml"
        assert (item["result"] == "not_written") is ("reason" in item)
    return {
        item["blueprint"]: item.get("reason", item["result"])
        for item in answer["blueprints"]
    }


async def test_installs_and_leaves_alone(hass: HomeAssistant, folder: Path) -> None:
    """New ones are written, those changed by the user left unless it is wanted."""
    with pytest.raises(ServiceValidationError, match="secrets"):
        await install(hass, "../../secrets")
    folder.rmdir()
    assert await install(hass) == dict.fromkeys(ALL, "installed")
    assert {path.stem for path in folder.iterdir()} == ALL
    assert await install(hass) == dict.fromkeys(ALL, "up_to_date")
    place = folder / f"{ONE}.yaml"
    ours = place.read_bytes()
    # also what is no blueprint is not written by us
    changed = ours.replace(b"author:", b"author: Me")
    for content in (changed, b"\xff\xfe\x00", b"", b"[b"):
        place.write_bytes(content)
        assert (await install(hass))[ONE] == "changed_by_you"
        assert place.read_bytes() == content
        assert await install(hass, ONE, replace_changed=True) == {ONE: "updated"}
        assert place.read_bytes() == ours


@pytest.mark.parametrize("how", ["installed", "up_to_date", "updated"])
async def test_own_files_are_updated_by_the_next_version(
    hass: HomeAssistant,
    folder: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    how: str,
) -> None:
    """Also after a restart, and where the same file was there before."""
    older, one = tmp_path / "older", folder / f"{ONE}.yaml"
    shutil.copytree(installer.FOLDER, older)
    package = older / f"{ONE}.yaml"
    package.write_text(package.read_text().replace("author:", "author: Older", 1))
    with monkeypatch.context() as patched:
        patched.setattr(installer, "FOLDER", older)
        if how != "installed":
            await install(hass, ONE)
            await Store[Any](hass, 1, "blink_doctor.blueprints").async_save({})
        if how == "updated":
            one.write_text("mine")
        told = await install(hass, ONE, replace_changed=how == "updated")
        assert told == {ONE: how}
    hass.data.pop(installer._STORE)
    assert await install(hass, ONE) == {ONE: "updated"}
    assert "Older" not in one.read_text()
    one.write_text("mine")
    assert await install(hass, ONE) == {ONE: "changed_by_you"}


def test_each_can_be_imported_from_the_docs() -> None:
    assert {path.stem for path in installer.FOLDER.glob("*.yaml")} == ALL
    text = (Path(__file__).parents[2] / "docs/blueprints.md").read_text()
    assert text.count("/redirect/blueprint_import/") == len(ALL)
    for name in ALL:
        assert f"blueprints%2Fautomation%2F{name}.yaml" in text


async def test_irregular_files_are_reported(
    hass: HomeAssistant, folder: Path, tmp_path: Path, story: Story
) -> None:
    """Also when changed ones are to be replaced; the others are installed."""
    mine = tmp_path / "mine" / "mine.txt"
    mine.parent.mkdir()
    mine.write_text("mine")
    link, dangling, circle, hard, copy, pipe, enormous = (
        folder / f"{name}.yaml" for name in sorted(ALL - {ONE})
    )
    link.symlink_to(mine)
    dangling.symlink_to(f"{mine}x")
    circle.symlink_to(circle)
    os.link(mine, hard)
    shutil.copytree(mine.parent, copy)
    # opening it blocks forever
    os.mkfifo(pipe)
    enormous.touch()
    os.truncate(enormous, 1 << 30)
    before = {path: path.lstat().st_ino for path in folder.iterdir()}
    for title in ("one is installed", "a second time nothing is different"):
        story(title)
        story.tell("each", await install(hass, replace_changed=True))
        assert {path: path.lstat().st_ino for path in before} == before
        assert [*mine.parent.iterdir()] == [mine]
        assert mine.read_text() == "mine"


async def test_irregular_folder_is_left(
    hass: HomeAssistant, folder: Path, tmp_path: Path
) -> None:
    """Nothing is written through a link, whichever folder it is, nor over a file."""
    elsewhere = tmp_path / "elsewhere"
    for linked in (folder, *folder.parents[:2]):
        linked.rename(elsewhere)
        linked.symlink_to(elsewhere)
        assert await install(hass) == dict.fromkeys(ALL, "symbolic_link")
        assert not [path for path in elsewhere.rglob("*.yaml") if path.stem in ALL]
        linked.unlink()
        elsewhere.rename(linked)
    folder.rmdir()
    folder.write_text("mine")
    assert await install(hass) == dict.fromkeys(ALL, "not_an_ordinary_file")
    assert folder.read_text() == "mine"


async def test_unreadable_or_unwritable_blueprint(
    hass: HomeAssistant, folder: Path, caplog: pytest.LogCaptureFixture
) -> None:
    """It is named, and the others are installed."""
    create = DomainBlueprints._create_file

    def full(self: Any, blueprint: Any, path: str, override: bool) -> bool:
        if path.endswith(f"{ONE}.yaml"):
            raise OSError(28, "No space left on device")
        return create(self, blueprint, path, override)

    with patch.object(DomainBlueprints, "_create_file", full):
        told = await install(hass)
    assert told == {**dict.fromkeys(ALL, "installed"), ONE: "cannot_write"}
    assert "No space left on device" in caplog.text
    assert await install(hass) == {**dict.fromkeys(ALL, "up_to_date"), ONE: "installed"}
    # root may read and write everything
    if os.geteuid():
        (folder / f"{ONE}.yaml").chmod(0)
        assert (await install(hass))[ONE] == "cannot_read"
