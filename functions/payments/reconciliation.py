"""Reconciliation: what a crash, a lost answer or an outage left behind is brought to an end.

Runs every few minutes. It asks the acquirer what became of a payment and never for money. A
charge that the acquirer has not seen is cancelled there first, so that a request which is still
on its way cannot take money after the payment has been recorded as failed.
"""

from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from math import inf
from random import SystemRandom
from typing import Final

from payments import logs, metrics
from payments.acquirer.protocol import Acquirer, OutcomeUnknownError
from payments.payment import Payment
from payments.problem import PaymentsError
from payments.settlement import Settlement
from payments.state import State
from payments.store.protocol import VersionConflictError

BATCH: Final = 500
"""Most payments of one run. What its time does not allow stays due for the next one."""

RESERVED_SECONDS: Final = 13.0
"""Left of the function's time when the acquirer is not asked any more: the longest look-up, and the
longest cancellation, takes 12.4 s."""

ABANDONED_MILLISECONDS: Final = 15 * 60_000
"""How long a caller may take to repeat a request whose charge was never sent."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reconciliation:
    """Settles what is due; it may run at any time, repeatedly and beside payments."""

    settlement: Settlement
    acquirer: Acquirer

    def run(self, seconds_left: Callable[[], float] = lambda: inf) -> Mapping[str, int]:
        """See to the payments that are due and count how they ended.

        One payment's trouble does not stop the others: it is counted as `postponed`. Those that
        need no acquirer come first, so that one that does not answer holds up no event; those
        that `seconds_left` of the function's time do not allow are counted as `left`. Otherwise
        the order is random: the oldest, to which the acquirer never gives an answer, would else
        use up the time of every run.

        Raises:
            StoreUnavailableError: the store could not be asked what is due.
        """
        counts = Counter[str]()
        now = self.settlement.now()
        due = list(self.settlement.store.due(now, BATCH))
        SystemRandom().shuffle(due)
        due.sort(key=_asks_the_acquirer)
        for number, payment in enumerate(due):
            if seconds_left() < RESERVED_SECONDS:
                counts["left"] = len(due) - number
                break
            try:
                counts[self._see_to(payment, now, seconds_left)] += 1
            except VersionConflictError:
                counts["moved_meanwhile"] += 1
            except (OutcomeUnknownError, PaymentsError) as error:
                counts["postponed"] += 1
                logs.logger().warning(
                    "reconciliation postponed",
                    extra={"transaction_id": payment.transaction_id, "why": str(error)},
                )
        postponed = counts["postponed"] + counts["left"]
        metrics.emit(
            "reconcile",
            "success",
            {"Reconciled": counts.total() - postponed, "Postponed": postponed},
        )
        return dict(counts)

    def _see_to(self, payment: Payment, now: int, seconds_left: Callable[[], float]) -> str:
        match payment.state:
            case State.RESERVED if payment.updated_at + ABANDONED_MILLISECONDS > now:
                return "waiting"
            case State.RESERVED:
                return self.settlement.move(payment, State.FAILED, reason="abandoned").state
            case State.AUTHORISING:
                unknown = self.settlement.move(payment, State.UNKNOWN, reason="abandoned")
                return self._find_out(unknown, seconds_left)
            case State.UNKNOWN:
                return self._find_out(self.settlement.publish(payment), seconds_left)
            case _:
                return "postponed" if self.settlement.publish(payment).unpublished else "published"

    def _find_out(self, payment: Payment, seconds_left: Callable[[], float]) -> str:
        verdict = self.acquirer.find(payment.transaction_id)
        if verdict is None:
            if seconds_left() < RESERVED_SECONDS:
                raise OutcomeUnknownError("too little time was left to cancel the charge")
            verdict = self.acquirer.cancel(payment.transaction_id)
        return self.settlement.settle(payment, verdict).state


def _asks_the_acquirer(payment: Payment) -> bool:
    return payment.state in {State.AUTHORISING, State.UNKNOWN}
