from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from payments.money import Money
from payments.problem import PaymentsError
from payments.tokenised import TokenisedPayment

from tests.support.card_strategies import card_digits
from tests.support.leaks import LeakDetector
from tests.support.payment_documents import VISA, tokenised_document


def test_a_document_becomes_a_tokenised_payment() -> None:
    payment = TokenisedPayment.from_document(tokenised_document(utc_offset_minutes=-300))
    assert payment.money == Money(1250, "EUR")
    assert payment.card_token == tokenised_document()["card_token"]
    assert payment.utc_offset_minutes == -300


@pytest.mark.parametrize(
    ("change", "field", "code"),
    [
        ({"card": {"number": VISA}}, "body", "unknown"),
        ({"card_token": VISA}, "card_token", "pattern"),
        ({"currency": "XXX"}, "currency", "currency"),
        ({"country": "XX"}, "country", "country"),
        ({"ip_country": "XX"}, "ip_country", "country"),
        ({"customer_id": VISA}, "customer_id", "card_data"),
        ({"amount_minor": -1}, "amount_minor", "minimum"),
    ],
)
def test_a_broken_rule_is_a_problem_of_its_field(
    change: dict[str, Any], field: str, code: str
) -> None:
    with pytest.raises(PaymentsError, match=f"Correct {field}") as refused:
        TokenisedPayment.from_document(tokenised_document(**change))
    assert [(error.field, error.code) for error in refused.value.errors] == [(field, code)]
    assert refused.value.status == 422
    LeakDetector(VISA).check("problem", refused.value, refused.value.document("request-1"))


@given(card_digits(), st.sampled_from(["merchant_id", "customer_id", "reference", "device_id"]))
def test_a_card_number_in_any_identifier_is_refused(digits: str, field: str) -> None:
    with pytest.raises(PaymentsError):
        TokenisedPayment.from_document(tokenised_document(**{field: digits}))
