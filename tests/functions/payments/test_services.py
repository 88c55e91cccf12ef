import json
from typing import Any

import pytest
from payments import aws
from payments.activity import ActivityLog
from payments.counters.cache import CacheCounters
from payments.counters.sql import SqlCounters
from payments.counters.table import TableCounters
from payments.environment import EnvironmentInvalidError, read_environment
from payments.problem import UnavailableError
from payments.services import counters_of, judgement, tokeniser_of, vault_of
from payments.tokens import KmsCardVault, KmsTokeniser

LEAST = {"ENVIRONMENT": "test"}
CACHE = {"CACHE_HOST": "cache.internal", "CACHE_SECRET_ARN": "arn:cache"}
TABLE = {"TRANSACTIONS_TABLE": "transactions-test"}
DATABASE = {
    "DATABASE_ENGINE": "postgres",
    "DATABASE_HOST": "db.internal",
    "DATABASE_NAME": "payments",
    "DATABASE_SECRET_ARN": "arn:db",
}
KEYS = {"CARD_TOKEN_KEY": "alias/card-token-test", "CARD_ENCRYPTION_KEY": "alias/pan-test"}


def test_a_stack_without_any_store_judges_without_a_past() -> None:
    using = judgement(LEAST)
    assert using.activity is None
    assert using.tokeniser is None
    assert using.limits.max_amount_minor == 1_000_000


@pytest.mark.usefixtures("_aws")
@pytest.mark.parametrize(
    ("variables", "kind"),
    [
        (CACHE | TABLE | DATABASE, CacheCounters),
        ({"CACHE_HOST": "localhost", "CACHE_TLS": "off"}, CacheCounters),
        ({"CACHE_HOST": "c", "CACHE_USER": "user", "CACHE_NAME": "cache"}, CacheCounters),
        (TABLE | DATABASE, TableCounters),
        (DATABASE, SqlCounters),
    ],
)
def test_counters_lie_in_the_cache_when_present_else_in_the_store(
    variables: dict[str, str], kind: type
) -> None:
    assert isinstance(counters_of(read_environment(LEAST | variables)), kind)
    assert isinstance(judgement(LEAST | variables).activity, ActivityLog)


@pytest.mark.usefixtures("_aws")
@pytest.mark.parametrize(("variables", "kind"), [(KEYS, KmsCardVault), (LEAST, type(None))])
def test_there_is_a_vault_when_there_are_both_keys(variables: dict[str, str], kind: type) -> None:
    assert isinstance(vault_of(read_environment(LEAST | variables)), kind)


@pytest.mark.usefixtures("_aws")
def test_a_function_with_the_token_key_alone_recognises_cards_and_seals_none() -> None:
    environment = read_environment(LEAST | {"CARD_TOKEN_KEY": "alias/card-token-test"})
    assert vault_of(environment) is None
    assert isinstance(tokeniser_of(environment), KmsTokeniser)


def test_a_missing_variable_is_named() -> None:
    with pytest.raises(EnvironmentInvalidError, match="CARD_TOKEN_KEY is not set"):
        judgement(LEAST, required=["CARD_TOKEN_KEY"])


def test_the_environment_s_limit_is_the_validator_s() -> None:
    using = judgement(LEAST | {"MAX_AMOUNT_MINOR": "500"})
    assert using.limits.max_amount_minor == 500


@pytest.mark.usefixtures("_aws")
def test_the_cache_is_connected_when_it_is_first_asked() -> None:
    counters = counters_of(read_environment(LEAST | {"CACHE_HOST": "127.0.0.1", "CACHE_PORT": "1"}))
    assert counters is not None
    with pytest.raises(UnavailableError, match="The cache did not answer"):
        counters.read(["a"], now=0)


def test_services_show_no_secret(_aws: Any) -> None:  # noqa: PT019 - it makes AWS a double
    secret = aws.client("secretsmanager").create_secret(
        Name="cache", SecretString=json.dumps({"password": "hunter2"})
    )
    variables = LEAST | {"CACHE_HOST": "c", "CACHE_SECRET_ARN": secret["ARN"]}
    assert "hunter2" not in repr(judgement(variables))
