"""Stories of homes, devices and batteries, and all that is said and remembered of them."""

from collections.abc import Iterator


def titled(stories: str) -> Iterator[tuple[str, list[str]]]:
    """Yield each title, which says what must be so, with the steps of its story."""
    for title, steps in zip(*[iter(stories.splitlines())] * 2, strict=True):
        yield title, steps.strip().split(" > ")
