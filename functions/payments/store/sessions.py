"""One connection to a database, with the drivers' differences taken out.

Statements are written once, with named `:parameters` and no dialect.
"""

import ssl
from collections.abc import Mapping, Sequence
from typing import Any, Final, Protocol

from payments.environment import DatabaseSettings
from payments.payment import Value

TIMEOUT_SECONDS: Final = 4
"""To connect, and for each answer: a failover must not hold a payment for longer."""

Row = Sequence[Any]


class SessionError(Exception):
    """A statement failed; `code` is the server's (SQLSTATE or MySQL number) or the driver's."""

    def __init__(self, code: str) -> None:
        # Server messages quote values ("Key (card_token)=(...) already exists"): only the code.
        super().__init__(f"the database answered {code}")
        self.code = code


class DuplicateKeyError(SessionError):
    """A unique key is taken."""


class AlreadyExistsError(SessionError):
    """A table, index or column that is to be created is already there."""


class TransientError(SessionError):
    """The connection is gone, or the statement lost a deadlock: worth another try."""


class LoginRefusedError(SessionError):
    """The user name or password is not accepted."""


class Session(Protocol):
    """One open connection in autocommit mode: every statement is its own transaction."""

    def read(self, statement: str, parameters: Mapping[str, Value]) -> Sequence[Row]:
        """The rows of a SELECT."""
        ...

    def write(self, statement: str, parameters: Mapping[str, Value]) -> int:
        """Run an INSERT or UPDATE; the number of rows it changed."""
        ...

    def define(self, statement: str) -> None:
        """Run a statement that changes the schema.

        Raises:
            AlreadyExistsError: what it creates is already there.
        """
        ...

    def close(self) -> None:
        """Give the connection up; never raises."""
        ...


class Opener(Protocol):
    """Connects and logs in over verified TLS."""

    def __call__(
        self, settings: DatabaseSettings, *, username: str, password: str, tls: ssl.SSLContext
    ) -> Session:
        """Open a session.

        Raises:
            SessionError: `LoginRefusedError` when the login is not accepted, `TransientError`
                when there is no connection, and others with the server's code.
        """
        ...
