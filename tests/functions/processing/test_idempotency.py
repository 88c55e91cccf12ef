"""Idempotency keys: what is accepted, how they are scoped, and what a fingerprint covers."""

import re
from dataclasses import fields
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from payments.cards import CardNumber, Expiry, SecurityCode
from payments.contract import PaymentRequest
from payments.idempotency import KeyRequiredError, check_key, fingerprint, scoped
from payments.identity import new_attempt_id, new_transaction_id
from payments.masking import scrub_text
from payments.money import Money

from tests.support.payment_doubles import payment_request

CHANGES: dict[str, Any] = {
    "merchant_id": "merchant-2",
    "customer_id": "customer-2",
    "reference": "order-2",
    "money": Money(1251, "EUR"),
    "expiry": Expiry(2029, 12),
    "device_id": None,
    "country": "FR",
    "ip_country": "FR",
    "utc_offset_minutes": 60,
}
COVERED_BY_TOKEN = {"card"}
LEFT_OUT = {"security_code"}


@given(st.text().filter(lambda text: not re.fullmatch(r"[A-Za-z0-9._~:-]{8,64}", text)))
def test_any_other_text_is_refused_with_the_rule(text: str) -> None:
    with pytest.raises(KeyRequiredError) as caught:
        check_key(text)
    (problem,) = caught.value.errors
    assert (problem.field, problem.code) == ("idempotency-key", "pattern")


@given(st.from_regex(r"[A-Za-z._~:-]{8,64}", fullmatch=True))
def test_a_key_is_taken_as_it_is(text: str) -> None:
    assert check_key(text) == text


def test_a_missing_key_says_what_to_send() -> None:
    with pytest.raises(KeyRequiredError, match="new for each payment"):
        check_key(None)


def test_two_merchants_never_share_a_key() -> None:
    assert scoped("merchant-1", "key-1") != scoped("merchant-2", "key-1")
    assert scoped("merchant-1", "key-1") == scoped("merchant-1", "key-1")
    assert len(scoped("merchant-1", "key-1")) == 64


@pytest.mark.parametrize("name", CHANGES)
def test_every_field_of_the_request_is_in_the_fingerprint(name: str) -> None:
    request = payment_request()
    assert getattr(request, name) != CHANGES[name]
    assert fingerprint(request, "t") != fingerprint(payment_request(**{name: CHANGES[name]}), "t")


def test_the_fingerprint_covers_every_field_but_the_security_code() -> None:
    names = {field.name for field in fields(PaymentRequest)}
    assert names == CHANGES.keys() | COVERED_BY_TOKEN | LEFT_OUT


def test_the_card_counts_by_its_token_and_the_security_code_not_at_all() -> None:
    request = payment_request()
    other_card = payment_request(card=CardNumber("4111111111111111"))
    assert fingerprint(request, "t") == fingerprint(other_card, "t")
    assert fingerprint(request, "t") != fingerprint(request, "u")
    other_code = payment_request(security_code=SecurityCode("999"))
    assert fingerprint(request, "t") == fingerprint(other_code, "t")


def test_ids_are_new_each_time_and_never_read_as_card_numbers() -> None:
    ids = {new_transaction_id() for _ in range(200)} | {new_attempt_id() for _ in range(200)}
    assert len(ids) == 400
    assert all(scrub_text(name) == name and not re.search(r"\d", name) for name in ids)
