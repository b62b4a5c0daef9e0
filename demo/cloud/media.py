"""Sample pictures and a clip."""

from functools import cache
from pathlib import Path

FOLDER = Path(__file__).parent / "pictures"


@cache
def pictures() -> dict[str, bytes]:
    """Return the available JPEG pictures by name."""
    return {path.stem: path.read_bytes() for path in sorted(FOLDER.glob("*.jpg"))}


def picture(name: str | None, number: int) -> bytes:
    """Return a picture by name, or one chosen by `number`."""
    if name is not None:
        return pictures()[name]
    return list(pictures().values())[number % len(pictures())]


@cache
def clip() -> bytes:
    """Return a one-second video."""
    return (FOLDER / "clip.mp4").read_bytes()
