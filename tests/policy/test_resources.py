import pytest
from hypothesis import given
from hypothesis import strategies as st
from pci.resources import is_wildcard, names_any, names_everything


@pytest.mark.parametrize("resource", ["*", "**", "?*", "arn:*", "arn:aws:*", "arn:*:*:*:*:*"])
def test_everything_is_known_in_every_spelling(resource: str) -> None:
    assert names_everything(resource)
    assert names_any(resource)


@pytest.mark.parametrize(
    "resource",
    [
        "arn:aws:iam::123456789012:role/*",
        "arn:aws:secretsmanager:*:*:secret:*",
        "arn:aws:dynamodb:us-west-2:123456789012:table/*/index/*",
        "arn:aws:logs:us-west-2:123456789012:log-group:*:*",
        "arn:aws:s3:::*",
        "arn:aws:s3:::*/*",
        "arn:aws:sqs:us-west-2:123456789012:*",
    ],
)
def test_every_one_of_a_kind_is_none_in_particular(resource: str) -> None:
    assert names_any(resource)
    assert not names_everything(resource)


@pytest.mark.parametrize(
    "resource",
    [
        "arn:aws:iam::123456789012:role/payments/*",
        "arn:aws:secretsmanager:us-west-2:123456789012:secret:payments-*",
        "arn:aws:dynamodb:us-west-2:123456789012:table/transactions/index/*",
        "arn:aws:rds-db:us-west-2:123456789012:dbuser:*/app",
        "arn:aws:s3:::bucket/*",
        "arn:aws:sns:us-west-2:123456789012:topic",
        "arn:aws:s3:::",
        "arn:aws",
        "??",
        "",
    ],
)
def test_a_name_names_something(resource: str) -> None:
    assert not names_any(resource)


@given(st.text(alphabet="arn:aws*?/x"))
def test_any_text_may_be_a_resource(text: str) -> None:
    assert names_any(text) in (True, False)
    assert not is_wildcard(text) or names_any(text)
