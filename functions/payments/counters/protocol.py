"""What every place that keeps counters promises; all of them pass one test-suite."""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final, Protocol

_DIGEST_CHARACTERS: Final = 32
"""128 bits: no two subjects of one kind share a key by accident."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Change:
    """What to add to the fields of one counter, and until when it lives (epoch seconds)."""

    key: str
    increments: Mapping[str, int]
    expires_at: int


class Counters(Protocol):
    """Counters by key; each holds a few named integers and is forgotten when it expires.

    Every call raises a `PaymentsError` of status 503 when the place does not answer. An increment
    whose answer was lost may have happened: counters inform a judgement, they never guard money.
    """

    def read(self, keys: Sequence[str], *, now: int) -> list[Mapping[str, int]]:
        """Return the fields of every key, in order; nothing for an unknown or expired one."""
        ...

    def add(self, changes: Sequence[Change], *, now: int) -> None:
        """Apply every change; a counter that has expired starts from nothing."""
        ...

    def forget_expired(self, *, now: int) -> None:
        """Delete what has expired, where the place does not do so by itself."""
        ...


def counter_key(kind: str, *parts: str) -> str:
    """Return the key of a counter: what it counts, and a digest of whom.

    Customers, devices and tokens stay out of cache keys and key listings.
    """
    digest = hashlib.sha256("\0".join(parts).encode("utf-8")).hexdigest()
    return f"{kind}:{digest[:_DIGEST_CHARACTERS]}"
