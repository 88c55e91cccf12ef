import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from payments.money import Money, country_currencies, minor_unit_digits


@pytest.mark.parametrize(
    ("money", "text"),
    [
        (Money(1250, "EUR"), "12.50 EUR"),
        (Money(1250, "JPY"), "1250 JPY"),
        (Money(1250, "KWD"), "1.250 KWD"),
        (Money(0, "USD"), "0.00 USD"),
        (Money(999_999_999_999, "USD"), "9999999999.99 USD"),
    ],
)
def test_an_amount_is_written_with_its_currency_s_decimal_places(money: Money, text: str) -> None:
    assert str(money) == text


@given(st.integers(0, 10**15), st.sampled_from(["EUR", "JPY", "KWD", "UYW"]))
def test_a_written_amount_keeps_every_minor_unit(amount: int, currency: str) -> None:
    assert int(str(Money(amount, currency)).split()[0].replace(".", "")) == amount


@pytest.mark.parametrize("amount", [-1, 12.5, True, "1250"])
def test_an_amount_that_is_no_whole_number_of_minor_units_is_refused(amount: Any) -> None:
    with pytest.raises(ValueError, match=f"amount {amount!r} is no whole number"):
        Money(amount, "EUR")


@pytest.mark.parametrize("currency", ["XXX", "XAU", "eur", "HRK", "BGN"])
def test_a_currency_outside_iso_4217_is_refused(currency: str) -> None:
    assert minor_unit_digits(currency) is None
    with pytest.raises(ValueError, match=f"currency '{currency}' is not in ISO 4217"):
        Money(1, currency)


def test_a_country_s_tender_is_known_or_explicitly_none() -> None:
    assert country_currencies("BG") == ("EUR",)
    assert country_currencies("PA") == ("PAB", "USD")
    assert country_currencies("AQ") == ()
    assert country_currencies("XX") is None
    assert json.dumps(country_currencies("DE")) == '["EUR"]'
