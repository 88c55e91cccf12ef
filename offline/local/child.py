"""Child processes that never outlive the program that started them."""

import ctypes
import signal
import sys
from typing import Final

_PR_SET_PDEATHSIG: Final = 1  # Linux, <sys/prctl.h>
# Loaded now: the call happens between fork and exec, where nothing should be loaded.
_LIBC: Final = ctypes.CDLL(None)


def die_with_parent() -> None:
    """Let Linux kill this process when the thread that started it ends, however it ends."""
    if sys.platform == "linux":
        _LIBC.prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
