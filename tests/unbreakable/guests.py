"""Cameras that are on the account for a while only."""

from homeassistant.const import STATE_UNAVAILABLE

from tests.device_lifecycle.test_come_and_go import KINDS, Poll, entities
from tests.house import House


class Guests:
    def __init__(self, house: House) -> None:
        self.house = house
        self._residents = {camera.key for camera in house.account.cameras}

    def leave(self) -> None:
        account = self.house.account
        for key in [camera.key for camera in account.cameras]:
            if key not in self._residents:
                account.remove_camera(key)

    async def change(self) -> None:
        """One comes, changes its name, is paired again under a new id, and goes."""
        account = self.house.account
        guest = account.add_camera("Visitor <b>{x}</b>")
        await self.house.poll()
        guest.rename(f"{guest.name}!")
        await self.house.poll()
        account.remove_camera(guest.key)
        await self.house.poll()
        paired = account.add_camera(guest.name)
        paired.serial = guest.serial
        await self.house.poll()
        account.remove_camera(paired.key)

    async def leave_and_return(self, name: str) -> None:
        guest = self.house.account.add_camera(name)
        await self.house.poll(2)
        before = self._entities(guest.key)
        assert STATE_UNAVAILABLE not in before.values(), before
        for kind in KINDS:
            self.house.account.remove_camera(guest.key)
            await self._poll(kind)
            left = self._entities(guest.key)
            assert not before.keys() - left.keys(), f"left {kind.__name__}"
            states = {*left.values()}
            assert states <= {STATE_UNAVAILABLE, None}, f"left {kind.__name__}"

            guest.plan("present", self.house.account.now(), True)
            await self._poll(kind)
            # its voltage may be known meanwhile, so that there is more than before
            after = self._entities(guest.key)
            assert not before.keys() - after.keys(), f"returned {kind.__name__}"
            assert STATE_UNAVAILABLE not in after.values(), f"returned {kind.__name__}"

    async def _poll(self, kind: Poll) -> None:
        await kind(self.house)
        await self.house.poll()

    def _entities(self, key: str) -> dict[str, str | None]:
        return entities(self.house, self.house.coordinator.uid(key))
