"""Money: an integer of minor units and an ISO 4217 currency; never a float."""

import json
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any, Final

_ISO: Final = Path(__file__).with_name("iso.json")


@cache
def _iso() -> dict[str, Any]:
    document: dict[str, Any] = json.loads(_ISO.read_text(encoding="utf-8"))
    return document


def minor_unit_digits(currency: str) -> int | None:
    """Return how many decimal places `currency` has, None when ISO 4217 does not list it."""
    return _iso()["minor_units"].get(currency)


def country_currencies(country: str) -> tuple[str, ...] | None:
    """Return the legal tender of an ISO 3166-1 alpha-2 `country`, None when there is none."""
    found: list[str] | None = _iso()["country_currencies"].get(country)
    return None if found is None else tuple(found)


@dataclass(frozen=True, slots=True)
class Money:
    """An amount in the minor unit of its currency: `Money(1250, "EUR")` is 12.50 EUR.

    Raises:
        ValueError: the amount is negative or no integer, or ISO 4217 does not list the currency.
    """

    amount_minor: int
    currency: str

    def __post_init__(self) -> None:
        if type(self.amount_minor) is not int or self.amount_minor < 0:
            raise ValueError(
                f"amount {self.amount_minor!r} is no whole number of minor units; "
                "write 1250 for 12.50 EUR"
            )
        if minor_unit_digits(self.currency) is None:
            raise ValueError(
                f"currency {self.currency!r} is not in ISO 4217; write a code such as EUR"
            )

    def __str__(self) -> str:
        digits = minor_unit_digits(self.currency) or 0
        return f"{Decimal(self.amount_minor).scaleb(-digits):.{digits}f} {self.currency}"
