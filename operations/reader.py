"""What a command does when whoever reads its output has gone, as `head` does."""

import os
import sys
from typing import Final, NoReturn

#: 128 and the number of SIGPIPE: how a shell reports a command that this signal ended.
GONE: Final = 141


def gone() -> NoReturn:
    """End quietly, with the status by which a shell knows why."""
    # What is still buffered would fail again, and be complained about, when Python ends.
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    sys.exit(GONE)
