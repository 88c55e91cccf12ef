"""One database user whose own password changes.

Between setSecret and finishSecret the server accepts only the new password, while AWSCURRENT still
holds the old one: new connections fail for as long as the two steps take. Where that matters, use
`alternating_users`.
"""

from collections.abc import Callable, Sequence
from contextlib import ExitStack, suppress

from rotation.database import (
    Engine,
    Session,
    accepts,
    change_under_lock,
    new_database_password,
    require_same_server,
)
from rotation.document import DatabaseSecret, parse_database_secret
from rotation.errors import LoginRefusedError, MalformedSecretError


class SingleUser:
    """The strategy, on one engine."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def parse(self, text: str | None) -> DatabaseSecret:
        """Read a version's text."""
        return parse_database_secret(text)

    def propose(
        self, current: DatabaseSecret, _others: Callable[[], Sequence[DatabaseSecret]]
    ) -> DatabaseSecret:
        """Return the same user with another password."""
        return current.renewed(password=new_database_password())

    def apply(
        self,
        pending: DatabaseSecret,
        current: DatabaseSecret,
        others: Callable[[], Sequence[DatabaseSecret]],
        confirm: Callable[[], None],
    ) -> None:
        """Log in with the password that the server has, and change it to the pending one.

        Raises:
            LoginRefusedError: no version of the secret opens the server.
        """
        require_same_server(pending, current)
        if pending.username != current.username:
            raise MalformedSecretError(["username must be that of AWSCURRENT"], "AWSPENDING")
        if accepts(self._engine, pending):
            return
        with ExitStack() as stack:
            session = self._log_in(stack, current, others)
            change_under_lock(
                session,
                current.username,
                confirm,
                lambda: session.set_own_password(pending.password),
            )

    def prove(self, pending: DatabaseSecret, _current: DatabaseSecret) -> None:
        """Log in with the pending password."""
        with self._engine.connect(pending):
            pass

    def settle(self, _current: DatabaseSecret, _previous: DatabaseSecret | None) -> None:
        """Nothing is left of the previous password."""

    def _log_in(
        self,
        stack: ExitStack,
        current: DatabaseSecret,
        others: Callable[[], Sequence[DatabaseSecret]],
    ) -> Session:
        with suppress(LoginRefusedError):
            return stack.enter_context(self._engine.connect(current))
        for other in others():
            # Only the password may come from an old version, never another server or user.
            if other.username == current.username:
                with suppress(LoginRefusedError):
                    return stack.enter_context(
                        self._engine.connect(current.renewed(password=other.password))
                    )
        raise LoginRefusedError(
            f"{current.host} accepts no version of the secret of user {current.username!r}: set "
            f"the user's password to the one in AWSCURRENT by hand, then rotate again"
        )
