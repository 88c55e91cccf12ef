"""One line on the terminal that tells how far a preview has come."""

from collections.abc import Generator
from contextlib import contextmanager
from typing import IO

from offline.worker import Progress

_ERASE = "\r\x1b[K"


@contextmanager
def shown_on(stream: IO[str]) -> Generator[Progress]:
    """Show progress on a stream while the block runs, if it is a terminal; then erase it."""
    counts: dict[str, int] = {}

    def tell(name: str, count: int) -> None:
        counts[name] = count
        if stream.isatty():
            parts = (f"{state}: {number} resources" for state, number in counts.items())
            stream.write(f"{_ERASE}previewing · {' · '.join(parts)}")
            stream.flush()

    try:
        yield tell
    finally:
        if counts and stream.isatty():
            stream.write(_ERASE)
            stream.flush()
