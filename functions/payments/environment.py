"""The environment variables of the handlers, typed, and checked all at once.

The infrastructure sets exactly these. Their values are names, addresses and ARNs, never secrets,
so that a message may repeat them.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Final, Literal, TypeAlias, cast

from payments.problem import FieldProblem, PaymentsError

DEFAULT_MAX_AMOUNT_MINOR: Final = 1_000_000
DEFAULT_IDEMPOTENCY_WINDOW_HOURS: Final = 24
_MOST_HOURS: Final = 168
_MOST_AMOUNT: Final = 10**12 - 1
_MOST_PORT: Final = 65_535
_MOST_SHARDS: Final = 200
_REDIS_PORT: Final = 6379

Engine: TypeAlias = Literal["postgres", "mysql"]
_DATABASE_PORTS: Final[Mapping[str, int]] = {"postgres": 5432, "mysql": 3306}


class EnvironmentInvalidError(PaymentsError):
    """Environment variables are missing or wrong; every one of them is listed (500)."""

    def __init__(self, errors: Collection[FieldProblem]) -> None:
        listed = "; ".join(f"{error.field} {error.detail}" for error in errors)
        super().__init__(
            status=500,
            type="misconfigured",
            title="The function is misconfigured",
            detail=f"Set the function's environment variables: {listed}.",
            errors=tuple(errors),
        )


@dataclass(frozen=True, kw_only=True, slots=True)
class DatabaseSettings:
    """Where the SQL store is and which secret opens it."""

    engine: Engine
    host: str
    port: int
    name: str
    secret_arn: str


@dataclass(frozen=True, kw_only=True, slots=True)
class CacheUser:
    """Whom a role logs in as, and to which cache: its name in AWS, not its address."""

    name: str
    cache: str


@dataclass(frozen=True, kw_only=True, slots=True)
class CacheSettings:
    """Where Redis is and what opens it; TLS is off only on a developer's machine."""

    host: str
    port: int
    secret_arn: str | None
    tls: bool
    user: CacheUser | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Environment:
    """Everything a handler knows about where it runs; what a stack does not have is None."""

    name: str
    transactions_table: str | None
    status_shards: int
    database: DatabaseSettings | None
    cache: CacheSettings | None
    stream_name: str | None
    failed_transactions_topic_arn: str | None
    card_encryption_key: str | None
    card_token_key: str | None
    acquirer_url: str | None
    acquirer_secret_arn: str | None
    max_amount_minor: int
    idempotency_window_hours: int


class _Reader:
    """Reads variables and gathers what is wrong with them."""

    def __init__(self, variables: Mapping[str, str], required: Collection[str]) -> None:
        self._variables = variables
        self._required = frozenset(required)
        self.errors: list[FieldProblem] = []

    def refuse(self, name: str, code: str, detail: str) -> None:
        self.errors.append(FieldProblem(field=name, code=code, detail=detail))

    def text(self, name: str, *, required: bool = False) -> str | None:
        value = self._variables.get(name, "").strip()
        if not value and (required or name in self._required):
            self.refuse(name, "missing", "is not set")
        return value or None

    def number(self, name: str, default: int, *, least: int, most: int) -> int:
        value = self.text(name)
        if value is None:
            return default
        if value.isascii() and value.isdigit() and least <= int(value[:20]) <= most:
            return int(value)
        self.refuse(name, "range", f"is {value!r}, not a whole number from {least} to {most}")
        return default


def read_environment(
    variables: Mapping[str, str], *, required: Collection[str] = ()
) -> Environment:
    """Return the typed environment, or refuse it with every problem at once.

    `required` names the variables without which the calling handler cannot work.

    Raises:
        EnvironmentInvalidError: a required variable is missing, or a value is out of range.
    """
    reader = _Reader(variables, required)
    environment = Environment(
        name=reader.text("ENVIRONMENT", required=True) or "",
        transactions_table=reader.text("TRANSACTIONS_TABLE"),
        status_shards=reader.number("STATUS_SHARDS", 1, least=1, most=_MOST_SHARDS),
        database=_database(reader),
        cache=_cache(reader),
        stream_name=reader.text("STREAM_NAME"),
        failed_transactions_topic_arn=reader.text("FAILED_TRANSACTIONS_TOPIC_ARN"),
        card_encryption_key=reader.text("CARD_ENCRYPTION_KEY"),
        card_token_key=reader.text("CARD_TOKEN_KEY"),
        acquirer_url=reader.text("ACQUIRER_URL"),
        acquirer_secret_arn=reader.text("ACQUIRER_SECRET_ARN"),
        max_amount_minor=reader.number(
            "MAX_AMOUNT_MINOR", DEFAULT_MAX_AMOUNT_MINOR, least=1, most=_MOST_AMOUNT
        ),
        idempotency_window_hours=reader.number(
            "IDEMPOTENCY_WINDOW_HOURS", DEFAULT_IDEMPOTENCY_WINDOW_HOURS, least=1, most=_MOST_HOURS
        ),
    )
    if reader.errors:
        raise EnvironmentInvalidError(reader.errors)
    return environment


def _database(reader: _Reader) -> DatabaseSettings | None:
    engine = reader.text("DATABASE_ENGINE")
    if engine is None:
        return None
    if engine not in _DATABASE_PORTS:
        reader.refuse("DATABASE_ENGINE", "choice", f"is {engine!r}, neither postgres nor mysql")
        return None
    return DatabaseSettings(
        engine=cast("Engine", engine),
        host=reader.text("DATABASE_HOST", required=True) or "",
        port=reader.number("DATABASE_PORT", _DATABASE_PORTS[engine], least=1, most=_MOST_PORT),
        name=reader.text("DATABASE_NAME", required=True) or "",
        secret_arn=reader.text("DATABASE_SECRET_ARN", required=True) or "",
    )


def _cache(reader: _Reader) -> CacheSettings | None:
    host = reader.text("CACHE_HOST")
    if host is None:
        return None
    tls = reader.text("CACHE_TLS") or "on"
    if tls not in {"on", "off"}:
        reader.refuse("CACHE_TLS", "choice", f"is {tls!r}, neither on nor off")
    return CacheSettings(
        host=host,
        port=reader.number("CACHE_PORT", _REDIS_PORT, least=1, most=_MOST_PORT),
        secret_arn=reader.text("CACHE_SECRET_ARN"),
        tls=tls != "off",
        user=_cache_user(reader),
    )


def _cache_user(reader: _Reader) -> CacheUser | None:
    name = reader.text("CACHE_USER")
    if name is None:
        return None
    if reader.text("CACHE_SECRET_ARN") is not None:
        reader.refuse("CACHE_USER", "conflict", "logs in as a role, and CACHE_SECRET_ARN does not")
    return CacheUser(name=name, cache=reader.text("CACHE_NAME", required=True) or "")
