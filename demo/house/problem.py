"""What keeps the demo from running."""


class Problem(Exception):
    """Something a person can act on, in one plain line."""
