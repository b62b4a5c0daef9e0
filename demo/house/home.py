"""Run Home Assistant in this process, with Blink's hosts redirected to the simulated cloud.

    python -m demo.house.home FOLDER CLOUD_PORT

Stops when its standard input closes, so that it never outlives the demo.
"""

import os
from pathlib import Path
import signal
import sys
import threading
from types import ModuleType

# must be first: it replaces httpx by httpx2
import homeassistant  # noqa: F401  # isort: skip

from homeassistant import __main__ as home_assistant, bootstrap

from demo.cloud import redirect

# integrations set up by default that are useless here: voice, and those that use the
# internet, which the demo never does
LEFT_OUT = frozenset({"analytics", "assist_satellite", "marketplace"})

# Voice libraries that would need compiling. The frontend makes Home Assistant import
# them in any case; nothing here instantiates their classes.
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
    """Run until stopped; return Home Assistant's exit code."""
    bootstrap.DEFAULT_INTEGRATIONS -= LEFT_OUT
    _without_voice()
    threading.Thread(target=_stop_with_parent, daemon=True).start()
    # requirements are installed already; nothing is downloaded at run time
    sys.argv[1:] = ["--config", str(folder), "--skip-pip", "--log-no-color"]
    with redirect(cloud_port):
        return home_assistant.main()


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1]), int(sys.argv[2])))
