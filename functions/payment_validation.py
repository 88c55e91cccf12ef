# ruff: noqa: INP001 - the root of the archive is no package
"""Lambda handler of POST /validate and GET /health."""

import os
from collections.abc import Mapping
from functools import cache

from payments import api
from payments.http import Request, Response
from payments.masking import Json
from payments.services import Judgement, judgement
from payments.tokenised import TokenisedPayment
from payments.validation import check_past, validate


def handler(event: Mapping[str, object], context: object) -> dict[str, Json]:  # noqa: ARG001 - Lambda passes its context
    """Answer an API Gateway proxy event (REST v1 or HTTP v2)."""
    return api.serve(event, ROUTES)


@cache
def services() -> Judgement:
    """Return what the handler works with; nothing is kept when the environment is refused.

    Raises:
        EnvironmentInvalidError: variables are missing or wrong.
    """
    return judgement(os.environ)


def validate_payment(request: Request) -> Response:
    """Judge a payment without processing it; the answer shows BIN and last four of the card.

    Duplicates and daily limits are judged where the stack has counters and the key of card tokens.
    """
    using = services()
    payment = validate(request.json(), limits=using.limits, now=using.clock())
    if using.activity is not None and using.tokeniser is not None:
        tokenised = TokenisedPayment.of(payment, using.tokeniser.tokenise(payment.card))
        before = using.activity.before(tokenised, holder=_holder(request, payment.merchant_id))
        check_past(tokenised, before, using.limits)
    return Response(
        status=200,
        body={
            "valid": True,
            "reference": payment.reference,
            "amount": str(payment.money),
            "card": {
                "scheme": payment.card.scheme.name,
                "bin": payment.card.bin,
                "last_four": payment.card.last_four,
            },
        },
    )


def _holder(request: Request, merchant_id: str) -> str | None:
    """Return who processing would know the payment by, None without an idempotency key."""
    from payments.idempotency import HEADER, scoped  # noqa: PLC0415 - loads what processing needs

    key = request.headers.get(HEADER)
    return None if key is None else scoped(merchant_id, key)


def health(_: Request) -> Response:
    """Say that the function starts with its environment; it asks nothing else."""
    return Response(status=200, body={"status": "ok", "environment": services().environment.name})


ROUTES: api.Routes = {("POST", "/validate"): validate_payment, ("GET", "/health"): health}
