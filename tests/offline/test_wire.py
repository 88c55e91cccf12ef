import copy
from typing import Any

import pytest
from google.protobuf import struct_pb2
from hypothesis import given, settings
from hypothesis import strategies as st

from offline.wire import (
    SECRET_TEXT,
    UNKNOWN,
    UNKNOWN_TEXT,
    Secret,
    decode,
    encode,
    has_unknown,
    put,
    revealed,
    shown,
)

scalars = (
    st.none()
    | st.booleans()
    | st.integers(min_value=-(2**53), max_value=2**53)
    | st.floats(allow_nan=False, allow_infinity=False).filter(lambda x: not x.is_integer())
    | st.text()
    | st.just(UNKNOWN)
)
keys = st.text(min_size=1)
values = st.recursive(
    scalars,
    lambda inner: st.lists(inner) | st.dictionaries(keys, inner) | inner.map(Secret),
    max_leaves=12,
)


@settings(max_examples=50)
@given(st.dictionaries(keys, values, max_size=3))
def test_properties_survive_the_wire(properties: Any) -> None:
    assert decode(encode(properties)) == properties


@given(values)
def test_nothing_secret_and_nothing_unknown_is_left_in_what_is_shown(value: Any) -> None:
    text = repr(shown(value))
    assert "Secret(" not in text
    assert "UNKNOWN" not in text
    assert has_unknown(value) == has_unknown(revealed(value))


def test_secrets_and_unknowns_are_shown_as_pulumi_prints_them() -> None:
    value = {"a": [Secret("s3cret"), UNKNOWN], "b": {"c": Secret({"d": 1})}, "e": 1}
    assert shown(value) == {"a": [SECRET_TEXT, UNKNOWN_TEXT], "b": {"c": SECRET_TEXT}, "e": 1}


def test_a_secret_does_not_show_in_its_representation() -> None:
    assert "s3cret" not in repr(Secret("s3cret"))


def test_revealing_reaches_into_secrets_inside_secrets() -> None:
    assert revealed({"a": [Secret({"b": Secret(1)})]}) == {"a": [{"b": 1}]}


def test_unknowns_are_found_at_any_depth() -> None:
    assert has_unknown([{"a": Secret({"b": UNKNOWN})}])
    assert not has_unknown([{"a": Secret({"b": 1})}])


def test_unknown_is_one_value_even_when_copied() -> None:
    assert copy.deepcopy(UNKNOWN) is UNKNOWN
    assert repr(UNKNOWN) == "UNKNOWN"


def test_whole_numbers_stay_whole() -> None:
    decoded = decode(encode({"port": 5432, "ratio": 0.5}))
    assert decoded == {"port": 5432, "ratio": 0.5}
    assert isinstance(decoded["port"], int)


def test_tuples_are_lists_and_empty_containers_stay() -> None:
    assert decode(encode({"a": (1,), "b": [], "c": {}})) == {"a": [1], "b": [], "c": {}}


def test_a_value_without_a_kind_is_nothing() -> None:
    wire = struct_pb2.Struct()
    wire.fields["a"].SetInParent()
    assert decode(wire) == {"a": None}


def test_what_has_no_form_on_the_wire_is_refused_with_its_type() -> None:
    with pytest.raises(TypeError, match="complex 1j cannot be a property"):
        put(struct_pb2.Struct(), {"a": 1j})
