"""Sessions to PostgreSQL through pg8000."""

import ssl
from collections.abc import Callable, Mapping, Sequence
from typing import Final, Protocol, cast

import pg8000.native  # pyright: ignore[reportMissingTypeStubs] - pg8000 ships no types

from payments.environment import DatabaseSettings
from payments.payment import Value
from payments.postgres import connect_postgres
from payments.store.sessions import (
    TIMEOUT_SECONDS,
    AlreadyExistsError,
    DuplicateKeyError,
    LoginRefusedError,
    Row,
    Session,
    SessionError,
    TransientError,
)

_CLASSES: Final[Mapping[str, type[SessionError]]] = {
    "23505": DuplicateKeyError,  # unique_violation
    "42701": AlreadyExistsError,  # duplicate_column
    "42P07": AlreadyExistsError,  # duplicate_table, and duplicate index
    "28000": LoginRefusedError,  # invalid_authorization_specification
    "28P01": LoginRefusedError,  # invalid_password
    "40001": TransientError,  # serialization_failure
    "40P01": TransientError,  # deadlock_detected
    "25006": TransientError,  # read_only_sql_transaction: still on the old writer
    "57P01": TransientError,  # admin_shutdown: failover
    "57P02": TransientError,  # crash_shutdown
    "57P03": TransientError,  # cannot_connect_now
}


def postgres_error(error: Exception) -> SessionError:
    """What a failure of pg8000 means."""
    if not isinstance(error, pg8000.native.DatabaseError):
        return TransientError(type(error).__name__)
    answer = error.args[0] if error.args else None
    code = str(answer.get("C")) if isinstance(answer, dict) else type(error).__name__  # pyright: ignore[reportUnknownMemberType, reportUnknownArgumentType] - pg8000 puts the server's fields there, untyped
    return _CLASSES.get(code, SessionError)(code)


class _Prepared(Protocol):
    def run(self, **parameters: Value) -> Sequence[Row]: ...


class PostgresSession:
    """PostgreSQL through pg8000's prepared statements.

    A prepared statement takes one round trip where pg8000 needs three for a fresh one.
    """

    def __init__(self, connection: pg8000.native.Connection) -> None:
        self._connection = connection
        self._prepare = cast("Callable[[str], _Prepared]", connection.prepare)  # pyright: ignore[reportUnknownMemberType] - pg8000 ships no types
        self._prepared: dict[str, _Prepared] = {}

    def read(self, statement: str, parameters: Mapping[str, Value]) -> Sequence[Row]:
        """The rows of a SELECT; see the protocol."""
        try:
            prepared = self._prepared.get(statement)
            if prepared is None:
                prepared = self._prepared[statement] = self._prepare(statement)
            return prepared.run(**parameters)
        except (pg8000.native.Error, OSError) as error:
            raise postgres_error(error) from None  # the driver's text quotes values

    def write(self, statement: str, parameters: Mapping[str, Value]) -> int:
        """Run an INSERT or UPDATE; see the protocol."""
        return len(self.read(f"{statement} RETURNING 1", parameters))

    def define(self, statement: str) -> None:
        """Run a statement that changes the schema; see the protocol."""
        self.read(statement, {})

    def close(self) -> None:
        """Give the connection up; never raises."""
        try:
            self._connection.close()
        except (pg8000.native.Error, OSError):
            return


def open_postgres(
    settings: DatabaseSettings, *, username: str, password: str, tls: ssl.SSLContext
) -> Session:
    """Connect and log in; see `payments.store.sessions.Opener`."""
    try:
        connection = connect_postgres(
            host=settings.host,
            port=settings.port,
            database=settings.name,
            username=username,
            password=password,
            tls=tls,
            timeout_seconds=TIMEOUT_SECONDS,
        )
    except (pg8000.native.Error, OSError) as error:
        raise postgres_error(error) from None
    return PostgresSession(connection)
