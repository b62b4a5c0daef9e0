"""Stored files: versioned, written only on change, and never a reason to fail set-up.

A file that cannot be read, set aside, migrated or written loses only itself and logs
one line. It is not overwritten if that would lose what another version, or a disk that
works again, can still read.
"""

from collections.abc import Callable
import errno
from functools import partial
import os
from pathlib import Path
import shutil
import tempfile
from typing import Any, override

from homeassistant.core import HomeAssistant, callback
from homeassistant.exceptions import HomeAssistantError, UnsupportedStorageVersionError
from homeassistant.helpers.storage import Store
from homeassistant.util import dt as dt_util
from homeassistant.util.file import WriteError

from ..const import DOMAIN, LOGGER
from ..diagnosis import storage, stored_values
from ..diagnosis.memory import Memory
from . import notes
from .notes import Notes

VERSION = 1
MINOR_VERSION = 1
# a crash loses at most this much; findings that last carry their own times, so little
SAVE_DELAY = 120
# Home Assistant's own suffix for files that it sets aside
_SET_ASIDE = ".corrupt."
# what reading a file raises that is JSON but not a store's
_NOT_A_STORE = (
    AttributeError,
    KeyError,
    NotImplementedError,
    RecursionError,
    TypeError,
    ValueError,
)
# seconds before writing again to a disk that failed; also tried at shutdown
_TRY_AGAIN = 3600.0
# free space required beside the file itself, for the file system
_ROOM = 64 * 1024


class DoctorStore(Store[dict[str, Any]]):
    """One stored file; `what` names its content in the log."""

    def __init__(
        self, hass: HomeAssistant, key: str, what: str, *, is_frozen: bool = False
    ) -> None:
        """Prepare the file without reading or writing it.

        `is_frozen`: immutable data, converted to JSON in another thread, because a large
        memory would block the event loop for tens of milliseconds.
        """
        super().__init__(
            hass,
            VERSION,
            key,
            minor_version=MINOR_VERSION,
            serialize_in_event_loop=not is_frozen,
        )
        self.is_closed = False
        self._what = what
        self._is_newer = False
        self._logged: set[str] = set()
        self._refused_at: float | None = None

    async def async_read[T](
        self, read: Callable[[Any], tuple[T, list[str]]]
    ) -> tuple[T | None, bool]:
        """Return the file's content, and whether that is all of it.

        None if there is no readable file. `read` returns what it could read, and
        the places that it could not.
        """
        try:
            data = await self.async_load()
            if data is None:
                return None, True
            value, lost = read(data)
        except UnsupportedStorageVersionError:
            self._leave_alone("was written by a newer version of Blink Doctor")
        except (HomeAssistantError, OSError) as err:
            self._leave_alone(f"cannot be read now ({_reason(err)})")
        except _NOT_A_STORE as err:
            await self._async_set_aside(f"could not be read ({_reason(err)})")
        else:
            if lost and not self._is_newer:
                await self._async_set_aside(f"has {len(lost)} places that are damaged")
            return value, not lost
        return None, False

    def _log_once(self, what: str) -> None:
        """Log one line, once."""
        if what not in self._logged:
            self._logged.add(what)
            LOGGER.warning("The %s %s", self._what, what)

    def _leave_alone(self, why: str) -> None:
        self.make_read_only()
        self._log_once(
            f"{why}; starting without it and leaving the file as it is until the "
            "next start"
        )

    async def _async_set_aside(self, why: str) -> None:
        """Copy the file before it is overwritten."""
        path = Path(self.path)
        copy = path.with_name(f"{path.name}{_SET_ASIDE}{dt_util.utcnow().isoformat()}")
        try:
            await self.hass.async_add_executor_job(shutil.copyfile, path, copy)
        except OSError:
            self.make_read_only()
            self._log_once(f"{why}; the file is left as it is")
        else:
            self._log_once(f"{why}; the file was kept as {copy.name}")

    @override
    async def _async_migrate_func(
        self, old_major_version: int, old_minor_version: int, old_data: dict[str, Any]
    ) -> dict[str, Any]:
        """Migrate older data to the current format; reading is tolerant anyway.

        A newer minor version is read as far as possible, and not overwritten.
        """
        if old_major_version != VERSION:
            # no other major version exists: the file is damaged
            raise NotImplementedError
        if old_minor_version > MINOR_VERSION:
            self.make_read_only()
            self._is_newer = True
            self._log_once(
                "was written by a newer version of Blink Doctor; nothing new is "
                "written until that is back"
            )
        return old_data

    @override
    async def _async_write_data(self, data: dict[str, Any]) -> None:
        """Write; on failure log once, and try again an hour later.

        No attempts in between, because Home Assistant logs every failed write.
        """
        if self._is_postponed(data):
            return
        try:
            await self.hass.async_add_executor_job(
                partial(
                    _require_space,
                    Path(self.path).parent,
                    is_doubtful=self._refused_at is not None,
                )
            )
            await super()._async_write_data(data)
        except (OSError, WriteError) as err:
            if self._refused_at is None:
                self._log_once(
                    f"cannot be written now ({_reason(err)}); that is tried again "
                    "every hour"
                )
            self._refused_at = self.hass.loop.time()
            self._is_postponed(data)
        else:
            self._refused_at = None

    @callback
    def _is_postponed(self, data: dict[str, Any]) -> bool:
        """Postpone the write while the disk is left alone; return whether it was."""
        if (wait := self._wait()) <= 0:
            return False
        make = data.get("data_func")
        self.async_delay_save(make or (lambda: data["data"]), wait)
        return True

    def _wait(self) -> float:
        """Return for how many more seconds a failed disk is left alone."""
        if self._refused_at is None or self.is_closed or self.hass.is_stopping:
            return 0
        return self._refused_at + _TRY_AGAIN - self.hass.loop.time()

    async def async_delete(self) -> None:
        """Delete the file, and its set-aside copies."""
        path = Path(self.path)

        def clear() -> None:
            for copy in path.parent.glob(f"{path.name}{_SET_ASIDE}*"):
                copy.unlink(missing_ok=True)

        try:
            await self.async_remove()
            await self.hass.async_add_executor_job(clear)
        except OSError as err:
            self._log_once(f"cannot be deleted ({_reason(err)})")


def _require_space(folder: Path, *, is_doubtful: bool) -> None:
    """Raise OSError for a folder that is not writable or has no space.

    `is_doubtful`: writing failed before, so try with a small file first.
    """
    if not folder.exists():
        return
    if not os.access(folder, os.W_OK):
        raise OSError(errno.EROFS, os.strerror(errno.EROFS))
    if shutil.disk_usage(folder).free < _ROOM:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
    if is_doubtful:
        with tempfile.NamedTemporaryFile(dir=folder) as file:
            file.write(bytes(_ROOM))


def _reason(err: BaseException) -> str:
    """Return the error without the path, which may contain a person's name."""
    while not isinstance(err, OSError) and isinstance(err.__cause__, OSError):
        err = err.__cause__
    if isinstance(err, OSError) and err.strerror:
        return err.strerror
    return type(err).__name__


class _StateStore[T]:
    """Load and save one immutable value."""

    def __init__(
        self,
        store: DoctorStore,
        read: Callable[[Any], tuple[T, list[str]]],
        write: Callable[[T], dict[str, Any]],
    ) -> None:
        self._store = store
        self._read = read
        self._write = write
        self._saved: T | None = None
        self._waiting = False
        # False if the file, or a part of it, could not be read
        self.is_whole = True

    async def async_load(self) -> T | None:
        """Return the stored value, None if there is nothing readable."""
        value, self.is_whole = await self._store.async_read(self._read)
        if self.is_whole:
            self._saved = value
        return value

    def async_save(self, value: T) -> None:
        """Save soon, if the value differs from what is on disk.

        Further changes do not postpone a pending write.
        """
        if self._store.is_closed:
            return
        changed, self._saved = value != self._saved, value
        if changed and not self._waiting:
            self._waiting = True
            self._store.async_delay_save(self._data, SAVE_DELAY)

    def _data(self) -> dict[str, Any]:
        """Return the data to write; called in another thread.

        Later changes need another write.
        """
        self._waiting = False
        # only async_save and async_write schedule a write
        assert self._saved is not None
        return self._write(self._saved)

    async def async_write(self) -> None:
        """Write the current value at once."""
        if self._saved is not None:
            data = await self._store.hass.async_add_executor_job(self._data)
            await self._store.async_save(data)

    async def async_close(self) -> None:
        """Write the current value at once; nothing is written afterwards."""
        self._store.is_closed = True
        await self.async_write()

    async def async_remove(self) -> None:
        """Delete the file, and its set-aside copies."""
        await self._store.async_delete()


class MemoryStore(_StateStore[Memory]):
    """The engine's memory of one account."""

    def __init__(self, hass: HomeAssistant, entry_id: str) -> None:
        """Prepare the store of one config entry."""
        # what 0.1.0 stored in the memory and now belongs to the notes
        self.devices_on_disk: dict[str, Any] = {}
        store = DoctorStore(hass, f"{DOMAIN}.{entry_id}", "memory", is_frozen=True)
        super().__init__(store, self._read_memory, storage.as_dict)

    def _read_memory(self, data: Any) -> tuple[Memory, list[str]]:
        memory, lost = storage.from_dict(data)
        memory = stored_values.with_known_patterns(memory)
        self.devices_on_disk = data["devices"]
        return memory, lost


class NotesStore(_StateStore[Notes]):
    """The notes of one account."""

    def __init__(self, hass: HomeAssistant, entry_id: str) -> None:
        """Prepare the store of one config entry."""
        store = DoctorStore(
            hass, f"{DOMAIN}.{entry_id}.notes", "notes of the owner", is_frozen=True
        )
        super().__init__(store, notes.from_dict, notes.as_dict)

    async def async_migrate(self, earlier: Notes) -> None:
        """Write notes migrated from the memory at once, before the memory drops them."""
        self._saved = earlier
        await self.async_write()
