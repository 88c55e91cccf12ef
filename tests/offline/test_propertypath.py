"""Properties by path, also inside JSON texts."""

from typing import Any

import pytest

from offline.propertypath import MISSING, value_at

PROPERTIES: dict[str, Any] = {
    "tags": {"Name": "vpc-payments-dev"},
    "rules": [{"id": "first"}, {"id": "second", "days": 90}],
    "parameters": [{"name": "rds.force_ssl", "value": "1"}],
    "policy": '{"Statement": [{"Sid": "DenyPlaintext", "Effect": "Deny"}]}',
    "secret": "[secret]",
    "pattern": "{ ($.errorCode = 1) }",
}


@pytest.mark.parametrize(
    ("path", "value"),
    [
        ("tags.Name", "vpc-payments-dev"),
        ("rules.0.id", "first"),
        ("rules[id=second].days", 90),
        ("parameters[name=rds.force_ssl].value", "1"),
        ("policy.Statement.0.Sid", "DenyPlaintext"),
        ("policy.Statement[Sid=DenyPlaintext].Effect", "Deny"),
        ("secret", "[secret]"),
        ("pattern", "{ ($.errorCode = 1) }"),
    ],
)
def test_a_path_leads_through_objects_lists_and_json_texts(path: str, value: object) -> None:
    assert value_at(PROPERTIES, path) == value


@pytest.mark.parametrize(
    "path",
    ["absent", "tags.Name.more", "rules.7", "rules[id=third]", "rules.id", "policy.Statement.1"],
)
def test_a_path_that_leads_nowhere_says_so(path: str) -> None:
    assert value_at(PROPERTIES, path) == MISSING
