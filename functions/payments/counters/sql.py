"""Counters in the SQL store's database, for a stack without a cache."""

from collections.abc import Mapping, Sequence
from typing import Any, Final, Protocol

from payments.counters.protocol import Change
from payments.store.sessions import DuplicateKeyError

_FIELDS: Final = "SELECT counter_key, field, amount FROM counters WHERE expires_at > :now AND "
_ADD: Final = (
    "UPDATE counters SET amount = CASE WHEN expires_at > :now THEN amount ELSE 0 END + :added, "
    "expires_at = :expires_at WHERE counter_key = :counter_key AND field = :field"
)
_CREATE: Final = (
    "INSERT INTO counters (counter_key, field, amount, expires_at) "
    "VALUES (:counter_key, :field, :added, :expires_at)"
)
_FORGET: Final = "DELETE FROM counters WHERE expires_at <= :now"


class Statements(Protocol):
    """The two calls of `payments.store.pool.SessionPool`."""

    def read(self, statement: str, parameters: Mapping[str, Any]) -> Sequence[Sequence[Any]]:
        """The rows of a SELECT."""
        ...

    def write(self, statement: str, parameters: Mapping[str, Any]) -> int:
        """Run an INSERT or UPDATE; the number of rows it changed."""
        ...


class SqlCounters:
    """`Counters` in a table of one row a field; the same text runs on PostgreSQL and MySQL."""

    def __init__(self, database: Statements) -> None:
        self._database = database

    def read(self, keys: Sequence[str], *, now: int) -> list[Mapping[str, int]]:
        """Return the fields of every key; see the protocol."""
        found: dict[str, dict[str, int]] = {key: {} for key in keys}
        names = {f"key_{n}": key for n, key in enumerate(found)}
        wanted = " OR ".join(f"counter_key = :{name}" for name in names)
        rows = self._database.read(f"{_FIELDS}({wanted})", {**names, "now": now})
        for key, field, amount in rows:
            found[key][field] = int(amount)
        return [found[key] for key in keys]

    def add(self, changes: Sequence[Change], *, now: int) -> None:
        """Apply every change; see the protocol."""
        for change in changes:
            for field, added in change.increments.items():
                row = {
                    "counter_key": change.key,
                    "field": field,
                    "added": added,
                    "expires_at": change.expires_at,
                }
                self._add(row, now)

    def forget_expired(self, *, now: int) -> None:
        """Delete expired rows; a statement that the reconciliation handler runs."""
        self._database.write(_FORGET, {"now": now})

    def _add(self, row: Mapping[str, str | int], now: int) -> None:
        if self._database.write(_ADD, {**row, "now": now}):
            return
        try:
            self._database.write(_CREATE, row)
        except DuplicateKeyError:
            # Somebody else created it in between.
            self._database.write(_ADD, {**row, "now": now})
