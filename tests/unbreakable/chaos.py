"""A household in which everything goes wrong, at random but repeatable.

Each day has an hour of each kind of disorder, in an order drawn by chance: faults of
the cloud, reloads, restarts, power cuts, bad disks, clock steps, devices that change. Then comes a calm examination: troubles are put in, have to be
found, are taken out, and have to clear.
"""

from collections.abc import Callable
from datetime import datetime, timedelta
import json
import random
import time
from typing import Any

from homeassistant.config_entries import SOURCE_REAUTH, ConfigEntryState
from pytest_homeassistant_custom_component.common import async_fire_time_changed

from custom_components.blink_doctor import user_reports
from custom_components.blink_doctor.device_lifecycle import attachment
from custom_components.blink_doctor.diagnosis import storage
from custom_components.blink_doctor.diagnosis.model.findings import Cause
from custom_components.blink_doctor.diagnosis.model.ids import DeviceKey
from custom_components.blink_doctor.diagnosis.model.readings import ACCOUNT_KEY
from tests.house import POLL_SECONDS

from .conftest import Power
from .test_files import full, gives_out, read_only

# What the cloud may answer instead of an answer
MODES = (
    *(f"status={code}" for code in (401, 403, 404, 406, 409, 426, 429, 500, 502, 503)),
    *("html", "empty", "truncated", "wrong_types", "drop"),
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
# What can be wrong with a camera: the cause that it has to be given, and what puts it in
TROUBLES: tuple[tuple[Cause, Callable[[Any], object]], ...] = (
    (Cause.LOW_BATTERY, lambda camera: setattr(camera, "battery", "low")),
    (Cause.WEAK_WIFI, lambda camera: camera.set_signal(1)),
    (Cause.WEAK_SYNC_MODULE_LINK, lambda camera: camera.set_link(1)),
    (Cause.WIFI_CONGESTION, lambda camera: setattr(camera, "issues", ["bandwidth"])),
    (Cause.CAMERA_ERROR, lambda camera: setattr(camera, "issues", ["error_149"])),
    (Cause.CAMERA_ERROR, lambda camera: camera.hang()),
)
type Deed = Callable[[], object]
# Cause and key of each device where a cause sits: there is one issue for each
type Roots = set[tuple[Cause, str]]


def cure(camera: Any) -> None:
    camera.mend()
    camera.battery, camera.issues = "ok", []
    camera.set_signal(5)
    camera.set_link(5)


class Chaos:
    def __init__(self, power: Power, seed: int) -> None:
        self.power = power
        self.house = power.house
        self.random = random.Random(seed)
        self.residents = [
            DeviceKey(camera.key) for camera in self.house.account.cameras
        ]
        self.doing = ""
        self.days = 0
        self.examined = 0
        self.told: dict[DeviceKey, datetime] = {}

    def owner_tells(self) -> None:
        """Tell what must never be forgotten: new batteries, and a step that was tried."""
        coordinator = self.house.coordinator
        for key in self.residents:
            self.told[key] = coordinator.now - timedelta(days=3)
            user_reports.async_batteries_replaced(coordinator, key, self.told[key])
            user_reports.async_tried(coordinator, key, "power_cycle", "fixed")

    async def day(self) -> None:
        """Let a day pass: disorder, an hour of quiet, an examination."""
        deeds = [name for name in dir(self) if name.startswith("do_")]
        for deed in self.random.sample(deeds, len(deeds)):
            self.doing = deed
            if self.random.random() < BAD_ANSWERS_TOO:
                await self.do_bad_answers()
            await getattr(self, deed)()
            await self.house.poll(POLLS_AN_HOUR)
        self.doing = "examination"
        await self.calm()
        await self.examine()
        self.remembers()
        self.days += 1

    async def do_bad_answers(self) -> None:
        path, mode = self.random.choice(PATHS), self.random.choice(MODES)
        self.house.cloud.fail(path, mode, times=self.random.randint(1, 8))

    async def do_slow_answer(self) -> None:
        """Let a request hang; the frozen clock has to pass core's own limit."""
        house = self.house
        path, mode = self.random.choice(PATHS), self.random.choice(SLOW_MODES)
        house.cloud.fail(path, mode, times=1)
        house.freezer.tick(POLL_SECONDS + 1)
        async_fire_time_changed(house.hass)
        for _ in range(30):
            # time for what really happens, on the network and not on the clock
            await house.hass.async_add_executor_job(time.sleep, 0.01)
            house.freezer.tick(2)
        house.cloud.heal()
        await house.settle()

    async def do_tokens_die(self) -> None:
        """As after a change of the password: only a person can sign in again."""
        self.house.account.revoke()

    async def do_reloads(self) -> None:
        for entry in (self.house.blink, self.house.doctor):
            await self.house.reload(entry)
            await self.house.poll()

    async def do_restart(self) -> None:
        running = self.house.coordinator
        await self.power.off()
        file = json.loads(self.power.memory_file.read_text())
        assert storage.from_dict(file["data"]) == (running.memory, [])
        self.house.freezer.tick(timedelta(seconds=self.random.randint(20, 600)))
        await self.power.on()

    async def do_power_cut(self) -> None:
        await self.power.cut()
        self.house.freezer.tick(timedelta(minutes=self.random.randint(1, 90)))
        await self.power.on()

    async def do_clock_jumps(self) -> None:
        """A clock that was corrected, a machine that slept; daylight saving comes by itself."""
        hours = self.random.choice((-1, -0.1, 0.1, 1, 7))
        self.house.freezer.tick(timedelta(hours=hours))

    async def do_disk_gives_out(self) -> None:
        """Nothing can be written for a while; then it can again."""
        with gives_out(self.random.choice((read_only, full))):
            await self.house.poll(POLLS_AN_HOUR)

    async def do_blink_removed_and_added(self) -> None:
        """The doctor goes on with the new entry of the account."""
        house = self.house
        house.cloud.heal()
        await house.hass.config_entries.async_remove(house.blink.entry_id)
        await house.settle()
        await house.poll()
        house.blink = await house.add_blink()
        assert attachment.async_attach(house.hass, house.doctor, house.blink)
        await house.settle()
        assert house.doctor.state is ConfigEntryState.LOADED

    async def do_devices_fail(self) -> None:
        """A camera, a sync module for some minutes, and the router for some polls."""
        account = self.house.account
        _, put_in = self.random.choice(TROUBLES)
        put_in(self.random.choice(account.cameras))
        module = self.random.choice(account.sync_modules)
        module.power_cycle(delay=timedelta(minutes=self.random.randint(1, 40)))
        account.router_off()
        await self.house.poll(self.random.randint(1, 3))
        account.router_on()

    async def do_guest_changes(self) -> None:
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

    async def calm(self) -> None:
        """Put everything right, as the owner would, and let the guests leave."""
        house, account = self.house, self.house.account
        house.cloud.heal()
        account.router_on()
        for module in account.sync_modules:
            module.mend()
        for camera in [*account.cameras]:
            cure(camera)
            if camera.key not in self.residents:
                account.remove_camera(camera.key)
        await house.poll()
        # sign in again where Home Assistant asks for it
        flows = house.hass.config_entries.flow
        for flow in flows.async_progress_by_handler("blink"):
            assert flow["context"]["source"] == SOURCE_REAUTH
            user = {"username": account.email, "password": account.password}
            await flows.async_configure(flow["flow_id"], user)
            await house.settle()
        # an entry that gave up meanwhile is what a person, or a blueprint, reloads
        await house.reload(house.blink)

    def entities_follow(self) -> None:
        house = self.house
        uids = {entity.unique_id.split("-")[1] for entity in house.entries}
        assert uids == house.coordinator.keys.keys()
        for device in house.account.devices:
            known = house.coordinator.data.devices.get(DeviceKey(device.key))
            # a guest who has left is unavailable for a day
            if known is not None and known.listed:
                state = house.state(device.key).attributes.get("online")
                assert state in (True, False), f"{device.key} is {state}"

    async def examine(self) -> None:
        """Put troubles in, wait until they are found, cure them, wait until clear."""
        await self._until("all well", set())
        self.entities_follow()
        account = self.house.account
        cameras = self.random.sample(account.cameras, 3)
        chosen = [*zip(cameras, self.random.sample(TROUBLES, 3), strict=True)]
        for camera, (_, put_in) in chosen:
            put_in(camera)
        expected = {(cause, camera.key) for camera, (cause, _) in chosen}
        await self._until("found", expected)
        for camera, _ in chosen:
            cure(camera)
        await self._until("cured", set())
        # everything that can go down above the cameras, one of it a day
        outages: list[tuple[Deed, Deed, tuple[Cause, str]]] = [
            (one.unplug, one.plug_in, (Cause.SYNC_MODULE_OFFLINE, one.key))
            for one in account.sync_modules
        ]
        router = (Cause.HOME_NETWORK_OFFLINE, ACCOUNT_KEY)
        service = (Cause.BLINK_UNREACHABLE, ACCOUNT_KEY)
        outages.append((account.router_off, account.router_on, router))
        outages.append((account.service_down, account.service_up, service))
        down, up, root = outages[self.days % len(outages)]
        down()
        await self._until("down", {root})
        up()
        await self._until("up again", set())
        self.examined += len(expected) + 1

    async def _until(self, what: str, expected: Roots) -> None:
        for _ in range(PATIENCE_IN_POLLS):
            await self.house.poll()
            found = {
                (finding.cause, finding.device)
                for finding in self.house.coordinator.data.roots
                # old firmware takes weeks and is looked at by itself
                if finding.cause is not Cause.FIRMWARE_BEHIND
            }
            if found == expected:
                return
        raise AssertionError(
            f"day {self.days}, {self.doing}: not {what} {expected}, but {found}"
        )

    def remembers(self) -> None:
        """Check that what the owner has told is still known.

        A battery that was low and is fine again is a newer one; of which day it is
        nobody knows where the clock jumped meanwhile.
        """
        for key, put_in in self.told.items():
            cells = self.house.coordinator.memory.devices[key].cells
            assert cells.put_in is not None or cells.cycles, key
            assert cells.put_in is None or cells.put_in >= put_in, key
            steps = self.house.coordinator.notes_of(key).steps_tried
            assert [step.step for step in steps] == ["power_cycle"]
