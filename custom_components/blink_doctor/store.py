"""The memory on disk: versioned, written only on change, never in the way."""

from typing import Any, override

from homeassistant.core import HomeAssistant
from homeassistant.exceptions import HomeAssistantError, UnsupportedStorageVersionError
from homeassistant.helpers.storage import Store

from .const import DOMAIN, LOGGER
from .diagnosis import stored
from .diagnosis.memory import Memory

VERSION = 1
MINOR_VERSION = 1
# What a crash may cost. Findings that last carry their own times, so little.
SAVE_DELAY = 120


class _VersionedStore(Store[dict[str, Any]]):
    """The file itself."""

    @override
    async def _async_migrate_func(
        self, old_major_version: int, old_minor_version: int, old_data: dict[str, Any]
    ) -> dict[str, Any]:
        """Bring older data to today's shape; reading is forgiving anyway."""
        return old_data


class MemoryStore:
    """Loads and saves the memory of one account."""

    def __init__(self, hass: HomeAssistant, entry_id: str) -> None:
        """Prepare the store of one config entry."""
        self._store = _VersionedStore(
            hass, VERSION, f"{DOMAIN}.{entry_id}", minor_version=MINOR_VERSION
        )
        self._saved: Memory | None = None

    async def async_load(self) -> Memory:
        """Return the stored memory, an empty one where there is none.

        A file that cannot be read is said once and costs the memory, not the
        set-up. A file of a newer version is left untouched.
        """
        self._saved = await self._async_read()
        return self._saved

    async def _async_read(self) -> Memory:
        try:
            data = await self._store.async_load()
            if data is None:
                return Memory()
            memory, lost = stored.from_dict(data)
        except UnsupportedStorageVersionError:
            self._store.make_read_only()
            LOGGER.warning(
                "The memory was written by a newer version of Blink Doctor; "
                "starting without it and leaving the file as it is"
            )
            return Memory()
        except (HomeAssistantError, ValueError) as err:
            LOGGER.warning("The memory could not be read, starting afresh: %s", err)
            return Memory()
        if lost:
            LOGGER.warning("Parts of the memory could not be read: %s", len(lost))
        return memory

    def async_save(self, memory: Memory) -> None:
        """Write the memory soon, if it differs from what is on disk."""
        if memory == self._saved:
            return
        self._saved = memory
        self._store.async_delay_save(lambda: stored.as_dict(memory), SAVE_DELAY)

    async def async_flush(self) -> None:
        """Write at once what is waiting, e.g. before an unload."""
        if self._saved is not None:
            await self._store.async_save(stored.as_dict(self._saved))

    async def async_remove(self) -> None:
        """Delete the file."""
        await self._store.async_remove()
