import pulumi
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pci.values import (
    ABSENT,
    UNKNOWN,
    Missing,
    as_flag,
    as_list,
    as_number,
    as_text,
    parse_json,
    plain,
)
from pulumi_policy.proxy import UNKNOWN_BOOLEAN_VALUE, UNKNOWN_STRING_VALUE, unknown_checking_proxy

JSON = st.recursive(
    st.none() | st.booleans() | st.floats() | st.text() | st.just(UNKNOWN_STRING_VALUE),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=12,
)


def test_proxies_become_plain_values_with_unknowns_in_place() -> None:
    proxy = unknown_checking_proxy(
        {"a": UNKNOWN_BOOLEAN_VALUE, "b": [UNKNOWN_STRING_VALUE, 1.0], "c": {"d": None}}
    )
    assert plain(proxy) == {"a": UNKNOWN, "b": [UNKNOWN, 1.0], "c": {"d": ABSENT}}


def test_assets_are_empty_objects() -> None:
    assert plain({"code": pulumi.StringAsset("planted")}) == {"code": {}}


@given(JSON)
def test_a_proxy_and_what_it_wraps_read_the_same(value: object) -> None:
    assert str(plain(unknown_checking_proxy({"k": value}))) == str(plain({"k": value}))


@pytest.mark.parametrize(
    ("value", "flag"),
    [
        (True, True),
        ("true", True),
        (" False ", False),
        ("yes", ABSENT),
        (1.0, ABSENT),
        ([], ABSENT),
    ],
)
def test_flags_may_be_text(value: object, flag: object) -> None:
    assert as_flag(plain(value)) is flag


@pytest.mark.parametrize(
    ("value", "number"),
    [
        (3, 3.0),
        ("3.5", 3.5),
        ("three", ABSENT),
        (True, ABSENT),
        ("nan", ABSENT),
        (float("inf"), ABSENT),
        ("9" * 400, ABSENT),
        (10**400, ABSENT),
        ({}, ABSENT),
    ],
)
def test_numbers_may_be_text_and_are_finite(value: object, number: object) -> None:
    assert as_number(plain(value)) == number


@pytest.mark.parametrize(
    ("value", "text"), [("a", "a"), ("", ABSENT), (16.0, "16"), (True, ABSENT), ([], ABSENT)]
)
def test_texts_may_be_numbers_and_are_not_empty(value: object, text: object) -> None:
    assert as_text(plain(value)) == text


def test_one_block_stands_for_a_list_of_one() -> None:
    assert as_list({"a": 1}) == [{"a": 1}]
    assert as_list("text") is ABSENT


@pytest.mark.parametrize("read", [as_flag, as_number, as_text, as_list])
@pytest.mark.parametrize("missing", list(Missing))
def test_what_is_missing_stays_missing(read: object, missing: Missing) -> None:
    assert callable(read)
    assert read(missing) is missing


@pytest.mark.parametrize(
    ("text", "value"),
    [('{"a": 1}', {"a": 1}), ("  ", ABSENT), ("{", UNKNOWN), ("[" * 5000, UNKNOWN), (1.0, 1.0)],
)
def test_json_is_read_from_text_or_object(text: str, value: object) -> None:
    assert parse_json(text) == value
