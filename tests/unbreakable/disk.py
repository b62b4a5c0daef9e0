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

type Kind = Callable[[pytest.MonkeyPatch], None]


def _refuse(patch: pytest.MonkeyPatch, number: int, *names: str) -> None:
    def refusing(function: Callable[..., Any]) -> Callable[..., Any]:
        def refuse(*args: Any, **kwargs: Any) -> Any:
            if OURS in str((args, kwargs)):
                raise OSError(number, os.strerror(number), str(args))
            return function(*args, **kwargs)

        return refuse

    patch.setattr(shutil, "copyfile", refusing(shutil.copyfile))
    for name in names:
        patch.setattr(os, name, refusing(getattr(os, name)))


def read_only(patch: pytest.MonkeyPatch) -> None:
    """Mounted read-only after an error, as SD cards are when they die."""
    access = os.access
    _refuse(patch, errno.EROFS, "rename", "replace", "unlink", "remove")
    patch.setattr(
        os,
        "access",
        lambda path, mode, **k: mode != os.W_OK and access(path, mode, **k),
    )


def full(patch: pytest.MonkeyPatch) -> None:
    _refuse(patch, errno.ENOSPC)
    patch.setattr(shutil, "disk_usage", lambda _: SimpleNamespace(free=0))


def failing(patch: pytest.MonkeyPatch) -> None:
    """Nothing tells before a write that it will fail."""
    _refuse(patch, errno.EIO, "rename", "replace")


def over_quota(patch: pytest.MonkeyPatch) -> None:
    """The file system has room, but not for us."""

    def no_file(*args: Any, **kwargs: Any) -> Any:
        raise OSError(errno.EDQUOT, os.strerror(errno.EDQUOT))

    _refuse(patch, errno.EDQUOT)
    patch.setattr(tempfile, "NamedTemporaryFile", no_file)


KINDS: tuple[Kind, ...] = (read_only, full, failing, over_quota)


@contextmanager
def gives_out(kind: Kind) -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        kind(patch)
        yield


def contents(folder: Path) -> dict[str, bytes]:
    files = (path for path in folder.glob(f"*{OURS}*") if path.is_file())
    return {path.name: path.read_bytes() for path in files}
