"""No card number leaves through a handler, and every mask on the way is needed."""

import json
import traceback
from collections.abc import Callable
from contextlib import nullcontext
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import fraud_detection
import payment_validation
import pytest
from botocore.exceptions import ClientError
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from payments import (
    api,
    aws,
    contract,
    http,
    limits,
    logs,
    masking,
    metrics,
    problem,
    tokenised,
    validation,
)
from payments.cards import CardNumber, SecurityCode
from payments.http import Request, Response, request_of
from payments.problem import FieldProblem, PaymentsError
from payments.services import Judgement

from tests.support.card_strategies import written_cards
from tests.support.leaks import LeakDetector, LeakError, captured_output
from tests.support.memory_counters import MemoryCounters
from tests.support.payment_documents import VISA, payment_document, rest_event, tokenised_document

NOW = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
BOOK = limits.limit_book(1_000_000)
CVV = "7391"

PLACES = st.sampled_from(
    [
        *("merchant_id", "customer_id", "reference", "currency", "amount_minor", "device_id"),
        *("country", "ip_country", "card", "card.number", "card.cvv", "card.expiry_month"),
        *("unknown name", "unknown value", "nested", "the whole body", "broken body"),
        *("correlation id", "content type", "path", "method"),
    ]
)


def event_with(place: str, text: str) -> dict[str, Any]:
    """A request to /validate with `text` planted somewhere in it."""
    document = payment_document()
    event = rest_event("POST", "/validate", document)
    match place:
        case "correlation id" | "content type":
            name = "X-Correlation-Id" if place == "correlation id" else "Content-Type"
            event["headers"][name] = text
        case "path":
            event["resource"] = f"/{text}"
        case "method":
            event["httpMethod"] = text
        case "the whole body":
            event["body"] = text
        case "broken body":
            event["body"] = json.dumps(payment_document(reference=text)) + "}"
        case "unknown name":
            event["body"] = json.dumps(document | {text: 1})
        case "unknown value":
            event["body"] = json.dumps(document | {"note": text})
        case "nested":
            deep = {"a": [{"b": {text: [text]}}]}
            event["body"] = json.dumps(document | {"card": deep, "reference": deep})
        case _:
            outer, _, inner = place.partition(".")
            changed = {inner: text} if inner else text
            event["body"] = json.dumps(payment_document(**{outer: changed}))
    return event


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=300)
@given(card=written_cards(), place=PLACES)
def test_no_card_number_in_any_place_leaves_validation(
    function_environment: pytest.MonkeyPatch, card: tuple[str, str], place: str
) -> None:
    function_environment.setenv("LOG_LEVEL", "DEBUG")
    digits, text = card
    with captured_output() as output:
        answer: Any = payment_validation.handler(event_with(place, text), None)
    assert answer["statusCode"] in {200, 400, 404, 405, 413, 415, 422}
    detector = LeakDetector(digits)
    detector.check("response", answer["body"], answer["headers"])
    detector.check("logs and metrics", output.getvalue())


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=150)
@given(card=written_cards(), data=st.data())
def test_no_card_number_in_any_place_leaves_fraud_detection(
    function_environment: pytest.MonkeyPatch, card: tuple[str, str], data: st.DataObject
) -> None:
    digits, text = card
    field = data.draw(st.sampled_from([*sorted(tokenised_document()), "note", text]))
    counters = MemoryCounters()
    function_environment.setattr("payments.services.counters_of", lambda _: counters)
    fraud_detection.services.cache_clear()
    planted = data.draw(st.sampled_from([text, [text], {text: text}]))
    with captured_output() as output:
        answer = fraud_detection.handler(tokenised_document(**{field: planted}), None)
    detector = LeakDetector(digits)
    detector.check("answer", json.dumps(answer))
    detector.check("logs and metrics", output.getvalue())
    detector.check("counter keys", counters.held)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=100)
@given(card=written_cards(), kind=st.sampled_from([ValueError, KeyError, RuntimeError, OSError]))
def test_no_card_number_in_an_exception_leaves_a_handler(
    function_environment: pytest.MonkeyPatch, card: tuple[str, str], kind: type[Exception]
) -> None:
    digits, text = card

    def fail(*_: object, **__: object) -> None:
        error = kind(f"cannot read {text}", {"card": [text]})
        error.add_note(text)
        try:
            raise error
        finally:
            logs.logger().debug({text: text})

    function_environment.setattr(payment_validation, "validate", fail)
    with captured_output() as output:
        event = rest_event("POST", "/validate", payment_document(card={"number": text}))
        answer = payment_validation.handler(event, None)
    assert answer["statusCode"] == 500
    detector = LeakDetector(digits)
    detector.check("response", json.dumps(answer))
    detector.check("logs and metrics", output.getvalue())


def everything_said(call: Callable[[], object]) -> str:
    with captured_output() as output:
        answer = call()
    return f"{answer} {output.getvalue()}"


def invalid(document: dict[str, Any]) -> PaymentsError:
    try:
        validation.validate(document, limits=BOOK, now=NOW)
    except PaymentsError as error:
        return error
    raise AssertionError("the document is valid")


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


def test_every_module_that_scrubs_has_its_mask_taken_away_above() -> None:
    """A new use of the masks without a test that needs it fails here."""
    taken = {(mask.owner, mask.name) for mask in MASKS.values()}
    modules = [api, aws, contract, http, logs, metrics, problem, tokenised, validation]
    for module in modules:
        for name in ("scrub", "scrub_text", "holds_card_number"):
            assert not hasattr(module, name) or (module, name) in taken, (module, name)


def test_card_data_is_dropped_from_what_a_handler_keeps() -> None:
    assert not {"card", "security_code"} & set(tokenised.TokenisedPayment.__dataclass_fields__)
    assert not {"card", "security_code"} & set(Judgement.__dataclass_fields__)
    assert not Request.__dataclass_fields__["body"].repr
    assert VISA not in repr(invalid(payment_document(reference=VISA)))
