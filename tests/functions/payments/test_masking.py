import json
import time
from collections import OrderedDict
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from payments.cards import CardNumber, SecurityCode
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
    LeakDetector(digits).check("text", scrub_text(once), scrub_text(json.dumps({"body": once})))


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
    shown = f"{float(digits):.0f}"
    LeakDetector(digits).check("float", json.dumps(scrub({"amount": float(digits)})))
    assert scrub(float(digits)) == (CARD_MASK if holds_card_number(shown) else float(digits))


def test_the_groups_of_a_number_in_a_list_are_masked() -> None:
    assert scrub([4111, "1111", 1111, 1111, {"a": 1}]) == [SECRET_MASK] * 4 + [{"a": 1}]
    assert scrub([1, 2, 3]) == [1, 2, 3]


@pytest.mark.parametrize(
    "name", ["cvv", "CVC2", "card-number", "securityCode", "Authorization", "X-API-Key", "body"]
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
