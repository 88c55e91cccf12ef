"""The JSON documents that a secret's versions hold, checked in full before anything is done."""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Final, Literal, Self, TypeAlias, TypeVar, cast

from rotation.errors import MalformedSecretError

Engine: TypeAlias = Literal["postgres", "mysql", "redis", "application"]

ENGINES: Final[Mapping[str, Engine]] = {
    "postgres": "postgres",
    "aurora-postgresql": "postgres",
    "mysql": "mysql",
    "aurora-mysql": "mysql",
    "mariadb": "mysql",
    "redis": "redis",
    "valkey": "redis",
    "application": "application",
}
"""Names that a document may give its engine: the platform's, and those that RDS itself uses."""

_MOST_PORT: Final = 65_535

_D = TypeVar("_D")


@dataclass(frozen=True, slots=True, kw_only=True)
class _Document:
    raw: Mapping[str, object] = field(repr=False)

    def to_json(self) -> str:
        """Return the document as a secret's version holds it, unknown fields included."""
        return json.dumps(self.raw)


@dataclass(frozen=True, slots=True, kw_only=True)
class DatabaseSecret(_Document):
    """A user of a PostgreSQL or MySQL database; without a password it has yet to be created."""

    host: str
    port: int
    dbname: str
    username: str
    password: str = field(repr=False)
    masterarn: str | None = None

    @property
    def created(self) -> bool:
        """Whether the document says that the server knows the user."""
        return self.password != ""

    def renewed(self, *, password: str, username: str | None = None) -> Self:
        """Return the same document with another password, and maybe another user."""
        user = username or self.username
        raw = {**self.raw, "username": user, "password": password}
        return replace(self, raw=raw, username=user, password=password)


@dataclass(frozen=True, slots=True, kw_only=True)
class CacheSecret(_Document):
    """The AUTH token of an ElastiCache replication group."""

    host: str
    port: int
    replication_group_id: str
    password: str = field(repr=False)
    username: str | None = None

    def renewed(self, *, password: str) -> Self:
        """Return the same document with another token."""
        return replace(self, raw={**self.raw, "password": password}, password=password)


@dataclass(frozen=True, slots=True, kw_only=True)
class ApplicationSecret(_Document):
    """Values that only the secret's readers know: signing keys, keys for the platform's own API."""

    values: Mapping[str, str] = field(repr=False)

    def renewed(self, values: Mapping[str, str]) -> Self:
        """Return the document with other values for the same names."""
        return replace(self, raw={**self.raw, **values}, values=values)


class _Fields:
    """Reads the fields of a document and gathers what is wrong; it never repeats a value."""

    def __init__(self, text: str | None) -> None:
        self.problems: list[str] = []
        self.raw: Mapping[str, object] = {}
        try:
            raw: object = json.loads(text or "")
        except (ValueError, RecursionError):
            raw = None
        if not isinstance(raw, dict):
            # Without an object there are no fields to judge.
            raise MalformedSecretError(["SecretString must be a JSON object"])
        self.raw = cast("dict[str, object]", raw)

    def refuse(self, name: str, rule: str) -> None:
        self.problems.append(f"{name} {rule}")

    def engine(self) -> Engine | None:
        value = self.raw.get("engine")
        engine = ENGINES.get(value) if isinstance(value, str) else None
        if engine is None:
            self.refuse("engine", f"must be one of {', '.join(ENGINES)}")
        return engine

    def text(self, name: str) -> str:
        value = self.raw.get(name)
        if isinstance(value, str) and value and "\0" not in value:
            return value
        self.refuse(name, "must be a text that is not empty")
        return ""

    def optional_text(self, name: str) -> str | None:
        return self.text(name) if name in self.raw else None

    def port(self) -> int:
        value = self.raw.get("port")
        # Secrets written by RDS hold a number, those written by templates often a text.
        if isinstance(value, str) and value.isascii() and value.isdigit():
            value = int(value[:6])
        if isinstance(value, int) and not isinstance(value, bool) and 1 <= value <= _MOST_PORT:
            return value
        self.refuse("port", f"must be a whole number from 1 to {_MOST_PORT}")
        return 0

    def tls(self) -> None:
        value = self.raw.get("ssl")
        if value is not True and value != "true":
            self.refuse("ssl", "must be true: rotation never connects without TLS")


def engine_of(text: str | None) -> Engine:
    """Return which engine a secret's document is for.

    Raises:
        MalformedSecretError: it is no JSON object, or names no engine that can be rotated.
    """
    fields = _Fields(text)
    engine = fields.engine()
    if engine is None:
        raise MalformedSecretError(fields.problems)
    return engine


def names_master(text: str | None) -> bool:
    """Return whether a database's document names the secret of an administrator.

    Raises:
        MalformedSecretError: it is no JSON object.
    """
    return "masterarn" in _Fields(text).raw


def parse_database_secret(text: str | None, *, may_be_new: bool = False) -> DatabaseSecret:
    """Read `{engine, host, port, dbname, username, password, ssl, masterarn?}`.

    Args:
        text: the document.
        may_be_new: whether a document without `password` stands for a user that does not exist.

    Raises:
        MalformedSecretError: with every problem, by field.
    """
    return _parse(text, lambda fields: _database(fields, may_be_new=may_be_new))


def parse_cache_secret(text: str | None) -> CacheSecret:
    """Read `{engine, replication_group_id, host, port, password, ssl, username?}`.

    Raises:
        MalformedSecretError: with every problem, by field.
    """
    return _parse(text, _cache)


def parse_application_secret(text: str | None) -> ApplicationSecret:
    """Read `{engine, …}`, where every other field is a generated text.

    Raises:
        MalformedSecretError: with every problem, by field.
    """
    return _parse(text, _application)


def parse_master_secret(text: str | None, of: DatabaseSecret) -> DatabaseSecret:
    """Read the administrator of the database that `of` is a user of.

    A secret that RDS manages holds nothing but username and password; a document that does name a
    host must name the same one, or the wrong server would be changed.

    Raises:
        MalformedSecretError: with every problem, by field.
    """

    def master(fields: _Fields) -> DatabaseSecret:
        if fields.raw.get("host", of.host) != of.host:
            fields.refuse("host", "must be the host of the secret that names this masterarn")
        return of.renewed(username=fields.text("username"), password=fields.text("password"))

    return _parse(text, master)


def _parse(text: str | None, read: Callable[[_Fields], _D]) -> _D:
    fields = _Fields(text)
    document = read(fields)
    if fields.problems:
        raise MalformedSecretError(fields.problems)
    return document


def _database(fields: _Fields, *, may_be_new: bool) -> DatabaseSecret:
    fields.tls()
    new = may_be_new and "password" not in fields.raw
    return DatabaseSecret(
        raw=fields.raw,
        host=fields.text("host"),
        port=fields.port(),
        dbname=fields.text("dbname"),
        username=fields.text("username"),
        password="" if new else fields.text("password"),
        masterarn=fields.optional_text("masterarn"),
    )


def _cache(fields: _Fields) -> CacheSecret:
    fields.tls()
    return CacheSecret(
        raw=fields.raw,
        host=fields.text("host"),
        port=fields.port(),
        replication_group_id=fields.text("replication_group_id"),
        password=fields.text("password"),
        username=fields.optional_text("username"),
    )


def _application(fields: _Fields) -> ApplicationSecret:
    names = [name for name in fields.raw if name != "engine"]
    if not names:
        fields.refuse("document", "must have a field to generate besides engine")
    return ApplicationSecret(raw=fields.raw, values={name: fields.text(name) for name in names})
