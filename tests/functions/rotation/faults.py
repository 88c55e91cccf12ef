"""Every call that a rotation makes, counted, and one of them broken on purpose.

A process that dies before its call n leaves the world as one that dies after its call n-1. So two
faults cover both sides of every call: death before it, and an answer that gets lost after it.
"""

from collections.abc import Callable, Generator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from enum import Enum
from typing import Any

import pg8000.native
import pymysql
import pytest
import redis
from botocore.exceptions import EndpointConnectionError
from pymysql.cursors import Cursor

CHANGES = ("ALTER", "CREATE", "GRANT", "SET PASSWORD", "COMMIT", "put_", "update_", "modify_")
"""How the calls begin that change a server or the secret; all others only read."""

UNCOMMITTED = "in a transaction: "
"""How PostgreSQL's statements begin, which change nothing before COMMIT."""


class Fault(Enum):
    KILLED_BEFORE = "killed before the call"
    ANSWER_LOST = "connection lost after the call"


def changing(calls: Sequence[str]) -> list[int]:
    """The numbers, from one, of the calls that change something."""
    return [number for number, call in enumerate(calls, 1) if call.startswith(CHANGES)]


def breaking_points(calls: Sequence[str], fault: Fault) -> list[int]:
    """Which calls to break so that every world comes up that the fault can leave.

    The dead do not react: between two calls that only read, one death is like another. Before the
    first change they cost next to nothing and are tried all the same.
    """
    numbers = range(1, len(calls) + 1)
    if fault is Fault.ANSWER_LOST:
        return list(numbers)
    changes = changing(calls)
    return [
        number for number in numbers if not changes or number <= changes[0] or number - 1 in changes
    ]


class Killed(BaseException):
    """The process is gone: no `except` and no later call of it has any effect."""


@dataclass
class Faults:
    """Counts calls while `watching`; breaks call number `at` when armed."""

    at: int | None = None
    fault: Fault = Fault.KILLED_BEFORE
    calls: list[str] = field(default_factory=list)
    fired: bool = False
    on_call: Callable[[str], None] | None = None
    _watching: bool = False
    _dead: bool = False

    def arm(self, at: int, fault: Fault) -> None:
        self.at, self.fault, self.fired, self.calls = at, fault, False, []

    def disarm(self) -> None:
        self.at, self._dead = None, False

    def changes(self) -> list[str]:
        """The calls, of those since it was armed, that got through and changed something."""
        unsent = self.fired and self.fault is Fault.KILLED_BEFORE
        return [call for call in self.calls[: -1 if unsent else None] if call.startswith(CHANGES)]

    @contextmanager
    def watching(self) -> Generator[None]:
        self._watching = True
        try:
            yield
        finally:
            self._watching = False

    def around(
        self,
        name: str,
        lost: Callable[[], Exception],
        call: Callable[..., Any],
        /,
        *args: Any,
        **kw: Any,
    ) -> Any:
        if not self._watching:
            return call(*args, **kw)
        if self._dead:
            raise Killed
        self.calls.append(name)
        here = len(self.calls) == self.at
        if here and self.fault is Fault.KILLED_BEFORE:
            self.fired = self._dead = True
            raise Killed
        if here:
            self.fired = True
            with suppress(Exception):  # an answer that refuses is lost like any other
                answer = call(*args, **kw)
                if isinstance(answer, pymysql.Connection):
                    answer.close()
            raise lost()
        answer = call(*args, **kw)
        if self.on_call is not None:
            self._watching = False
            self.on_call(name)
            self._watching = True
        return answer

    def wrap(self, client: Any) -> Any:
        """An AWS client whose calls are watched."""
        return _Watched(client, self)


class _Watched:
    def __init__(self, client: Any, faults: Faults) -> None:
        self._client = client
        self._faults = faults

    def __getattr__(self, name: str) -> Callable[..., Any]:
        def call(**arguments: Any) -> Any:
            method = getattr(self._client, name)
            return self._faults.around(name, _lost_aws, method, **arguments)

        return call


def _lost_aws() -> Exception:
    return EndpointConnectionError(endpoint_url="https://aws.invalid")


def watch_drivers(monkeypatch: pytest.MonkeyPatch, faults: Faults) -> None:
    """Watch logins and statements of the three drivers."""

    class Connection(pg8000.native.Connection):
        def __init__(self, *args: Any, **kw: Any) -> None:
            try:
                faults.around("log in", _lost_postgres, super().__init__, *args, **kw)
            except pg8000.native.InterfaceError:
                if getattr(self, "_usock", None) is not None:
                    self.close()  # what is lost here is lost for the server too
                raise

        def run(self, sql: str, *args: Any, **kw: Any) -> Any:
            name = sql if sql == "COMMIT" else UNCOMMITTED + _verb(sql)
            return faults.around(name, _lost_postgres, super().run, sql, *args, **kw)

    connect, execute, ping = pymysql.connect, Cursor.execute, redis.Redis.ping

    def watched_connect(*args: Any, **kw: Any) -> Any:
        return faults.around("log in", _lost_mysql, connect, *args, **kw)

    def watched_execute(cursor: Any, query: str, args: Any = None) -> Any:
        return faults.around(_verb(query), _lost_mysql, execute, cursor, query, args)

    def watched_ping(client: Any) -> Any:
        return faults.around("log in", _lost_redis, ping, client)

    monkeypatch.setattr(pg8000.native, "Connection", Connection)
    monkeypatch.setattr(pymysql, "connect", watched_connect)
    monkeypatch.setattr(Cursor, "execute", watched_execute)
    monkeypatch.setattr(redis.Redis, "ping", watched_ping)


def _verb(statement: str) -> str:
    return " ".join(statement.split()[:2])


def _lost_postgres() -> Exception:
    return pg8000.native.InterfaceError("network error")


def _lost_mysql() -> Exception:
    return pymysql.err.OperationalError(2013, "Lost connection to MySQL server during query")


def _lost_redis() -> Exception:
    return redis.ConnectionError("Connection closed by server.")
