from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from payments.contract import PaymentRequest
from payments.limits import CustomerLimits, LimitBook, MerchantLimits, limit_book
from payments.money import Money
from payments.problem import FieldProblem
from payments.tokenised import TokenisedPayment
from payments.validation import PaymentInvalidError, check_past, validate

from tests.support.activities import quiet_activity
from tests.support.card_strategies import written_cards
from tests.support.leaks import LeakDetector
from tests.support.payment_documents import VISA, payment_document

NOW = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
BOOK = limit_book(1_000_000)


def problems_of(
    document: object, *, limits: LimitBook = BOOK, now: datetime = NOW
) -> list[FieldProblem]:
    try:
        validate(document, limits=limits, now=now)
    except PaymentInvalidError as error:
        return list(error.errors)
    return []


def codes_of(document: object, **changes: Any) -> set[tuple[str, str]]:
    return {(problem.field, problem.code) for problem in problems_of(document, **changes)}


def test_a_valid_document_becomes_a_payment_request() -> None:
    request = validate(payment_document(utc_offset_minutes=60), limits=BOOK, now=NOW)
    assert isinstance(request, PaymentRequest)
    assert request.money == Money(1250, "EUR")
    assert request.card.reveal() == VISA
    assert (request.expiry.year, request.expiry.month) == (2028, 12)
    assert (request.country, request.ip_country, request.utc_offset_minutes) == ("DE", "DE", 60)
    assert request.security_code is not None
    assert request.security_code.reveal() == "123"


def test_a_request_shows_no_security_code() -> None:
    request = validate(payment_document(), limits=BOOK, now=NOW)
    assert "123" not in repr(request).replace("411111******1111", "")


def test_optional_fields_may_be_absent() -> None:
    document = payment_document()
    for name in ("device_id", "country", "ip_country"):
        del document[name]
    request = validate(document, limits=BOOK, now=NOW)
    assert (request.device_id, request.country, request.ip_country) == (None, None, None)


def test_every_problem_of_a_document_is_listed_by_field() -> None:
    document = payment_document(
        merchant_id=5,
        currency="XXX",
        country="XX",
        reference=VISA,
        card={"number": "4111111111111112", "expiry_year": 2020, "cvv": "12a"},
    )
    with pytest.raises(PaymentInvalidError) as refused:
        validate(document, limits=BOOK, now=NOW)
    assert {(problem.field, problem.code) for problem in refused.value.errors} == {
        ("merchant_id", "type"),
        ("currency", "currency"),
        ("country", "country"),
        ("reference", "card_data"),
        ("card.number", "check_digit"),
        ("card.expiry_month", "expired"),
        ("card.cvv", "pattern"),
    }
    assert refused.value.status == 422
    assert "card.cvv, card.expiry_month, card.number" in str(refused.value)


@pytest.mark.parametrize(
    ("change", "field", "code", "detail"),
    [
        ({"card": {"number": "9999999999999995"}}, "card.number", "scheme", "no card scheme"),
        ({"card": {"cvv": "1234"}}, "card.cvv", "length", "3 digits on a card of Visa"),
        (
            {"card": {"number": "378282246310005"}},
            "card.cvv",
            "length",
            "4 digits on a card of American Express",
        ),
        ({"card": {"expiry_year": 2047}}, "card.expiry_year", "too_far", "more than 20 years"),
        ({"currency": "XAU"}, "currency", "currency", "is XAU, which ISO 4217"),
        ({"ip_country": "EU"}, "ip_country", "country", "is EU, which ISO 3166-1"),
        ({"device_id": VISA}, "device_id", "card_data", "reads as a card number"),
        (
            {"amount_minor": 1_000_001},
            "amount_minor",
            "limit",
            "is 10000.01 EUR, above the limit of 10000.00 EUR a payment",
        ),
    ],
)
def test_one_broken_rule_names_its_field_and_the_way_out(
    change: dict[str, Any], field: str, code: str, detail: str
) -> None:
    [problem] = problems_of(payment_document(**change))
    assert (problem.field, problem.code) == (field, code)
    assert detail in problem.detail


def test_a_card_may_expire_twenty_years_ahead() -> None:
    assert codes_of(payment_document(card={"expiry_year": 2046})) == set()


@pytest.mark.parametrize(
    ("moment", "valid"),
    [
        (datetime(2026, 11, 30, 23, 59, 59, tzinfo=UTC), True),
        # At UTC-12 the thirtieth lasts until noon of the first in UTC.
        (datetime(2026, 12, 1, 11, 59, 59, tzinfo=UTC), True),
        (datetime(2026, 12, 1, 12, 0, 0, tzinfo=UTC), False),
        (datetime(2027, 1, 1, 0, 0, 0, tzinfo=UTC), False),
    ],
)
def test_a_card_is_valid_until_its_month_has_ended_everywhere(
    moment: datetime, *, valid: bool
) -> None:
    document = payment_document(card={"expiry_year": 2026, "expiry_month": 11})
    assert codes_of(document, now=moment) == (
        set() if valid else {("card.expiry_month", "expired")}
    )


def test_a_december_card_is_valid_across_the_new_year() -> None:
    document = payment_document(card={"expiry_year": 2026, "expiry_month": 12})
    assert codes_of(document, now=datetime(2027, 1, 1, 11, 59, tzinfo=UTC)) == set()
    assert codes_of(document, now=datetime(2027, 1, 1, 12, 0, tzinfo=UTC)) != set()


@pytest.mark.parametrize("amount", [1, 1_000_000])
def test_amounts_up_to_the_limit_pass(amount: int) -> None:
    assert codes_of(payment_document(amount_minor=amount)) == set()


def test_a_merchant_s_own_limits_are_stricter_than_the_platform_s() -> None:
    document = payment_document(
        merchant_id="merchant-micro",
        amount_minor=5001,
        currency="JPY",
        card={"number": "6011111111111117"},
    )
    assert codes_of(document) == {
        ("amount_minor", "limit"),
        ("currency", "not_accepted"),
        ("card.number", "not_accepted"),
    }
    accepted = payment_document(merchant_id="merchant-micro", amount_minor=5000)
    assert codes_of(accepted) == set()


def test_a_merchant_s_limit_never_lifts_the_platform_s() -> None:
    book = LimitBook(
        max_amount_minor=100,
        merchants={"default": MerchantLimits(max_amount_minor=500)},
        customers=BOOK.customers,
    )
    assert codes_of(payment_document(amount_minor=101), limits=book) == {("amount_minor", "limit")}


def test_a_merchant_whose_own_limit_is_zero_may_charge_nothing() -> None:
    book = LimitBook(
        max_amount_minor=100,
        merchants={"default": MerchantLimits(max_amount_minor=0)},
        customers=BOOK.customers,
    )
    [problem] = problems_of(payment_document(amount_minor=1), limits=book)
    assert (problem.field, problem.code) == ("amount_minor", "limit")
    assert "is 0.01 EUR, above the limit of 0.00 EUR a payment" in problem.detail


@given(written_cards())
def test_a_card_written_in_any_way_is_accepted_and_never_shown(card: tuple[str, str]) -> None:
    digits, text = card
    code = "1234" if digits.startswith(("34", "37")) else "123"
    document = payment_document(card={"number": text, "cvv": code})
    if len(text) > 100:
        assert codes_of(document) == {("card.number", "maxLength")}
    else:
        request = validate(document, limits=BOOK, now=NOW)
        LeakDetector(digits).check("request", repr(request), str(request))


FIELDS = ("merchant_id", "customer_id", "reference", "device_id", "country", "currency")


@given(written_cards(), st.sampled_from(FIELDS))
def test_a_card_number_in_any_other_field_is_refused_and_not_repeated(
    card: tuple[str, str], field: str
) -> None:
    digits, text = card
    problems = problems_of(payment_document(**{field: text}))
    assert field in {problem.field for problem in problems}
    LeakDetector(digits).check("problems", *problems)


def tokenised(amount_minor: int = 1250) -> TokenisedPayment:
    request = validate(payment_document(amount_minor=amount_minor), limits=BOOK, now=NOW)
    return TokenisedPayment.of(request, "tok_x")


def small_book() -> LimitBook:
    limits = CustomerLimits(daily_amount_minor=5000, daily_payments=3)
    return LimitBook(
        max_amount_minor=5000,
        merchants={"default": MerchantLimits()},
        customers={"default": limits},
    )


def test_a_quiet_past_stands_against_nothing() -> None:
    check_past(tokenised(5000), quiet_activity(customer_in_day=2), small_book())


def test_everything_in_the_past_that_stands_against_a_payment_is_listed() -> None:
    past = quiet_activity(seen_before=True, customer_in_day=3, spent_in_day_minor=4000)
    with pytest.raises(PaymentInvalidError) as refused:
        check_past(tokenised(1001), past, small_book())
    assert {(problem.field, problem.code) for problem in refused.value.errors} == {
        ("reference", "duplicate"),
        ("customer_id", "daily_payments"),
        ("amount_minor", "daily_amount"),
    }
    assert "50.00 EUR a day" in str([problem.detail for problem in refused.value.errors])
