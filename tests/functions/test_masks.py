"""Every mask is needed: each is taken away in turn, and a card number gets through."""

import importlib
import json
import pkgutil
import traceback
from collections.abc import Callable
from contextlib import nullcontext
from dataclasses import dataclass
from datetime import UTC, datetime
from io import BytesIO
from typing import Any
from unittest import mock

import payments
import pytest
import urllib3
from botocore.exceptions import ClientError
from payments import (
    api,
    aws,
    contract,
    events,
    http,
    idempotency,
    limits,
    logs,
    masking,
    metrics,
    problem,
    tokenised,
    validation,
)
from payments.acquirer import https
from payments.cards import CardNumber, SecurityCode
from payments.http import Response, request_of
from payments.problem import FieldProblem, PaymentsError
from urllib3.response import HTTPResponse

from tests.functions.processing.doubles import SECRET_ARN, SecretsDouble
from tests.support.leaks import LeakDetector, LeakError, captured_output
from tests.support.payment_documents import VISA, payment_document, tokenised_document

NOW = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
BOOK = limits.limit_book(1_000_000)
CVV = "7391"


def everything_said(call: Callable[[], object]) -> str:
    with captured_output() as output:
        answer = call()
    return f"{answer} {output.getvalue()}"


def problem_with_a_card() -> PaymentsError:
    told = FieldProblem(field=VISA, code="c", detail=VISA)
    return PaymentsError(status=422, type="t", title="t", detail="d", errors=[told])


def aws_failure() -> str:
    failed = ClientError({"Error": {"Code": "Denied", "Message": VISA}}, "Encrypt")
    try:
        with aws.answering("The key"):
            raise failed
    except (PaymentsError, ClientError) as error:
        return "".join(traceback.format_exception(error))


def acquirer_quotes_the_card() -> str:
    verdict = json.dumps({"outcome": "declined", "reason": f"refused_{VISA}"}).encode()
    answer = HTTPResponse(BytesIO(verdict), status=200, preload_content=False)
    with mock.patch.object(urllib3.PoolManager, "request", return_value=answer):
        token = https.SecretToken(SecretsDouble(token="known"), SECRET_ARN)
        return repr(https.HttpsAcquirer("https://acquirer.test", token=token).find("tx_a"))


def accepted(document: dict[str, Any]) -> str:
    """What a program that stores the request would store."""
    try:
        return repr(validation.validate(document, limits=BOOK, now=NOW))
    except PaymentsError as error:
        return str(error.document("request-1"))


def accepted_tokenised(document: dict[str, Any]) -> str:
    try:
        return repr(tokenised.TokenisedPayment.from_document(document))
    except PaymentsError as error:
        return str(error.document("request-1"))


def same(value: Any) -> Any:
    return value


def never(_: str) -> bool:
    return False


@dataclass(frozen=True, kw_only=True)
class Mask:
    """One mask, what replaces it, and something that leaks a card number without it."""

    owner: object
    name: str
    without: Any
    said: Callable[[], object]


MASKS = {
    "log records": Mask(
        owner=logs,
        name="scrub",
        without=same,
        said=lambda: everything_said(lambda: logs.logger().info("card %s", VISA)),
    ),
    "response bodies": Mask(
        owner=http,
        name="scrub",
        without=same,
        said=lambda: Response(status=200, body={"note": VISA}).for_api_gateway("request-1"),
    ),
    "correlation ids": Mask(
        owner=http,
        name="holds_card_number",
        without=never,
        said=lambda: request_of({"headers": {"x-correlation-id": VISA}}),
    ),
    "direct answers": Mask(
        owner=api,
        name="scrub",
        without=same,
        said=lambda: everything_said(
            lambda: api.invoke("score", lambda: {"note": VISA}, correlation_id="request-1")
        ),
    ),
    "exception texts": Mask(
        owner=problem,
        name="scrub_text",
        without=same,
        said=lambda: str(PaymentsError(status=400, type="t", title="t", detail=VISA)),
    ),
    "problem documents": Mask(
        owner=problem,
        name="scrub",
        without=same,
        said=lambda: problem_with_a_card().document("request-1"),
    ),
    "metric dimensions": Mask(
        owner=metrics,
        name="scrub_text",
        without=same,
        said=lambda: everything_said(lambda: metrics.emit(VISA, "success", {"Requests": 1})),
    ),
    "unknown field names": Mask(
        owner=contract,
        name="scrub_text",
        without=same,
        said=lambda: contract.contract_problems(payment_document(**{VISA: 1})),
    ),
    "identifiers of payments": Mask(
        owner=validation,
        name="holds_card_number",
        without=never,
        said=lambda: accepted(
            payment_document(reference=VISA, card={"number": "5555555555554444"})
        ),
    ),
    "identifiers of tokenised payments": Mask(
        owner=tokenised,
        name="holds_card_number",
        without=never,
        said=lambda: accepted_tokenised(tokenised_document(reference=VISA)),
    ),
    "codes of the acquirer": Mask(
        owner=https, name="holds_card_number", without=never, said=acquirer_quotes_the_card
    ),
    "card values": Mask(
        owner=CardNumber,
        name="masked",
        without=property(CardNumber.reveal),
        said=lambda: f"{CardNumber(VISA)!r}",
    ),
    "security codes": Mask(
        owner=SecurityCode,
        name="__repr__",
        without=SecurityCode.reveal,
        said=lambda: f"{SecurityCode(CVV)!r}",
    ),
    "sensitive names": Mask(
        owner=masking,
        name="SENSITIVE_NAMES",
        without=frozenset[str](),
        said=lambda: everything_said(lambda: logs.logger().info({"card": {"cvv": CVV}})),
    ),
    "AWS errors": Mask(
        owner=aws, name="answering", without=lambda _: nullcontext(), said=aws_failure
    ),
}


@pytest.mark.parametrize("name", MASKS)
def test_every_mask_holds_and_none_can_be_taken_away(
    monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    mask = MASKS[name]
    detector = LeakDetector(VISA, CVV)
    detector.check(name, mask.said())
    monkeypatch.setattr(mask.owner, mask.name, mask.without)
    with pytest.raises(LeakError):
        detector.check(name, mask.said())


def test_every_module_that_scrubs_has_its_mask_taken_away() -> None:
    """A new use of the masks without a test that needs it fails here."""
    taken = {(mask.owner, mask.name) for mask in MASKS.values()}
    # Taken away in processing/test_leaks.py.
    taken |= {(events, "scrub"), (idempotency, "holds_card_number")}
    for found in pkgutil.walk_packages(payments.__path__, "payments."):
        module = importlib.import_module(found.name)
        for name in ("scrub", "scrub_text", "holds_card_number"):
            used = module is not masking and hasattr(module, name)
            assert not used or (module, name) in taken, (found.name, name)
