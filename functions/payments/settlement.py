"""Moving a recorded payment on: check the move, write it once, then tell the others.

Processing and reconciliation both settle payments, possibly the same one at the same time; the
store's versions let one of them win and show the other what happened.
"""

from dataclasses import dataclass
from typing import Final

from payments import logs, metrics
from payments.acquirer.protocol import Outcome, Verdict
from payments.clock import Clock
from payments.events import Publisher
from payments.identity import new_attempt_id
from payments.payment import Payment
from payments.problem import PaymentsError
from payments.state import MOVES, State
from payments.store.protocol import PaymentStore, VersionConflictError

LEASE_MILLISECONDS: Final = 60_000
"""How long a worker may be at work on an open payment: over twice the function's timeout."""

STATE_OF: Final = {
    Outcome.APPROVED: State.CAPTURED,
    Outcome.DECLINED: State.DECLINED,
    Outcome.CANCELLED: State.FAILED,
}
"""Where the acquirer's verdict leaves a payment."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Settlement:
    """Writes moves to the store and publishes what they lead to."""

    store: PaymentStore
    publisher: Publisher
    clock: Clock

    def now(self) -> int:
        """Return the time in milliseconds since the epoch."""
        return int(self.clock().timestamp() * 1000)

    def move(
        self,
        payment: Payment,
        target: State,
        *,
        lease: int = LEASE_MILLISECONDS,
        code: str | None = None,
        reason: str | None = None,
    ) -> Payment:
        """Write a payment's next version and publish it if somebody wants to know.

        Raises:
            VersionConflictError: somebody else moved the payment first.
            StoreUnavailableError: the store did not answer; the move may have been written.
            IllegalMoveError: the state machine has no such move.
        """
        now = self.now()
        moved = payment.moved(
            target,
            at=now,
            attempt_id=new_attempt_id(),
            lease_until=now + lease,
            unpublished=self.publisher.wants(target),
            authorisation_code=code,
            outcome_reason=reason,
        )
        self.store.replace(moved)
        return self.announce(moved)

    def settle(self, payment: Payment, verdict: Verdict) -> Payment:
        """Record the acquirer's verdict, also when the payment was given up as unknown meanwhile.

        Returns the payment as it ends up, which another worker may have recorded.

        Raises:
            StoreUnavailableError: the store did not answer; reconciliation settles the payment.
        """
        target = STATE_OF[verdict.outcome]
        while target in MOVES[payment.state]:
            try:
                return self.move(payment, target, code=verdict.code, reason=verdict.reason)
            except VersionConflictError as conflict:
                payment = conflict.current
        return payment

    def announce(self, payment: Payment) -> Payment:
        """Log and count a payment's new state, and publish it if somebody wants to know."""
        if payment.state not in {State.RESERVED, State.AUTHORISING}:
            _log(payment)
        return self.publish(payment)

    def publish(self, payment: Payment) -> Payment:
        """Publish a payment if that is still due, and write down that it was.

        What cannot be published now stays due, and reconciliation tries again: a payment that is
        recorded is never reported to its caller as failed for the sake of an event.
        """
        if not payment.unpublished:
            return payment
        try:
            self.publisher.publish(payment)
            told = payment.published(at=self.now(), attempt_id=new_attempt_id())
            self.store.replace(told)
        except PaymentsError as error:
            logs.logger().warning(
                "the payment's event stays due",
                extra={"transaction_id": payment.transaction_id, "problem": error.type},
            )
            metrics.emit("publish", error.type, {"PublishFailures": 1})
            return payment
        return told


def _log(payment: Payment) -> None:
    logs.logger().info(
        f"payment {payment.state}",
        extra={
            "transaction_id": payment.transaction_id,
            "merchant_id": payment.merchant_id,
            "state": payment.state,
            "reason": payment.outcome_reason,
            "version": payment.version,
        },
    )
    metrics.emit("payment", payment.state, {"Payments": 1})
