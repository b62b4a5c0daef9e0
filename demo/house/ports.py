"""Loopback ports."""

import errno
import socket

from .problem import Problem

LOOPBACK = "127.0.0.1"


def claim(port: int, option: str) -> int:
    """Return the port if it is free (0: any free one).

    Raises Problem, naming the command line option, if another program uses it.
    """
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((LOOPBACK, port))
        except OSError as err:
            why = "in use" if err.errno == errno.EADDRINUSE else "not allowed"
            raise Problem(
                f"port {port} is {why}; choose another one with {option}"
            ) from None
        chosen: int = probe.getsockname()[1]
        return chosen
