"""Sessions to the database, kept between payments and replaced when they break.

Every statement that the store runs may be repeated without harm, so a connection that broke
(failover, an idle connection that a proxy closed) costs another try, not an error.
"""

from collections import deque
from collections.abc import Callable, Generator, Mapping, Sequence
from contextlib import contextmanager
from typing import Final, TypeVar

from payments.payment import Value
from payments.store.protocol import StoreUnavailableError
from payments.store.sessions import DuplicateKeyError, Row, Session, SessionError, TransientError

RETRIES: Final = 2
"""With each answer limited to a few seconds, three tries end before the function's timeout."""

_T = TypeVar("_T")


class SessionPool:
    """Runs single statements, each on a session of its own; threads may share it."""

    def __init__(self, connect: Callable[[], Session]) -> None:
        self._connect = connect
        self._idle: deque[Session] = deque()

    def read(self, statement: str, parameters: Mapping[str, Value]) -> Sequence[Row]:
        """The rows of a SELECT.

        Raises:
            StoreUnavailableError: the database failed, or did not answer after `RETRIES`.
        """
        return self._run(lambda session: session.read(statement, parameters))

    def write(self, statement: str, parameters: Mapping[str, Value]) -> int:
        """Run a repeatable INSERT or UPDATE; the number of rows it changed.

        Raises:
            DuplicateKeyError: a unique key is taken.
            StoreUnavailableError: the database failed, or did not answer after `RETRIES`.
        """
        return self._run(lambda session: session.write(statement, parameters))

    def use(self, call: Callable[[Session], _T]) -> _T:
        """Run something repeatable on one session.

        Raises:
            StoreUnavailableError: the database failed, or did not answer after `RETRIES`.
        """
        return self._run(call)

    def close(self) -> None:
        """Close every idle session."""
        while self._idle:
            self._idle.pop().close()

    def _run(self, call: Callable[[Session], _T]) -> _T:
        try:
            for _ in range(RETRIES):
                try:
                    return self._once(call)
                except TransientError:
                    self.close()  # what broke one connection broke the idle ones too
            return self._once(call)
        except DuplicateKeyError:
            raise
        except SessionError as error:
            raise StoreUnavailableError(str(error)) from None

    def _once(self, call: Callable[[Session], _T]) -> _T:
        with self._session() as session:
            return call(session)

    @contextmanager
    def _session(self) -> Generator[Session]:
        session = self._take()
        try:
            yield session
        except DuplicateKeyError:
            self._idle.append(session)
            raise
        except BaseException:
            session.close()
            raise
        self._idle.append(session)

    def _take(self) -> Session:
        try:
            return self._idle.pop()
        except IndexError:
            return self._connect()
