"""The program behind scripts/demo."""

import os
import signal
import sys

if __name__ == "__main__":
    # While this loads there is nothing to take down, and no library may swallow Ctrl-C.
    signal.signal(signal.SIGINT, lambda *_: os._exit(130))
    from demo.house.command import main

    sys.exit(main(sys.argv[1:]))
