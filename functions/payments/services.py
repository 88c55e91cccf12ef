"""What a handler works with, made once from the environment and kept for the next request."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from functools import partial

from payments import aws
from payments.activity import ActivityLog
from payments.clock import Clock, system_clock
from payments.counters.cache import CacheCounters, RedisClient
from payments.counters.protocol import Counters
from payments.environment import CacheSettings, Environment, read_environment
from payments.limits import LimitBook, limit_book
from payments.secret import SecretsClient
from payments.tokens import CardTokeniser, CardVault, KmsCardVault, KmsTokeniser


@dataclass(frozen=True, kw_only=True, slots=True)
class Judgement:
    """Everything that judging a payment needs; no counters, no memory of earlier payments."""

    environment: Environment
    clock: Clock
    limits: LimitBook
    tokeniser: CardTokeniser | None
    activity: ActivityLog | None


def judgement(
    variables: Mapping[str, str], *, required: Collection[str] = (), clock: Clock = system_clock
) -> Judgement:
    """Return the services that the environment variables describe.

    Raises:
        EnvironmentInvalidError: variables are missing or wrong; `required` adds to those that
            every handler needs.
    """
    environment = read_environment(variables, required=required)
    counters = counters_of(environment)
    return Judgement(
        environment=environment,
        clock=clock,
        limits=limit_book(environment.max_amount_minor),
        tokeniser=tokeniser_of(environment),
        activity=None
        if counters is None
        else ActivityLog(
            counters, clock, idempotency_window_hours=environment.idempotency_window_hours
        ),
    )


def tokeniser_of(environment: Environment) -> CardTokeniser | None:
    """Return what recognises cards, None when the function may not use the token key."""
    token_key = environment.card_token_key
    return None if token_key is None else KmsTokeniser(aws.client("kms"), token_key=token_key)


def vault_of(environment: Environment) -> CardVault | None:
    """Return the card vault, None when the function may not use both of its keys."""
    token_key, encryption_key = environment.card_token_key, environment.card_encryption_key
    if token_key is None or encryption_key is None:
        return None
    return KmsCardVault(
        aws.client("kms"),
        token_key=token_key,
        encryption_key=encryption_key,
        environment=environment.name,
    )


def counters_of(environment: Environment) -> Counters | None:
    """Return the counters of the stack: in Redis when present, else in the payments store.

    Each kind brings its own driver, which is imported only where it is used: together they take
    longer to import than everything else in the archive.
    """
    if environment.cache is not None:
        secrets = aws.client("secretsmanager") if environment.cache.secret_arn else None
        return CacheCounters(partial(_cache_client, environment.cache, secrets))
    if environment.transactions_table is not None:
        from payments.counters.table import TableCounters  # noqa: PLC0415 - see above

        return TableCounters(aws.client("dynamodb"), environment.transactions_table)
    if environment.database is not None:
        from payments.counters.sql import SqlCounters  # noqa: PLC0415 - see above
        from payments.database import pool_of  # noqa: PLC0415 - see above

        return SqlCounters(pool_of(environment.database))
    return None


def _cache_client(settings: CacheSettings, secrets: SecretsClient | None) -> RedisClient:
    from payments.cache import connect  # noqa: PLC0415 - as in `counters_of`

    return connect(settings, secrets)
