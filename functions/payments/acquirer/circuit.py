"""A circuit breaker: an acquirer that is down is left alone instead of asked again and again."""

import threading
from collections.abc import Callable
from typing import Final

FAILURES_TO_OPEN: Final = 5
"""Failures in a row after which calls are refused."""

OPEN_SECONDS: Final = 30.0
"""How long calls are refused before one of them is let through as a probe."""


class Circuit:
    """Counts failures in a row; while open, one probe per `OPEN_SECONDS` is let through.

    Args:
        monotonic: seconds from any starting point, never backwards.
    """

    def __init__(self, monotonic: Callable[[], float]) -> None:
        self._monotonic = monotonic
        self._lock = threading.Lock()
        self._failures = 0
        self._next_probe = 0.0

    def allows(self) -> bool:
        """Whether a call may be made now; a yes while open is the one probe of its period."""
        with self._lock:
            if self._failures < FAILURES_TO_OPEN:
                return True
            now = self._monotonic()
            if now < self._next_probe:
                return False
            self._next_probe = now + OPEN_SECONDS
            return True

    def succeeded(self) -> None:
        """The acquirer answered: close the circuit."""
        with self._lock:
            self._failures = 0

    def failed(self) -> None:
        """The acquirer did not answer, or said that it is in trouble."""
        with self._lock:
            self._failures += 1
            if self._failures >= FAILURES_TO_OPEN:
                self._next_probe = self._monotonic() + OPEN_SECONDS
