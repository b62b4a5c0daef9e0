"""Pictures and a clip, small and real."""

from functools import cache
from pathlib import Path

FOLDER = Path(__file__).parent / "pictures"


@cache
def pictures() -> dict[str, bytes]:
    """Return the JPEG pictures that a device can show, by name."""
    return {path.stem: path.read_bytes() for path in sorted(FOLDER.glob("*.jpg"))}


def picture(name: str | None, number: int) -> bytes:
    """Return the picture of a name, or else one of them, the same for the same number."""
    if name is not None:
        return pictures()[name]
    return list(pictures().values())[number % len(pictures())]


@cache
def clip() -> bytes:
    """Return a video of one second."""
    return (FOLDER / "clip.mp4").read_bytes()
