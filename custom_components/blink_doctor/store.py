"""The memory on disk: versioned, written only on change, never in the way."""

from pathlib import Path
import shutil
from typing import Any, override

from homeassistant.core import HomeAssistant
from homeassistant.exceptions import HomeAssistantError, UnsupportedStorageVersionError
from homeassistant.helpers.storage import Store
from homeassistant.util import dt as dt_util

from .const import DOMAIN, LOGGER
from .diagnosis import stored
from .diagnosis.memory import Memory

VERSION = 1
MINOR_VERSION = 1
# What a crash may cost. Findings that last carry their own times, so little.
SAVE_DELAY = 120
# How Home Assistant itself names what it sets aside
_SET_ASIDE = ".corrupt."
# What a file raises that is JSON but not what a store writes
_NOT_A_STORE = (AttributeError, KeyError, TypeError, ValueError)


class _VersionedStore(Store[dict[str, Any]]):
    """The file itself."""

    @override
    async def _async_migrate_func(
        self, old_major_version: int, old_minor_version: int, old_data: dict[str, Any]
    ) -> dict[str, Any]:
        """Bring older data to today's shape; reading is forgiving anyway.

        A newer minor version is read as far as it is understood, and left as it is.
        """
        if old_minor_version > MINOR_VERSION:
            self.make_read_only()
            LOGGER.warning(
                "The memory was written by a newer version of Blink Doctor; "
                "nothing new is remembered until that is back"
            )
        return old_data


class MemoryStore:
    """Loads and saves the memory of one account."""

    def __init__(self, hass: HomeAssistant, entry_id: str) -> None:
        """Prepare the store of one config entry."""
        self._hass = hass
        self._store = _VersionedStore(
            hass, VERSION, f"{DOMAIN}.{entry_id}", minor_version=MINOR_VERSION
        )
        self._saved: Memory | None = None
        self._waiting = False
        self._closed = False

    async def async_load(self) -> Memory:
        """Return the stored memory, an empty one where there is none.

        What cannot be read is said once and costs the memory, not the set-up. It
        is never written over: a copy of the file stays beside it, or where there
        can be none, and where the disk or a newer version is the reason, the file
        is left untouched.
        """
        try:
            data = await self._store.async_load()
            memory, lost = (Memory(), []) if data is None else stored.from_dict(data)
        except UnsupportedStorageVersionError:
            self._store.make_read_only()
            LOGGER.warning(
                "The memory was written by a newer version of Blink Doctor; "
                "starting without it and leaving the file as it is"
            )
            return Memory()
        except HomeAssistantError as err:
            self._store.make_read_only()
            LOGGER.warning(
                "The memory cannot be read now, starting without it and leaving "
                "the file as it is until the next start: %s",
                err,
            )
            return Memory()
        except _NOT_A_STORE as err:
            LOGGER.warning(
                "The memory could not be read, starting afresh: %s; %s",
                err,
                await self._async_set_aside(),
            )
            return Memory()
        if lost:
            LOGGER.warning(
                "Parts of the memory could not be read: %s; %s",
                len(lost),
                await self._async_set_aside(),
            )
            return memory
        self._saved = memory
        return memory

    async def _async_set_aside(self) -> str:
        """Copy the file before it is written anew; return words that say so."""
        path = Path(self._store.path)
        copy = path.with_name(f"{path.name}{_SET_ASIDE}{dt_util.utcnow().isoformat()}")
        try:
            await self._hass.async_add_executor_job(shutil.copyfile, path, copy)
        except OSError:
            self._store.make_read_only()
            return "the file is left as it is"
        return f"the file was kept as {copy.name}"

    def async_save(self, memory: Memory) -> None:
        """Write the memory soon, if it differs from what is on disk.

        What changes while a write is waiting does not postpone it.
        """
        if self._closed or memory == self._saved:
            return
        self._saved = memory
        if not self._waiting:
            self._waiting = True
            self._store.async_delay_save(self._data, SAVE_DELAY)

    def _data(self) -> dict[str, Any]:
        self._waiting = False
        return stored.as_dict(self._saved or Memory())

    async def async_close(self) -> None:
        """Write at once what there is; from now on nothing more is written."""
        self._closed = True
        if self._saved is not None:
            await self._store.async_save(self._data())

    async def async_remove(self) -> None:
        """Delete the file, and what was set aside of it."""
        await self._store.async_remove()
        path = Path(self._store.path)

        def clear() -> None:
            for copy in path.parent.glob(f"{path.name}{_SET_ASIDE}*"):
                copy.unlink(missing_ok=True)

        await self._hass.async_add_executor_job(clear)
