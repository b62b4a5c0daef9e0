"""Every file of ours on every kind of bad disk: it costs itself and one line, no more."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext
import errno
from functools import partial
import json
import logging
import os
import re
import shutil
import threading
from types import SimpleNamespace
from typing import Any
from unittest.mock import AsyncMock

from homeassistant.config_entries import ConfigEntryState
from homeassistant.exceptions import HomeAssistantError
from homeassistant.setup import async_setup_component
import pytest

from custom_components.blink_doctor import user_reports
from custom_components.blink_doctor.checkup import async_check_up
from custom_components.blink_doctor.const import DOMAIN, LOGGER
from custom_components.blink_doctor.diagnosis import storage
from custom_components.blink_doctor.store import SAVE_DELAY, DoctorStore, notes
from tests.story import Story

from .conftest import Power

DOOR = "Front door"

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
    """Nothing shows before a write that it will fail."""
    _refuse(patch, errno.EIO, "rename", "replace")


KINDS: tuple[Kind, ...] = (read_only, full, failing)


@contextmanager
def gives_out(kind: Kind) -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        kind(patch)
        yield


def wrapped(data: Any, **versions: int) -> bytes:
    file = {"version": 1, "minor_version": 1, "key": "x", "data": data}
    return json.dumps(file | versions).encode()


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
NEW = {"devices": {}, "firmware_seen": {}, "new": {"something": "else"}}
NEWER = {
    "newer": wrapped({"something": "else"}, version=99),
    "a little newer": wrapped(NEW, minor_version=99),
}
AT = "2026-11-22T10:00:00+00:00"
RED_LIGHT = {"red_light": {"at": AT, "last": AT, "pattern": "correcthorse"}}
MEMORIES: dict[str, Any] = {
    "no devices": {"devices": "none"},
    "a bad field": {"devices": {"camera:21": {"watches": {"low_battery": {}}}}},
    "a bad device": {"devices": {"camera:21": 5}, "firmware_seen": [1]},
    "nothing": {},
    "an odd red light": {"devices": {"camera:21": RED_LIGHT}},
}


class Disk:
    """The files of a house: what becomes of them, what is known, and what is logged."""

    def __init__(
        self, power: Power, log: pytest.LogCaptureFixture, story: Story
    ) -> None:
        self.power, self.log, self.story = power, log, story
        self.folder = power.memory_file.parent
        self.begin()

    def begin(self, content: bytes = b"", *names: str) -> None:
        """Begin a step, with this in some files."""
        for name in names:
            (self.folder / name).write_bytes(content)
        self.before = self.contents()
        self.log.clear()

    def contents(self) -> dict[str, bytes]:
        files = (one for one in self.folder.glob(f"*{DOMAIN}*") if one.is_file())
        return {path.name: path.read_bytes() for path in files}

    def tell(self, title: str) -> None:
        """Tell what is left of the notes, which files are not as before, and lines of the log."""
        house, now, told = self.power.house, self.contents(), list[str]()
        if house.hass.config_entries.async_entries(DOMAIN):
            light = house.remembered(DOOR).red_light
            told.append(f"steps tried: {len(house.notes(DOOR).steps_tried)}")
            told.append(f"red light: {light and light.pattern}")
        for name in sorted({*now, *self.before}):
            old, new = self.before.get(name), now.get(name)
            is_copy = "a copy of damage" if new in self.before.values() else "written"
            if old != new:
                told.append(f"{name}: {'gone' if new is None else is_copy}")
        told += sorted(
            f"{record.levelname} {record.getMessage()}"
            for record in self.log.records
            if record.levelno >= logging.WARNING and record.name.startswith(LOGGER.name)
        )
        text = "\n".join(told).replace(house.doctor.entry_id, "ENTRY")
        self.story(title)
        self.story.say(re.sub(r"corrupt\.[-\d:.T+]+\b", "corrupt", text))
        assert self.power.failures == []
        self.begin()


@pytest.fixture
def disk(power: Power, caplog: pytest.LogCaptureFixture, story: Story) -> Disk:
    return Disk(power, caplog, story)


async def everything(power: Power) -> None:
    house = power.house
    assert house.doctor.state is ConfigEntryState.LOADED
    await house.poll(8)
    assert house.cause(DOOR) == "low_battery"
    key = house.key(DOOR)
    user_reports.async_tried(house.coordinator, key, "power_cycle", "fixed")
    await async_check_up(house.hass, house.coordinator, [key])
    assert await async_setup_component(house.hass, "automation", {})
    for _ in range(2):
        assert (await house.act("install_blueprints"))["blueprints"]
    await house.wait(200)


@pytest.mark.timeout(180)
async def test_no_file_keeps_it_from_starting(disk: Disk, power: Power) -> None:
    """Each costs itself and one line; of the damaged a copy is kept, the newer stay."""
    ours = f"{DOMAIN}.{power.house.doctor.entry_id}"
    every = (ours, f"{ours}.notes", f"{DOMAIN}.budget", f"{DOMAIN}.blueprints")
    await power.off()
    for content, kind in (
        *(("newer", read_only), ("a little newer", failing)),
        *(("torn", read_only), ("older", failing)),
        *((content, None) for content in (*NEWER, *DAMAGED, *MEMORIES)),
    ):
        if content in MEMORIES:
            title = f"{content}, in the memory alone: the notes stay"
            disk.begin(wrapped(MEMORIES[content]), ours)
        else:
            title = f"{content}, in all files"
            disk.begin((DAMAGED | NEWER)[content], *every)
        with gives_out(kind) if kind else nullcontext():
            await power.on()
            await everything(power)
            disk.tell(f"{title}, {kind.__name__}" if kind else title)
            await power.off()
    await power.on()
    disk.begin()
    await power.house.hass.config_entries.async_remove(power.house.doctor.entry_id)
    disk.tell("removed, with all copies")


@pytest.mark.timeout(180)
async def test_a_disk_that_gives_out_and_works_again(disk: Disk, power: Power) -> None:
    """One line for each file however long it lasts; an hour later all is on the disk."""
    house = power.house
    await everything(power)
    for kind in KINDS:
        disk.begin()
        with gives_out(kind):
            for _ in range(2):
                house.freezer.tick(61)
                house.cloud.device("Garden").battery = "low"
                await everything(power)
            disk.tell(
                f"{kind.__name__}: one line for each file, and nothing is written"
            )
        await house.wait(3700)
        await power.cut()
        await power.on()
        disk.tell(f"{kind.__name__}, an hour later: all is written, and survives")
    await power.off()
    disk.begin()
    with pytest.MonkeyPatch.context() as patch:
        error = AsyncMock(side_effect=HomeAssistantError("disk"))
        patch.setattr(DoctorStore, "async_load", error)
        await power.on()
        await everything(power)
        disk.tell("unreadable: nothing is known, and nothing is written")
        await power.off()
    await power.on()
    disk.tell("readable again: nothing was lost")
    with gives_out(read_only):
        await house.hass.config_entries.async_remove(house.doctor.entry_id)
    disk.tell("removed from a disk that is read only: the entry goes, its files cannot")
    house.doctor = await house.add_doctor()


async def test_the_event_loop_makes_no_json(
    power: Power, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A thousand cameras are tens of milliseconds of JSON: another thread makes it."""
    house, makers = power.house, list[tuple[str, int]]()

    def made(of: str, make: Any, value: Any) -> Any:
        makers.append((of, threading.get_ident()))
        return make(value)

    for module in (storage, notes):
        making = partial(made, module.__name__, module.as_dict)
        monkeypatch.setattr(module, "as_dict", making)
    await power.off()
    await power.on()
    for write, least in (
        (partial(house.wait, SAVE_DELAY + 1), 1),
        (house.reload, 2),
        (power.off, 2),
    ):
        makers.clear()
        coordinator = house.coordinator
        coordinator.async_note(house.key("Front door"), checked=coordinator.now)
        await write()
        assert len({of for of, _ in makers}) >= least, "memory and notes"
        assert threading.get_ident() not in {thread for _, thread in makers}
