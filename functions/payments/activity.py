"""What was seen of a customer, card, device and merchant before: one read, one write a payment."""

import hashlib
import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from payments.clock import Clock, epoch_seconds
from payments.counters.protocol import Change, Counters, counter_key
from payments.tokenised import TokenisedPayment
from payments.windows import DAY, HOUR, WEEK, Window

HISTORY_SECONDS: Final = 180 * 86_400
"""How long a customer's habits are remembered after the last payment (PCI DSS 3.2.1: no longer
than needed; half a year spans seasonal shopping)."""

_LOG_SCALE: Final = 1000
"""Counters are integers: logarithms of amounts are kept in thousandths."""

_COUNT: Final = "n"
_Fields = Mapping[str, int]


@dataclass(frozen=True, kw_only=True, slots=True)
class AmountHistory:
    """A customer's amounts in one currency, as the moments of their natural logarithms."""

    count: int
    log_sum: int
    log_square_sum: int

    def deviation(self, amount_minor: int, *, least_spread: float) -> float:
        """Return how many standard deviations `amount_minor` lies above the mean logarithm.

        Negative below the mean; `least_spread` keeps a customer who always pays the same from
        making a cent look extreme. An empty history deviates from nothing.
        """
        if not self.count:
            return 0.0
        mean = self.log_sum / self.count / _LOG_SCALE
        # Integers all the way to the division: no cancellation of nearly equal floats.
        spread = self.count * self.log_square_sum - self.log_sum**2
        deviation = math.sqrt(max(spread, 0)) / self.count / _LOG_SCALE
        return (math.log(amount_minor) - mean) / max(deviation, least_spread)


@dataclass(frozen=True, kw_only=True, slots=True)
class Activity:
    """What is known when a payment arrives; the payment itself is not counted."""

    card_in_hour: int
    customer_in_day: int
    device_in_day: int
    merchant_in_hour: int
    merchant_in_week: int
    spent_in_day_minor: int
    """Attempted by the customer in the payment's currency."""
    customer_payments: int
    amounts: AmountHistory
    country_known: bool
    device_known: bool
    card_known: bool
    seen_before: bool
    """Whether the same payment came inside the idempotency window under another holder."""


class ActivityLog:
    """Reads and records activity in counters.

    Every method raises a `PaymentsError` of status 503 when the counters do not answer.
    """

    def __init__(self, counters: Counters, clock: Clock, *, idempotency_window_hours: int) -> None:
        self._counters = counters
        self._clock = clock
        self._repeat_seconds = idempotency_window_hours * 3600

    def before(self, payment: TokenisedPayment, *, holder: str | None = None) -> Activity:
        """Return what was seen before `payment`.

        `holder` is the payment's idempotency key: the same payment under the same holder is a
        retry, not a duplicate.
        """
        now = epoch_seconds(self._clock())
        subjects = _subjects(payment)
        keys: list[str] = []
        for kind, (window, who) in subjects.items():
            keys += _bucket_keys(kind, who, window, now)
        habits = _habits(payment)
        keys += [*habits.values(), _seen_key(payment)]
        read = iter(self._counters.read(keys, now=now))
        windows = {kind: _estimates(read, window, now) for kind, (window, _) in subjects.items()}
        known = {name: next(read) for name in habits}
        holders = set(next(read)) - {_holder_field(holder)}
        currency = payment.money.currency
        return Activity(
            card_in_hour=windows["card-hour"].get(_COUNT, 0),
            customer_in_day=windows["customer-day"].get(_COUNT, 0),
            device_in_day=windows.get("device-day", {}).get(_COUNT, 0),
            merchant_in_hour=windows["merchant-hour"].get(_COUNT, 0),
            merchant_in_week=windows["merchant-week"].get(_COUNT, 0),
            spent_in_day_minor=windows["customer-day"].get(currency, 0),
            customer_payments=known["customer"].get(_COUNT, 0),
            amounts=AmountHistory(
                count=known["amounts"].get(_COUNT, 0),
                log_sum=known["amounts"].get("log", 0),
                log_square_sum=known["amounts"].get("log2", 0),
            ),
            country_known=bool(known.get("country")),
            device_known=bool(known.get("device")),
            card_known=bool(known["card"]),
            seen_before=bool(holders),
        )

    def record(self, payment: TokenisedPayment, *, holder: str) -> None:
        """Count `payment`; call it once per payment, when its idempotency key was claimed."""
        now = epoch_seconds(self._clock())
        money = payment.money
        changes: list[Change] = []
        for kind, (window, who) in _subjects(payment).items():
            spent = {money.currency: money.amount_minor} if kind == "customer-day" else {}
            key, _ = _bucket_keys(kind, who, window, now)
            changes.append(
                Change(key=key, increments={_COUNT: 1, **spent}, expires_at=window.expires_at(now))
            )
        log = round(math.log(money.amount_minor) * _LOG_SCALE)
        for name, key in _habits(payment).items():
            moments = {"log": log, "log2": log**2} if name == "amounts" else {}
            changes.append(
                Change(key=key, increments={_COUNT: 1, **moments}, expires_at=now + HISTORY_SECONDS)
            )
        seen = Change(
            key=_seen_key(payment),
            increments={_holder_field(holder): 1},
            expires_at=now + self._repeat_seconds,
        )
        self._counters.add([*changes, seen], now=now)

    def forget_expired(self) -> None:
        """Delete counters that no window reads any more, where the place keeps them."""
        self._counters.forget_expired(now=epoch_seconds(self._clock()))


def _subjects(payment: TokenisedPayment) -> dict[str, tuple[Window, str]]:
    """Return whose velocity is counted, over which window."""
    subjects = {
        "card-hour": (HOUR, payment.card_token),
        "customer-day": (DAY, payment.customer_id),
        "merchant-hour": (HOUR, payment.merchant_id),
        "merchant-week": (WEEK, payment.merchant_id),
    }
    if payment.device_id is not None:
        subjects["device-day"] = (DAY, payment.device_id)
    return subjects


def _habits(payment: TokenisedPayment) -> dict[str, str]:
    """Return the keys of what is remembered of the customer."""
    customer = payment.customer_id
    habits = {
        "customer": counter_key("customer", customer),
        "amounts": counter_key("amounts", customer, payment.money.currency),
        "card": counter_key("customer-card", customer, payment.card_token),
    }
    if payment.device_id is not None:
        habits["device"] = counter_key("customer-device", customer, payment.device_id)
    if payment.country is not None:
        habits["country"] = counter_key("customer-country", customer, payment.country)
    return habits


def _bucket_keys(kind: str, who: str, window: Window, now: int) -> tuple[str, str]:
    bucket = window.bucket(now)
    return counter_key(kind, who, str(bucket)), counter_key(kind, who, str(bucket - 1))


def _estimates(read: Iterator[_Fields], window: Window, now: int) -> _Fields:
    current, previous = next(read), next(read)
    return {
        field: window.estimate(current.get(field, 0), previous.get(field, 0), now)
        for field in {*current, *previous}
    }


def _seen_key(payment: TokenisedPayment) -> str:
    """Return the key of a payment's content: merchant, reference, customer, amount and card."""
    money = payment.money
    content = (payment.merchant_id, payment.reference, payment.customer_id)
    return counter_key(
        "seen", *content, str(money.amount_minor), money.currency, payment.card_token
    )


def _holder_field(holder: str | None) -> str:
    """Return a field name of the holder that shows nothing of it."""
    return hashlib.sha256((holder or "").encode("utf-8")).hexdigest()[:32]
