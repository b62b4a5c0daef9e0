"""Home Assistant as a child process that never outlives the demo."""

import asyncio
from asyncio.subprocess import PIPE, Process
import contextlib
from pathlib import Path
import re
import signal
import sys
from typing import Self

# seconds in which Home Assistant may save its data and exit
_PATIENCE = 20


class HomeProcess:
    """A running Home Assistant."""

    def __init__(self, process: Process, log: Path) -> None:
        """Wrap a process created by `start`; `log` is the file of its output."""
        self._process = process
        self._log = log

    @classmethod
    async def start(cls, folder: Path, cloud_port: int, root: Path) -> Self:
        """Start Home Assistant with a configuration folder.

        It runs in its own session: Ctrl-C in the terminal reaches only the demo,
        which then stops it cleanly.
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
        """Whether it has exited by itself."""
        return self._process.returncode is not None

    async def wait(self) -> None:
        """Wait until it exits."""
        await self._process.wait()

    async def stop(self) -> None:
        """Ask it to stop, and kill it if it does not."""
        for sign in (signal.SIGTERM, signal.SIGKILL):
            with contextlib.suppress(ProcessLookupError):
                if self._process.returncode is None:
                    self._process.send_signal(sign)
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(_PATIENCE):
                    await self._process.wait()
                    return

    def last_words(self) -> str:
        """Return the last line of its output that reports an error."""
        lines = self._log.read_text(errors="replace").splitlines()
        telling = [line for line in lines if re.search(r"ERROR|Error|Fatal", line)]
        return (telling or lines or ["it said nothing"])[-1].strip()
