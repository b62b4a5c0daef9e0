"""A disk that gives out, for the files of Blink Doctor: Home Assistant's own go on."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
import errno
import os
from pathlib import Path
import shutil
import tempfile
from types import SimpleNamespace
from typing import Any

import pytest

OURS = "blink_doctor"


def _is_ours(*places: Any) -> bool:
    return any(OURS in str(place) for place in places)


def _refuse(function: Callable[..., Any], number: int) -> Callable[..., Any]:
    def refusing(*args: Any, **kwargs: Any) -> Any:
        if _is_ours(*args, *kwargs.values()):
            raise OSError(number, os.strerror(number), str(args))
        return function(*args, **kwargs)

    return refusing


def read_only(patch: pytest.MonkeyPatch) -> None:
    """Mounted read-only after an error, as SD cards are when they die."""
    access = os.access
    for name in ("rename", "replace", "unlink", "remove"):
        patch.setattr(os, name, _refuse(getattr(os, name), errno.EROFS))
    patch.setattr(shutil, "copyfile", _refuse(shutil.copyfile, errno.EROFS))
    patch.setattr(
        os,
        "access",
        lambda path, mode, **k: mode != os.W_OK and access(path, mode, **k),
    )


def full(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(shutil, "copyfile", _refuse(shutil.copyfile, errno.ENOSPC))
    patch.setattr(shutil, "disk_usage", lambda _: SimpleNamespace(free=0))


def failing(patch: pytest.MonkeyPatch) -> None:
    """Nothing tells before a write that it will fail."""
    for name in ("rename", "replace"):
        patch.setattr(os, name, _refuse(getattr(os, name), errno.EIO))
    patch.setattr(shutil, "copyfile", _refuse(shutil.copyfile, errno.EIO))


def over_quota(patch: pytest.MonkeyPatch) -> None:
    """The file system has room, but not for us."""
    make = tempfile.NamedTemporaryFile

    def refusing(*args: Any, **kwargs: Any) -> Any:
        raise OSError(errno.EDQUOT, os.strerror(errno.EDQUOT))

    patch.setattr(shutil, "copyfile", _refuse(shutil.copyfile, errno.EDQUOT))
    patch.setattr(tempfile, "NamedTemporaryFile", refusing)
    assert make is not refusing


KINDS: tuple[Callable[[pytest.MonkeyPatch], None], ...] = (
    read_only,
    full,
    failing,
    over_quota,
)


@contextmanager
def gives_out(kind: Callable[[pytest.MonkeyPatch], None]) -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        kind(patch)
        yield


def contents(folder: Path) -> dict[str, bytes]:
    return {
        path.name: path.read_bytes()
        for path in folder.iterdir()
        if _is_ours(path.name) and path.is_file()
    }
