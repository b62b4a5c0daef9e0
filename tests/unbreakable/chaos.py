"""A household in which everything goes wrong, at random but repeatable.

Each day has an hour of each kind of disorder, in an order drawn by chance: faults of
the cloud, reloads, restarts, power cuts, bad disks and files, clock steps, floods,
devices that change. Then a guest leaves and returns in every kind of poll, and then
comes a calm examination: troubles are put in, have to be found, are taken out, and
have to clear.
"""

from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta
import json
from pathlib import Path
import random
import time

from homeassistant.config_entries import SOURCE_REAUTH, ConfigEntryState
from homeassistant.helpers import entity_registry as er
from pytest_homeassistant_custom_component.common import async_fire_time_changed

from custom_components.blink_doctor import attachment, user_reports
from custom_components.blink_doctor.const import DOMAIN
from custom_components.blink_doctor.diagnosis import storage
from custom_components.blink_doctor.diagnosis.model.findings import Cause
from tests.house import POLL_SECONDS

from .disk import full, gives_out, read_only
from .floods import flood
from .guests import Guests
from .loop_time import LoopTime
from .power import Power
from .troubles import OF_A_CAMERA, Outage, Roots, outages

# What the cloud may answer instead of an answer
MODES = (
    *(f"status={code}" for code in (401, 403, 404, 406, 409, 426, 429, 500, 502, 503)),
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
POLLS_AN_HOUR = 12
# how often the cloud errs beside whatever else happens
BAD_ANSWERS_TOO = 0.3


class Chaos:
    def __init__(self, power: Power, seed: int, loop_time: LoopTime) -> None:
        self.loop_time = loop_time
        self.power = power
        self.house = power.house
        self.random = random.Random(seed)
        self.guests = Guests(self.house)
        self.doing = ""
        self.days = 0
        self.examined = 0
        self.told: dict[str, datetime] = {}
        self.set_back = timedelta()

    def owner_tells(self) -> None:
        """Tell what must never be forgotten: new batteries, and a step that was tried."""
        coordinator = self.house.coordinator
        for camera in self.house.account.cameras:
            put_in = coordinator.now - timedelta(days=3)
            user_reports.async_batteries_replaced(coordinator, camera.key, put_in)
            user_reports.async_tried(coordinator, camera.key, "power_cycle", "fixed")
            self.told[camera.key] = put_in

    async def day(self) -> None:
        """Let a day pass: disorder, an hour of quiet, an examination."""
        deeds = self._deeds()
        for deed in self.random.sample(deeds, len(deeds)):
            self.begins(deed.__name__.strip("_"))
            if self.random.random() < BAD_ANSWERS_TOO:
                await self._bad_answers()
            await deed()
            await self.house.poll(POLLS_AN_HOUR)
        self.begins("calm")
        await self.calm()
        self.begins("a guest leaves and returns")
        await self.guests.leave_and_return(f"Guest {self.days}")
        self.begins("examination")
        await self.calm()
        await self.examine()
        self.remembers()
        self.days += 1

    def begins(self, what: str) -> None:
        self.doing = what
        self.loop_time.begins(self.days)

    def _deeds(self) -> list[Callable[[], Awaitable[None]]]:
        return [
            self._bad_answers,
            self._slow_answer,
            self._tokens_die,
            self._reload_blink,
            self._reload_doctor,
            self._restart,
            self._power_cut,
            self._clock_jumps,
            self._clock_of_another_month,
            self._disk_gives_out,
            self._damaged_files,
            self._newer_files,
            self._blink_removed_and_added,
            self.guests.change,
            self._flood,
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

    async def _tokens_die(self) -> None:
        """As after a change of the password: only a person can sign in again."""
        self.house.account.revoke()

    async def _reload_blink(self) -> None:
        await self.house.reload(self.house.blink)

    async def _reload_doctor(self) -> None:
        await self.house.reload()

    async def _restart(self) -> None:
        running = self.house.coordinator
        await self.power.off()
        file = json.loads(self.power.memory_file.read_text())
        assert storage.from_dict(file["data"]) == (running.memory, [])
        self.house.freezer.tick(timedelta(seconds=self.random.randint(20, 600)))
        await self.power.on()

    async def _power_cut(self) -> None:
        await self.power.cut()
        self.house.freezer.tick(timedelta(minutes=self.random.randint(1, 90)))
        await self.power.on()

    async def _clock_jumps(self) -> None:
        """A clock that was corrected, a machine that slept; daylight saving comes by itself."""
        hours = self.random.choice((-1, -0.1, 0.1, 1, 7))
        self.house.freezer.tick(timedelta(hours=hours))

    async def _clock_of_another_month(self) -> None:
        """A machine that comes up with a wrong date, and is told the right one."""
        away = timedelta(days=self.random.choice((-30, 30)))
        self.set_back = max(self.set_back, -away + timedelta(days=1))
        for step in (away, -away):
            await self.power.off()
            self.house.freezer.tick(step)
            await self.power.on()
            await self.house.poll(2)

    async def _disk_gives_out(self) -> None:
        """Nothing can be written for a while; then it can again."""
        with gives_out(self.random.choice((read_only, full))):
            await self.house.poll(POLLS_AN_HOUR)

    async def _damaged_files(self) -> None:
        """A file costs nothing but itself, each in turn; then the backup is put back."""
        for path in self._files():
            await self.power.off()
            content = path.read_bytes()
            torn = content[: len(content) // 2]
            path.write_bytes(self.random.choice((b"", b"[]", b'{"version": 1}', torn)))
            await self.power.on()
            assert self.house.doctor.state is ConfigEntryState.LOADED
            await self.power.off()
            path.write_bytes(content)
            await self.power.on()

    async def _newer_files(self) -> None:
        """A newer version ran for a while; it finds its files as it left them."""
        await self.power.off()
        before = {path: path.read_bytes() for path in self._files()}
        newer = json.dumps({"version": 99, "minor_version": 1, "data": {"new": 1}})
        for path in before:
            path.write_text(newer)
        await self.power.on()
        assert self.house.doctor.state is ConfigEntryState.LOADED
        await self.house.poll(2)
        await self.power.off()
        for path, content in before.items():
            assert path.read_text() == newer
            path.write_bytes(content)
        await self.power.on()

    def _files(self) -> list[Path]:
        folder = self.power.memory_file.parent
        return [
            path for path in folder.glob(f"{DOMAIN}.*") if ".corrupt." not in path.name
        ]

    async def _blink_removed_and_added(self) -> None:
        """The doctor goes on with the new entry of the account."""
        house = self.house
        house.cloud.heal()
        await house.hass.config_entries.async_remove(house.blink.entry_id)
        await house.settle()
        await house.poll()
        blink = await house.add_blink()
        assert attachment.async_attach(house.hass, house.doctor, blink)
        house.blink = blink
        await house.settle()
        assert house.doctor.state is ConfigEntryState.LOADED

    async def _flood(self) -> None:
        await flood(self.house)

    async def _trouble(self) -> None:
        camera = self.random.choice(self.house.account.cameras)
        self.random.choice(OF_A_CAMERA).put_in(camera)

    async def _module_blinks(self) -> None:
        module = self.random.choice(self.house.account.sync_modules)
        module.power_cycle(delay=timedelta(minutes=self.random.randint(1, 40)))

    async def _router_blinks(self) -> None:
        self.house.account.router_off()
        await self.house.poll(self.random.randint(1, 3))
        self.house.account.router_on()

    async def calm(self) -> None:
        """Put everything right, as the owner would, and let the guests leave."""
        self.house.cloud.heal()
        account = self.house.account
        account.router_on()
        self.guests.leave()
        for module in account.sync_modules:
            module.mend()
        for camera in account.cameras:
            camera.mend()
            camera.battery = "ok"
            camera.issues = []
            camera.set_link(5)
        await self.house.poll()
        await self._sign_in()
        # an entry that gave up meanwhile is what a person, or a blueprint, reloads
        await self._reload_blink()

    async def _sign_in(self) -> None:
        """Sign in again where Home Assistant asks for it."""
        account, flows = self.house.account, self.house.hass.config_entries.flow
        for flow in flows.async_progress_by_handler("blink"):
            assert flow["context"]["source"] == SOURCE_REAUTH
            await flows.async_configure(
                flow["flow_id"],
                {"username": account.email, "password": account.password},
            )
            await self.house.settle()

    def entities_follow(self) -> None:
        house = self.house
        registry = er.async_get(house.hass)
        found = er.async_entries_for_config_entry(registry, house.doctor.entry_id)
        uids = {entity.unique_id.split("-")[1] for entity in found}
        assert uids == house.coordinator.keys.keys()
        for device in house.account.devices:
            known = house.coordinator.data.devices.get(device.key)
            # a guest who has left is unavailable for a day
            if known is not None and known.listed:
                state = house.state(device.key).attributes.get("online")
                assert state in (True, False), f"{device.key} is {state}"

    async def examine(self) -> None:
        """Put troubles in, wait until they are found, cure them, wait until clear."""
        await self._until("all is well", lambda: not self._faults())
        self.entities_follow()
        cameras = self.random.sample(self.house.account.cameras, 3)
        chosen = self.random.sample(OF_A_CAMERA, 3)
        expected: Roots = set()
        for camera, trouble in zip(cameras, chosen, strict=True):
            trouble.put_in(camera)
            expected.add((trouble.cause, camera.key))
        await self._until(f"found {expected}", lambda: self._faults() == expected)
        for camera, trouble in zip(cameras, chosen, strict=True):
            trouble.cure(camera)
        await self._until("all is cured", lambda: not self._faults())
        self.examined += len(expected)
        every = list(outages(self.house.account))
        await self._outage(every[self.days % len(every)])

    async def _outage(self, outage: Outage) -> None:
        outage.put_in()
        await self._until(outage.name, lambda: self._faults() == outage.roots)
        outage.cure()
        await self._until(f"{outage.name} is over", lambda: not self._faults())
        self.examined += 1

    async def _until(self, what: str, reached: Callable[[], bool]) -> None:
        for _ in range(PATIENCE_IN_POLLS):
            await self.house.poll()
            if reached():
                return
        raise AssertionError(
            f"day {self.days}, {self.doing}: not {what}, but {self._faults()}"
        )

    def _faults(self) -> Roots:
        return {
            (finding.cause, finding.device)
            for finding in self.house.coordinator.data.roots
            # old firmware takes weeks and is looked at by itself
            if finding.cause is not Cause.FIRMWARE_BEHIND
        }

    def remembers(self) -> None:
        """Check that what the owner has told is still known.

        A battery that was low and is fine again is a newer one; of which day it is
        nobody knows where the clock jumped meanwhile. What was told for a time that is
        still to come, once the clock was set back, counts as of now.
        """
        for key, put_in in self.told.items():
            cells = self.house.coordinator.memory.devices[key].cells
            assert cells.put_in is not None or cells.cycles, key
            if cells.put_in is not None:
                assert cells.put_in >= put_in - self.set_back, key
            steps = self.house.coordinator.notes_of(key).steps_tried
            assert [step.step for step in steps] == ["power_cycle"]
