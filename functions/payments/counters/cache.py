"""Counters in Redis: one hash per key, with Redis' own expiry."""

from collections.abc import Callable, Generator, Mapping, Sequence
from contextlib import contextmanager
from functools import cache
from typing import Any, Final, Protocol, cast

from payments.counters.protocol import Change
from payments.problem import UnavailableError

_PREFIX: Final = "payments:"


class Pipeline(Protocol):
    """The calls of a redis-py pipeline that the counters make."""

    def hgetall(self, name: str) -> Any:  # noqa: ANN401 - redis-py answers a pipeline by its execute
        """Queue reading a hash."""
        ...

    def hincrby(self, name: str, key: str, amount: int) -> Any:  # noqa: ANN401 - as above
        """Queue adding to a field."""
        ...

    def expireat(self, name: str, when: int) -> Any:  # noqa: ANN401 - as above
        """Queue setting when a key expires."""
        ...

    def execute(self) -> list[Any]:
        """Send what is queued and return the answers."""
        ...


class RedisClient(Protocol):
    """The one call of a redis-py client that the counters make."""

    def pipeline(self, transaction: bool = ...) -> Pipeline:  # noqa: FBT001 - redis-py's signature
        """Start a pipeline; with `transaction`, it is applied as a whole or not at all."""
        ...


class CacheCounters:
    """`Counters` in Redis; one round trip a call.

    `now` is not used: Redis expires keys by its own clock. `connect` is called when the first
    payment comes: redis-py takes as long to import as the handler itself.
    """

    def __init__(self, connect: Callable[[], RedisClient]) -> None:
        self._client = cache(connect)

    def read(self, keys: Sequence[str], *, now: int) -> list[Mapping[str, int]]:  # noqa: ARG002 - Redis has its own clock
        """Return the fields of every key; see the protocol."""
        with _answering():
            pipeline = self._client().pipeline(transaction=False)
            for key in keys:
                pipeline.hgetall(_PREFIX + key)
            answers = cast("list[Mapping[bytes, bytes]]", pipeline.execute())
        return [{name.decode(): int(value) for name, value in fields.items()} for fields in answers]

    def add(self, changes: Sequence[Change], *, now: int) -> None:  # noqa: ARG002 - as above
        """Apply every change or none; see the protocol."""
        with _answering():
            pipeline = self._client().pipeline(transaction=True)
            for change in changes:
                name = _PREFIX + change.key
                for field, by in change.increments.items():
                    pipeline.hincrby(name, field, by)
                pipeline.expireat(name, change.expires_at)
            pipeline.execute()

    def forget_expired(self, *, now: int) -> None:
        """Do nothing: Redis deletes expired keys."""


@contextmanager
def _answering() -> Generator[None]:
    from redis.exceptions import RedisError  # noqa: PLC0415 - slow to import

    try:
        yield
    except (RedisError, OSError) as error:
        # The cause is cut off: redis-py repeats the command and its arguments in some texts.
        raise UnavailableError("The cache", type(error).__name__) from None
