"""No card number leaves through a handler, wherever it is planted."""

import json
from typing import Any

import fraud_detection
import payment_validation
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from payments import logs, tokenised
from payments.http import Request
from payments.services import Judgement

from tests.support.card_strategies import written_cards
from tests.support.leaks import LeakDetector, captured_output
from tests.support.memory_counters import MemoryCounters
from tests.support.payment_documents import payment_document, rest_event, tokenised_document

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


def test_card_data_is_dropped_from_what_a_handler_keeps() -> None:
    assert not {"card", "security_code"} & set(tokenised.TokenisedPayment.__dataclass_fields__)
    assert not {"card", "security_code"} & set(Judgement.__dataclass_fields__)
    assert not Request.__dataclass_fields__["body"].repr
