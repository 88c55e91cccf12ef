import json

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pci.documents import Document, account_of, parse_document
from pci.values import ABSENT, UNKNOWN, plain
from pulumi_policy.proxy import UNKNOWN_STRING_VALUE

from tests.policy.test_values import JSON

STATEMENT = {
    "Effect": "Allow",
    "Principal": {"AWS": ["1", "2"], "Service": "s3.amazonaws.com"},
    "Action": "S3:Get*",
    "Resource": ["*"],
    "Condition": {"NumericLessThan": {"s3:max-keys": 10}, "Bool": {"aws:SecureTransport": True}},
}


def parsed(*statements: object) -> Document:
    document = parse_document(plain({"Statement": list(statements)}))
    assert isinstance(document, Document)
    return document


def test_text_and_object_read_the_same() -> None:
    assert parse_document(json.dumps({"Statement": [STATEMENT]})) == parsed(STATEMENT)


def test_short_forms_are_spelt_out() -> None:
    (statement,) = parsed(STATEMENT).statements
    assert statement.actions == ("s3:get*",)
    assert statement.principals == (("AWS", "1"), ("AWS", "2"), ("Service", "s3.amazonaws.com"))
    assert {condition.values for condition in statement.conditions} == {("10",), ("true",)}


def test_actions_match_by_pattern_whatever_their_case() -> None:
    (statement,) = parsed(STATEMENT).statements
    assert statement.grants("s3:GetObject")
    assert not statement.grants("s3:PutObject")


def test_not_action_grants_everything_else() -> None:
    (statement,) = parsed({"Effect": "Allow", "NotAction": "iam:*", "Resource": "*"}).statements
    assert statement.grants("s3:GetObject")
    assert not statement.grants("iam:PassRole")
    assert statement.grants_whole_service()


@pytest.mark.parametrize(
    ("principal", "public"),
    [("*", True), ({"AWS": "*"}, True), ({"Service": "*"}, True), ({"AWS": "1"}, False)],
)
def test_everyone_is_a_star(principal: object, public: object) -> None:
    (statement,) = parsed({"Effect": "Allow", "Principal": principal}).statements
    assert statement.is_public is public


def test_everyone_but_some_is_everyone() -> None:
    (statement,) = parsed({"Effect": "Allow", "NotPrincipal": {"AWS": "1"}}).statements
    assert statement.is_public


def test_a_denial_allows_nobody() -> None:
    (statement,) = parsed({"Effect": "Deny", "Principal": "*"}).statements
    assert not statement.is_public
    assert statement.foreign_accounts(["1"]) == frozenset()


@pytest.mark.parametrize(
    ("value", "answer"),
    [
        (None, ABSENT),
        ("", ABSENT),
        ("{", UNKNOWN),
        ([1], UNKNOWN),
        ({"Statement": "x"}, UNKNOWN),
        ({}, UNKNOWN),
        ({"Statement": [{"Action": [UNKNOWN_STRING_VALUE]}]}, UNKNOWN),
    ],
)
def test_what_is_no_document_cannot_be_judged(value: object, answer: object) -> None:
    assert parse_document(plain(value)) is answer


@pytest.mark.parametrize(
    ("principal", "account"),
    [
        ("123456789012", "123456789012"),
        ("arn:aws:iam::123456789012:root", "123456789012"),
        ("*", ""),
        ("AIDAEXAMPLE", ""),
    ],
)
def test_the_account_of_a_principal(principal: str, account: str) -> None:
    assert account_of(principal) == account


@pytest.mark.parametrize("action", ["*", "S3:*", "s3:**", "s3:?*", "*:*"])
def test_all_of_a_service_is_known_in_every_spelling(action: str) -> None:
    (statement,) = parsed({"Effect": "Allow", "Action": ["s3:Get*", action]}).statements
    assert statement.grants_whole_service()


def test_a_service_that_may_be_whole_is_told_in_any_case() -> None:
    (statement,) = parsed({"Effect": "Allow", "Action": ["xray:*", "s3:Get*"]}).statements
    assert not statement.grants_whole_service(["XRay"])


@pytest.mark.parametrize(
    "denial",
    [
        {"Principal": {"AWS": "1"}},
        {"Condition": {"Bool": {"aws:SecureTransport": "true"}}},
        {"Condition": {"Bool": {"aws:SecureTransport": "false", "aws:x": "y"}}},
        {"Action": "s3:Get*"},
        {"Action": [], "NotAction": "s3:ListBucket"},
        {"NotResource": "arn:aws:s3:::cards/*"},
        {"NotPrincipal": "*"},
        {"Effect": "Allow"},
    ],
)
def test_a_denial_of_plain_text_is_for_everyone_and_every_action(
    denial: dict[str, object],
) -> None:
    whole = {
        "Effect": "Deny",
        "Principal": "*",
        "Action": "s3:*",
        "Condition": {"Bool": {"aws:SecureTransport": "false"}},
    }
    actions = ("s3:GetObject", "s3:PutObject")
    assert parsed(whole).denies_plaintext(actions)
    assert not parsed({**whole, **denial}).denies_plaintext(actions)


@given(JSON | st.text())
def test_no_document_crashes_the_reader(value: object) -> None:
    document = parse_document(plain(value))
    if isinstance(document, Document):
        for statement in document.statements:
            statement.grants("s3:GetObject")
            assert statement.is_public in (True, False)
