import json
from typing import Any

import pytest
from payments.cards import SCHEMES
from payments.limits import LIMITS_PATH, CustomerLimits, LimitBook, MerchantLimits, limit_book
from payments.money import minor_unit_digits


def shipped() -> dict[str, Any]:
    return json.loads(LIMITS_PATH.read_text(encoding="utf-8"))


def test_unknown_merchants_and_customers_get_the_defaults() -> None:
    book = limit_book(1_000_000)
    assert book.for_merchant("merchant-unheard-of") == MerchantLimits()
    assert book.for_customer("customer-unheard-of") == CustomerLimits(
        daily_amount_minor=2_000_000, daily_payments=50
    )


def test_a_merchant_s_own_limits_are_read() -> None:
    limits = limit_book(1_000_000).for_merchant("merchant-micro")
    assert limits.max_amount_minor == 5000
    assert limits.schemes == {"visa", "mastercard"}


def test_the_shipped_limits_name_only_schemes_and_currencies_that_exist() -> None:
    for limits in limit_book(1).merchants.values():
        assert (limits.schemes or frozenset()) <= SCHEMES.keys()
        assert all(minor_unit_digits(currency) is not None for currency in limits.currencies or ())


def test_a_document_without_defaults_is_refused() -> None:
    document = shipped()
    del document["customers"]["default"]
    with pytest.raises(KeyError, match="default"):
        LimitBook.from_document(document, max_amount_minor=1)


def test_a_document_with_an_unknown_limit_is_refused() -> None:
    document = shipped()
    document["customers"]["default"]["weekly"] = 1
    with pytest.raises(TypeError, match="weekly"):
        LimitBook.from_document(document, max_amount_minor=1)
