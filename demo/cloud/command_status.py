"""Commands: what the cloud asks a device to do, and their result.

A command is first running and then complete. Progress is counted in polls instead of
seconds, so that it also works with a frozen clock.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from .clock import stamp
from .operations import Operations
from .sync_module import module_of

SUCCEEDED = 908
KEPT = 1000
BUSY = "busy"
_CODES = {
    "camera": {"offline": 529, BUSY: 520, "fault": 599},
    "doorbell": {"offline": 2429, BUSY: 2420, "fault": 2499},
    "sync_module": {"offline": 402, BUSY: 307, "fault": 909},
    "owl": {"offline": 529, BUSY: 520, "fault": 599},
    "hawk": {"offline": 3229},
    "superior": {"offline": 2929, BUSY: 2920},
    "crane": {"offline": 3729},
}
MESSAGES = {
    "offline": "Device is offline",
    BUSY: "Device is busy",
    "fault": "Device fault detected",
}


def error_code(device: Operations, trouble: str) -> int:
    """Return Blink's error code for a device's trouble (offline, busy, fault)."""
    special = _CODES.get(str(device.value("type", device.now())), {})
    return special.get(trouble, _CODES[device.family][trouble])


def trouble_of(device: Operations, at: datetime) -> tuple[Operations, str] | None:
    """Return why a device cannot run a command, and the device at fault."""
    module = module_of(device.network)
    through_module = device.family in ("camera", "doorbell") and module is not None
    if through_module and module is not None and not module.online_at(at):
        return module, "offline"
    if not device.online_at(at):
        return device, "offline"
    if device.value("broken", at):
        return device, "fault"
    if device.value("busy", at):
        return device, BUSY
    return None


@dataclass(slots=True)
class Command:
    """A running command. `polls_left` is how often it will still report as running."""

    id: int
    network_id: int
    name: str
    created: datetime
    target_id: int | None
    polls_left: int
    code: int = SUCCEEDED
    message: str = "Command succeeded"
    finish: Callable[[], object] | None = None

    def poll(self) -> dict[str, Any]:
        """Return the answer to one poll, and count it."""
        complete = self.polls_left <= 0
        self.polls_left -= 1
        if complete and self.finish is not None:
            finish, self.finish = self.finish, None
            finish()
        return {
            "complete": complete,
            "status": 0 if not complete or self.code == SUCCEEDED else 1,
            "status_msg": self.message if complete else "Command succeeded",
            "status_code": self.code if complete else SUCCEEDED,
            "media_id": None,
            "commands": [self._detail(complete)],
        }

    def _detail(self, complete: bool) -> dict[str, Any]:
        return {
            "id": self.id,
            "network_id": self.network_id,
            "command": self.name,
            "created_at": stamp(self.created),
            "state_stage": "vs" if complete else "dev",
            "state_condition": "done" if complete else "running",
            "sm_ack": 1,
            "lfr_ack": 1 if complete else 0,
            "attempts": 1,
            "debug": "",
            "firmware_id": None,
            "target": "camera",
            "target_id": self.target_id,
        }


@dataclass(slots=True)
class Commands:
    """The commands of the simulated cloud."""

    running_polls: int = 1
    """How often a new command reads as running before it is complete."""
    issued: dict[int, Command] = field(default_factory=dict)
    last_id: int = 9000

    def issue(
        self,
        network_id: int,
        name: str,
        at: datetime,
        *,
        target: Operations | None = None,
        finish: Callable[[], object] | None = None,
        running_polls: int | None = None,
    ) -> Command:
        """Start a command; if its device is in trouble, it ends with the error code."""
        polls = self.running_polls if running_polls is None else running_polls
        target_id = None if target is None else target.id
        self.last_id += 1
        number = self.last_id
        command = Command(number, network_id, name, at, target_id, polls, finish=finish)
        trouble = None if target is None else trouble_of(target, at)
        if trouble is not None:
            command.code = error_code(*trouble)
            command.message = MESSAGES[trouble[1]]
            command.finish = None
        self.issued[number] = command
        self.issued.pop(number - KEPT, None)
        return command
