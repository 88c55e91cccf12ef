"""Opening the payments database: verified TLS and the secret's current login."""

import json
import ssl
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Protocol

from payments.aws import answering
from payments.environment import DatabaseSettings
from payments.store.protocol import StoreUnavailableError
from payments.store.sessions import LoginRefusedError, Session, open_session
from payments.tls import verified_context


@dataclass(frozen=True, slots=True, kw_only=True)
class Login:
    """User name and password of the application; it never prints itself."""

    username: str
    password: str

    def __repr__(self) -> str:
        return f"Login(username={self.username!r}, password=***)"


class SecretsClient(Protocol):
    """The one Secrets Manager call that reads a login."""

    def get_secret_value(self, **request: object) -> Mapping[str, Any]:
        """Answer with the secret's current version."""
        ...


class SecretLogin:
    """The login that a secret holds, kept until the database refuses it."""

    def __init__(self, client: SecretsClient, secret_arn: str) -> None:
        self._client = client
        self._secret_arn = secret_arn
        self._known: Login | None = None

    def current(self, *, refused: Login | None = None) -> Login:
        """The login; read again when `refused` is what is known, because it was rotated.

        Raises:
            UnavailableError: Secrets Manager did not answer.
            StoreUnavailableError: the secret is no database login.
        """
        known = self._known
        if known is None or known == refused:
            known = self._known = self._read()
        return known

    def _read(self) -> Login:
        with answering("The database's secret"):
            answer = self._client.get_secret_value(SecretId=self._secret_arn)
        try:
            document = json.loads(answer["SecretString"])
            return Login(username=document["username"], password=document["password"])
        except (KeyError, TypeError, ValueError):
            # The cause is cut off: it holds the secret.
            raise StoreUnavailableError(
                f"the secret {self._secret_arn} holds no username and password in JSON"
            ) from None


def connector(
    settings: DatabaseSettings, secret: SecretLogin, *, tls: ssl.SSLContext | None = None
) -> Callable[[], Session]:
    """Return a function that opens sessions with the current login.

    A refused login is read again once: the secret may have been rotated since. The function
    raises `SessionError` and its kinds, and what `SecretLogin.current` raises.
    """
    context = tls or verified_context()

    def connect() -> Session:
        login = secret.current()
        try:
            return _open(login)
        except LoginRefusedError:
            return _open(secret.current(refused=login))

    def _open(login: Login) -> Session:
        return open_session(settings, username=login.username, password=login.password, tls=context)

    return connect
