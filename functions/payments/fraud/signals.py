"""The numbers that the model weighs, each of them zero when there is nothing to say."""

import math
from datetime import datetime, timedelta
from typing import Final

from payments.activity import Activity
from payments.money import country_currencies
from payments.tokenised import TokenisedPayment
from payments.windows import HOUR, WEEK

NIGHT_ENDS: Final = 6
"""Local hour; chargebacks on purchases made while the cardholder sleeps are the usual reason."""

LEAST_HISTORY: Final = 5
"""Payments of a customer in a currency before an amount can be unusual for them."""

LEAST_SPREAD: Final = 0.35
"""Smallest standard deviation of log amounts that is believed: 0.35 is a factor of 1.4."""

_HOURS_IN_WEEK: Final = WEEK.seconds // HOUR.seconds


def signals_of(
    payment: TokenisedPayment, activity: Activity, *, now: datetime, max_amount_minor: int
) -> dict[str, float]:
    """Return every signal by name, none of them negative.

    Each of them never falls when what it measures grows: a count, an amount, a mismatch.
    """
    first = activity.customer_payments == 0
    return {
        "card_velocity": _doublings(activity.card_in_hour),
        "customer_velocity": _doublings(activity.customer_in_day),
        "device_velocity": _doublings(activity.device_in_day),
        "merchant_surge": _surge(activity),
        "amount_deviation": _amount_deviation(payment, activity),
        "amount_share": payment.money.amount_minor / max_amount_minor,
        "country_mismatch": float(_countries_differ(payment)),
        "new_country": float(
            payment.country is not None and not first and not activity.country_known
        ),
        "currency_mismatch": float(_currency_is_foreign(payment)),
        "night": float(_is_night(payment, now)),
        "new_customer": float(first),
        "new_card": float(not activity.card_known),
        "new_device": float(payment.device_id is not None and not activity.device_known),
    }


def _doublings(count: int) -> float:
    return math.log2(1 + count)


def _surge(activity: Activity) -> float:
    """Return how often the merchant's usual hour doubled; one payment an hour is always usual."""
    usual = activity.merchant_in_week / _HOURS_IN_WEEK
    return max(0.0, math.log2((1 + activity.merchant_in_hour) / (1 + usual)))


def _amount_deviation(payment: TokenisedPayment, activity: Activity) -> float:
    if activity.amounts.count < LEAST_HISTORY:
        return 0.0
    amount = payment.money.amount_minor
    return max(0.0, activity.amounts.deviation(amount, least_spread=LEAST_SPREAD))


def _countries_differ(payment: TokenisedPayment) -> bool:
    countries = {payment.country, payment.ip_country}
    return None not in countries and len(countries) > 1


def _currency_is_foreign(payment: TokenisedPayment) -> bool:
    tender = country_currencies(payment.country or "")
    return bool(tender) and payment.money.currency not in tender


def _is_night(payment: TokenisedPayment, now: datetime) -> bool:
    return (now + timedelta(minutes=payment.utc_offset_minutes or 0)).hour < NIGHT_ENDS
