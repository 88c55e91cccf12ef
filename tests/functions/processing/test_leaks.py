"""No card number leaves processing: not in items, events, notices, answers, logs or errors."""

import json
import traceback
from typing import Any

import pytest
import transaction_processing
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from payments import events, idempotency
from payments.acquirer.https import HttpsAcquirer, SecretToken
from payments.acquirer.protocol import NotSentError, OutcomeUnknownError
from payments.cards import CardNumber
from payments.events import event_of
from payments.idempotency import HEADER, KeyRequiredError, check_key
from payments.payment import Payment

from tests.functions.processing.doubles import SECRET_ARN, SecretsDouble
from tests.functions.processing.stack import ProcessingStack
from tests.support.acquirer_rig import CARD, CHARGE
from tests.support.acquirer_server import TOKEN, acquirer_server
from tests.support.card_strategies import card_digits, written_cards
from tests.support.leaks import LeakDetector, LeakError, captured_output
from tests.support.payment_documents import payment_document, rest_event
from tests.support.payment_doubles import recorded_payment

AMOUNTS = (1250, 9051, 9091, 9096, 9097)
PLACES = ("card", "customer_id", "reference", "device_id", "idempotency-key", "body", "header")


def event_with(written: str, digits: str, place: str, amount: int, key: str) -> dict[str, Any]:
    """A request with a card number in its place, and in one more where none belongs."""
    document = payment_document(
        amount_minor=amount,
        card={"number": written, "cvv": "1234" if digits[:2] in {"34", "37"} else "123"},
        **({place: written} if place in {"customer_id", "reference", "device_id"} else {}),
    )
    headers = {HEADER: written if place == "idempotency-key" else key}
    if place == "header":
        headers |= {"x-correlation-id": digits, "user-agent": written}
    body: Any = f'{{"card": "{written}"' if place == "body" else document
    return rest_event("POST", "/process", body, headers=headers)


@settings(
    max_examples=40,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(
    card=written_cards(),
    place=st.sampled_from(PLACES),
    amount=st.sampled_from(AMOUNTS),
    key=st.text("abcdefgh", min_size=12, max_size=12),
)
def test_no_card_number_leaves_processing(
    stack: ProcessingStack, card: tuple[str, str], place: str, amount: int, key: str
) -> None:
    digits, written = card
    detector = LeakDetector(digits)
    with captured_output() as output:
        answer = transaction_processing.handler(
            event_with(written, digits, place, amount, key), None
        )
        transaction_processing.handler({"task": "reconcile"}, None)
    detector.check("answer", json.dumps(answer))
    detector.check("log or metric", output.getvalue())
    detector.check("table", json.dumps(stack.items()))
    detector.check("stream", *map(json.dumps, stack.streamed()))
    detector.check("topic", *map(json.dumps, stack.notified()))


@given(digits=card_digits())
def test_an_event_hides_a_card_number_in_any_text_of_the_payment(digits: str) -> None:
    LeakDetector(digits).check("event", json.dumps(event_of(planted(digits))))


@given(digits=card_digits())
def test_a_key_that_reads_as_a_card_number_is_refused_without_showing_it(digits: str) -> None:
    with pytest.raises(KeyRequiredError) as caught:
        check_key(digits)
    LeakDetector(digits).check("error", *traceback.format_exception(caught.value))


@given(digits=card_digits())
def test_a_payment_that_is_printed_shows_no_card_number(digits: str) -> None:
    card = CardNumber(digits)
    payment = recorded_payment(card_bin=card.bin, card_last4=card.last_four)
    LeakDetector(digits).check("repr", repr(payment), repr(CHARGE))


@pytest.mark.parametrize("status", [0, 302, 400, 500, 200])
def test_no_error_of_the_acquirer_carries_the_card(
    tmp_path_factory: pytest.TempPathFactory, status: int
) -> None:
    with acquirer_server(tmp_path_factory.mktemp("leaks")) as server:
        server.scripted.append((status, CARD.encode()))
        acquirer = HttpsAcquirer(
            server.url, token=SecretToken(SecretsDouble(token=TOKEN), SECRET_ARN), tls=server.tls()
        )
        with pytest.raises((NotSentError, OutcomeUnknownError)) as caught:
            acquirer.charge(CHARGE)
        acquirer._http.clear()
    LeakDetector(CARD, TOKEN).check("error", *traceback.format_exception(caught.value))


def test_without_the_mask_of_events_the_detector_finds_the_leak(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(events, "scrub", lambda value: value)
    with pytest.raises(LeakError, match="event shows a card number"):
        LeakDetector(CARD).check("event", json.dumps(event_of(planted(CARD))))


def test_without_the_check_of_keys_the_detector_finds_the_leak(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(idempotency, "holds_card_number", lambda _: False)
    with pytest.raises(LeakError, match="key shows a card number"):
        LeakDetector(CARD).check("key", check_key(CARD))


def planted(digits: str) -> Payment:
    return recorded_payment(
        merchant_id=digits,
        customer_id=digits,
        reference=digits,
        outcome_reason=digits,
        correlation_id=digits,
    )
