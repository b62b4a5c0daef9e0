"""Every file of ours on every kind of bad disk: it costs itself and one line, no more."""

from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext
import errno
import json
import logging
import os
from pathlib import Path
import shutil
import tempfile
from types import SimpleNamespace
from typing import Any

from homeassistant.config_entries import ConfigEntryState
from homeassistant.setup import async_setup_component
import pytest

from custom_components.blink_doctor import user_reports
from custom_components.blink_doctor.checkup import async_check_up
from custom_components.blink_doctor.const import DOMAIN, LOGGER

from .conftest import Power

type Kind = Callable[[pytest.MonkeyPatch], None]


def _refuse(patch: pytest.MonkeyPatch, number: int, *names: str) -> None:
    def refusing(function: Callable[..., Any]) -> Callable[..., Any]:
        def refuse(*args: Any, **kwargs: Any) -> Any:
            if DOMAIN in str((args, kwargs)):
                raise OSError(number, os.strerror(number), str(args))
            return function(*args, **kwargs)

        return refuse

    patch.setattr(shutil, "copyfile", refusing(shutil.copyfile))
    for name in names:
        patch.setattr(os, name, refusing(getattr(os, name)))


def read_only(patch: pytest.MonkeyPatch) -> None:
    """Mounted read-only after an error, as SD cards are when they die."""
    access = os.access
    _refuse(patch, errno.EROFS, "rename", "replace", "unlink", "remove")
    patch.setattr(
        os,
        "access",
        lambda path, mode, **k: mode != os.W_OK and access(path, mode, **k),
    )


def full(patch: pytest.MonkeyPatch) -> None:
    _refuse(patch, errno.ENOSPC)
    patch.setattr(shutil, "disk_usage", lambda _: SimpleNamespace(free=0))


def failing(patch: pytest.MonkeyPatch) -> None:
    """Nothing tells before a write that it will fail."""
    _refuse(patch, errno.EIO, "rename", "replace")


def over_quota(patch: pytest.MonkeyPatch) -> None:
    """The file system has room, but not for us."""

    def no_file(*args: Any, **kwargs: Any) -> Any:
        raise OSError(errno.EDQUOT, os.strerror(errno.EDQUOT))

    _refuse(patch, errno.EDQUOT)
    patch.setattr(tempfile, "NamedTemporaryFile", no_file)


KINDS: tuple[Kind, ...] = (read_only, full, failing, over_quota)


@contextmanager
def gives_out(kind: Kind) -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        kind(patch)
        yield


def contents(folder: Path) -> dict[str, bytes]:
    files = (path for path in folder.glob(f"*{DOMAIN}*") if path.is_file())
    return {path.name: path.read_bytes() for path in files}


# What our lines in the log call each file
NAMES = (
    *("memory", "notes", "times of earlier check-ups", "installed blueprints"),
    *("what was told", "power cycles and reloads"),
)


def wrapped(data: Any, **versions: int) -> bytes:
    file = {"version": 1, "minor_version": 1, "key": "x", "data": data}
    return json.dumps(file | versions).encode()


# of all accounts
SHARED = ("budget", "blueprints")
DAMAGED = {
    # a bad sector, or someone who edited the wrong file
    "zeros": b"\x00" * 4096,
    "not text": b"\xff\xfe\xfa",
    "a number": b"7",
    "torn": b'{"version": 1, "data": {"dev',
    "a list": b"[]",
    "no data": b'{"version": 1}',
    "text": wrapped("text"),
    "a list of data": wrapped([1, 2]),
    "older": wrapped({}, version=0),
}
NEWER = {
    "newer": wrapped({"something": "else"}, version=99),
    "a little newer": wrapped(
        {"devices": {}, "firmware_seen": {}, "new": {"something": "else"}},
        minor_version=99,
    ),
}


def said(caplog: pytest.LogCaptureFixture) -> Counter[str]:
    """Return how many lines of ours in the log each file has cost."""
    lines = [
        record.getMessage()
        for record in caplog.records
        if record.levelno >= logging.WARNING and record.name.startswith(LOGGER.name)
    ]
    found = Counter(name for line in lines for name in NAMES if name in line)
    assert sum(found.values()) == len(lines), lines
    return found


async def everything(power: Power) -> None:
    house = power.house
    assert house.doctor.state is ConfigEntryState.LOADED
    await house.poll(8)
    assert house.cause("Front door") == "low_battery"
    key = house.key("Front door")
    user_reports.async_tried(house.coordinator, key, "power_cycle", "fixed")
    await async_check_up(house.hass, house.coordinator, [key])
    assert await async_setup_component(house.hass, "automation", {})
    for _ in range(2):
        assert (await house.act("install_blueprints"))["blueprints"]
    await house.wait(200)


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        *((content, None) for content in (*DAMAGED, *NEWER)),
        *(("torn", read_only), ("older", failing)),
        *(("newer", read_only), ("a little newer", failing)),
    ],
)
async def test_no_file_keeps_it_from_starting(
    power: Power,
    caplog: pytest.LogCaptureFixture,
    content: str,
    kind: Kind | None,
) -> None:
    """All files are bad at once, and the disk may be, too."""
    await power.off()
    folder, entry_id = power.memory_file.parent, power.house.doctor.entry_id
    files = dict.fromkeys(
        [f"{DOMAIN}.{name}" for name in (entry_id, f"{entry_id}.notes", *SHARED)],
        (DAMAGED | NEWER)[content],
    )
    for name, data in files.items():
        (folder / name).write_bytes(data)
    caplog.clear()
    with gives_out(kind) if kind else nullcontext():
        await power.on()
        await everything(power)
        await power.off()
        if content in NEWER or kind:
            assert contents(folder) == contents(folder) | files
        assert max(said(caplog).values(), default=0) <= 1, said(caplog)
    assert power.failures == []
    if not kind and content in DAMAGED:
        kept = {
            name: of for name, of in contents(folder).items() if ".corrupt." in name
        }
        assert [*kept.values()] == [*files.values()]
        await power.on()
        assert power.house.state("Front door").attributes["primary_cause"]
        caplog.clear()
        await power.house.hass.config_entries.async_remove(entry_id)
        assert not [name for name in contents(folder) if entry_id in name]
        assert not said(caplog)


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.__name__)
async def test_a_disk_that_gives_out_and_works_again(
    power: Power, caplog: pytest.LogCaptureFixture, kind: Kind
) -> None:
    """One line for each file however long it lasts; an hour later all is on the disk."""
    house, folder = power.house, power.memory_file.parent
    await everything(power)
    before = contents(folder)
    caplog.clear()
    with gives_out(kind):
        for _ in range(2):
            house.freezer.tick(61)
            house.cloud.device("Garden").battery = "low"
            await everything(power)
        assert contents(folder) == before
        assert max(said(caplog).values()) == 1, said(caplog)
        assert {"memory", "notes", NAMES[2]} <= said(caplog).keys()
    caplog.clear()
    await house.wait(3700)
    notes = house.coordinator.notes
    await power.cut()
    await power.on()
    assert house.coordinator.notes == notes, "the steps that were tried, too"
    assert not said(caplog)
    assert power.failures == []


@pytest.mark.house("one_camera", polls=2)
async def test_removing_from_a_disk_that_is_read_only(
    power: Power, caplog: pytest.LogCaptureFixture
) -> None:
    """The entry goes, its files cannot."""
    await power.house.wait(200)
    entries = power.house.hass.config_entries
    with gives_out(read_only):
        await entries.async_remove(power.house.doctor.entry_id)
    assert not entries.async_entries(DOMAIN)
    assert {"memory", "notes"} <= said(caplog).keys()
    assert "cannot be deleted" in caplog.text
    power.house.doctor = await power.house.add_doctor()
