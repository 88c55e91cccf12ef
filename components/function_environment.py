"""The environment variables of the payment code, from plain facts about the stack.

Values are names, addresses and ARNs, never secrets: the code reads those when it needs them, so
that a rotation takes effect without a deployment (PCI DSS 8.6.2).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from components.context import Context
from components.key_domains import Domain
from settings.functions import FunctionsSettings

#: A text that is known, or one that a resource computes.
Text = TypeVar("Text")


def metrics_namespace(ctx: Context) -> str:
    """Where the payment code's metrics are; stacks of one account must not add up."""
    return f"Payments/{ctx.env_suffix}"


@dataclass(frozen=True, kw_only=True)
class DatabaseFacts(Generic[Text]):
    """Where the database is.

    Attributes:
        engine: `postgres` or `mysql`.
        host: the writer's address, or the proxy's.
        port: TCP port.
        name: the database on that server.
        secret_arn: the secret with the credentials.
    """

    engine: str
    host: Text
    port: int
    name: str
    secret_arn: Text


@dataclass(frozen=True, kw_only=True)
class CacheFacts(Generic[Text]):
    """Where the cache is.

    Attributes:
        host: address of the primary node.
        port: TCP port.
        name: the replication group, which a user's login is signed for.
        secret_arn: the secret with the AUTH token; None where clients log in as users.
    """

    host: Text
    port: int
    name: str
    secret_arn: Text | None = None


@dataclass(frozen=True, kw_only=True)
class TableFacts:
    """Where the transactions table is.

    Attributes:
        name: physical name.
        status_shards: hash keys of each status in its status index.
    """

    name: str
    status_shards: int


@dataclass(frozen=True, kw_only=True)
class Stores(Generic[Text]):
    """Where payment code keeps its state and whom it tells; None is what the stack lacks.

    Attributes:
        database: the SQL database.
        cache: the cache.
        table: the transactions table.
        stream: name of the transactions stream.
        failures_topic_arn: topic of failed payments.
    """

    database: DatabaseFacts[Text] | None = None
    cache: CacheFacts[Text] | None = None
    table: TableFacts | None = None
    stream: str | None = None
    failures_topic_arn: str | None = None


def store_variables(
    stores: Stores[Text], *, cache_user: str | None = None
) -> dict[str, str | Text]:
    """The variables that lead to the stack's stores, streams and topics.

    Args:
        stores: where they are.
        cache_user: whom the workload logs in to the cache as, if not with a secret.
    """
    found: dict[str, str | Text] = {}
    if stores.database is not None:
        found["DATABASE_ENGINE"] = stores.database.engine
        found["DATABASE_HOST"] = stores.database.host
        found["DATABASE_PORT"] = str(stores.database.port)
        found["DATABASE_NAME"] = stores.database.name
        found["DATABASE_SECRET_ARN"] = stores.database.secret_arn
    if stores.cache is not None:
        found["CACHE_HOST"] = stores.cache.host
        found["CACHE_PORT"] = str(stores.cache.port)
        if stores.cache.secret_arn is not None:
            found["CACHE_SECRET_ARN"] = stores.cache.secret_arn
        if cache_user is not None:
            found["CACHE_NAME"] = stores.cache.name
            found["CACHE_USER"] = cache_user
    if stores.table is not None:
        found["TRANSACTIONS_TABLE"] = stores.table.name
        found["STATUS_SHARDS"] = str(stores.table.status_shards)
    named = {
        "STREAM_NAME": stores.stream,
        "FAILED_TRANSACTIONS_TOPIC_ARN": stores.failures_topic_arn,
    }
    return found | {name: value for name, value in named.items() if value is not None}


def function_environment(
    ctx: Context,
    settings: FunctionsSettings,
    *,
    workload: str,
    key_domains: frozenset[Domain],
    stores: Stores[Text],
    authorises: bool,
    cache_user: str | None = None,
    cors_origins: Sequence[str] = (),
) -> dict[str, str | Text]:
    """The environment of one payment function.

    Args:
        ctx: the stack's context.
        settings: limits, log level and acquirer.
        workload: name of the function's workload, also the service name in its logs.
        key_domains: the card data keys it calls; it learns only their aliases.
        stores: where it keeps its state.
        authorises: whether it calls the acquirer.
        cache_user: whom it logs in to the cache as, if not with a secret.
        cors_origins: web sites whose scripts may read its answers, unless the API says so itself.
    """
    keys = {Domain.PAN: "CARD_ENCRYPTION_KEY", Domain.CARD_TOKEN: "CARD_TOKEN_KEY"}
    variables: dict[str, str | Text] = {
        "ENVIRONMENT": ctx.env_suffix,
        "LOG_LEVEL": settings.log_level,
        "POWERTOOLS_SERVICE_NAME": workload,
        "METRICS_NAMESPACE": metrics_namespace(ctx),
        "MAX_AMOUNT_MINOR": str(settings.max_amount_minor),
        "IDEMPOTENCY_WINDOW_HOURS": str(settings.idempotency_window_hours),
    }
    if cors_origins:
        variables["CORS_ORIGINS"] = ",".join(cors_origins)
    if authorises:
        variables["ACQUIRER_URL"] = settings.acquirer_url
    if authorises and settings.acquirer_secret is not None:
        # Secrets Manager takes a name where it takes an ARN, and only the name is known here.
        variables["ACQUIRER_SECRET_ARN"] = settings.acquirer_secret
    for domain, variable in keys.items():
        if domain in key_domains:
            variables[variable] = ctx.key_alias(domain)
    return variables | store_variables(stores, cache_user=cache_user)
