import math
from dataclasses import fields, replace
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from payments.activity import Activity, AmountHistory
from payments.fraud.model import shipped_model
from payments.fraud.signals import signals_of
from payments.money import Money
from payments.tokenised import TokenisedPayment

from tests.support.activities import quiet_activity
from tests.support.payment_documents import tokenised_document

NOON = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
PAYMENT = TokenisedPayment.from_document(tokenised_document())
COUNTERS = [
    *("card_in_hour", "customer_in_day", "device_in_day", "merchant_in_hour"),
]


def signals(
    payment: TokenisedPayment = PAYMENT, *, now: datetime = NOON, **activity: Any
) -> dict[str, float]:
    return signals_of(payment, quiet_activity(**activity), now=now, max_amount_minor=1_000_000)


def test_the_model_weighs_exactly_the_signals_that_there_are() -> None:
    assert signals().keys() == shipped_model().signals.keys()


def test_a_quiet_payment_has_only_the_share_of_its_amount() -> None:
    assert {name: value for name, value in signals().items() if value} == {"amount_share": 0.00125}


@pytest.mark.parametrize(
    ("name", "field"),
    [
        ("card_velocity", "card_in_hour"),
        ("customer_velocity", "customer_in_day"),
        ("device_velocity", "device_in_day"),
    ],
)
def test_velocity_counts_in_doublings(name: str, field: str) -> None:
    assert [signals(**{field: count})[name] for count in (0, 1, 3, 7)] == [0, 1, 2, 3]


def test_a_merchant_surges_against_its_own_usual_hour() -> None:
    busy = {"merchant_in_week": 168 * 99}
    assert signals(merchant_in_hour=99, **busy)["merchant_surge"] == 0
    assert signals(merchant_in_hour=399, **busy)["merchant_surge"] == pytest.approx(2)
    assert signals(merchant_in_hour=3)["merchant_surge"] == 2


def test_an_amount_deviates_only_from_a_history_long_enough() -> None:
    log = round(math.log(1250) * 1000)

    def deviation(count: int) -> float:
        amounts = AmountHistory(count=count, log_sum=count * log, log_square_sum=count * log**2)
        dear = replace(PAYMENT, money=Money(125_000, "EUR"))
        return signals(dear, amounts=amounts)["amount_deviation"]

    assert deviation(4) == 0
    assert deviation(5) == pytest.approx(math.log(100) / 0.35, abs=0.01)


def test_a_smaller_amount_than_usual_is_no_signal() -> None:
    log = round(math.log(99_999) * 1000)
    amounts = AmountHistory(count=9, log_sum=9 * log, log_square_sum=9 * log**2)
    assert signals(amounts=amounts)["amount_deviation"] == 0


@pytest.mark.parametrize(
    ("country", "ip_country", "mismatch"),
    [("DE", "DE", 0), ("DE", "FR", 1), (None, "FR", 0), ("DE", None, 0), (None, None, 0)],
)
def test_countries_mismatch_only_when_both_are_known(
    country: str | None, ip_country: str | None, mismatch: int
) -> None:
    payment = replace(PAYMENT, country=country, ip_country=ip_country)
    assert signals(payment)["country_mismatch"] == mismatch


@pytest.mark.parametrize(
    ("country", "currency", "mismatch"),
    [
        ("DE", "EUR", 0),
        ("DE", "USD", 1),
        ("PA", "USD", 0),
        ("PA", "PAB", 0),
        ("AQ", "USD", 0),
        (None, "USD", 0),
    ],
)
def test_a_currency_mismatches_a_country_whose_tender_is_another(
    country: str | None, currency: str, mismatch: int
) -> None:
    payment = replace(PAYMENT, country=country, money=Money(1250, currency))
    assert signals(payment)["currency_mismatch"] == mismatch


@pytest.mark.parametrize(
    ("hour", "minute", "offset", "night"),
    [
        (0, 0, None, 1),
        (5, 59, None, 1),
        (6, 0, None, 0),
        (23, 59, None, 0),
        (23, 59, 1, 1),
        (5, 0, 60, 0),
        (12, 0, -600, 1),
        (12, 0, 840, 1),
    ],
)
def test_night_is_local_to_the_customer(
    hour: int, minute: int, offset: int | None, night: int
) -> None:
    now = NOON.replace(hour=hour, minute=minute)
    payment = replace(PAYMENT, utc_offset_minutes=offset)
    assert signals(payment, now=now)["night"] == night


def test_first_uses_are_signals() -> None:
    found = signals(customer_payments=0, card_known=False, device_known=False, country_known=False)
    assert (found["new_customer"], found["new_card"], found["new_device"]) == (1, 1, 1)
    assert found["new_country"] == 0, "a new customer has no usual country"
    assert signals(country_known=False)["new_country"] == 1


def test_what_the_request_does_not_say_is_no_signal() -> None:
    bare = replace(PAYMENT, device_id=None, country=None)
    found = signals(bare, device_known=False, country_known=False)
    assert (found["new_device"], found["new_country"]) == (0, 0)


@given(
    st.fixed_dictionaries({name: st.integers(0, 10**6) for name in COUNTERS}),
    st.sampled_from(COUNTERS),
    st.integers(0, 1000),
)
def test_more_activity_never_lowers_the_score(counts: dict[str, int], name: str, more: int) -> None:
    before = shipped_model().assess(signals(**counts))
    after = shipped_model().assess(signals(**(counts | {name: counts[name] + more})))
    assert after.score >= before.score


@given(st.integers(1, 10**6), st.integers(0, 10**6), st.integers(5, 100), st.integers(0, 12_000))
def test_a_larger_amount_never_lowers_the_score(
    amount: int, more: int, count: int, log: int
) -> None:
    amounts = AmountHistory(count=count, log_sum=count * log, log_square_sum=count * log**2)

    def score(minor: int) -> int:
        payment = replace(PAYMENT, money=Money(minor, "EUR"))
        return shipped_model().assess(signals(payment, amounts=amounts)).score

    assert score(amount + more) >= score(amount)


@pytest.mark.parametrize("known", ["card_known", "device_known", "country_known"])
def test_knowing_the_customer_better_never_raises_the_score(known: str) -> None:
    assert known in {field.name for field in fields(Activity)}
    unknown = shipped_model().assess(signals(**{known: False})).score
    assert shipped_model().assess(signals(**{known: True})).score <= unknown
