import pytest
from payments.environment import (
    CacheSettings,
    CacheUser,
    DatabaseSettings,
    EnvironmentInvalidError,
    read_environment,
)


def test_the_least_environment_has_documented_defaults() -> None:
    environment = read_environment({"ENVIRONMENT": "dev"})
    assert environment.name == "dev"
    assert environment.max_amount_minor == 1_000_000
    assert environment.idempotency_window_hours == 24
    assert environment.status_shards == 1
    assert (environment.database, environment.cache, environment.stream_name) == (None, None, None)


def test_every_block_is_read_with_its_types() -> None:
    environment = read_environment(
        {
            "ENVIRONMENT": "prod",
            "DATABASE_ENGINE": "mysql",
            "DATABASE_HOST": "db.internal",
            "DATABASE_NAME": "payments",
            "DATABASE_SECRET_ARN": "arn:aws:secretsmanager:us-west-2:1:secret:db",
            "CACHE_HOST": "cache.internal",
            "CACHE_PORT": "6380",
            "CACHE_TLS": "off",
            "MAX_AMOUNT_MINOR": "500",
            "IDEMPOTENCY_WINDOW_HOURS": "168",
            "STATUS_SHARDS": "27",
            "STREAM_NAME": "stream-transactions-prod",
        }
    )
    assert environment.database == DatabaseSettings(
        engine="mysql",
        host="db.internal",
        port=3306,
        name="payments",
        secret_arn="arn:aws:secretsmanager:us-west-2:1:secret:db",
    )
    assert environment.cache == CacheSettings(
        host="cache.internal", port=6380, secret_arn=None, tls=False
    )
    assert (environment.max_amount_minor, environment.idempotency_window_hours) == (500, 168)
    assert environment.stream_name == "stream-transactions-prod"
    assert environment.status_shards == 27


def test_cache_tls_is_on_unless_it_is_switched_off() -> None:
    cache = read_environment({"ENVIRONMENT": "dev", "CACHE_HOST": "c"}).cache
    assert cache is not None
    assert cache.tls
    assert cache.port == 6379


def test_a_user_of_the_cache_needs_to_know_which_cache() -> None:
    named = {"ENVIRONMENT": "dev", "CACHE_HOST": "c", "CACHE_USER": "user-reader-dev"}
    cache = read_environment({**named, "CACHE_NAME": "cache-payments-dev"}).cache
    assert cache is not None
    assert cache.user == CacheUser(name="user-reader-dev", cache="cache-payments-dev")
    with pytest.raises(EnvironmentInvalidError, match="CACHE_NAME is not set"):
        read_environment(named)


def test_a_cache_is_opened_by_a_user_or_by_a_secret_and_not_by_both() -> None:
    both = {"CACHE_USER": "user-reader-dev", "CACHE_NAME": "c", "CACHE_SECRET_ARN": "arn:c"}
    with pytest.raises(EnvironmentInvalidError, match="CACHE_USER logs in as a role, and CACHE_S"):
        read_environment({"ENVIRONMENT": "dev", "CACHE_HOST": "c", **both})


def test_every_problem_of_an_environment_is_reported_at_once() -> None:
    with pytest.raises(EnvironmentInvalidError) as refused:
        read_environment(
            {
                "DATABASE_ENGINE": "postgres",
                "DATABASE_PORT": "70000",
                "CACHE_HOST": "c",
                "CACHE_TLS": "maybe",
                "MAX_AMOUNT_MINOR": "10.50",
            },
            required=["CARD_TOKEN_KEY"],
        )
    assert refused.value.status == 500
    assert {(error.field, error.code) for error in refused.value.errors} == {
        ("ENVIRONMENT", "missing"),
        ("CARD_TOKEN_KEY", "missing"),
        ("DATABASE_HOST", "missing"),
        ("DATABASE_NAME", "missing"),
        ("DATABASE_SECRET_ARN", "missing"),
        ("DATABASE_PORT", "range"),
        ("CACHE_TLS", "choice"),
        ("MAX_AMOUNT_MINOR", "range"),
    }
    assert "MAX_AMOUNT_MINOR is '10.50', not a whole number from 1 to" in str(refused.value)


@pytest.mark.parametrize("engine", ["oracle", "Postgres"])
def test_an_unknown_database_engine_names_the_choices(engine: str) -> None:
    with pytest.raises(EnvironmentInvalidError, match=f"'{engine}', neither postgres nor mysql"):
        read_environment({"ENVIRONMENT": "dev", "DATABASE_ENGINE": engine})


@pytest.mark.parametrize("hours", ["0", "169", "-1", "1e3", "9" * 500])
def test_a_number_out_of_range_is_refused(hours: str) -> None:
    with pytest.raises(EnvironmentInvalidError, match="from 1 to 168"):
        read_environment({"ENVIRONMENT": "dev", "IDEMPOTENCY_WINDOW_HOURS": hours})
