"""Names and lists, as Markdown."""

from collections.abc import Iterable


def plain(name: str) -> str:
    """Return a device's name without what Markdown would take for its own.

    An e-mail address among it: that would become a link.
    """
    return "".join(f"\\{c}" if c in r"\`*_{}[]()#!|<>~@" else c for c in name)


def bullets(sentences: Iterable[str]) -> str:
    """Return sentences as a Markdown list."""
    return "\n".join(f"- {sentence}" for sentence in sentences)
