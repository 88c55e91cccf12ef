"""A detector of card numbers that shares no code with the masks it judges."""

import base64
import binascii
import hashlib
import re
import unicodedata
from collections.abc import Generator, Iterable
from contextlib import contextmanager, redirect_stdout
from io import StringIO
from urllib.parse import unquote

from payments import logs

_BASE64 = re.compile(r"[A-Za-z0-9+/_-]{16,}={0,2}")
_ESCAPE = re.compile(r"\\u([0-9a-fA-F]{4})")


class LeakError(AssertionError):
    """A planted card number, or an unkeyed digest of it, was found where none may be."""


class LeakDetector:
    """Looks for planted card numbers in whatever leaves the program.

    A text is searched as its digits alone, so that no separator hides a number, as itself, with
    its JSON escapes and percent escapes undone, and with whatever in it decodes as base64.
    """

    def __init__(self, *digits: str) -> None:
        self._numbers = digits
        self._digests = {
            hashlib.new(name, number.encode(), usedforsecurity=False).hexdigest()
            for number in digits
            for name in ("md5", "sha1", "sha256")
        }

    def check(self, place: str, *texts: object) -> None:
        for text in texts:
            written = text.decode("latin-1") if isinstance(text, bytes) else str(text)
            for reading in _readings(written):
                shown = _digits(reading)
                if any(number in shown for number in self._numbers):
                    raise LeakError(f"{place} shows a card number: {written[:2000]}")
                if any(digest in reading.lower() for digest in self._digests):
                    raise LeakError(f"{place} shows an unkeyed digest of a card number")


def _readings(text: str) -> Iterable[str]:
    yield text
    yield _ESCAPE.sub(lambda found: chr(int(found[1], 16)), text)
    yield unquote(text)
    for found in _BASE64.finditer(text):
        padded = found[0].rstrip("=") + "=" * (-len(found[0].rstrip("=")) % 4)
        try:
            yield base64.b64decode(padded, altchars=b"-_").decode("utf-8")
        except (binascii.Error, UnicodeDecodeError):
            continue


def _digits(text: str) -> str:
    values = (unicodedata.digit(character, None) for character in text)
    return "".join(str(value) for value in values if value is not None)


@contextmanager
def captured_output() -> Generator[StringIO]:
    """Everything that the functions log and every metric that they print."""
    output = StringIO()
    handlers = logs.logger().handlers
    streams = [handler.stream for handler in handlers]
    # Not by setStream, which flushes: the logger may date from a test whose capture is closed.
    for handler in handlers:
        handler.stream = output
    try:
        with redirect_stdout(output):
            yield output
    finally:
        for handler, stream in zip(handlers, streams, strict=True):
            handler.stream = stream
