"""Reconciliation: what a crash, a lost answer or an outage left behind is brought to an end.

Runs every minute or so. It asks the acquirer what became of a payment and never for money. A
charge that the acquirer has not seen is cancelled there first, so that a request which is still
on its way cannot take money after the payment has been recorded as failed.
"""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from payments import logs, metrics
from payments.acquirer.protocol import Acquirer, OutcomeUnknownError
from payments.payment import Payment
from payments.problem import PaymentsError
from payments.settlement import Settlement
from payments.state import State
from payments.store.protocol import VersionConflictError

BATCH: Final = 500
"""Payments per run: at one acquirer call of 0.1 s each, under the function's timeout."""

ABANDONED_MILLISECONDS: Final = 15 * 60_000
"""How long a caller may take to repeat a request whose charge was never sent."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reconciliation:
    """Settles what is due; it may run at any time, repeatedly and beside payments."""

    settlement: Settlement
    acquirer: Acquirer

    def run(self) -> Mapping[str, int]:
        """See to every payment that is due and count how they ended.

        One payment's trouble does not stop the others: it is counted as `postponed`.

        Raises:
            StoreUnavailableError: the store could not be asked what is due.
        """
        counts = Counter[str]()
        now = self.settlement.now()
        for payment in self.settlement.store.due(now, BATCH):
            try:
                counts[self._see_to(payment, now)] += 1
            except VersionConflictError:
                counts["moved_meanwhile"] += 1
            except (OutcomeUnknownError, PaymentsError) as error:
                counts["postponed"] += 1
                logs.logger().warning(
                    "reconciliation postponed",
                    extra={"transaction_id": payment.transaction_id, "why": str(error)},
                )
        postponed = counts["postponed"]
        metrics.emit(
            "reconcile",
            "success",
            {"Reconciled": counts.total() - postponed, "Postponed": postponed},
        )
        return dict(counts)

    def _see_to(self, payment: Payment, now: int) -> str:
        match payment.state:
            case State.RESERVED if payment.updated_at + ABANDONED_MILLISECONDS > now:
                return "waiting"
            case State.RESERVED:
                return self.settlement.move(payment, State.FAILED, reason="abandoned").state
            case State.AUTHORISING:
                unknown = self.settlement.move(payment, State.UNKNOWN, reason="abandoned")
                return self._find_out(unknown)
            case State.UNKNOWN:
                return self._find_out(self.settlement.publish(payment))
            case _:
                return "postponed" if self.settlement.publish(payment).unpublished else "published"

    def _find_out(self, payment: Payment) -> str:
        verdict = self.acquirer.find(payment.transaction_id)
        if verdict is None:
            verdict = self.acquirer.cancel(payment.transaction_id)
        return self.settlement.settle(payment, verdict).state
