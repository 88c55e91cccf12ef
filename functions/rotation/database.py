"""Users of a database: what the strategies need of an engine, and what they share."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import Final, Protocol

from rotation.document import DatabaseSecret
from rotation.errors import LoginRefusedError, MalformedSecretError
from rotation.password import DATABASE_SYMBOLS, generate_password

TIMEOUT_SECONDS: Final = 10
"""The longest that connecting, or one statement, may take."""

LOCK_TIMEOUT_SECONDS: Final = 5
"""How long a rotation waits for another one that is changing the same user."""


class Session(Protocol):
    """A connection that the server has accepted, over verified TLS."""

    def locked(self, name: str) -> AbstractContextManager[None]:
        """Keep every other rotation of `name` out; what is done inside is done at its end.

        Raises:
            UnavailableError: another rotation kept the lock for too long.
        """
        ...

    def set_own_password(self, password: str) -> None:
        """Change the password of the user that logged in."""
        ...

    def create_user(self, username: str) -> None:
        """Create a user that may work in the session's database, unless it is there.

        Nobody can log in as the user: it gets its password when its turn comes.
        """
        ...

    def set_alternate(self, username: str, alternate: str, password: str) -> None:
        """Give `alternate` what `username` may do, and `password`; create it when it is missing."""
        ...


class Engine(Protocol):
    """PostgreSQL or MySQL."""

    longest_username: int

    def connect(self, secret: DatabaseSecret) -> AbstractContextManager[Session]:
        """Log in.

        Raises:
            LoginRefusedError: the server does not accept user and password.
            UnavailableError: the server was not reached, or not with verified TLS.
        """
        ...


def accepts(engine: Engine, secret: DatabaseSecret) -> bool:
    """Return whether the server accepts a credential; an unreachable server is no answer.

    Raises:
        UnavailableError: the server was not reached, or not with verified TLS.
    """
    try:
        with engine.connect(secret):
            return True
    except LoginRefusedError:
        return False


def new_database_password() -> str:
    """Return a password that PostgreSQL, MySQL and RDS take."""
    return generate_password(DATABASE_SYMBOLS)


def require_same_server(pending: DatabaseSecret, current: DatabaseSecret) -> None:
    """Refuse a pending version that was written for another server, database or administrator.

    Raises:
        MalformedSecretError: naming every field that differs.
    """
    names = ("host", "port", "dbname", "masterarn")
    different = [name for name in names if getattr(pending, name) != getattr(current, name)]
    if different:
        raise MalformedSecretError(
            [f"{name} must be that of AWSCURRENT" for name in different], "AWSPENDING"
        )


def change_under_lock(
    session: Session, username: str, confirm: Callable[[], None], change: Callable[[], None]
) -> None:
    """Change a user's password while no other rotation can, if the rotation is still the one.

    Without the lock, a rotation that was overtaken could wake up late and set its own password
    after the newer one was promoted, and nobody would be left to notice.
    """
    with session.locked(f"rotation of {username}"):
        confirm()
        change()
