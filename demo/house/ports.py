"""Loopback ports."""

import socket

from .problem import Problem

LOOPBACK = "127.0.0.1"


def claim(port: int, option: str) -> int:
    """Return the port if it is free (0: any free one).

    Raises Problem, which names the command line option, if another program has it.
    """
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((LOOPBACK, port))
        except OverflowError, PermissionError, OSError:
            raise Problem(
                f"port {port} is in use or not allowed; choose another one with {option}"
            ) from None
        chosen: int = probe.getsockname()[1]
        return chosen
