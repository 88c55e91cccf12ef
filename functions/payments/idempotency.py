"""Idempotency keys: one key, one payment, whoever repeats the request and however often.

Follows the draft "The Idempotency-Key HTTP Header Field" (draft-ietf-httpapi-idempotency-key):
400 without a key, 422 for a key with another request, 409 while the first is being processed.
"""

import hashlib
import json
import re
from typing import Final

from payments.contract import PaymentRequest
from payments.masking import holds_card_number
from payments.payment import Payment
from payments.problem import FieldProblem, PaymentsError

HEADER: Final = "idempotency-key"

_KEY: Final = re.compile(r"[A-Za-z0-9._~:-]{8,64}")


class KeyRequiredError(PaymentsError):
    """The request has no usable idempotency key (400)."""

    def __init__(self, code: str, detail: str) -> None:
        super().__init__(
            status=400,
            type="idempotency-key-required",
            title="An Idempotency-Key is required",
            detail="Send an Idempotency-Key header that is new for each payment (such as a UUID) "
            "and the same each time that the payment's request is repeated.",
            errors=(FieldProblem(field=HEADER, code=code, detail=detail),),
        )


class KeyReusedError(PaymentsError):
    """The key belongs to another request (422)."""

    def __init__(self, transaction_id: str) -> None:
        super().__init__(
            status=422,
            type="idempotency-key-reused",
            title="The Idempotency-Key belongs to another payment",
            detail=f"The key was used for transaction {transaction_id} with other contents; "
            "send a new key for a new payment.",
        )


class InProgressError(PaymentsError):
    """An earlier delivery of the same request is being worked on (409)."""

    def __init__(self, transaction_id: str, *, retry_after: int) -> None:
        super().__init__(
            status=409,
            type="payment-in-progress",
            title="The payment is being processed",
            detail=f"Transaction {transaction_id} is being processed by an earlier delivery of "
            "this request; repeat it with the same Idempotency-Key.",
            retry_after=retry_after,
        )


def check_key(value: str | None) -> str:
    """Return the header's value when it can be an idempotency key.

    Raises:
        KeyRequiredError: it is missing, malformed, or reads like a card number.
    """
    if value is None:
        raise KeyRequiredError("missing", "is required")
    if not _KEY.fullmatch(value):
        raise KeyRequiredError("pattern", "must be 8 to 64 letters, digits or . _ ~ : -")
    if holds_card_number(value):
        raise KeyRequiredError("card_data", "must not hold a card number")
    return value


def scoped(merchant_id: str, key: str) -> str:
    """Return the digest by which stores know a merchant's key."""
    return hashlib.sha256(f"{merchant_id}\n{key}".encode()).hexdigest()


def fingerprint(request: PaymentRequest, card_token: str) -> str:
    """Return a digest of what the request asks for.

    The card enters as its token: an unkeyed digest of a card number is as good as the number
    (PCI DSS v4.0.1 3.5.1.1). The security code is left out: it must not survive in any form.
    """
    asked = {
        "merchant_id": request.merchant_id,
        "customer_id": request.customer_id,
        "reference": request.reference,
        "amount_minor": request.money.amount_minor,
        "currency": request.money.currency,
        "card_token": card_token,
        "expiry": [request.expiry.year, request.expiry.month],
        "device_id": request.device_id,
        "country": request.country,
        "ip_country": request.ip_country,
        "utc_offset_minutes": request.utc_offset_minutes,
    }
    return hashlib.sha256(json.dumps(asked).encode()).hexdigest()


def check_same(payment: Payment, request_fingerprint: str) -> None:
    """Refuse a request that uses another request's key.

    Raises:
        KeyReusedError: the payment that holds the key was asked for differently.
    """
    if payment.fingerprint != request_fingerprint:
        raise KeyReusedError(payment.transaction_id)
