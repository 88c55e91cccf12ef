"""One line on the terminal that tells how far a command has come."""

from collections.abc import Callable, Generator
from contextlib import contextmanager
from typing import IO

from offline.worker import Progress

_ERASE = "\r\x1b[K"


@contextmanager
def shown_on(stream: IO[str]) -> Generator[Progress]:
    """Show a preview's progress on a stream while the block runs."""
    counts: dict[str, int] = {}

    with _line_on(stream) as write:

        def tell(name: str, count: int) -> None:
            counts[name] = count
            parts = (f"{state}: {number} resources" for state, number in counts.items())
            write(f"previewing · {' · '.join(parts)}")

        yield tell


@contextmanager
def counted_on(stream: IO[str], what: str) -> Generator[Callable[[int], None]]:
    """Show how many of `what` there are so far on a stream while the block runs."""
    with _line_on(stream) as write:
        yield lambda count: write(f"{count} {what}")


@contextmanager
def _line_on(stream: IO[str]) -> Generator[Callable[[str], None]]:
    """Write and rewrite one line, if the stream is a terminal; then erase it."""
    is_written = False

    def write(text: str) -> None:
        nonlocal is_written
        if stream.isatty():
            is_written = True
            stream.write(f"{_ERASE}{text}")
            stream.flush()

    try:
        yield write
    finally:
        if is_written:
            stream.write(_ERASE)
            stream.flush()
