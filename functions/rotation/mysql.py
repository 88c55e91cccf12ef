"""MySQL users, through PyMySQL."""

import re
from collections.abc import Generator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any, Final

import pymysql
from payments.tls import CA_BUNDLE, verified_context
from pymysql.cursors import Cursor

from rotation.database import LOCK_TIMEOUT_SECONDS, TIMEOUT_SECONDS, new_database_password
from rotation.document import DatabaseSecret
from rotation.errors import LoginRefusedError, RotationError, UnavailableError, reason

REFUSED_LOGIN: Final = frozenset({1045, 3118, 4151})
"""Access denied; account locked, as MySQL and as MariaDB number it."""

_RIGHTS: Final = "SELECT, INSERT, UPDATE, DELETE, CREATE, ALTER, INDEX, REFERENCES"
"""What the payments store and its migrations need; nothing that drops or administers."""


class MysqlEngine:
    """Logs in to MySQL servers whose certificate an authority in `ca_file` signed."""

    longest_username = 32
    """Characters, in MySQL 8.0 and later."""

    def __init__(self, ca_file: Path = CA_BUNDLE) -> None:
        self._tls = verified_context(ca_file)

    @contextmanager
    def connect(self, secret: DatabaseSecret) -> Generator["MysqlSession"]:
        """Log in; the connection ends with the block."""
        with _translated(secret):
            connection = pymysql.connect(
                host=secret.host,
                port=secret.port,
                user=secret.username,
                password=secret.password.encode(),  # as text PyMySQL would send Latin-1
                database=secret.dbname,
                ssl=self._tls,
                connect_timeout=TIMEOUT_SECONDS,
                read_timeout=TIMEOUT_SECONDS,
                write_timeout=TIMEOUT_SECONDS,
                autocommit=True,
            )
        try:
            yield MysqlSession(connection, secret)
        finally:
            # A connection that broke inside the block cannot say goodbye.
            with suppress(pymysql.MySQLError):
                connection.close()


class MysqlSession:
    """A connection that the server has accepted."""

    def __init__(self, connection: "pymysql.Connection[Cursor]", secret: DatabaseSecret) -> None:
        self._connection = connection
        self._secret = secret

    @contextmanager
    def locked(self, name: str) -> Generator[None]:
        """Hold a named lock; the server releases it when the connection ends."""
        [[granted]] = self._run("SELECT GET_LOCK(%s, %s)", name, LOCK_TIMEOUT_SECONDS)
        if granted != 1:
            raise UnavailableError(
                f"another {name} has held its lock on {self._secret.host} for "
                f"{LOCK_TIMEOUT_SECONDS} s: try again when it is done"
            )
        yield

    def set_own_password(self, password: str) -> None:
        """Change the password of the account that logged in, which needs no privilege."""
        [[version, account]] = self._run("SELECT VERSION(), CURRENT_USER()")
        if "MariaDB" in version:
            self._run("SET PASSWORD = PASSWORD(%s)", password)
        else:
            # By name: MariaDB takes ALTER USER CURRENT_USER() too, and silently does nothing.
            user, _, host = str(account).rpartition("@")
            self._run("ALTER USER %s@%s IDENTIFIED BY %s", user, host, password)

    def create_user(self, username: str) -> None:
        """Create a user that may work in the database; every part may be repeated.

        A new account has a password that nobody knows.
        """
        self._run(
            "CREATE USER IF NOT EXISTS %s@'%%' IDENTIFIED BY %s REQUIRE SSL",
            username,
            new_database_password(),
        )
        # In a GRANT, _ and % of a database's name stand for other characters.
        database = re.sub(r"([_%\\])", r"\\\1", self._secret.dbname)
        self._run(
            f"GRANT {_RIGHTS} ON {_quoted(database).replace('%', '%%')}.* TO %s@'%%'", username
        )

    def set_alternate(self, username: str, alternate: str, password: str) -> None:
        """Copy the grants of `username`, for each of its hosts, then set the password.

        MySQL commits every statement by itself. The password comes last, so that whoever logs in
        with it finds every right in place; until then a new account has one that nobody knows.
        Default roles are not among the grants: with roles, set activate_all_roles_on_login.
        """
        hosts = [
            str(row[0])
            for row in self._run("SELECT host FROM mysql.user WHERE user = %s", username)
        ]
        if not hosts:
            raise RotationError(f"{self._secret.host} has no user {username!r} to copy grants from")
        for host in hosts:
            self._run(
                "CREATE USER IF NOT EXISTS %s@%s IDENTIFIED BY %s REQUIRE SSL",
                alternate,
                host,
                new_database_password(),
            )
            for row in self._run("SHOW GRANTS FOR %s@%s", username, host):
                self._grant(str(row[0]), f"{_quoted(username)}@{_quoted(host)}", alternate, host)
        accounts = ", ".join(["%s@%s IDENTIFIED BY %s"] * len(hosts))
        arguments = [value for host in hosts for value in (alternate, host, password)]
        self._run(f"ALTER USER {accounts} REQUIRE SSL", *arguments)

    def _grant(self, grant: str, account: str, alternate: str, host: str) -> None:
        """Repeat one line of SHOW GRANTS for another user."""
        rights, found, options = grant.rpartition(f" TO {account}")
        # MariaDB also lists SET DEFAULT ROLE, which is not a grant.
        if not found or not rights.startswith("GRANT "):
            return
        repeated = rights.replace("%", "%%") + " TO %s@%s"
        if "WITH GRANT OPTION" in options:
            repeated += " WITH GRANT OPTION"
        self._run(repeated, alternate, host)

    def _run(self, statement: str, *arguments: str | int) -> list[tuple[Any, ...]]:
        with _translated(self._secret), self._connection.cursor() as cursor:
            cursor.execute(statement, arguments)
            return list(cursor.fetchall())


def _quoted(name: str) -> str:
    """Quote an identifier as SHOW GRANTS does."""
    return "`" + name.replace("`", "``") + "`"


@contextmanager
def _translated(secret: DatabaseSecret) -> Generator[None]:
    """Turn a driver's error into one of ours, without its text: that may repeat a statement."""
    where = f"{secret.host}:{secret.port}"
    try:
        yield
    except (pymysql.MySQLError, OSError) as error:
        code = error.args[0] if error.args else None
        if code in REFUSED_LOGIN:
            raise LoginRefusedError(
                f"{where} refuses user {secret.username!r} (error {code})"
            ) from None
        raise UnavailableError(
            f"{where} failed for user {secret.username!r} (error {code}: {reason(error)})"
        ) from None
