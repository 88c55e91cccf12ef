"""Payments in PostgreSQL or MySQL: one table, one statement a write.

The unique `held_key` makes a claim a single INSERT; it is cleared when the window has passed.
`due_at` is set while work is left on a payment, so that the index over it holds only what
reconciliation has to see to. The schema is in `migrations/`.
"""

from collections.abc import Mapping, Sequence
from typing import Final, Protocol

from payments.payment import CHANGING, FIELDS, Payment, Value
from payments.state import OPEN
from payments.store.protocol import StoreUnavailableError, VersionConflictError
from payments.store.sessions import DuplicateKeyError, Row

CLAIM_ATTEMPTS: Final = 3
"""A claim is tried again this often when a key's holder changes under it."""

_STORED = (*FIELDS, "due_at")
_PLACES = ", ".join(f":{name}" for name in (*_STORED, "held_key"))
_INSERT = f"INSERT INTO payments ({', '.join(_STORED)}, held_key) VALUES ({_PLACES})"  # noqa: S608 - names of fields
_ASSIGNED = ", ".join(f"{name} = :{name}" for name in (*CHANGING, "due_at"))
_REPLACE = (
    f"UPDATE payments SET {_ASSIGNED} "  # noqa: S608 - names of fields
    "WHERE transaction_id = :transaction_id AND version = :previous_version"
)
_RELEASE = (
    "UPDATE payments SET held_key = NULL "
    "WHERE held_key = :held_key AND transaction_id = :transaction_id"
)
_SELECT = f"SELECT {', '.join(FIELDS)} FROM payments"  # noqa: S608 - names of fields
_BY_ID = f"{_SELECT} WHERE transaction_id = :transaction_id"
_BY_KEY = f"{_SELECT} WHERE held_key = :held_key"
_DUE = f"{_SELECT} WHERE due_at <= :now ORDER BY due_at LIMIT :most"


class Statements(Protocol):
    """Runs statements, each on its own; see `payments.database.Database`."""

    def read(self, statement: str, parameters: Mapping[str, Value]) -> Sequence[Row]:
        """The rows of a SELECT."""
        ...

    def write(self, statement: str, parameters: Mapping[str, Value]) -> int:
        """Run an INSERT or UPDATE; the number of rows it changed."""
        ...


class SqlStore:
    """A `PaymentStore` on the table `payments`."""

    def __init__(self, database: Statements) -> None:
        self._database = database

    def claim(self, payment: Payment) -> Payment:
        """Record a new payment unless its idempotency key is held; see the protocol."""
        record = {**_stored(payment), "held_key": payment.idempotency_key}
        for _ in range(CLAIM_ATTEMPTS):
            try:
                self._database.write(_INSERT, record)
            except DuplicateKeyError:
                holder = self._one(_BY_KEY, {"held_key": payment.idempotency_key})
                if holder is None:
                    continue
                if not holder.key_is_spent(payment.created_at):
                    return holder
                self._release(holder)
            else:
                return payment
        raise StoreUnavailableError("the idempotency key stayed contended")

    def replace(self, payment: Payment) -> None:
        """Write the next version of a payment; see the protocol."""
        stored = _stored(payment)
        changes = {name: stored[name] for name in (*CHANGING, "due_at", "transaction_id")}
        if self._database.write(_REPLACE, {**changes, "previous_version": payment.version - 1}):
            return
        current = self.get(payment.transaction_id)
        if current is None:
            raise StoreUnavailableError(f"transaction {payment.transaction_id} is not recorded")
        if current != payment:  # else an earlier try of this very write arrived
            raise VersionConflictError(current)

    def get(self, transaction_id: str) -> Payment | None:
        """The payment with this id, as last written."""
        return self._one(_BY_ID, {"transaction_id": transaction_id})

    def find(self, idempotency_key: str, now: int) -> Payment | None:
        """The payment that holds this key at `now`, as last written."""
        holder = self._one(_BY_KEY, {"held_key": idempotency_key})
        return None if holder is None or holder.key_is_spent(now) else holder

    def due(self, now: int, limit: int) -> Sequence[Payment]:
        """Payments left open or unpublished past their lease; see the protocol."""
        return self._all(_DUE, {"now": now, "most": limit})

    def _release(self, holder: Payment) -> None:
        self._database.write(
            _RELEASE,
            {"held_key": holder.idempotency_key, "transaction_id": holder.transaction_id},
        )

    def _one(self, statement: str, parameters: Mapping[str, Value]) -> Payment | None:
        return next(iter(self._all(statement, parameters)), None)

    def _all(self, statement: str, parameters: Mapping[str, Value]) -> list[Payment]:
        rows = self._database.read(statement, parameters)
        return [Payment.from_record(dict(zip(FIELDS, row, strict=True))) for row in rows]


def _stored(payment: Payment) -> dict[str, Value]:
    due = payment.state in OPEN or payment.unpublished
    return {**payment.to_record(), "due_at": payment.lease_until if due else None}
