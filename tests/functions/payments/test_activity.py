import math
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st
from payments.activity import HISTORY_SECONDS, ActivityLog, AmountHistory
from payments.money import Money
from payments.tokenised import TokenisedPayment

from tests.support.memory_counters import MemoryCounters
from tests.support.payment_doubles import MovableClock

PAYMENT = TokenisedPayment(
    merchant_id="merchant-1",
    customer_id="customer-1",
    reference="order-1",
    money=Money(1250, "EUR"),
    card_token="tok_1",
    device_id="device-1",
    country="DE",
)
WINDOW_HOURS = 24


class Past:
    """An activity log over a dictionary, and the clock that it reads."""

    def __init__(self) -> None:
        self.clock = MovableClock(datetime(2026, 11, 22, 12, 0, tzinfo=UTC))
        self.counters = MemoryCounters()
        self.log = ActivityLog(self.counters, self.clock, idempotency_window_hours=WINDOW_HOURS)


@pytest.fixture
def past() -> Past:
    return Past()


def test_a_first_payment_has_no_past(past: Past) -> None:
    before = past.log.before(PAYMENT)
    assert (before.card_in_hour, before.customer_payments, before.spent_in_day_minor) == (0, 0, 0)
    assert {before.card_known, before.device_known, before.country_known} == {False}
    assert not before.seen_before


def test_a_recorded_payment_is_the_next_one_s_past(past: Past) -> None:
    past.log.record(PAYMENT, holder="key-1")
    before = past.log.before(PAYMENT)
    assert (before.card_in_hour, before.customer_in_day, before.device_in_day) == (1, 1, 1)
    assert (before.merchant_in_hour, before.merchant_in_week) == (1, 1)
    assert (before.spent_in_day_minor, before.customer_payments) == (1250, 1)
    assert before.card_known
    assert before.device_known
    assert before.country_known
    assert before.amounts.count == 1


def test_each_subject_has_a_past_of_its_own(past: Past) -> None:
    past.log.record(PAYMENT, holder="key-1")
    other = replace(PAYMENT, customer_id="customer-2", device_id="device-2", country="FR")
    before = past.log.before(other)
    assert (before.card_in_hour, before.merchant_in_hour) == (1, 1)
    assert (before.customer_in_day, before.device_in_day, before.customer_payments) == (0, 0, 0)
    assert {before.card_known, before.device_known, before.country_known} == {False}


def test_amounts_are_remembered_by_currency(past: Past) -> None:
    past.log.record(PAYMENT, holder="key-1")
    before = past.log.before(replace(PAYMENT, money=Money(1250, "USD")))
    assert (before.amounts.count, before.spent_in_day_minor) == (0, 0)
    assert before.customer_payments == 1


def test_a_payment_without_device_and_country_leaves_no_trace_of_them(past: Past) -> None:
    bare = replace(PAYMENT, device_id=None, country=None)
    past.log.record(bare, holder="key-1")
    before = past.log.before(bare)
    assert before.device_in_day == 0
    assert {before.device_known, before.country_known} == {False}
    assert not past.log.before(PAYMENT).device_known


def test_velocity_slides_over_the_end_of_an_hour(past: Past) -> None:
    past.clock.forward(minutes=59, seconds=59)
    for key in range(10):
        past.log.record(PAYMENT, holder=f"key-{key}")
    past.clock.forward(seconds=1)
    assert past.log.before(PAYMENT).card_in_hour == 10
    past.clock.forward(minutes=30)
    assert past.log.before(PAYMENT).card_in_hour == 5
    past.clock.forward(minutes=30)
    assert past.log.before(PAYMENT).card_in_hour == 0


def test_the_day_and_the_new_year_do_not_reset_a_customer(past: Past) -> None:
    past.clock.forward(days=39, hours=11, minutes=59)
    past.log.record(PAYMENT, holder="key-1")
    past.clock.forward(minutes=2)
    assert past.clock().year == 2027
    assert past.log.before(PAYMENT).customer_in_day == 1


def test_the_same_payment_under_another_key_is_seen_until_the_window_ends(past: Past) -> None:
    past.log.record(PAYMENT, holder="key-1")
    past.clock.forward(hours=WINDOW_HOURS, seconds=-1)
    assert past.log.before(PAYMENT, holder="key-2").seen_before
    assert past.log.before(PAYMENT).seen_before
    past.clock.forward(seconds=1)
    assert not past.log.before(PAYMENT, holder="key-2").seen_before


def test_a_retry_under_the_same_key_is_no_duplicate(past: Past) -> None:
    past.log.record(PAYMENT, holder="key-1")
    assert not past.log.before(PAYMENT, holder="key-1").seen_before
    past.log.record(PAYMENT, holder="key-2")
    assert past.log.before(PAYMENT, holder="key-1").seen_before


@pytest.mark.parametrize(
    "change",
    [
        {"reference": "order-2"},
        {"money": Money(1251, "EUR")},
        {"money": Money(1250, "USD")},
        {"card_token": "tok_2"},
        {"merchant_id": "merchant-2"},
        {"customer_id": "customer-2"},
    ],
)
def test_another_order_amount_card_or_party_is_no_duplicate(
    past: Past, change: dict[str, object]
) -> None:
    past.log.record(PAYMENT, holder="key-1")
    assert not past.log.before(replace(PAYMENT, **change), holder="key-2").seen_before


def test_habits_are_forgotten_half_a_year_after_the_last_payment(past: Past) -> None:
    past.log.record(PAYMENT, holder="key-1")
    past.clock.forward(seconds=HISTORY_SECONDS - 1)
    assert past.log.before(PAYMENT).customer_payments == 1
    past.clock.forward(seconds=1)
    assert past.log.before(PAYMENT).customer_payments == 0
    past.log.forget_expired()
    assert past.counters.held == {}


def test_one_read_and_one_write_a_payment(past: Past) -> None:
    past.log.before(PAYMENT)
    past.log.record(PAYMENT, holder="key-1")
    assert past.counters.calls == 2


def test_counter_keys_show_neither_customer_nor_device_nor_token(past: Past) -> None:
    past.log.record(PAYMENT, holder="key-1")
    written = str(past.counters.held)
    for shown in ("customer-1", "device-1", "merchant-1", "tok_1", "order-1", "key-1"):
        assert shown not in written


AMOUNTS = st.lists(st.integers(1, 10**12 - 1), min_size=1, max_size=30)


def history_of(amounts: list[int]) -> AmountHistory:
    logs = [round(math.log(amount) * 1000) for amount in amounts]
    return AmountHistory(
        count=len(logs), log_sum=sum(logs), log_square_sum=sum(log**2 for log in logs)
    )


@given(AMOUNTS, st.integers(1, 10**12 - 1), st.integers(0, 10**12))
def test_a_larger_amount_never_deviates_less(amounts: list[int], amount: int, more: int) -> None:
    history = history_of(amounts)
    lower = history.deviation(amount, least_spread=0.35)
    assert history.deviation(amount + more, least_spread=0.35) >= lower


def test_the_deviation_is_in_standard_deviations_of_the_logarithm() -> None:
    history = history_of([1000, 10_000])
    assert history.deviation(10_000, least_spread=0.1) == pytest.approx(1.0, abs=0.001)
    assert history.deviation(1000, least_spread=0.1) == pytest.approx(-1.0, abs=0.001)


def test_a_customer_who_always_pays_the_same_may_pay_a_cent_more() -> None:
    assert history_of([1000] * 50).deviation(1001, least_spread=0.35) < 0.01


def test_amounts_that_were_recorded_are_the_history_of_the_next_payment(past: Past) -> None:
    for number, amount in enumerate((1000, 10_000)):
        past.log.record(replace(PAYMENT, money=Money(amount, "EUR")), holder=f"key-{number}")

    assert past.log.before(PAYMENT).amounts == history_of([1000, 10_000])


def test_an_empty_history_deviates_from_nothing() -> None:
    assert AmountHistory(count=0, log_sum=0, log_square_sum=0).deviation(5, least_spread=1) == 0
