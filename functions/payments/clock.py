"""Time, injected so that expiries and windows can be tested across clock boundaries."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import TypeAlias

Clock: TypeAlias = Callable[[], datetime]
"""Returns the current time as an aware datetime in UTC."""


def system_clock() -> datetime:
    """Return the machine's time in UTC."""
    return datetime.now(UTC)


def epoch_seconds(moment: datetime) -> int:
    """Return whole seconds since 1970-01-01 UTC, the unit of DynamoDB TTL attributes."""
    return int(moment.timestamp())
