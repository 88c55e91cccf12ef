import html
import json
import time
from collections import OrderedDict
from collections.abc import Callable
from decimal import Decimal
from typing import Any
from urllib.parse import quote

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from payments.cards import CardNumber, CardNumberError, SecurityCode
from payments.masking import CARD_MASK, SECRET_MASK, holds_card_number, scrub, scrub_text

from tests.support.card_strategies import card_digits, written_cards
from tests.support.leaks import LeakDetector
from tests.support.payment_documents import VISA

# No digits around a planted number: they would make another number of it.
WORDS = st.text(st.characters(exclude_categories=["Nd", "No", "Nl", "Cs"]), max_size=8)
KEYS = st.sampled_from(["note", "card_number", "extra", "0", "items"])


@given(written_cards(), WORDS, WORDS)
def test_no_text_keeps_a_card_number(card: tuple[str, str], before: str, after: str) -> None:
    digits, text = card
    scrubbed = scrub_text(before + text + after)
    LeakDetector(digits).check("text", scrubbed)
    assert CARD_MASK in scrubbed


@given(written_cards())
def test_no_text_keeps_a_card_number_in_json_escapes(card: tuple[str, str]) -> None:
    digits, text = card
    once = json.dumps({"note": text})
    scrubbed = [scrub_text(once), scrub_text(json.dumps({"body": once}))]
    LeakDetector(digits).check("text", *scrubbed)
    assert all(CARD_MASK in each for each in scrubbed)


ENCODINGS: dict[str, Callable[[str], str]] = {
    "text as Python shows it": repr,
    "ASCII text as Python shows it": ascii,
    "bytes as Python shows them": lambda text: repr(text.encode()),
    "a URL": lambda text: quote(text, safe=""),
    "a URL with every character encoded": lambda text: "".join(f"%{o:02x}" for o in text.encode()),
    "a URL in a URL": lambda text: quote(quote(text, safe=""), safe=""),
    "decimal HTML references": lambda text: "".join(f"&#{ord(c)};" for c in text),
    "hexadecimal HTML references": lambda text: "".join(f"&#X{ord(c):x};" for c in text),
    "named HTML references": lambda text: text.replace("\u00a0", "&nbsp;"),
    "JSON in JSON in JSON": lambda text: json.dumps(json.dumps(json.dumps(text))),
}


@pytest.mark.parametrize("encoding", ENCODINGS)
@given(written_cards())
@example(("4111111111111111", "4111\u00a01111\u00a01111\u00a01111"))
def test_no_text_keeps_a_card_number_that_was_written_as(
    encoding: str, card: tuple[str, str]
) -> None:
    digits, text = card
    scrubbed = scrub_text(f"says {ENCODINGS[encoding](text)} here")
    LeakDetector(digits).check(encoding, scrubbed, html.unescape(scrubbed))
    assert CARD_MASK in scrubbed


@pytest.mark.parametrize(
    "text", ["100%20 of %zz", "&#9999999; &amp; &lt;", "\\x4 \\xff%ff", "%34%31", "&#52;1"]
)
def test_escapes_without_a_card_number_behind_them_stay_as_they_are(text: str) -> None:
    padded = f"{text} and some more words"
    assert scrub_text(padded) == padded


@pytest.mark.parametrize(
    "digits",
    ["6074820000000009", "6362970000457013", "8600000000000007", "9792030394440796"],
)
def test_numbers_of_schemes_that_are_not_accepted_are_masked_too(digits: str) -> None:
    assert scrub_text(digits) == CARD_MASK
    with pytest.raises(CardNumberError, match="no card scheme"):
        CardNumber(digits)


@given(card_digits(), st.text("0123456789", max_size=6), st.text("0123456789", max_size=6))
def test_a_card_number_inside_a_longer_run_of_digits_is_found(
    digits: str, before: str, after: str
) -> None:
    LeakDetector(digits).check("text", scrub_text(before + digits + after))


def nested(leaf: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    return st.recursive(
        leaf,
        lambda inner: (
            st.lists(inner, min_size=1, max_size=3)
            | st.dictionaries(KEYS, inner, min_size=1, max_size=3)
        ),
        max_leaves=6,
    )


@given(st.data(), written_cards())
def test_no_structure_keeps_a_card_number(data: st.DataObject, card: tuple[str, str]) -> None:
    digits, text = card
    forms: list[Any] = [text, int(digits), Decimal(digits), text.encode(), CardNumber(digits)]
    value = data.draw(nested(st.sampled_from(forms) | st.integers(0, 9) | st.none()))
    scrubbed = scrub({text: value, "outer": (value, {text})})
    LeakDetector(digits).check("structure", json.dumps(scrubbed), json.dumps(scrubbed, indent=1))


@given(card_digits())
def test_a_float_that_reads_as_a_card_number_is_masked(digits: str) -> None:
    value = float(digits)
    LeakDetector(digits).check("float", json.dumps(scrub({"amount": value})))
    reads_as_card = holds_card_number(f"{value:.0f}") or holds_card_number(str(value))
    assert scrub(value) == (CARD_MASK if reads_as_card else value)


def test_the_decimal_point_of_a_float_hides_no_card_number() -> None:
    assert scrub(41111111.11111111) == CARD_MASK


def test_the_groups_of_a_number_in_a_list_are_masked() -> None:
    assert scrub([4111, "1111", 1111, 1111, {"a": 1}]) == [SECRET_MASK] * 4 + [{"a": 1}]
    assert scrub([1, 2, 3]) == [1, 2, 3]
    assert scrub(({7}, (8,))) == [[7], [8]]


@pytest.mark.parametrize(
    "name",
    [
        *("cvv", "CVC2", "CSC", "card-number", "securityCode", "Authorization", "X-API-Key"),
        *("api_key", "authToken", "X-Amz-Security-Token", "Set-Cookie", "SecretBinary", "body"),
    ],
)
def test_what_stands_under_a_sensitive_name_is_masked_whatever_it_is(name: str) -> None:
    assert scrub({name: {"deep": [739]}}) == {name: SECRET_MASK}


def test_ordinary_records_pass_unchanged() -> None:
    record = {
        "timestamp": "2026-11-22T05:06:07.891Z",
        "epoch_ms": 1795323187656,
        "correlation_id": "1-67891233-abcdef0a234567b912345678",
        "amount_minor": 999_999_999_999,
        "ratio": 0.25,
        "valid": True,
        "nothing": None,
        "short": "41111111111",
        "order": "2026-11-22/000123",
        "price": Decimal("12.50"),
        "card_token": "tok_abc",
    }
    assert scrub(record) == record | {"price": "12.50"}


def test_card_values_and_foreign_objects_become_masked_text() -> None:
    class Holder:
        def __str__(self) -> str:
            return f"holder of {VISA}"

    assert scrub([CardNumber(VISA), SecurityCode("123"), Holder(), b"\xff"]) == [
        "411111******1111",
        "SecurityCode(***)",
        f"holder of {CARD_MASK}",
        "\ufffd",
    ]


def test_overlapping_readings_are_masked_as_one() -> None:
    assert scrub_text(f"a{VISA}1b") == f"a{CARD_MASK}1b"
    overlapping = "411111111111111" + "1" + "4222222222222"
    LeakDetector(VISA, "4222222222222").check("text", scrub_text(overlapping))
    # Its third to eighteenth digit are a card number as well.
    assert scrub_text("4088995790328921840") == CARD_MASK


def test_several_numbers_in_one_text_are_each_masked() -> None:
    assert scrub_text(f"{VISA} and {VISA}") == f"{CARD_MASK} and {CARD_MASK}"


def test_nesting_beyond_any_record_is_masked_and_costs_no_stack() -> None:
    deep: list[Any] = []
    for _ in range(5000):
        deep = [deep]
    assert SECRET_MASK in json.dumps(scrub(deep))


def test_a_huge_run_of_digits_is_masked_whole_and_fast() -> None:
    started = time.perf_counter()
    assert scrub_text("4" * 100_000) == CARD_MASK
    assert time.perf_counter() - started < 2


def test_mappings_of_any_kind_keep_their_order() -> None:
    assert scrub(OrderedDict(b=1, a=2)) == {"b": 1, "a": 2}
