"""The ways to break a property."""

import pytest

from offline.mutation.change import GONE
from offline.mutation.operator import MEANINGS, PLAIN, WITH_VALUE, change


def become(operator: str, value: object, argument: object = None) -> list[object]:
    return [new for _, new in change(operator, argument)(value)]


@pytest.mark.parametrize("operator", ["remove", "weaken"])
def test_what_is_not_there_cannot_be_removed_or_weakened(operator: str) -> None:
    assert become(operator, GONE, "weaker") == []


def test_what_does_not_change_is_no_mutant() -> None:
    assert become("weaken", 7, 7) == []


def test_only_a_flag_turns_over() -> None:
    assert become("flip", False) == [True]
    assert become("flip", "false") == []


def test_what_opens_an_object_is_merged_and_null_takes_a_key_away() -> None:
    assert become("open", {"a": 1, "b": 2}, {"b": None, "c": 3}) == [{"a": 1, "c": 3}]


def test_what_opens_a_list_is_added_or_takes_its_place() -> None:
    assert become("open", ["10.0.0.0/8"], "0.0.0.0/0") == [["10.0.0.0/8", "0.0.0.0/0"]]
    assert become("open", [1], [2]) == [[2]]


def test_what_opens_takes_the_place_of_anything_else_or_of_nothing() -> None:
    assert become("open", "private", "public-read") == ["public-read"]
    assert become("plant", GONE, "planted") == ["planted"]


def test_a_document_is_broken_statement_by_statement() -> None:
    allowed = {"Effect": "Allow", "Principal": {"AWS": "one"}, "Action": "s3:GetObject"}
    (found,) = change("everyone")({"Statement": [allowed]})
    assert found == ("0", {"Statement": [{**allowed, "Principal": "*"}]})


def test_every_operator_has_a_meaning() -> None:
    assert {*PLAIN, *WITH_VALUE, "drop"} == set(MEANINGS)
