"""Counters in a dictionary; they pass the same suite as the real ones."""

from collections import Counter
from collections.abc import Mapping, Sequence

from payments.counters.protocol import Change


class MemoryCounters:
    """Keeps counters with their expiry and how often it was asked."""

    def __init__(self) -> None:
        self.held: dict[str, tuple[Counter[str], int]] = {}
        self.calls = 0

    def read(self, keys: Sequence[str], *, now: int) -> list[Mapping[str, int]]:
        self.calls += 1
        return [self._fields(key, now) for key in keys]

    def add(self, changes: Sequence[Change], *, now: int) -> None:
        self.calls += 1
        for change in changes:
            fields = Counter(self._fields(change.key, now))
            fields.update(change.increments)
            self.held[change.key] = (fields, change.expires_at)

    def forget_expired(self, *, now: int) -> None:
        self.held = {key: held for key, held in self.held.items() if held[1] > now}

    def _fields(self, key: str, now: int) -> Mapping[str, int]:
        fields, expires_at = self.held.get(key, (Counter[str](), 0))
        return dict(fields) if expires_at > now else {}
