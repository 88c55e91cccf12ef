import pytest
from hypothesis import given
from hypothesis import strategies as st
from pci.credentials import is_credential
from pci.values import ABSENT, UNKNOWN, Value


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("DB_PASSWORD", "correct horse"),
        ("dbPwd", "x1"),
        ("PASSPHRASE", "open"),
        ("API_KEY", "abc"),
        ("apiKey", "abc"),
        ("PRIVATE_KEY", "abc"),
        ("CLIENT_SECRET", "abc"),
        ("GITHUB_TOKEN", "abc"),
        ("CREDENTIALS", "a:b"),
        ("PASSWORD", 1234),
        ("TOKEN", True),
        ("NOTE", "key AKIAIOSFODNN7EXAMPLE in a text"),
        ("CERTIFICATE", "-----BEGIN RSA PRIVATE KEY-----"),
        ("HEADER", "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0NTY3ODkwIn0.c2ln"),
        ("DATABASE_URL", "postgres://app:hunter2@db.internal/payments"),
        ("SECRET_ARN", "redis://:hunter2@cache.internal:6379"),
        ("DB_PASS", "hunter2"),
        ("CONNECTION", "Server=db.internal;User=app;Password=hunter2;"),
        ("ACQUIRER", "sk_live_" + "0123456789abcdefABCDEF"),
        ("DEPLOY", "ghp_" + "0123456789abcdefghijklmnopqrstuvwxyz"),
        ("ALERTS", "xoxb-" + "0123456789-abcdef"),
    ],
)
def test_credentials_are_found_by_name_or_value(name: str, value: Value) -> None:
    assert is_credential(name, value) is True


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("TABLE_NAME", "transactions"),
        ("DATABASE_SECRET_ARN", "arn:aws:secretsmanager:us-west-2:123456789012:secret:db"),
        ("DATABASE_SECRET", "arn:aws:secretsmanager:us-west-2:123456789012:secret:db"),
        ("CARD_TOKEN_KEY", "alias/card-token-prod"),
        ("TOKEN_TTL_SECONDS", "300"),
        ("TOKEN_URL", "https://idp.example/token"),
        ("PASSWORD_FILE", "/run/secrets/password"),
        ("PASSWORD", "/payments/password"),
        ("TOKEN", "none"),
        ("TOKEN", ""),
        ("TOKEN", ABSENT),
        ("HOST", UNKNOWN),
        ("CACHE_SECRET_ARN", UNKNOWN),
        ("URL", "https://pay.example:8443/path"),
        ("PASSED", "yes"),
        ("BYPASS", "yes"),
        ("TOKENISATION_ENABLED", "yes"),
        ("PASSWORD_LENGTH", "32"),
    ],
)
def test_references_to_credentials_are_none(name: str, value: Value) -> None:
    assert is_credential(name, value) is False


def test_a_telling_name_with_an_unknown_value_is_undecided() -> None:
    assert is_credential("DB_PASSWORD", UNKNOWN) is UNKNOWN


@given(st.text(), st.text())
def test_any_name_and_value_is_judged(name: str, value: str) -> None:
    assert is_credential(name, value) in (True, False)
