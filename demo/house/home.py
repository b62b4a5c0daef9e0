"""Runs Home Assistant in this process, with Blink's hosts led to the simulated cloud.

    python -m demo.house.home FOLDER CLOUD_PORT

Stops when its standard input closes, so that it never outlives the demo.
"""

import os
from pathlib import Path
import signal
import sys
import threading
from types import ModuleType

# First, because it puts httpx2 in httpx's place.
import homeassistant  # noqa: F401  # isort: skip

from homeassistant import __main__ as home_assistant, bootstrap

from demo.cloud import redirect

# What is set up without being asked for and is of no use here: voice, and what asks the
# internet, which the demo never does.
LEFT_OUT = frozenset({"analytics", "assist_satellite", "marketplace"})

# Libraries for voice that would have to be compiled. The frontend makes Home Assistant
# import them, whether there is voice or not; no one makes an object of theirs here.
VOICE = {"pymicro_vad": "MicroVad", "pyspeex_noise": "AudioProcessor"}


def _stop_with_parent() -> None:
    while os.read(sys.stdin.fileno(), 1024):
        pass
    os.kill(os.getpid(), signal.SIGTERM)


def _without_voice() -> None:
    for name, content in VOICE.items():
        module = ModuleType(name)
        setattr(module, content, type(content, (), {}))
        sys.modules[name] = module


def main(folder: Path, cloud_port: int) -> int:
    """Run until told to stop; return Home Assistant's exit code."""
    bootstrap.DEFAULT_INTEGRATIONS -= LEFT_OUT
    _without_voice()
    threading.Thread(target=_stop_with_parent, daemon=True).start()
    # What it needs is installed; nothing is fetched while it runs.
    sys.argv[1:] = ["--config", str(folder), "--skip-pip", "--log-no-color"]
    with redirect(cloud_port):
        return home_assistant.main()


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1]), int(sys.argv[2])))
