"""One connection to PostgreSQL or MySQL, with the drivers' differences taken out.

Statements are written once, with named `:parameters` and no dialect.
"""

import re
import ssl
from collections.abc import Callable, Mapping, Sequence
from functools import cache
from typing import Any, Final, Protocol, cast

import pg8000.native  # pyright: ignore[reportMissingTypeStubs] - pg8000 ships no types
import pymysql

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


_POSTGRES_CLASSES: Final[Mapping[str, type[SessionError]]] = {
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

_MYSQL_CLASSES: Final[Mapping[int, type[SessionError]]] = {
    1062: DuplicateKeyError,  # ER_DUP_ENTRY
    1050: AlreadyExistsError,  # ER_TABLE_EXISTS_ERROR
    1060: AlreadyExistsError,  # ER_DUP_FIELDNAME
    1061: AlreadyExistsError,  # ER_DUP_KEYNAME
    1045: LoginRefusedError,  # ER_ACCESS_DENIED_ERROR
    1205: TransientError,  # ER_LOCK_WAIT_TIMEOUT
    1213: TransientError,  # ER_LOCK_DEADLOCK
    1290: TransientError,  # ER_OPTION_PREVENTS_STATEMENT: read-only, still on the old writer
    2003: TransientError,  # CR_CONN_HOST_ERROR
    2006: TransientError,  # CR_SERVER_GONE_ERROR
    2013: TransientError,  # CR_SERVER_LOST
}


def postgres_error(error: Exception) -> SessionError:
    """What a failure of pg8000 means."""
    if not isinstance(error, pg8000.native.DatabaseError):
        return TransientError(type(error).__name__)
    answer = error.args[0] if error.args else None
    code = str(answer.get("C")) if isinstance(answer, dict) else type(error).__name__  # pyright: ignore[reportUnknownMemberType, reportUnknownArgumentType] - pg8000 puts the server's fields there, untyped
    return _POSTGRES_CLASSES.get(code, SessionError)(code)


def mysql_error(error: Exception) -> SessionError:
    """What a failure of PyMySQL means."""
    number = error.args[0] if error.args else None
    if isinstance(error, pymysql.err.InterfaceError | OSError) or not isinstance(number, int):
        return TransientError(type(error).__name__)
    return _MYSQL_CLASSES.get(number, SessionError)(str(number))


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


class MysqlSession:
    """MySQL or MariaDB through PyMySQL, opened with autocommit."""

    def __init__(self, connection: "pymysql.Connection[Any]") -> None:
        self._connection = connection

    def read(self, statement: str, parameters: Mapping[str, Value]) -> Sequence[Row]:
        """The rows of a SELECT; see the protocol."""
        with self._connection.cursor() as cursor:
            self._execute(cursor, statement, parameters)
            return cursor.fetchall()

    def write(self, statement: str, parameters: Mapping[str, Value]) -> int:
        """Run an INSERT or UPDATE; see the protocol."""
        with self._connection.cursor() as cursor:
            return self._execute(cursor, statement, parameters)

    def define(self, statement: str) -> None:
        """Run a statement that changes the schema; see the protocol."""
        self.write(statement, {})

    def close(self) -> None:
        """Give the connection up; never raises."""
        try:
            self._connection.close()
        except (pymysql.err.Error, OSError):
            return

    @staticmethod
    def _execute(cursor: Any, statement: str, parameters: Mapping[str, Value]) -> int:  # noqa: ANN401 - PyMySQL's cursors carry no types
        try:
            return cursor.execute(_pyformat(statement), parameters)
        except (pymysql.err.Error, OSError) as error:
            raise mysql_error(error) from None  # the driver's text quotes values


def open_session(
    settings: DatabaseSettings, *, username: str, password: str, tls: ssl.SSLContext
) -> Session:
    """Connect and log in over verified TLS.

    Raises:
        SessionError: `LoginRefusedError` when the login is not accepted, `TransientError` when
            there is no connection, and others with the server's code.
    """
    opens = _open_postgres if settings.engine == "postgres" else _open_mysql
    return opens(settings, username, password, tls)


def _open_postgres(
    settings: DatabaseSettings, username: str, password: str, tls: ssl.SSLContext
) -> Session:
    try:
        connection = pg8000.native.Connection(
            username,
            host=settings.host,
            port=settings.port,
            database=settings.name,
            password=password,
            timeout=TIMEOUT_SECONDS,
            ssl_context=tls,
            application_name="payments",
        )
    except (pg8000.native.Error, OSError) as error:
        raise postgres_error(error) from None
    return PostgresSession(connection)


def _open_mysql(
    settings: DatabaseSettings, username: str, password: str, tls: ssl.SSLContext
) -> Session:
    try:
        connection = pymysql.connect(
            host=settings.host,
            port=settings.port,
            user=username,
            password=password,
            database=settings.name,
            charset="utf8mb4",
            autocommit=True,
            connect_timeout=TIMEOUT_SECONDS,
            read_timeout=TIMEOUT_SECONDS,
            write_timeout=TIMEOUT_SECONDS,
            ssl=tls,  # PyMySQL refuses a server without TLS when a context is given
        )
    except (pymysql.err.Error, OSError) as error:
        raise mysql_error(error) from None
    return MysqlSession(connection)


@cache
def _pyformat(statement: str) -> str:
    """The statement with PyMySQL's placeholders."""
    return re.sub(r":(\w+)", r"%(\1)s", statement)
