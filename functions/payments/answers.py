"""How a payment is told to its caller: the same answer each time that its request is repeated."""

import json
from typing import Any, Final

from payments.http import Response
from payments.payment import Payment
from payments.problem import FieldProblem, PaymentsError
from payments.state import State

_STATUS: Final = {
    State.CAPTURED: 201,
    State.REVIEW: 202,
    State.UNKNOWN: 202,
}
"""States that are answered with the payment itself; 202 says that the last word is to come."""

_REFUSALS: Final = {
    State.DECLINED: "The acquirer declined the payment",
    State.REFUSED: "The payment was refused as probable fraud",
}


class PaymentRefusedError(PaymentsError):
    """The payment was declined by the acquirer or refused for its fraud score (402)."""

    def __init__(self, payment: Payment, title: str) -> None:
        reason = payment.outcome_reason or "not_given"
        super().__init__(
            status=402,
            type=f"payment-{payment.state}",
            title=title,
            detail=f"Transaction {payment.transaction_id} took no money ({reason}); "
            "let the customer choose another way to pay and send a new Idempotency-Key.",
            errors=(FieldProblem(field="card", code=reason, detail=title),),
        )


class PaymentFailedError(PaymentsError):
    """The payment was given up without taking money (409)."""

    def __init__(self, payment: Payment) -> None:
        super().__init__(
            status=409,
            type="payment-failed",
            title="The payment was given up",
            detail=f"Transaction {payment.transaction_id} took no money "
            f"({payment.outcome_reason or 'cancelled'}); send it again with a new "
            "Idempotency-Key.",
        )


def answer(payment: Payment) -> Response:
    """Return the response that shows a settled, unknown or held payment.

    Raises:
        PaymentRefusedError: the payment was declined or refused.
        PaymentFailedError: the payment was given up.
    """
    title = _REFUSALS.get(payment.state)
    if title is not None:
        raise PaymentRefusedError(payment, title)
    status = _STATUS.get(payment.state)
    if status is None:
        raise PaymentFailedError(payment)
    return Response(status=status, body=_document(payment))


def _document(payment: Payment) -> dict[str, Any]:
    """Return the payment as its caller may see it."""
    document: dict[str, Any] = {
        **payment.disclosed(),
        "status": payment.state,
        "authorisation_code": payment.authorisation_code,
        "fraud": {
            "score": payment.fraud_score,
            "decision": payment.fraud_decision,
            "reasons": json.loads(payment.fraud_reasons),
        },
    }
    if payment.state is State.UNKNOWN:
        document["next"] = (
            "The acquirer's answer is outstanding and is being looked into. Repeat the request "
            "with the same Idempotency-Key to see the outcome; do not send it with a new one."
        )
    return document
