"""Home Assistant as a child process that never outlives the demo."""

import asyncio
from asyncio.subprocess import PIPE, Process
import contextlib
from pathlib import Path
import re
import signal
import sys
from typing import Self

# How long Home Assistant may take to write its data and leave
_PATIENCE = 20


class HomeProcess:
    """A running Home Assistant."""

    def __init__(self, process: Process, log: Path) -> None:
        """Wrap a process that `start` made; `log` is where its output goes."""
        self._process = process
        self._log = log

    @classmethod
    async def start(cls, folder: Path, cloud_port: int, root: Path) -> Self:
        """Start Home Assistant on a configuration folder.

        It gets a session of its own: Ctrl-C in the terminal reaches the demo,
        which then stops it in order.
        """
        log = folder / "output.log"
        with log.open("wb") as output:
            process = await asyncio.create_subprocess_exec(
                *(sys.executable, "-m", "demo.house.home"),
                *(str(folder), str(cloud_port)),
                stdin=PIPE,
                stdout=output,
                stderr=output,
                cwd=root,
                start_new_session=True,
            )
        return cls(process, log)

    @property
    def gone(self) -> bool:
        """Whether it has ended by itself."""
        return self._process.returncode is not None

    async def wait(self) -> None:
        """Wait until it ends."""
        await self._process.wait()

    async def stop(self) -> None:
        """Ask it to stop, and make it stop if it does not listen."""
        for sign in (signal.SIGTERM, signal.SIGKILL):
            with contextlib.suppress(ProcessLookupError):
                if self._process.returncode is None:
                    self._process.send_signal(sign)
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(_PATIENCE):
                    await self._process.wait()
                    return

    def last_words(self) -> str:
        """Return the last line of its output that tells of an error."""
        lines = self._log.read_text(errors="replace").splitlines()
        telling = [line for line in lines if re.search(r"ERROR|Error|Fatal", line)]
        return (telling or lines or ["it said nothing"])[-1].strip()
