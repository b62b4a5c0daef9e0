"""Run the simulated cloud alone: python -m demo.cloud --scenario troubles."""

import argparse
import asyncio
from contextlib import suppress
import errno
import signal
import sys

from .check import ScenarioError
from .scenario import names
from .server import Cloud


def parse_arguments() -> argparse.Namespace:
    """Return the parsed command line."""
    parser = argparse.ArgumentParser(
        prog="python -m demo.cloud", description="A simulated Blink cloud on loopback."
    )
    parser.add_argument(
        "--scenario",
        default="troubles",
        help=f"a name ({', '.join(names())}) or the path of a JSON file",
    )
    parser.add_argument("--port", type=int, default=8199)
    parser.add_argument("--seed", type=int, default=0, help="chooses the noise")
    return parser.parse_args()


async def run(cloud: Cloud, port: int) -> None:
    """Serve until interrupted."""
    stop = asyncio.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(number, stop.set)
    await cloud.start(port)
    print(f"{cloud.scenario.title}: {cloud.url}/_control/", flush=True)
    for account in cloud.accounts:
        code = f", code {account.two_factor}" if account.two_factor else ""
        print(f"  sign in as {account.email}, password {account.password}{code}")
    try:
        await stop.wait()
    finally:
        await cloud.stop()


def main() -> int:
    """Return the exit code."""
    arguments = parse_arguments()
    try:
        cloud = Cloud(arguments.scenario, seed=arguments.seed)
        cloud.keep_requests = 10_000
        with suppress(KeyboardInterrupt):
            asyncio.run(run(cloud, arguments.port))
    except ScenarioError as error:
        print(error, file=sys.stderr)
        return 2
    except OSError as error:
        in_use = error.errno == errno.EADDRINUSE
        reason = "is in use" if in_use else f"cannot be used: {error.strerror}"
        print(f"Port {arguments.port} {reason}.", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
