"""The action that copies blueprints: what it writes, and what it leaves alone."""

from collections.abc import Callable
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


async def results(hass: HomeAssistant, **data: Any) -> dict[str, dict[str, str]]:
    answer: Any = await hass.services.async_call(
        "blink_doctor", "install_blueprints", data, blocking=True, return_response=True
    )
    return {item["blueprint"]: item for item in answer["blueprints"]}


async def install(hass: HomeAssistant, *names: str, **data: Any) -> dict[str, str]:
    data |= {"blueprints": [*names]} if names else {}
    told = await results(hass, **data)
    return {name: item["result"] for name, item in told.items()}


async def test_installs_and_leaves_alone(hass: HomeAssistant, folder: Path) -> None:
    """New ones are written, those changed by the user left unless it is wanted."""
    folder.rmdir()
    assert await install(hass) == dict.fromkeys(ALL, "installed")
    assert {path.stem for path in folder.iterdir()} == ALL
    assert set((await install(hass)).values()) == {"up_to_date"}
    low = folder / "low_battery.yaml"
    low.write_text(low.read_text().replace("reminds you", "reminds YOU"))
    assert await install(hass, low.stem) == {low.stem: "changed_by_you"}
    assert "reminds YOU" in low.read_text()
    told = await install(hass, low.stem, replace_changed=True)
    assert told == {low.stem: "updated"}
    assert "reminds YOU" not in low.read_text()


@pytest.mark.parametrize("how", ["installed", "up_to_date", "updated"])
async def test_what_it_wrote_is_updated_by_the_next_version(
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


async def test_another_name_is_refused(hass: HomeAssistant, folder: Path) -> None:
    with pytest.raises(ServiceValidationError, match="secrets"):
        await install(hass, "../../secrets")
    assert not [*folder.iterdir()]


def test_each_can_be_imported_from_the_docs() -> None:
    assert {path.stem for path in installer.FOLDER.glob("*.yaml")} == ALL
    text = (Path(__file__).parents[2] / "docs/blueprints.md").read_text()
    assert text.count("/redirect/blueprint_import/") == len(ALL)
    for name in ALL:
        assert f"blueprints%2Fautomation%2F{name}.yaml" in text


def dangling_link(place: Path, elsewhere: Path) -> None:
    elsewhere.unlink()
    place.symlink_to(elsewhere)


def directory(place: Path, elsewhere: Path) -> None:
    place.mkdir()
    (place / "mine").write_text("mine")


def enormous(place: Path, elsewhere: Path) -> None:
    """Make a file of a gigabyte, most of it not there."""
    with place.open("wb") as file:
        file.truncate(1 << 30)


ODD: dict[str, tuple[Callable[[Path, Path], None], str]] = {
    "link": (lambda place, mine: place.symlink_to(mine), "symbolic_link"),
    "dangling link": (dangling_link, "symbolic_link"),
    "link in a circle": (lambda place, _: place.symlink_to(place), "symbolic_link"),
    # a second name of a file of the user's
    "hard link": (lambda place, mine: os.link(mine, place), "not_an_ordinary_file"),
    "directory": (directory, "not_an_ordinary_file"),
    # whoever opens it waits for ever
    "pipe": (lambda place, _: os.mkfifo(place), "not_an_ordinary_file"),
    "enormous": (enormous, "not_an_ordinary_file"),
}


async def test_odd_files_are_left_and_named(
    hass: HomeAssistant, folder: Path, tmp_path: Path
) -> None:
    """Also when changed ones are to be replaced; the others are installed."""
    last, *names = sorted(ALL, reverse=True)
    odd = dict(zip(names, ODD.values(), strict=True))
    before = {}
    for name, (make, _) in odd.items():
        mine, place = tmp_path / f"{name}.txt", folder / f"{name}.yaml"
        mine.write_text("mine")
        make(place, mine)
        before[name] = place.lstat().st_ino
    reasons = {name: reason for name, (_, reason) in odd.items()}
    # and a second time nothing is different
    for result in ("installed", "up_to_date"):
        told = await results(hass, replace_changed=True)
        assert told.pop(last)["result"] == result
        assert {item["result"] for item in told.values()} == {"not_written"}
        assert {name: item["reason"] for name, item in told.items()} == reasons
        for name, inode in before.items():
            assert (folder / f"{name}.yaml").lstat().st_ino == inode, name
            mine = tmp_path / f"{name}.txt"
            assert not mine.exists() or mine.read_text() == "mine"


@pytest.mark.parametrize("level", [0, 1, 2, None])
async def test_an_odd_folder_is_left(
    hass: HomeAssistant, folder: Path, tmp_path: Path, level: int | None
) -> None:
    """Nothing is written through a link, whichever folder it is, nor over a file."""
    elsewhere = tmp_path / "elsewhere"
    if level is None:
        folder.rmdir()
        folder.write_text("mine")
    else:
        linked = [folder, *folder.parents][level]
        linked.rename(elsewhere)
        linked.symlink_to(elsewhere)
    told = await results(hass)
    reason = "not_an_ordinary_file" if level is None else "symbolic_link"
    assert {item["reason"] for item in told.values()} == {reason}
    assert not [path for path in elsewhere.rglob("*.yaml") if path.stem in ALL]
    assert level is not None or folder.read_text() == "mine"


async def test_a_file_that_is_no_blueprint_is_the_users(
    hass: HomeAssistant, folder: Path
) -> None:
    """It is not written by us, so it is changed; it is replaced if that is wanted."""
    place = folder / f"{ONE}.yaml"
    for content in (b"\xff\xfe\x00", b"", b"a: [b"):
        place.write_bytes(content)
        assert (await install(hass))[ONE] == "changed_by_you"
        assert place.read_bytes() == content
        assert await install(hass, ONE, replace_changed=True) == {ONE: "updated"}
    assert {path.stem for path in folder.iterdir()} == ALL


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read and write everything")
async def test_a_file_that_cannot_be_read(hass: HomeAssistant, folder: Path) -> None:
    """It is named, and the others are installed."""
    (folder / f"{ONE}.yaml").write_text("mine")
    (folder / f"{ONE}.yaml").chmod(0)
    assert (await results(hass))[ONE]["reason"] == "cannot_read"


async def test_a_disk_that_is_full(
    hass: HomeAssistant, folder: Path, caplog: pytest.LogCaptureFixture
) -> None:
    """One blueprint that cannot be written does not stop the others."""
    create = DomainBlueprints._create_file

    def full(self: Any, blueprint: Any, path: str, override: bool) -> bool:
        if path.endswith(f"{ONE}.yaml"):
            raise OSError(28, "No space left on device")
        return create(self, blueprint, path, override)

    with patch.object(DomainBlueprints, "_create_file", full):
        told = await results(hass)
    failed = {"result": "not_written", "reason": "cannot_write"}
    named = {"blueprint": ONE, "path": f"blink_doctor/{ONE}.yaml"}
    assert told[ONE] == {**named, **failed}
    assert "No space left on device" in caplog.text
    others = dict.fromkeys(ALL, "up_to_date")
    assert await install(hass) == {**others, ONE: "installed"}
