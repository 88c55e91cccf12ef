"""The handlers over moto: DynamoDB, KMS, Kinesis and SNS, from the event to the answer."""

import json
import os
from dataclasses import replace
from datetime import UTC, datetime
from functools import cache

import pytest
import transaction_processing
from payments.assembly import processing
from payments.environment import EnvironmentInvalidError
from payments.idempotency import HEADER
from payments.limits import LimitBook, MerchantLimits, limit_book
from payments.state import State

from tests.functions.processing.stack import KEY, ProcessingStack, post
from tests.support.payment_documents import payment_document, rest_event
from tests.support.payment_doubles import MovableClock


def test_a_payment_is_captured_recorded_and_streamed(stack: ProcessingStack) -> None:
    answer = post()
    assert answer["statusCode"] == 201
    body = answer["body"]
    assert body["status"] == "captured"
    assert body["card"] == {"bin": "411111", "last_four": "1111", "scheme": "visa"}
    assert body["amount_minor"] == 1250
    assert sum(body["fraud"]["reasons"].values()) == body["fraud"]["score"]
    (event,) = stack.streamed()
    assert event["transaction_id"] == body["transaction_id"]
    assert event["correlation_id"] == answer["headers"]["x-correlation-id"]
    assert stack.notified() == []


def test_the_card_is_kept_as_token_and_ciphertext_only(stack: ProcessingStack) -> None:
    post()
    (record,) = [item for item in stack.items() if "card_token" in item]
    assert record["card_token"]["S"].startswith("tok_")
    assert record["card_ciphertext"]["S"]
    assert "4111111111111111" not in json.dumps(stack.items())


def test_a_repeated_request_gets_the_same_answer(stack: ProcessingStack) -> None:
    first = post()
    assert post() == first
    assert len(stack.streamed()) == 1


def test_a_declined_payment_is_a_problem_and_a_masked_notice(stack: ProcessingStack) -> None:
    answer = post(payment_document(card={"number": "4000 0000 0000 0002"}))
    assert answer["statusCode"] == 402
    assert answer["body"]["type"] == "urn:payments:problem:payment-declined"
    assert answer["body"]["errors"][0]["code"] == "do_not_honour"
    (notice,) = stack.notified()
    assert notice["card"] == {"bin": "400000", "last_four": "0002", "scheme": "visa"}


@pytest.mark.parametrize(
    ("key", "code"),
    [
        (None, "missing"),
        ("short", "pattern"),
        ("x" * 65, "pattern"),
        ("4111111111111111", "card_data"),
    ],
)
def test_without_a_usable_key_nothing_happens(
    stack: ProcessingStack, key: str | None, code: str
) -> None:
    answer = post(key=key)
    assert answer["statusCode"] == 400
    assert answer["body"]["type"] == "urn:payments:problem:idempotency-key-required"
    assert answer["body"]["errors"][0]["code"] == code
    assert stack.items() == []


@pytest.mark.usefixtures("stack")
def test_a_key_with_another_request_is_refused() -> None:
    assert post()["statusCode"] == 201
    answer = post(payment_document(amount_minor=9999))
    assert (answer["statusCode"], answer["body"]["type"]) == (
        422,
        "urn:payments:problem:idempotency-key-reused",
    )


def test_a_repeated_request_is_answered_as_before_when_its_card_has_expired_meanwhile(
    stack: ProcessingStack, monkeypatch: pytest.MonkeyPatch
) -> None:
    # The month ends last where it is twelve hours behind UTC.
    clock = MovableClock(datetime(2026, 12, 1, 11, 59, tzinfo=UTC))
    using = processing(os.environ, clock=clock)
    monkeypatch.setattr(transaction_processing, "services", cache(lambda: using))
    document = payment_document(card={"expiry_year": 2026, "expiry_month": 11})
    first = post(document)
    assert first["statusCode"] == 201
    clock.forward(minutes=1)
    assert post(document) == first
    assert len(stack.streamed()) == 1
    late = post(document, key="order-key-0002")
    assert (late["statusCode"], late["body"]["errors"][0]["code"]) == (422, "expired")
    both = post(document | {"currency": "XXQ"})
    assert {error["code"] for error in both["body"]["errors"]} == {"expired", "currency"}


LOWERED = (
    replace(limit_book(1_000_000), max_amount_minor=1),
    replace(limit_book(1_000_000), merchants={"default": MerchantLimits(max_amount_minor=1)}),
    replace(
        limit_book(1_000_000),
        merchants={"default": MerchantLimits(currencies=frozenset(), schemes=frozenset())},
    ),
)


@pytest.mark.parametrize("lowered", LOWERED)
def test_a_repeated_request_is_answered_as_before_when_limits_were_lowered_meanwhile(
    stack: ProcessingStack, monkeypatch: pytest.MonkeyPatch, lowered: LimitBook
) -> None:
    first = post()
    assert first["statusCode"] == 201
    using = replace(processing(os.environ), limits=lowered)
    monkeypatch.setattr(transaction_processing, "services", cache(lambda: using))
    assert post() == first
    assert len(stack.streamed()) == 1
    other = post(payment_document(amount_minor=9999))
    assert other["body"]["type"] == "urn:payments:problem:idempotency-key-reused"
    new = post(key="order-key-0002")
    assert new["body"]["type"] == "urn:payments:problem:invalid-payment"
    assert len(stack.streamed()) == 1


def test_a_charge_that_would_be_cut_off_is_not_begun(stack: ProcessingStack) -> None:
    class Late:
        @staticmethod
        def get_remaining_time_in_millis() -> int:
            return 14_999

    event = rest_event("POST", "/process", payment_document(), headers={HEADER: KEY})
    answer = transaction_processing.handler(event, Late())
    assert answer["statusCode"] == 503
    assert "too little time was left to ask it" in str(answer["body"])
    assert stack.items() == []
    assert post()["statusCode"] == 201


def test_an_invalid_payment_lists_its_problems_and_records_nothing(
    stack: ProcessingStack,
) -> None:
    answer = post(payment_document(currency="XXQ", card={"cvv": "12345"}))
    assert answer["statusCode"] == 422
    assert {error["field"] for error in answer["body"]["errors"]} == {"currency", "card.cvv"}
    assert stack.items() == []


@pytest.mark.usefixtures("stack")
def test_an_unknown_outcome_is_accepted_and_settled_by_reconciliation(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    document = payment_document(amount_minor=9096)
    answer = post(document)
    assert (answer["statusCode"], answer["body"]["status"]) == (202, "unknown")
    assert "do not send it with a new one" in answer["body"]["next"]
    monkeypatch.setattr("payments.settlement.LEASE_MILLISECONDS", 0)
    assert transaction_processing.handler({"task": "reconcile"}, None) == {}
    later = transaction_processing.services().processor.settlement.now() + 120_000
    monkeypatch.setattr("payments.settlement.Settlement.now", lambda _: later)
    assert transaction_processing.handler({"task": "reconcile"}, None) == {"captured": 1}
    assert post(document)["body"]["status"] == "captured"


@pytest.mark.usefixtures("stack")
def test_a_payment_that_was_given_up_asks_for_a_new_key(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    document = payment_document(amount_minor=9097)
    assert post(document)["body"]["status"] == "unknown"
    later = transaction_processing.services().processor.settlement.now() + 120_000
    monkeypatch.setattr("payments.settlement.Settlement.now", lambda _: later)
    assert transaction_processing.handler({"task": "reconcile"}, None) == {"failed": 1}
    answer = post(document)
    assert (answer["statusCode"], answer["body"]["type"]) == (
        409,
        "urn:payments:problem:payment-failed",
    )
    assert "send it again with a new Idempotency-Key" in answer["body"]["detail"]


@pytest.mark.usefixtures("stack")
def test_an_unreachable_acquirer_is_a_503_with_a_time_to_come_back() -> None:
    answer = post(payment_document(amount_minor=9091))
    assert answer["statusCode"] == 503
    assert answer["headers"]["retry-after"] == "2"


@pytest.mark.parametrize(
    ("changes", "named"),
    [
        ({"ACQUIRER_URL": ""}, "ACQUIRER_URL is not set"),
        ({"CARD_TOKEN_KEY": ""}, "CARD_TOKEN_KEY is not set"),
        ({"TRANSACTIONS_TABLE": ""}, "TRANSACTIONS_TABLE is not set, and neither"),
        ({"ACQUIRER_URL": "https://acquirer.example"}, "ACQUIRER_SECRET_ARN is not set"),
        (
            {"ACQUIRER_URL": "http://acquirer.example", "ACQUIRER_SECRET_ARN": "arn:x"},
            "ACQUIRER_URL is 'http://acquirer.example'",
        ),
    ],
)
def test_a_wrong_environment_is_named(
    stack: ProcessingStack, changes: dict[str, str], named: str
) -> None:
    with pytest.raises(EnvironmentInvalidError, match=named):
        processing({**stack.environment(), **changes})


def test_an_https_acquirer_and_no_publishing_are_possible(stack: ProcessingStack) -> None:
    using = processing(
        {
            **stack.environment(),
            "ACQUIRER_URL": "https://acquirer.example/v1",
            "ACQUIRER_SECRET_ARN": "arn:aws:secretsmanager:us-west-2:123456789012:secret:x",
            "STREAM_NAME": "",
            "FAILED_TRANSACTIONS_TOPIC_ARN": "",
        }
    )
    publisher = using.processor.settlement.publisher
    assert not any(publisher.wants(state) for state in State)
