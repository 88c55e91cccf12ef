"""Fraud detection as processing uses it: score a payment, and remember it once it is recorded."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from payments.activity import ActivityLog
from payments.contract import PaymentRequest
from payments.fraud.detector import FraudDetector
from payments.fraud.model import Decision
from payments.limits import LimitBook
from payments.processing import Assessment
from payments.state import State
from payments.tokenised import TokenisedPayment
from payments.validation import check_past

_STATES: Final[Mapping[Decision, State]] = {
    Decision.APPROVE: State.RESERVED,
    Decision.REVIEW: State.REVIEW,
    Decision.DECLINE: State.REFUSED,
}


@dataclass(frozen=True, kw_only=True, slots=True)
class ActivityAssessor:
    """The `Assessor` of processing: past activity in, a score and the next activity out."""

    detector: FraudDetector
    activity: ActivityLog
    limits: LimitBook

    def assess(self, request: PaymentRequest, card_token: str, *, holder: str) -> Assessment:
        """Score a payment without leaving a trace.

        Raises:
            PaymentInvalidError: the payment came before under another `holder`, or goes beyond
                the customer's daily limits.
            PaymentsError: 503 when the counters do not answer.
        """
        payment = TokenisedPayment.of(request, card_token)
        before = self.activity.before(payment, holder=holder)
        check_past(payment, before, self.limits)
        assessed = self.detector.assess(payment, before)
        return Assessment(
            score=assessed.score,
            state=_STATES[assessed.decision],
            decision=assessed.decision.value,
            reasons={reason.signal: reason.points for reason in assessed.reasons},
        )

    def remember(self, request: PaymentRequest, card_token: str, *, holder: str) -> None:
        """Count the payment; see `ActivityLog.record`."""
        self.activity.record(TokenisedPayment.of(request, card_token), holder=holder)
