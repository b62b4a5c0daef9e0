"""Entry point of scripts/demo."""

import os
import signal
import sys

if __name__ == "__main__":
    # default signal handling while importing: nothing needs cleanup, and Ctrl-C must work
    signal.signal(signal.SIGINT, lambda *_: os._exit(130))
    from demo.house.command import main

    sys.exit(main(sys.argv[1:]))
