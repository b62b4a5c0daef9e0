"""Names and lists as Markdown."""

from collections.abc import Iterable


def plain(name: str) -> str:
    """Return a device's name with Markdown syntax escaped.

    Includes e-mail addresses, which would become links.
    """
    return "".join(f"\\{c}" if c in r"\`*_{}[]()#!|<>~@" else c for c in name)


def bullets(sentences: Iterable[str]) -> str:
    """Return sentences as a Markdown list."""
    return "\n".join(f"- {sentence}" for sentence in sentences)
