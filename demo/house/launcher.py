"""Start, watch and stop the demo house."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from datetime import timedelta
import logging
from pathlib import Path
import shutil
import signal
import tempfile
import time
from zipfile import BadZipFile, ZipFile

from demo.cloud import Account, Cloud
from demo.cloud.cameras import Picture

from . import dashboard, memory, ports, seed, waiting
from .client import Client
from .problem import Problem
from .process import HomeProcess
from .report import NONE, Row, complaints, read_rows, table

ROOT = Path(__file__).parents[2]
# minutes before the last report within which pictures were taken
_PICTURES_WITHIN = 600
INTEGRATION = ROOT / "custom_components" / "blink_doctor"


@dataclass(frozen=True, slots=True, kw_only=True)
class Options:
    """The command line options; ports may be 0 for any free one."""

    scenario: str
    port: int
    cloud_port: int
    check: bool
    keep_log: Path
    package: Path | None = None


class Progress:
    """Print progress, with the seconds since the start."""

    def __init__(self) -> None:
        """Start timing."""
        self._began = time.monotonic()

    def __call__(self, text: str) -> None:
        """Print one line."""
        print(f"[{self.seconds:3.0f} s] {text}", flush=True)

    @property
    def seconds(self) -> float:
        """Return the seconds since the start."""
        return time.monotonic() - self._began


@dataclass(frozen=True, slots=True)
class House:
    """The running demo house, with its first diagnosis."""

    client: Client
    cloud: Cloud
    home: HomeProcess
    rows: list[Row]


async def run(options: Options) -> int:
    """Run the demo until Ctrl-C, or until the check is done; return the exit code."""
    say = Progress()
    options.keep_log.unlink(missing_ok=True)
    loop = asyncio.get_running_loop()
    task = asyncio.current_task()
    assert task is not None
    for sign in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        loop.add_signal_handler(sign, task.cancel)
    try:
        async with house(options, say) as up:
            if options.check:
                return _checked(up, say)
            await _welcome(up)
            await up.home.wait()
            raise Problem(f"Home Assistant stopped by itself: {up.home.last_words()}")
    except asyncio.CancelledError:
        say("stopped")
        return 130 if options.check else 0


@asynccontextmanager
async def house(options: Options, say: Progress) -> AsyncIterator[House]:
    """Start cloud and Home Assistant; stop both on exit.

    Raises Problem with a one-line message if that fails.
    """
    port = ports.claim(options.port, "--port")
    cloud_port = ports.claim(options.cloud_port, "--cloud-port")
    async with AsyncExitStack() as stack:
        work = Path(
            stack.enter_context(tempfile.TemporaryDirectory(prefix="blink-doctor-"))
        )
        logging.getLogger("aiohttp.access").setLevel(logging.WARNING)
        cloud = Cloud(options.scenario)
        try:
            await cloud.start(port=cloud_port)
        except OSError as err:
            raise Problem(f"the simulated cloud cannot listen: {err}") from None
        stack.push_async_callback(cloud.stop)
        say(f"simulated Blink cloud is up, scenario {options.scenario}")

        take_pictures(cloud)
        folder = work / "config"
        integration = _integration(options.package, work)
        accounts = [_sign_in(account) for account in cloud.accounts]
        seed.write(folder, port=port, accounts=accounts, integration=integration)
        memory.write(folder, cloud, integration)
        say("Home Assistant is starting")
        home = await HomeProcess.start(folder, cloud.port, ROOT)
        stack.callback(_keep_log, folder, options.keep_log)
        stack.push_async_callback(home.stop)

        url = f"http://{ports.LOOPBACK}:{port}"
        client = await stack.enter_async_context(waiting.signed_in(url, home, say))
        rows = await _diagnosed(client, cloud, home, say)
        yield House(client, cloud, home, rows)
        say("stopping")


def take_pictures(cloud: Cloud) -> None:
    """Give each camera a picture from the hours before it last reported."""
    for account in cloud.accounts:
        for device in account.devices:
            if isinstance(device, Picture):
                before = timedelta(minutes=device.id * 37 % _PICTURES_WITHIN)
                heard = device.heard(cloud.clock()) or cloud.clock()
                device.take_picture(heard - before)


def _integration(package: Path | None, work: Path) -> Path:
    """Return the folder of Blink Doctor's code: this checkout's, or an unpacked archive's."""
    if package is None:
        return INTEGRATION
    unpacked = work / INTEGRATION.name
    try:
        with ZipFile(package) as archive:
            archive.extractall(unpacked)
    except (OSError, BadZipFile) as err:
        raise Problem(f"{package} cannot be unpacked: {err}") from None
    return unpacked


def _sign_in(account: Account) -> seed.Account:
    token = account.tokens.issue()["refresh_token"] if account.two_factor else None
    return seed.Account(account.email, account.password, token)


async def _diagnosed(
    client: Client, cloud: Cloud, home: HomeProcess, say: Progress
) -> list[Row]:
    say("Home Assistant runs; waiting for Blink to sign in")
    count = len(cloud.accounts)
    blink = [seed.blink_entry_id(index) for index in range(count)]
    doctor = [seed.doctor_entry_id(index) for index in range(count)]
    await waiting.entries_loaded(client, blink, "Blink", home, say)
    say("Blink is signed in; waiting for the first diagnosis")
    await waiting.entries_loaded(client, doctor, "Blink Doctor", home, say)

    async def look() -> list[Row] | None:
        rows = await read_rows(client)
        return rows if rows and all(row.known for row in rows) else None

    rows = await waiting.until(
        "the first diagnosis", look, home=home, seconds=60, say=say
    )
    await dashboard.create(client)
    say("the first diagnosis is there")
    return rows


def _checked(up: House, say: Progress) -> int:
    print()
    print(table(up.rows))
    print()
    wrong = complaints(up.rows, _expected(up.cloud))
    for line in wrong:
        print(f"not as expected: {line}")
    if wrong:
        return 1
    troubled = sum(row.cause != NONE for row in up.rows)
    say(
        f"as the scenario says: {troubled} with the cause that was put into them,"
        f" {len(up.rows) - troubled} without a fault"
    )
    return 0


def _expected(cloud: Cloud) -> dict[str, str]:
    """Return the cause that the scenario assigned to each device, by serial number."""
    return {
        device.serial: account.expected()[device.key]
        for account in cloud.accounts
        for device in account.devices
        if device.key in account.expected()
    }


async def _welcome(up: House) -> None:
    print(
        f"""
{table(up.rows)}

  Dashboard      {up.client.url}/{dashboard.PATH}
  User           {seed.USER}
  Password       {seed.PASSWORD}
  Break things   {up.cloud.url}/_control/

Ctrl-C stops everything. Home Assistant asks Blink every 5 minutes; to see a change
sooner, press "Check up" on the device in the dashboard.
""",
        flush=True,
    )


def _keep_log(folder: Path, target: Path) -> None:
    """Copy Home Assistant's output, for finding the reason of a failure."""
    log = folder / "output.log"
    if log.exists():
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(log, target)
