"""Errors that keep the demo from running."""


class Problem(Exception):
    """An error that the user can act on, as a one-line message."""
