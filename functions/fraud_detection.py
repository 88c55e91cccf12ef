# ruff: noqa: INP001 - the root of the archive is no package
"""Lambda handler of fraud detection: a direct invocation with a tokenised payment.

The event is the payment request with `card_token` in place of `card`; it never holds a card
number. The answer is the assessment, or a problem document.
"""

import os
from collections.abc import Mapping
from functools import cache

from payments import api
from payments.fraud.detector import shipped_detector
from payments.http import correlation_id_of
from payments.masking import Json
from payments.problem import PaymentsError
from payments.services import Judgement, judgement
from payments.tokenised import TokenisedPayment


def handler(event: Mapping[str, object], context: object) -> dict[str, Json]:
    """Answer one direct invocation; `context` is Lambda's, whose request id correlates."""
    correlation_id = correlation_id_of(getattr(context, "aws_request_id", None))
    return api.invoke("fraud-detection", lambda: assess(event), correlation_id=correlation_id)


@cache
def services() -> Judgement:
    """Return what the handler works with; nothing is kept when the environment is refused.

    Raises:
        EnvironmentInvalidError: variables are missing or wrong.
    """
    return judgement(os.environ)


def assess(event: Mapping[str, object]) -> dict[str, Json]:
    """Score the payment in `event` against what was seen before it, and record nothing.

    Raises:
        PaymentsError: 422 for a malformed payment, 503 when the counters do not answer, 500 for
            a stack that keeps no counters.
    """
    using = services()
    payment = TokenisedPayment.from_document(event)
    if using.activity is None:
        raise PaymentsError(
            status=500,
            type="misconfigured",
            title="The function is misconfigured",
            detail="Set CACHE_HOST, TRANSACTIONS_TABLE or DATABASE_ENGINE: a score needs a past.",
        )
    detector = shipped_detector(using.clock, max_amount_minor=using.limits.max_amount_minor)
    return detector.assess(payment, using.activity.before(payment)).document()
