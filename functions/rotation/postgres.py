"""PostgreSQL users, through pg8000."""

import base64
import hashlib
import hmac
import secrets
from collections.abc import Callable, Generator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any, Final, cast

import pg8000.native  # pyright: ignore[reportMissingTypeStubs] - pg8000 ships no types
from payments.postgres import connect_postgres
from payments.tls import CA_BUNDLE, verified_context

from rotation.database import LOCK_TIMEOUT_SECONDS, TIMEOUT_SECONDS
from rotation.document import DatabaseSecret
from rotation.errors import LoginRefusedError, UnavailableError, reason

REFUSED_LOGIN: Final = frozenset({"28000", "28P01"})
"""SQLSTATEs of class 28, invalid authorization: no such user, wrong password, may not log in."""

SCRAM_ITERATIONS: Final = 4096
"""PostgreSQL's own default (scram_iterations)."""

_identifier = cast("Callable[[str], str]", pg8000.native.identifier)  # pyright: ignore[reportUnknownMemberType] - pg8000 ships no types


class PostgresEngine:
    """Logs in to PostgreSQL servers whose certificate an authority in `ca_file` signed."""

    longest_username = 63
    """Bytes (NAMEDATALEN - 1); PostgreSQL cuts a longer name without an error."""

    def __init__(self, ca_file: Path = CA_BUNDLE) -> None:
        self._tls = verified_context(ca_file)

    @contextmanager
    def connect(self, secret: DatabaseSecret) -> Generator["PostgresSession"]:
        """Log in; the connection ends with the block."""
        with _translated(secret):
            connection = connect_postgres(
                host=secret.host,
                port=secret.port,
                database=secret.dbname,
                username=secret.username,
                password=secret.password,
                tls=self._tls,
                timeout_seconds=TIMEOUT_SECONDS,
            )
        try:
            yield PostgresSession(connection, secret)
        finally:
            # A connection that broke inside the block cannot say goodbye.
            with suppress(pg8000.native.Error, OSError):
                connection.close()


class PostgresSession:
    """A connection that the server has accepted."""

    def __init__(self, connection: pg8000.native.Connection, secret: DatabaseSecret) -> None:
        self._driver_run = cast("Callable[..., list[list[Any]] | None]", connection.run)  # pyright: ignore[reportUnknownMemberType] - pg8000 ships no types
        self._secret = secret

    @contextmanager
    def locked(self, name: str) -> Generator[None]:
        """Hold an advisory lock for one transaction; an error ends it with the connection."""
        self._run("BEGIN")
        self._run(f"SET LOCAL lock_timeout = '{LOCK_TIMEOUT_SECONDS}s'")
        self._run("SELECT pg_advisory_xact_lock(hashtextextended(:name, 0))", name=name)
        yield
        self._run("COMMIT")

    def set_own_password(self, password: str) -> None:
        """Change the password of the user that logged in."""
        self._set_password(self._secret.username, password)

    def create_user(self, username: str) -> None:
        """Create a user that may keep its own tables and use those of the administrator.

        All of it or nothing, in the transaction of `locked`; a user that is there is left alone.
        """
        if self._exists(username):
            return
        name, database = _identifier(username), _identifier(self._secret.dbname)
        self._run(f"CREATE ROLE {name} LOGIN")
        self._run(f"GRANT CONNECT ON DATABASE {database} TO {name}")
        # From PostgreSQL 15 on, nobody but the database's owner creates tables unless told so.
        self._run(f"GRANT USAGE, CREATE ON SCHEMA public TO {name}")
        owned = self._run(
            "SELECT tablename FROM pg_tables WHERE schemaname = 'public' "
            "AND tableowner = current_user"
        )
        if owned:
            tables = ", ".join(f"public.{_identifier(str(table))}" for [table] in owned)
            self._run(f"GRANT SELECT, INSERT, UPDATE, DELETE ON TABLE {tables} TO {name}")

    def set_alternate(self, username: str, alternate: str, password: str) -> None:
        """Give `alternate` the password, and when it is new also membership of `username`.

        As a member it has every right of `username`, also those granted later; its sessions act as
        `username`, so that what they create belongs to one owner.
        """
        if not self._exists(alternate):
            original, new = (_identifier(name) for name in (username, alternate))
            self._run(f"CREATE ROLE {new} LOGIN")
            self._run(f"GRANT {original} TO {new}")
            self._run(f"ALTER ROLE {new} SET role = {original}")
        self._set_password(alternate, password)

    def _exists(self, username: str) -> bool:
        return bool(self._run("SELECT 1 FROM pg_roles WHERE rolname = :name", name=username))

    def _set_password(self, username: str, password: str) -> None:
        name = _identifier(username)
        # A verifier instead of the password, as psql's \password sends: what the server logs of the
        # statement (log_statement = ddl, pgaudit) opens nothing.
        self._run(f"ALTER ROLE {name} PASSWORD {pg8000.native.literal(_verifier(password))}")

    def _run(self, statement: str, **parameters: str) -> list[list[Any]]:
        with _translated(self._secret):
            return self._driver_run(statement, **parameters) or []


def _verifier(password: str) -> str:
    """Return what PostgreSQL stores for a password (RFC 5803).

    SASLprep, which changes only what is not ASCII, has nothing to do in a generated password.
    """
    salt = secrets.token_bytes(16)
    salted = hashlib.pbkdf2_hmac("sha256", password.encode(), salt, SCRAM_ITERATIONS)
    client_key, server_key = (
        hmac.digest(salted, name, "sha256") for name in (b"Client Key", b"Server Key")
    )
    salt_text, stored_key, server_text = (
        base64.b64encode(part).decode()
        for part in (salt, hashlib.sha256(client_key).digest(), server_key)
    )
    return f"SCRAM-SHA-256${SCRAM_ITERATIONS}:{salt_text}${stored_key}:{server_text}"


@contextmanager
def _translated(secret: DatabaseSecret) -> Generator[None]:
    """Turn a driver's error into one of ours, without its text: that may repeat a statement."""
    where = f"{secret.host}:{secret.port}"
    try:
        yield
    except pg8000.native.DatabaseError as error:
        # pg8000 hands on the server's fields by their letters in the protocol; C is the SQLSTATE.
        code = cast("dict[str, str]", error.args[0]).get("C")
        if code in REFUSED_LOGIN:
            raise LoginRefusedError(
                f"{where} refuses user {secret.username!r} (SQLSTATE {code})"
            ) from None
        raise UnavailableError(
            f"{where} refuses a statement of user {secret.username!r} (SQLSTATE {code})"
        ) from None
    except (pg8000.native.Error, OSError) as error:
        raise UnavailableError(f"{where} was not reached: {reason(error)}") from None
