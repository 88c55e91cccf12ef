"""What is known of a payment's past, for tests that need no counters."""

from typing import Any

from payments.activity import Activity, AmountHistory

NO_AMOUNTS = AmountHistory(count=0, log_sum=0, log_square_sum=0)


def quiet_activity(**changes: Any) -> Activity:
    """A known customer with a known card and device, and nothing happening."""
    known: dict[str, Any] = {
        "card_in_hour": 0,
        "customer_in_day": 0,
        "device_in_day": 0,
        "merchant_in_hour": 0,
        "merchant_in_week": 0,
        "spent_in_day_minor": 0,
        "customer_payments": 10,
        "amounts": NO_AMOUNTS,
        "country_known": True,
        "device_known": True,
        "card_known": True,
        "seen_before": False,
    }
    return Activity(**(known | changes))
