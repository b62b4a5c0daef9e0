"""A household in which everything goes wrong, at random but repeatable.

Each day has disorder (faults of the cloud, reloads, clock steps, devices that come,
go and change their names) and then a calm examination: troubles are put in, have
to be found, are taken out, and have to clear.
"""

from collections.abc import Awaitable, Callable
from datetime import timedelta
import random
import time
from typing import Any

from pytest_homeassistant_custom_component.common import async_fire_time_changed

from custom_components.blink_doctor.diagnosis.findings import Cause
from tests.house import POLL_SECONDS, House

# What the cloud may answer instead of an answer. 401 is left to a test of its own:
# it ends in a sign-in that only a person can do.
MODES = (
    *(f"status={code}" for code in (403, 404, 406, 409, 426, 429, 500, 502, 503)),
    "html",
    "empty",
    "truncated",
    "wrong_types",
    "drop",
)
# Answers that take longer than anybody waits
SLOW_MODES = ("timeout", "slow_drip")
PATHS = ("*homescreen*", "*/config", "*/signals", "*/update", "*media/changed*", "*")
# Poll after poll until something is found or clears; the longest patience is 30
# minutes in both directions, and what comes back gets as much again.
PATIENCE_IN_POLLS = 20

type Deed = Callable[[Any], object]

# What can be done to a camera, the cause that it has to be given, and the cure
TROUBLES: dict[str, tuple[Deed, Cause, Deed]] = {
    "flat": (
        lambda camera: setattr(camera, "battery", "low"),
        Cause.LOW_BATTERY,
        lambda camera: setattr(camera, "battery", "ok"),
    ),
    "far": (
        lambda camera: camera.set_signal(1),
        Cause.WEAK_WIFI,
        lambda camera: camera.set_signal(5),
    ),
    "far from the module": (
        lambda camera: camera.set_link(1),
        Cause.WEAK_SYNC_MODULE_LINK,
        lambda camera: camera.set_link(5),
    ),
    "crowded": (
        lambda camera: setattr(camera, "issues", ["bandwidth"]),
        Cause.WIFI_CONGESTION,
        lambda camera: setattr(camera, "issues", []),
    ),
    "broken": (
        lambda camera: setattr(camera, "issues", ["error_149"]),
        Cause.CAMERA_ERROR,
        lambda camera: setattr(camera, "issues", []),
    ),
    "hung": (
        lambda camera: camera.hang(),
        Cause.CAMERA_ERROR,
        lambda camera: camera.power_cycle(),
    ),
}


class Chaos:
    """What happens, drawn from one seed."""

    def __init__(self, house: House, seed: int) -> None:
        """Take the house and the seed."""
        self.house = house
        self.random = random.Random(seed)
        self.added: list[str] = []
        self.days = 0
        self.examined = 0

    async def day(self) -> None:
        """Let a day pass: disorder, then an examination."""
        for _ in range(24):
            await self.random.choice(self._deeds())()
            await self.house.poll(self.random.randint(1, 4))
        self.calm()
        # an entry that gave up meanwhile is what a person, or a blueprint, reloads
        await self._reload_blink()
        await self.examine()
        self.days += 1

    def _deeds(self) -> list[Callable[[], Awaitable[None]]]:
        often = [self._bad_answers] * 6
        return [
            *often,
            self._slow_answer,
            self._reload_blink,
            self._reload_doctor,
            self._step_clock,
            self._add,
            self._remove,
            self._rename,
            self._replace,
            self._trouble,
            self._module_blinks,
            self._router_blinks,
        ]

    async def _bad_answers(self) -> None:
        self.house.cloud.fail(
            self.random.choice(PATHS),
            self.random.choice(MODES),
            times=self.random.randint(1, 8),
        )

    async def _slow_answer(self) -> None:
        """Let a request hang; the frozen clock has to pass core's own limit."""
        house = self.house
        house.cloud.fail(
            self.random.choice(PATHS), self.random.choice(SLOW_MODES), times=1
        )
        house.freezer.tick(POLL_SECONDS + 1)
        async_fire_time_changed(house.hass)
        for _ in range(30):
            # time for what really happens, on the network and not on the clock
            await house.hass.async_add_executor_job(time.sleep, 0.01)
            house.freezer.tick(2)
        house.cloud.heal()
        await house.settle()

    async def _reload_blink(self) -> None:
        await self.house.hass.config_entries.async_reload(self.house.blink.entry_id)
        await self.house.settle()

    async def _reload_doctor(self) -> None:
        await self.house.hass.config_entries.async_reload(self.house.doctor.entry_id)
        await self.house.settle()

    async def _step_clock(self) -> None:
        """Daylight saving, a clock that was wrong, a machine that slept."""
        hours = self.random.choice((-1, 1, -0.1, 0.1, 7))
        self.house.freezer.tick(timedelta(hours=hours))

    async def _add(self) -> None:
        if len(self.added) < 3:
            name = f"Guest {self.days}-{self.random.randint(0, 10**6)} <b>{{x}}</b>"
            self.added.append(self.house.account.add_camera(name).key)

    def _guest(self) -> str | None:
        """Return a guest; after a step back some of them are still to come."""
        account = self.house.account
        here = [key for key in self.added if account.find(key) is not None]
        return here[-1] if here else None

    async def _remove(self) -> None:
        if guest := self._guest():
            self.added.remove(guest)
            self.house.account.remove_camera(guest)

    async def _rename(self) -> None:
        if guest := self._guest():
            camera = self.house.cloud.device(guest)
            camera.rename(f"{camera.name}!")

    async def _replace(self) -> None:
        """Pair a camera again: the same serial number under a new id."""
        if guest := self._guest():
            camera = self.house.cloud.device(guest)
            name, serial = camera.name, camera.serial
            await self._remove()
            await self.house.poll()
            paired = self.house.account.add_camera(name)
            paired.serial = serial
            self.added.append(paired.key)

    async def _trouble(self) -> None:
        put_in, _, _ = TROUBLES[self.random.choice(list(TROUBLES))]
        put_in(self.random.choice(self.house.account.cameras))

    async def _module_blinks(self) -> None:
        module = self.random.choice(self.house.account.sync_modules)
        module.power_cycle(delay=timedelta(minutes=self.random.randint(1, 40)))

    async def _router_blinks(self) -> None:
        self.house.account.router_off()
        await self.house.poll(self.random.randint(1, 3))
        self.house.account.router_on()

    def calm(self) -> None:
        """Put everything right."""
        self.house.cloud.heal()
        self.house.account.router_on()
        for module in self.house.account.sync_modules:
            module.mend()
        for camera in self.house.account.cameras:
            camera.mend()
            camera.battery = "ok"
            camera.issues = []
            camera.set_link(5)

    async def examine(self) -> None:
        """Put troubles in, wait until they are found, cure them, wait until clear."""
        await self._until("all is well", lambda: not self._faults())
        cameras = self.random.sample(self.house.account.cameras, 3)
        chosen = self.random.sample(list(TROUBLES), 3)
        expected: dict[str, Cause] = {}
        for camera, trouble in zip(cameras, chosen, strict=True):
            put_in, cause, _ = TROUBLES[trouble]
            put_in(camera)
            expected[camera.key] = cause
        await self._until(f"found {expected}", lambda: self._faults() == expected)
        for camera, trouble in zip(cameras, chosen, strict=True):
            TROUBLES[trouble][2](camera)
        await self._until("all is cured", lambda: not self._faults())
        self.examined += len(expected)

    async def _until(self, what: str, reached: Callable[[], bool]) -> None:
        for _ in range(PATIENCE_IN_POLLS):
            await self.house.poll()
            if reached():
                return
        raise AssertionError(f"day {self.days}: not {what}, but {self._faults()}")

    def _faults(self) -> dict[str, str]:
        """Return the primary cause of every device with a fault."""
        return {
            key: device.primary_cause
            for key, device in self.house.coordinator.data.devices.items()
            # old firmware is no trouble of this test's
            if device.fault and device.primary_cause != Cause.FIRMWARE_BEHIND
        }
