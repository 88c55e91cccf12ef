"""Limits per merchant and per customer, from a reviewed JSON file."""

import json
import sys
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import Any, Final, Self

LIMITS_PATH: Final = Path(__file__).with_name("limits.json")
_DEFAULT: Final = "default"


@dataclass(frozen=True, kw_only=True, slots=True)
class MerchantLimits:
    """What one merchant may charge at once; None is no limit of the merchant's own."""

    max_amount_minor: int | None = None
    currencies: frozenset[str] | None = None
    schemes: frozenset[str] | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class CustomerLimits:
    """What one customer may attempt in a sliding day: an amount per currency, and a number."""

    daily_amount_minor: int
    daily_payments: int


@dataclass(frozen=True, kw_only=True, slots=True)
class LimitBook:
    """The platform's limit on one payment and everybody's own; unknown ids get the defaults."""

    max_amount_minor: int
    merchants: Mapping[str, MerchantLimits]
    customers: Mapping[str, CustomerLimits]

    def for_merchant(self, merchant_id: str) -> MerchantLimits:
        """Return the merchant's limits."""
        return self.merchants.get(merchant_id) or self.merchants[_DEFAULT]

    def for_customer(self, customer_id: str) -> CustomerLimits:
        """Return the customer's limits."""
        return self.customers.get(customer_id) or self.customers[_DEFAULT]

    def lifted(self) -> Self:
        """Return the book without limits on one payment, for one that was accepted before."""
        return replace(self, max_amount_minor=sys.maxsize, merchants={_DEFAULT: MerchantLimits()})

    @classmethod
    def from_document(cls, document: Mapping[str, Any], *, max_amount_minor: int) -> Self:
        """Return the book that a limits document describes.

        Raises:
            KeyError: the document lacks a part, or the defaults.
            TypeError: an entry has an unknown name or lacks one.
        """
        book = cls(
            max_amount_minor=max_amount_minor,
            merchants={
                merchant: MerchantLimits(
                    max_amount_minor=entry["max_amount_minor"],
                    currencies=_names(entry["currencies"]),
                    schemes=_names(entry["schemes"]),
                )
                for merchant, entry in document["merchants"].items()
            },
            customers={
                customer: CustomerLimits(**entry)
                for customer, entry in document["customers"].items()
            },
        )
        book.for_merchant(_DEFAULT)
        book.for_customer(_DEFAULT)
        return book


@cache
def limit_book(max_amount_minor: int) -> LimitBook:
    """Return the book of the shipped limits file under the platform's own limit, minor units."""
    document = json.loads(LIMITS_PATH.read_text(encoding="utf-8"))
    return LimitBook.from_document(document, max_amount_minor=max_amount_minor)


def _names(names: list[str] | None) -> frozenset[str] | None:
    return None if names is None else frozenset(names)
