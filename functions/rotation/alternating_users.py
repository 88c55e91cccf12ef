"""Two database users with the same rights, of which one is in use while the other is renewed.

An application that logs in with AWSCURRENT never meets a refused password: what AWSCURRENT held
stays valid until the rotation after next. The administrator whom `masterarn` names does the work,
and creates the first user when AWSCURRENT holds no password for it yet.
"""

from collections.abc import Callable, Sequence
from typing import Final

from rotation.database import (
    Engine,
    Session,
    accepts,
    change_under_lock,
    new_database_password,
    require_same_server,
)
from rotation.document import DatabaseSecret, parse_database_secret, parse_master_secret
from rotation.errors import LoginRefusedError, MalformedSecretError

SUFFIX: Final = "_clone"
"""What tells the second user's name from the first; AWS's own rotation functions use the same."""


class AlternatingUsers:
    """The strategy, on one engine.

    Args:
        engine: PostgreSQL or MySQL.
        read_secret: returns the text of a secret's AWSCURRENT, given its ARN.
    """

    def __init__(self, engine: Engine, read_secret: Callable[[str], str | None]) -> None:
        self._engine = engine
        self._read_secret = read_secret

    def parse(self, text: str | None) -> DatabaseSecret:
        """Read a version's text; this strategy also needs its `masterarn` and room in its name.

        Only the first version may lack a password: its user has yet to be created.
        """
        secret = parse_database_secret(text, may_be_new=True)
        problems: list[str] = []
        if secret.masterarn is None:
            problems.append("masterarn must name the administrator's secret")
        longest = self._engine.longest_username
        if len(_alternate(secret.username)) > longest:
            problems.append(f"username must leave room for {SUFFIX} within {longest} characters")
        if problems:
            raise MalformedSecretError(problems)
        return secret

    def propose(
        self, current: DatabaseSecret, _others: Callable[[], Sequence[DatabaseSecret]]
    ) -> DatabaseSecret:
        """Return the other user with a new password."""
        return current.renewed(
            username=_alternate(current.username), password=new_database_password()
        )

    def apply(
        self,
        pending: DatabaseSecret,
        current: DatabaseSecret,
        _others: Callable[[], Sequence[DatabaseSecret]],
        confirm: Callable[[], None],
    ) -> None:
        """Have the administrator give the other user its rights, and the pending password last.

        Raises:
            LoginRefusedError: the server refuses AWSCURRENT or the administrator.
        """
        require_same_server(pending, current)
        if not pending.created:
            raise MalformedSecretError(["password must be a text that is not empty"], "AWSPENDING")
        if pending.username != _alternate(current.username):
            raise MalformedSecretError(
                [f"username must be {_alternate(current.username)!r}"], "AWSPENDING"
            )
        if accepts(self._engine, pending):
            return
        if current.created and not accepts(self._engine, current):
            raise LoginRefusedError(
                f"{current.host} refuses AWSCURRENT of user {current.username!r}: set the user's "
                f"password to the one in AWSCURRENT by hand, then rotate again"
            )
        with self._engine.connect(self._master(current)) as session:
            change_under_lock(
                session,
                min(current.username, pending.username, key=len),
                confirm,
                lambda: _change(session, current, pending),
            )

    def prove(self, pending: DatabaseSecret, _current: DatabaseSecret) -> None:
        """Log in as the other user."""
        with self._engine.connect(pending):
            pass

    def settle(self, _current: DatabaseSecret, _previous: DatabaseSecret | None) -> None:
        """The previous user stays valid for whoever still holds it, until it is renewed."""

    def _master(self, current: DatabaseSecret) -> DatabaseSecret:
        try:
            return parse_master_secret(self._read_secret(str(current.masterarn)), current)
        except MalformedSecretError as error:
            raise MalformedSecretError(error.problems, "the secret at masterarn") from None


def _change(session: Session, current: DatabaseSecret, pending: DatabaseSecret) -> None:
    if not current.created:
        session.create_user(current.username)
    session.set_alternate(current.username, pending.username, pending.password)


def _alternate(username: str) -> str:
    return username.removesuffix(SUFFIX) if username.endswith(SUFFIX) else username + SUFFIX
