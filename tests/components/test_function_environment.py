"""The functions' variables: names and addresses, what the stack has, and never a secret."""

from payments.cors import VARIABLE
from payments.environment import read_environment

from components.context import Context
from components.function_environment import (
    CacheFacts,
    DatabaseFacts,
    Stores,
    TableFacts,
    function_environment,
    store_variables,
)
from components.key_domains import Domain
from settings.functions import FunctionsSettings

EVERYTHING = Stores[str](
    database=DatabaseFacts(
        engine="postgres", host="db", port=5432, name="payments", secret_arn="arn:db"
    ),
    cache=CacheFacts(host="cache", port=6379, name="cache-payments-test", secret_arn="arn:cache"),
    table=TableFacts(name="transactions-test", status_shards=27),
    stream="stream-transactions-test",
    failures_topic_arn="arn:topic",
)
BOTH_KEYS = frozenset({Domain.PAN, Domain.CARD_TOKEN})


def test_every_store_of_the_stack_has_its_variables() -> None:
    assert store_variables(EVERYTHING) == {
        "DATABASE_ENGINE": "postgres",
        "DATABASE_HOST": "db",
        "DATABASE_PORT": "5432",
        "DATABASE_NAME": "payments",
        "DATABASE_SECRET_ARN": "arn:db",
        "CACHE_HOST": "cache",
        "CACHE_PORT": "6379",
        "CACHE_SECRET_ARN": "arn:cache",
        "TRANSACTIONS_TABLE": "transactions-test",
        "STATUS_SHARDS": "27",
        "STREAM_NAME": "stream-transactions-test",
        "FAILED_TRANSACTIONS_TOPIC_ARN": "arn:topic",
    }


def test_a_user_of_the_cache_learns_whom_to_log_in_as_and_of_no_secret() -> None:
    users = CacheFacts(host="cache", port=6379, name="cache-payments-test")
    variables = store_variables(Stores[str](cache=users), cache_user="user-reader-test")
    assert variables == {
        "CACHE_HOST": "cache",
        "CACHE_PORT": "6379",
        "CACHE_NAME": "cache-payments-test",
        "CACHE_USER": "user-reader-test",
    }
    read = read_environment({"ENVIRONMENT": "test", **variables}).cache
    assert read is not None
    assert read.user is not None
    assert (read.user.name, read.user.cache) == ("user-reader-test", "cache-payments-test")


def test_what_a_stack_lacks_has_no_variable() -> None:
    assert store_variables(Stores[str]()) == {}


def test_a_function_learns_only_the_keys_it_uses(ctx: Context) -> None:
    def keys(domains: frozenset[Domain]) -> dict[str, str]:
        variables = function_environment(
            ctx,
            FunctionsSettings(),
            workload="fraud-detection",
            key_domains=domains,
            stores=Stores[str](),
            authorises=False,
        )
        return {name: value for name, value in variables.items() if name.startswith("CARD_")}

    assert keys(frozenset()) == {}
    assert keys(frozenset({Domain.CARD_TOKEN})) == {"CARD_TOKEN_KEY": "alias/card-token-test"}
    assert keys(BOTH_KEYS)["CARD_ENCRYPTION_KEY"] == "alias/pan-test"


def test_the_functions_read_exactly_what_the_stack_sets(ctx: Context) -> None:
    settings = FunctionsSettings(
        max_amount_minor=500,
        idempotency_window_hours=48,
        acquirer_url="https://acquirer.example.com",
        acquirer_secret="acquirer-token",
    )
    variables = function_environment(
        ctx,
        settings,
        workload="transaction-processing",
        key_domains=BOTH_KEYS,
        stores=EVERYTHING,
        authorises=True,
    )
    assert variables["POWERTOOLS_SERVICE_NAME"] == "transaction-processing"
    assert variables["LOG_LEVEL"] == "INFO"
    assert variables["METRICS_NAMESPACE"] == "Payments/test"
    read = read_environment(variables, required=variables)
    assert read.name == "test"
    assert read.acquirer_url == "https://acquirer.example.com"
    assert read.acquirer_secret_arn == "acquirer-token"
    assert (read.max_amount_minor, read.idempotency_window_hours) == (500, 48)
    assert (read.card_encryption_key, read.card_token_key) == (
        "alias/pan-test",
        "alias/card-token-test",
    )
    assert read.database is not None
    assert (read.database.host, read.database.secret_arn) == ("db", "arn:db")
    assert read.cache is not None
    assert (read.cache.host, read.cache.tls) == ("cache", True)


def test_the_sites_that_may_read_answers_are_listed_where_there_are_any(ctx: Context) -> None:
    def origins(*listed: str) -> str | None:
        return function_environment(
            ctx,
            FunctionsSettings(),
            workload="payment-validation",
            key_domains=frozenset(),
            stores=Stores[str](),
            authorises=False,
            cors_origins=listed,
        ).get(VARIABLE)

    assert origins() is None
    assert origins("https://a.example.com", "https://b.example.com") == (
        "https://a.example.com,https://b.example.com"
    )


def test_only_the_function_that_authorises_knows_the_acquirer(ctx: Context) -> None:
    def acquirer(*, authorises: bool) -> set[str]:
        variables = function_environment(
            ctx,
            FunctionsSettings(),
            workload="transaction-processing",
            key_domains=BOTH_KEYS,
            stores=EVERYTHING,
            authorises=authorises,
        )
        return {name for name in variables if name.startswith("ACQUIRER_")}

    assert acquirer(authorises=False) == set()
    assert acquirer(authorises=True) == {"ACQUIRER_URL"}
