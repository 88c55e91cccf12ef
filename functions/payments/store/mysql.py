"""Sessions to MySQL or MariaDB through PyMySQL."""

import re
import ssl
from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any, Final

import pymysql

from payments.environment import DatabaseSettings
from payments.payment import Value
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

_CLASSES: Final[Mapping[int, type[SessionError]]] = {
    1062: DuplicateKeyError,  # ER_DUP_ENTRY
    1050: AlreadyExistsError,  # ER_TABLE_EXISTS_ERROR
    1060: AlreadyExistsError,  # ER_DUP_FIELDNAME
    1061: AlreadyExistsError,  # ER_DUP_KEYNAME
    1045: LoginRefusedError,  # ER_ACCESS_DENIED_ERROR
    1205: TransientError,  # ER_LOCK_WAIT_TIMEOUT
    1213: TransientError,  # ER_LOCK_DEADLOCK
    1053: TransientError,  # ER_SERVER_SHUTDOWN: failover
    1290: TransientError,  # ER_OPTION_PREVENTS_STATEMENT: read-only, still on the old writer
    1792: TransientError,  # ER_CANT_EXECUTE_IN_READ_ONLY_TRANSACTION: as above
    1836: TransientError,  # ER_READ_ONLY_MODE: as above
    1874: TransientError,  # ER_INNODB_READ_ONLY: as above
    2003: TransientError,  # CR_CONN_HOST_ERROR
    2006: TransientError,  # CR_SERVER_GONE_ERROR
    2013: TransientError,  # CR_SERVER_LOST
}


def mysql_error(error: Exception) -> SessionError:
    """What a failure of PyMySQL means."""
    number = error.args[0] if error.args else None
    if isinstance(error, pymysql.err.InterfaceError | OSError) or not isinstance(number, int):
        return TransientError(type(error).__name__)
    return _CLASSES.get(number, SessionError)(str(number))


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


def open_mysql(
    settings: DatabaseSettings, *, username: str, password: str, tls: ssl.SSLContext
) -> Session:
    """Connect and log in; see `payments.store.sessions.Opener`."""
    try:
        connection = pymysql.connect(
            host=settings.host,
            port=settings.port,
            user=username,
            password=password.encode(),  # as text PyMySQL would send Latin-1
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
