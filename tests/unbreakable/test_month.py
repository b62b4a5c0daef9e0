"""A month in which everything goes wrong, at random but repeatable; in CI one day of it.

Each day has an hour of each kind of disorder, in an order drawn by chance. Then comes a calm
examination: troubles are put in, have to be found, are taken out, and have to clear.
The long run: BLINK_DOCTOR_CHAOS_DAYS=30 scripts/test --newest tests/unbreakable/test_month.py
"""

from datetime import UTC, datetime, timedelta
import json
import logging
import os
import random
import time
from typing import Any

from homeassistant.config_entries import SOURCE_REAUTH, ConfigEntryState
import pytest

from custom_components.blink_doctor import user_reports
from custom_components.blink_doctor.device_lifecycle import attachment
from custom_components.blink_doctor.diagnosis import storage
from custom_components.blink_doctor.diagnosis.model.findings import Cause
from custom_components.blink_doctor.diagnosis.model.readings import ACCOUNT_KEY
from custom_components.blink_doctor.store import SAVE_DELAY
from tests.house import DAY_SECONDS, POLL_SECONDS
from tests.phone_story import do

from .conftest import Power, alive
from .test_files import full, gives_out, read_only

DAYS = int(os.environ.get("BLINK_DOCTOR_CHAOS_DAYS", "1"))
SEED = int(os.environ.get("BLINK_DOCTOR_CHAOS_SEED", "1"))
# The first night is the one in which clocks in Berlin are put forward
START = datetime(2027, 3, 27, 18, 0, tzinfo=UTC)
# One line for a file that could not be read or written: that is what it may cost
EXPECTED = (
    "cannot be written now",
    "was written by a newer version of Blink Doctor",
    "the file was kept as",
    "Unrecoverable error decoding storage",
    "Could not parse JSON content",
    # the entry's own error while Blink is away
    "was removed from Home Assistant",
    # how Home Assistant logs that a user was refused
    "Error during service call to blink_doctor",
)
# What the cloud may answer instead of an answer, and answers that nobody waits for
MODES = (
    *(f"status={code}" for code in (401, 403, 404, 406, 409, 426, 429, 500, 502, 503)),
    *("html", "empty", "truncated", "wrong_types", "drop"),
)
SLOW_MODES = ("timeout", "slow_drip")
PATHS = ("*homescreen*", "*/config", "*/signals", "*/update", "*media/changed*", "*")
# how often the cloud errs beside whatever else happens
BAD_ANSWERS_TOO = 0.3
# Poll after poll until something is found or clears; the longest patience is 30
# minutes in both directions, and what comes back gets as much again.
PATIENCE_IN_POLLS = 20
POLLS_AN_HOUR = 12
# What can be wrong with a camera: the cause that it has to be given, and what puts it in
TROUBLES = {
    "low": Cause.LOW_BATTERY,
    "set_signal 1": Cause.WEAK_WIFI,
    "set_link 1": Cause.WEAK_SYNC_MODULE_LINK,
    "crowd": Cause.WIFI_CONGESTION,
    "break_hardware": Cause.CAMERA_ERROR,
    "hang": Cause.CAMERA_ERROR,
}


def ours(record: logging.LogRecord) -> bool:
    if record.levelno < logging.WARNING:
        return False
    text = f"{record.name} {record.getMessage()} {record.exc_text or ''}"
    if record.name in {"homeassistant.loader", "asyncio"}:
        return False  # "has not been tested", and a frozen clock that jumps
    return "blink_doctor" in text


class Chaos:
    def __init__(self, power: Power) -> None:
        self.power, self.house = power, power.house
        self.random = random.Random(SEED)
        self.residents = {device.key for device in self.house.account.devices}
        self.days = 0

    async def day(self) -> None:
        """Let a day pass: disorder, an hour of quiet, an examination."""
        kinds = [name for name in dir(self) if name.startswith("do_")]
        for kind in self.random.sample(kinds, len(kinds)):
            if self.random.random() < BAD_ANSWERS_TOO:
                await self.do_bad_answers()
            await getattr(self, kind)()
            await self.house.poll(POLLS_AN_HOUR)
        await self.calm()
        await self.examine()
        self.days += 1

    async def do_bad_answers(self) -> None:
        path, mode = self.random.choice(PATHS), self.random.choice(MODES)
        self.house.cloud.fail(path, mode, times=self.random.randint(1, 8))

    async def do_slow_answer(self) -> None:
        """Let a request hang; the frozen clock has to pass core's own limit."""
        house = self.house
        path, mode = self.random.choice(PATHS), self.random.choice(SLOW_MODES)
        house.cloud.fail(path, mode, times=1)
        await house.wait_only(POLL_SECONDS + 1)
        for _ in range(30):
            # time for what really happens, on the network and not on the clock
            await house.hass.async_add_executor_job(time.sleep, 0.01)
            house.freezer.tick(2)
        house.cloud.heal()
        await house.settle()

    async def do_tokens_die(self) -> None:
        """As after a change of the password: only a person can sign in again."""
        self.house.account.revoke()

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
        camera, troubles = self.random.choice(account.cameras), [*TROUBLES]
        await do(self.house, camera.key, *self.random.choice(troubles).split())
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
        for device in (*account.sync_modules, *account.cameras):
            device.mend()
            if device.key not in self.residents:
                account.remove_camera(device.key)
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

    async def examine(self) -> None:
        """Put troubles in, wait until they are found, cure them, wait until clear."""
        house, account = self.house, self.house.account
        await self._until(set())
        uids = {entity.unique_id.split("-")[1] for entity in house.entries}
        assert uids == house.coordinator.keys.keys(), "entities follow"
        cameras = self.random.sample(account.cameras, 3)
        troubles = self.random.sample([*TROUBLES], 3)
        for camera, trouble in zip(cameras, troubles, strict=True):
            await do(house, camera.key, *trouble.split())
        keys = [camera.key for camera in cameras]
        causes = [TROUBLES[trouble] for trouble in troubles]
        await self._until({*zip(causes, keys, strict=True)})
        for camera in cameras:
            camera.mend()
        await self._until(set())
        # everything that can go down above the cameras, one of it a day
        outages: list[tuple[Any, Any, Cause, str]] = [
            (one.unplug, one.plug_in, Cause.SYNC_MODULE_OFFLINE, one.key)
            for one in account.sync_modules
        ]
        of_all = (
            (account.router_off, account.router_on, Cause.HOME_NETWORK_OFFLINE),
            (account.service_down, account.service_up, Cause.BLINK_UNREACHABLE),
        )
        outages += [(*one, ACCOUNT_KEY) for one in of_all]
        down, up, *root = outages[self.days % len(outages)]
        down()
        await self._until({tuple(root)})
        up()
        await self._until(set())

    async def _until(self, expected: set[Any]) -> None:
        """Poll until these causes are found at these devices, each at its root."""
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
        assert found == expected, f"on day {self.days}"


@pytest.mark.slow
@pytest.mark.house("two_homes", start=START)
@pytest.mark.timeout(120 + 120 * DAYS)
async def test_a_month_of_chaos(power: Power, caplog: pytest.LogCaptureFixture) -> None:
    """Nothing of ours raises or is left over; nothing is missed or lost."""
    caplog.set_level(logging.WARNING)
    house, chaos = power.house, Chaos(power)
    await chaos.calm()
    await house.poll(POLLS_AN_HOUR)
    key = house.key(house.account.cameras[0].name)
    user_reports.async_tried(house.coordinator, key, "power_cycle", "fixed")
    # so that all has happened once
    await chaos.examine()
    await house.wait(SAVE_DELAY + 1)  # what is still to be written is alive, too
    first, sizes = alive() - power.left_behind, [0]
    while chaos.days < DAYS:
        caplog.clear()
        await chaos.day()
        said = [record.getMessage() for record in caplog.records if ours(record)]
        assert [s for s in said if not any(part in s for part in EXPECTED)] == []
        assert [text for text in power.failures if "blink_doctor" in text] == []
        (told,) = house.coordinator.notes_of(key).steps_tried
        assert told.step == "power_cycle", "what the owner told is known"
        # what a restart would have hidden
        for entry in (house.blink, house.doctor):
            await house.reload(entry)
        # the entities of who has left stay for a day
        for _ in range(2):
            await house.wait(DAY_SECONDS)
        await house.wait(SAVE_DELAY + 1)
        assert alive() - power.left_behind - first == {}, "something was left behind"
        # who has left is remembered for 90 days, so: of a device
        devices = len(house.coordinator.memory.devices)
        sizes.append(power.memory_file.stat().st_size // devices)
    # for each device two weeks of days are remembered one by one, and then no more
    assert max(sizes[16:], default=0) <= max(sizes[:16]) * 1.1, sizes
