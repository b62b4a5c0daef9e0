"""What the installer finds in the place of a blueprint, and leaves alone."""

from collections.abc import Callable
import os
from pathlib import Path
from typing import Any
from unittest.mock import patch

from homeassistant.components.blueprint import DomainBlueprints
from homeassistant.core import HomeAssistant
from homeassistant.exceptions import ServiceValidationError
from homeassistant.setup import async_setup_component
import pytest

from tests.house import MakeHouse

from .test_install import ALL, install

# any of them
ONE = min(ALL)
OTHERS = dict.fromkeys(ALL - {ONE}, "installed")


@pytest.fixture
async def folder(hass: HomeAssistant, make_house: MakeHouse, tmp_path: Path) -> Path:
    hass.config.config_dir = str(tmp_path)
    await make_house("empty")
    assert await async_setup_component(hass, "automation", {})
    place = tmp_path / "blueprints/automation/blink_doctor"
    place.mkdir(parents=True)
    return place


def link(place: Path, elsewhere: Path) -> None:
    place.symlink_to(elsewhere)


def dangling_link(place: Path, elsewhere: Path) -> None:
    elsewhere.unlink()
    place.symlink_to(elsewhere)


def link_in_a_circle(place: Path, elsewhere: Path) -> None:
    place.symlink_to(place)


def hard_link(place: Path, elsewhere: Path) -> None:
    """Link a second name to a file of the user's."""
    os.link(elsewhere, place)


def directory(place: Path, elsewhere: Path) -> None:
    place.mkdir()
    (place / "mine").write_text("mine")


def pipe(place: Path, elsewhere: Path) -> None:
    """Make a pipe: whoever opens it waits for ever."""
    os.mkfifo(place)


def enormous(place: Path, elsewhere: Path) -> None:
    """Make a file of a gigabyte, most of it not there."""
    with place.open("wb") as file:
        file.truncate(1 << 30)


ODD: dict[Callable[[Path, Path], None], str] = {
    link: "symbolic_link",
    dangling_link: "symbolic_link",
    link_in_a_circle: "symbolic_link",
    hard_link: "not_an_ordinary_file",
    directory: "not_an_ordinary_file",
    pipe: "not_an_ordinary_file",
    enormous: "not_an_ordinary_file",
}


async def results(hass: HomeAssistant, **data: Any) -> dict[str, dict[str, str]]:
    answer: Any = await hass.services.async_call(
        "blink_doctor", "install_blueprints", data, blocking=True, return_response=True
    )
    return {item["blueprint"]: item for item in answer["blueprints"]}


@pytest.mark.parametrize("make", ODD)
async def test_an_odd_file_is_left_and_named(
    hass: HomeAssistant,
    folder: Path,
    tmp_path: Path,
    make: Callable[[Path, Path], None],
) -> None:
    """Also when changed ones are to be replaced; the others are installed."""
    mine = tmp_path / "mine.txt"
    mine.write_text("mine")
    place = folder / f"{ONE}.yaml"
    make(place, mine)
    before = place.lstat()
    told = await results(hass, replace_changed=True)
    assert told[ONE]["result"] == "not_written"
    assert told[ONE]["reason"] == ODD[make]
    others = {name: item["result"] for name, item in told.items() if name != ONE}
    assert others == OTHERS
    assert not mine.exists() or mine.read_text() == "mine"
    assert place.lstat().st_ino == before.st_ino
    # and a second time nothing is different
    assert (await results(hass))[ONE]["reason"] == ODD[make]


@pytest.mark.parametrize("level", [0, 1, 2])
async def test_a_linked_folder_is_left(
    hass: HomeAssistant, folder: Path, tmp_path: Path, level: int
) -> None:
    """Nothing is written through it, whichever folder it is."""
    linked = [folder, *folder.parents][level]
    elsewhere = tmp_path / "elsewhere"
    linked.rename(elsewhere)
    linked.symlink_to(elsewhere)
    told = await results(hass)
    assert {item["reason"] for item in told.values()} == {"symbolic_link"}
    assert not [path for path in elsewhere.rglob("*.yaml") if path.stem in ALL]


async def test_a_file_in_place_of_the_folder(hass: HomeAssistant, folder: Path) -> None:
    folder.rmdir()
    folder.write_text("mine")
    told = await results(hass)
    assert {item["reason"] for item in told.values()} == {"not_an_ordinary_file"}
    assert folder.read_text() == "mine"


@pytest.mark.parametrize("content", [b"\xff\xfe\x00", b"", b"a: [b"])
async def test_a_file_that_is_no_blueprint_is_the_users(
    hass: HomeAssistant, folder: Path, content: bytes
) -> None:
    """It is not written by us, so it is changed; it is replaced if that is wanted."""
    place = folder / f"{ONE}.yaml"
    place.write_bytes(content)
    assert await install(hass) == {**OTHERS, ONE: "changed_by_you"}
    assert place.read_bytes() == content
    told = await install(hass, blueprints=[ONE], replace_changed=True)
    assert told == {ONE: "updated"}


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
    assert told[ONE] == {
        "blueprint": ONE,
        "path": f"blink_doctor/{ONE}.yaml",
        "result": "not_written",
        "reason": "cannot_write",
    }
    assert "No space left on device" in caplog.text
    assert await install(hass) == {
        **dict.fromkeys(ALL, "up_to_date"),
        ONE: "installed",
    }


@pytest.mark.parametrize(
    ("value", "key"),
    [
        (["x"] * 51, "long_field"),
        (["x" * 65], "long_field"),
        ("x" * 1_000_000, "long_field"),
        ({"a": 1}, "bad_field"),
        ([None], "bad_field"),
        ([["x"]], "bad_field"),
        ("../../secrets", "no_such_blueprint"),
    ],
)
async def test_names_that_cannot_be(
    hass: HomeAssistant, folder: Path, value: Any, key: str
) -> None:
    """The error names the field or the blueprint, and nothing is written."""
    with pytest.raises(ServiceValidationError) as info:
        await install(hass, blueprints=value)
    assert info.value.translation_key == key
    assert not [*folder.iterdir()]
