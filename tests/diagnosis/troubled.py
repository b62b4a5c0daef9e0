"""What tests of homes in trouble share."""

from typing import Any

from .run import Run

HOME = (
    "sync_module:11",
    "camera:21",
    "camera:22",
    "camera:23",
    "owl:31",
    "doorbell:41",
)
BEHIND = ("camera:21", "camera:22", "camera:23", "doorbell:41")
OWN_WIFI = ("sync_module:11", "owl:31")


def home(*keys: str, **settings: Any) -> Run:
    run = Run.of(*(keys or HOME), **settings)
    run.poll()
    return run


def down(run: Run, *keys: str) -> None:
    for key in keys:
        run.set(key, status="offline")


def up(run: Run, *keys: str) -> None:
    for key in keys:
        run.set(key, status="online")
