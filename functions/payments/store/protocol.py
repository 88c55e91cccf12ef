"""What every payment store promises; both stores pass one test-suite."""

from collections.abc import Sequence
from typing import Protocol

from payments.payment import Payment
from payments.problem import PaymentsError, UnavailableError


class StoreUnavailableError(UnavailableError):
    """The store did not answer, or throttles; whether a write happened is not known (503)."""

    def __init__(self, reason: str) -> None:
        super().__init__("The payment store", reason)


class VersionConflictError(PaymentsError):
    """Somebody else moved the payment first; `current` is what it became (409)."""

    def __init__(self, current: Payment) -> None:
        super().__init__(
            status=409,
            type="concurrent-change",
            title="The payment was changed at the same time",
            detail=f"Transaction {current.transaction_id} is {current.state} since another "
            "request moved it; repeat the request with the same Idempotency-Key.",
            retry_after=1,
        )
        self.current = current


class PaymentStore(Protocol):
    """A durable record of payments. Every write may be repeated: it happens once.

    Every method raises `StoreUnavailableError` when the store does not answer.
    """

    def claim(self, payment: Payment) -> Payment:
        """Record a new payment unless its idempotency key is held.

        A key is held for its window, and beyond it while its payment is open. Returns the
        payment that holds the key: the one given, or the earlier one.
        """
        ...

    def replace(self, payment: Payment) -> None:
        """Write the next version of a payment, if it directly follows the recorded one.

        Raises:
            VersionConflictError: another version was written first.
        """
        ...

    def get(self, transaction_id: str) -> Payment | None:
        """The payment with this id, as last written."""
        ...

    def find(self, idempotency_key: str, now: int) -> Payment | None:
        """The payment that holds this key at `now`, as last written."""
        ...

    def due(self, now: int, limit: int) -> Sequence[Payment]:
        """At most `limit` payments that are open or unpublished past their lease, oldest first."""
        ...
