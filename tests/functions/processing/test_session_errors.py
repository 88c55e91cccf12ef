"""What drivers raise, by what it means for a payment."""

import pg8000.native
import pymysql
import pytest
from payments.store.mysql import MysqlSession, mysql_error
from payments.store.postgres import PostgresSession, postgres_error
from payments.store.sessions import (
    AlreadyExistsError,
    DuplicateKeyError,
    SessionError,
    TransientError,
)


@pytest.mark.parametrize(
    ("error", "kind", "code"),
    [
        (pg8000.native.DatabaseError({"C": "23505", "D": "4242"}), DuplicateKeyError, "23505"),
        (pg8000.native.DatabaseError({"C": "42P07"}), AlreadyExistsError, "42P07"),
        (pg8000.native.DatabaseError({"C": "40P01"}), TransientError, "40P01"),
        (pg8000.native.DatabaseError({"C": "22001"}), SessionError, "22001"),
        (pg8000.native.DatabaseError("odd"), SessionError, "DatabaseError"),
        (pg8000.native.DatabaseError(), SessionError, "DatabaseError"),
        (pg8000.native.InterfaceError("network error"), TransientError, "InterfaceError"),
        (TimeoutError(), TransientError, "TimeoutError"),
    ],
)
def test_postgres_errors_by_meaning(error: Exception, kind: type[Exception], code: str) -> None:
    meaning = postgres_error(error)
    assert type(meaning) is kind
    assert str(meaning) == f"the database answered {code}"


@pytest.mark.parametrize(
    ("error", "kind", "code"),
    [
        (pymysql.err.IntegrityError(1062, "4242"), DuplicateKeyError, "1062"),
        (pymysql.err.OperationalError(1061, "x"), AlreadyExistsError, "1061"),
        (pymysql.err.OperationalError(1213, "x"), TransientError, "1213"),
        (pymysql.err.OperationalError(1053, "x"), TransientError, "1053"),
        (pymysql.err.InternalError(1290, "x"), TransientError, "1290"),
        (pymysql.err.OperationalError(1836, "x"), TransientError, "1836"),
        (pymysql.err.OperationalError(1874, "x"), TransientError, "1874"),
        (pymysql.err.DataError(1406, "x"), SessionError, "1406"),
        (pymysql.err.InterfaceError(0, ""), TransientError, "InterfaceError"),
        (pymysql.err.Error(), TransientError, "Error"),
        (ConnectionResetError(104, "x"), TransientError, "ConnectionResetError"),
    ],
)
def test_mysql_errors_by_meaning(error: Exception, kind: type[Exception], code: str) -> None:
    meaning = mysql_error(error)
    assert type(meaning) is kind
    assert str(meaning) == f"the database answered {code}"


def test_closing_a_broken_connection_raises_nothing() -> None:
    class Broken:
        def __init__(self, error: Exception) -> None:
            self._error = error

        def prepare(self, _: str) -> None:
            """Is never called."""

        def close(self) -> None:
            raise self._error

    PostgresSession(Broken(pg8000.native.InterfaceError("closed"))).close()
    MysqlSession(Broken(pymysql.err.Error("Already closed"))).close()
