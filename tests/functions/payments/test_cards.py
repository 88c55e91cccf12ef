import copy
import dataclasses
import json
import pickle

import pytest
from hypothesis import given
from hypothesis import strategies as st
from payments.cards import (
    SCHEMES,
    CardNumber,
    CardNumberError,
    SecurityCode,
    luhn_valid,
    scheme_of,
)

from tests.support.card_strategies import card_digits, check_digit, written_cards
from tests.support.payment_documents import VISA


@pytest.mark.parametrize(
    ("number", "scheme"),
    [
        ("4111111111111111", "visa"),
        ("4222222222222", "visa"),
        ("5555555555554444", "mastercard"),
        ("2223003122003222", "mastercard"),
        ("378282246310005", "amex"),
        ("6011111111111117", "discover"),
        ("30569309025904", "diners"),
        ("3530111333300000", "jcb"),
        ("6200000000000005", "unionpay"),
        ("2200000000000004", "mir"),
        ("6759649826438453", "maestro"),
    ],
)
def test_public_test_cards_belong_to_their_scheme(number: str, scheme: str) -> None:
    card = CardNumber(number)
    assert card.scheme is SCHEMES[scheme]
    assert card.reveal() == number


@given(written_cards())
def test_a_number_reads_the_same_in_every_script_and_with_every_separator(
    card: tuple[str, str],
) -> None:
    digits, text = card
    assert CardNumber(text).reveal() == digits


@given(card_digits(), st.integers(0, 11), st.integers(1, 9))
def test_one_wrong_digit_never_passes_the_luhn_check(digits: str, place: int, shift: int) -> None:
    wrong = str((int(digits[place]) + shift) % 10)
    assert not luhn_valid(digits[:place] + wrong + digits[place + 1 :])


@given(st.text("0123456789", min_size=1, max_size=30))
def test_the_luhn_check_agrees_with_the_definition(digits: str) -> None:
    assert luhn_valid(digits) == (check_digit(digits[:-1]) == digits[-1])


@pytest.mark.parametrize(
    ("text", "code", "message"),
    [
        ("4111 1111 x111 1111", "characters", "digits and separators only"),
        ("", "length", "12 to 19 digits, not 0"),
        ("41111111111", "length", "12 to 19 digits, not 11"),
        ("4" * 20, "length", "12 to 19 digits, not 20"),
        ("4111111111111112", "check_digit", "wrong check digit"),
        ("9999999999999995", "scheme", "no card scheme"),
    ],
)
def test_a_text_that_is_no_card_number_is_refused_without_repeating_it(
    text: str, code: str, message: str
) -> None:
    with pytest.raises(CardNumberError, match=message) as refused:
        CardNumber(text)
    assert refused.value.code == code
    assert len(text) < 5 or text not in str(refused.value)


def test_a_length_that_the_scheme_does_not_issue_has_no_scheme() -> None:
    assert scheme_of("37828224631000") is None
    assert scheme_of("1" * 16) is None


def test_only_issuer_number_and_last_four_are_ever_shown() -> None:
    card = CardNumber(VISA)
    assert str(card) == f"{card}" == "411111******1111"
    assert repr([card]) == "[CardNumber(411111******1111)]"
    assert (card.bin, card.last_four) == ("411111", "1111")


@pytest.mark.parametrize(
    ("digits", "issuer", "shown"),
    [
        ("378282246310005", "378282", "378282*****0005"),
        ("30569309025904", "30569", "30569*****5904"),
        ("4222222222222", "4222", "4222*****2222"),
        ("501800000009", "501", "501*****0009"),
        ("6304000000000000000", "630400", "630400*********0000"),
    ],
)
def test_a_short_number_shows_less_of_its_issuer_so_that_five_digits_stay_hidden(
    digits: str, issuer: str, shown: str
) -> None:
    card = CardNumber(digits)
    assert (card.bin, str(card)) == (issuer, shown)


@given(card_digits())
def test_what_is_shown_of_any_card_leaves_five_digits_or_more_hidden(digits: str) -> None:
    card = CardNumber(digits)
    assert len(card.bin) + len(card.last_four) <= min(len(digits) - 5, 10)


def test_card_numbers_compare_by_their_digits() -> None:
    same = {CardNumber(VISA), CardNumber("4111-1111-1111-1111")}
    assert len(same) == 1
    assert CardNumber(VISA) != VISA


@pytest.mark.parametrize("value", [CardNumber(VISA), SecurityCode("123")])
def test_card_data_is_never_serialised(value: object) -> None:
    for serialise in (pickle.dumps, copy.copy, json.dumps):
        with pytest.raises(TypeError):
            serialise(value)
    assert not dataclasses.is_dataclass(value)
    assert not hasattr(value, "__dict__")


def test_a_security_code_shows_nothing() -> None:
    code = SecurityCode("123")
    assert f"{code} {code!r}" == "SecurityCode(***) SecurityCode(***)"
    assert (len(code), code.reveal()) == (3, "123")
