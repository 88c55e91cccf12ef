"""Opening the payments database: verified TLS and the secret's current login."""

import ssl
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from payments.aws import client
from payments.environment import DatabaseSettings, Engine
from payments.secret import KeptSecret, SecretsClient
from payments.store.pool import SessionPool
from payments.store.sessions import LoginRefusedError, Opener, Session
from payments.tls import verified_context


@dataclass(frozen=True, slots=True, kw_only=True)
class Login:
    """User name and password of the application; the password never prints."""

    username: str
    password: str = field(repr=False)


class SecretLogin(KeptSecret[Login]):
    """The login that a database's secret holds."""

    def __init__(self, secrets: SecretsClient, secret_arn: str) -> None:
        super().__init__(secrets, secret_arn, what="the database", read=_login)


def connector(
    settings: DatabaseSettings, secret: SecretLogin, *, tls: ssl.SSLContext | None = None
) -> Callable[[], Session]:
    """Return a function that opens sessions with the current login.

    A refused login is read again once: the secret may have been rotated since. The function
    raises `SessionError` and its kinds, and what `SecretLogin.current` raises.
    """
    context, open_session = tls or verified_context(), opener(settings.engine)

    def connect() -> Session:
        login = secret.current()
        try:
            return _open(login)
        except LoginRefusedError:
            return _open(secret.current(refused=login))

    def _open(login: Login) -> Session:
        return open_session(settings, username=login.username, password=login.password, tls=context)

    return connect


def opener(engine: Engine) -> Opener:
    """Return what opens sessions to an engine.

    Its driver is loaded here: the other engine's would take a tenth of a function's start.
    """
    if engine == "postgres":
        from payments.store.postgres import open_postgres  # noqa: PLC0415 - one of two

        return open_postgres
    from payments.store.mysql import open_mysql  # noqa: PLC0415 - one of two

    return open_mysql


@cache
def pool_of(settings: DatabaseSettings) -> SessionPool:
    """Return the process's one pool of sessions to a database, for payments and counters."""
    login = SecretLogin(client("secretsmanager"), settings.secret_arn)
    return SessionPool(connector(settings, login))


def _login(document: Mapping[str, Any]) -> Login:
    return Login(username=str(document["username"]), password=str(document["password"]))
