"""Policy documents that allow more, or refuse less."""

import json
from typing import Any

import pytest

from offline.mutation.document import OPERATORS, broken

ALLOWED: dict[str, Any] = {
    "Sid": "Read",
    "Effect": "Allow",
    "Principal": {"AWS": "arn:aws:iam::123456789012:role/reader"},
    "Action": ["s3:GetObject"],
    "Resource": "arn:aws:s3:::data/*",
    "Condition": {"StringEquals": {"aws:SourceAccount": "123456789012"}},
}
DENIED: dict[str, Any] = {
    "Effect": "Deny",
    "Principal": "*",
    "Action": "s3:*",
    "Resource": "*",
    "Condition": {"Bool": {"aws:SecureTransport": "false"}},
}
UNCONDITIONAL = {key: value for key, value in ALLOWED.items() if key != "Condition"}


def statements(operator: str, *given: Any) -> list[Any]:
    return [new["Statement"] for _, new in broken({"Statement": list(given)}, operator)]


@pytest.mark.parametrize(
    ("operator", "after"),
    [
        ("everyone", {**UNCONDITIONAL, "Principal": "*"}),
        ("unconditional", UNCONDITIONAL),
        ("every-action", {**ALLOWED, "Action": "*"}),
        ("every-resource", {**ALLOWED, "Resource": "*"}),
    ],
)
def test_a_statement_comes_to_allow_more(operator: str, after: Any) -> None:
    assert statements(operator, ALLOWED, DENIED) == [[after, DENIED]]


def test_a_denial_is_taken_out_or_narrowed_to_one_principal() -> None:
    assert statements("undenied", ALLOWED, DENIED) == [[ALLOWED]]
    ((kept, narrowed),) = statements("narrowed-denial", ALLOWED, DENIED)
    assert kept == ALLOWED
    assert narrowed == {**DENIED, "Principal": {"AWS": "arn:aws:iam::123456789012:role/one"}}


@pytest.mark.parametrize("everyone", ["*", {"AWS": "*"}, {"AWS": ["*"]}])
def test_who_lets_everyone_in_cannot_let_more_in(everyone: Any) -> None:
    assert statements("everyone", {**ALLOWED, "Principal": everyone}) == []


@pytest.mark.parametrize(
    ("operator", "already"),
    [
        ("everyone", {"Effect": "Allow", "Action": "s3:GetObject"}),  # of an identity
        ("unconditional", UNCONDITIONAL),
        ("every-action", {**ALLOWED, "Action": "*"}),
        ("every-action", {"Effect": "Allow", "NotAction": "iam:*"}),
        ("every-resource", {**ALLOWED, "Resource": ["*"]}),
        ("narrowed-denial", {**DENIED, "Principal": {"AWS": "somebody"}}),
        ("undenied", ALLOWED),
    ],
)
def test_what_cannot_be_broken_so_is_no_mutant(operator: str, already: Any) -> None:
    assert statements(operator, already) == []


def test_texts_stay_texts_and_places_are_named_by_id_or_number() -> None:
    text = json.dumps({"Version": "2012-10-17", "Statement": [ALLOWED, {**ALLOWED, "Sid": ""}]})
    found = list(broken(text, "every-action"))
    assert [place for place, _ in found] == ["Read", "1"]
    assert json.loads(found[1][1])["Statement"][1]["Action"] == "*"


def test_a_single_statement_needs_no_list() -> None:
    (found,) = broken({"Statement": DENIED}, "undenied")
    assert found == ("0", {"Statement": []})


@pytest.mark.parametrize("operator", OPERATORS)
def test_what_is_no_document_has_no_statements(operator: str) -> None:
    assert list(broken(7, operator)) == []
