"""The AUTH token of an ElastiCache replication group: ROTATE, then SET.

ROTATE adds a token beside the one in use; ElastiCache keeps the latest two. SET leaves only the
newest. AWSCURRENT moves between the two, so a client that reads it can log in at every moment.
Both take minutes and are done when the group is available again.
https://docs.aws.amazon.com/AmazonElastiCache/latest/dg/auth.html
"""

import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any, Final, Literal, Protocol

import redis
from botocore.exceptions import ClientError  # pyright: ignore[reportMissingTypeStubs] - botocore ships no types
from payments.aws import error_code
from payments.tls import CA_BUNDLE
from redis.backoff import NoBackoff
from redis.retry import Retry

from rotation.database import TIMEOUT_SECONDS
from rotation.document import CacheSecret, parse_cache_secret
from rotation.errors import LoginRefusedError, MalformedSecretError, UnavailableError, reason
from rotation.password import CACHE_SYMBOLS, generate_password

POLL_SECONDS: Final = 5.0


class ElastiCache(Protocol):
    """The calls of ElastiCache that a rotation makes."""

    def describe_replication_groups(self, **arguments: str) -> Mapping[str, Any]:
        """Return the group's status, among others."""
        ...

    def modify_replication_group(self, **arguments: str | bool) -> Mapping[str, Any]:
        """Begin a change that is done when the group is available again."""
        ...


class AuthToken:
    """Changes the token of one replication group.

    Args:
        elasticache: the service's client.
        seconds_left: how long the caller may still wait.
        ca_file: authorities that sign the cache's certificate.
        sleep: waits; a test passes its own.
    """

    def __init__(
        self,
        elasticache: ElastiCache,
        seconds_left: Callable[[], float],
        *,
        ca_file: Path = CA_BUNDLE,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        self._elasticache = elasticache
        self._seconds_left = seconds_left
        self._ca_file = ca_file
        self._sleep = sleep

    def parse(self, text: str | None) -> CacheSecret:
        """Read a version's text."""
        return parse_cache_secret(text)

    def propose(
        self, current: CacheSecret, others: Callable[[], Sequence[CacheSecret]]
    ) -> CacheSecret:
        """Return a new token, or the one that a rotation added before it was given up.

        A third token would drop the oldest, which may be the one that applications use.
        """
        given_up = others()
        if given_up:
            # Its ROTATE may still be under way.
            self._until(lambda: self._is_available(current), "available", current)
        for other in given_up:
            candidate = current.renewed(password=other.password)
            if candidate.password != current.password and self._accepts(candidate):
                return candidate
        return current.renewed(password=generate_password(CACHE_SYMBOLS))

    def apply(
        self,
        pending: CacheSecret,
        current: CacheSecret,
        _others: Callable[[], Sequence[CacheSecret]],
        confirm: Callable[[], None],
    ) -> None:
        """Add the pending token beside the current one.

        Raises:
            LoginRefusedError: the cache refuses the current token.
            UnavailableError: the change was not through in time; the next attempt goes on from it.
        """
        names = ("host", "port", "replication_group_id", "username")
        different = [name for name in names if getattr(pending, name) != getattr(current, name)]
        if different:
            raise MalformedSecretError(
                [f"{name} must be that of AWSCURRENT" for name in different], "AWSPENDING"
            )
        self._until(lambda: self._is_available(current), "available", current)
        if self._accepts(pending):
            return
        self._log_in(current)
        confirm()
        self._modify(pending, "ROTATE")
        self._until(lambda: self._accepts(pending), "accepting the pending token", pending)

    def prove(self, pending: CacheSecret, _current: CacheSecret) -> None:
        """Log in with the pending token."""
        self._log_in(pending)

    def settle(self, current: CacheSecret, previous: CacheSecret | None) -> None:
        """Leave only the current token, once nobody reads the previous one any more.

        Raises:
            UnavailableError: the change was not through in time; the next attempt goes on from it.
        """
        if previous is None or previous.password == current.password:
            return
        old = current.renewed(password=previous.password)
        self._until(lambda: self._is_available(current), "available", current)
        if self._accepts(old):
            self._modify(current, "SET")
            self._until(lambda: not self._accepts(old), "refusing the previous token", current)

    def _modify(self, secret: CacheSecret, strategy: Literal["ROTATE", "SET"]) -> None:
        try:
            self._elasticache.modify_replication_group(
                ReplicationGroupId=secret.replication_group_id,
                AuthToken=secret.password,
                AuthTokenUpdateStrategy=strategy,
                ApplyImmediately=True,
            )
        except ClientError as error:
            raise UnavailableError(
                f"{secret.replication_group_id} did not take {strategy} of its token "
                f"({error_code(error)}): "
                f"try again when the group is available"
            ) from None

    def _is_available(self, secret: CacheSecret) -> bool:
        answer = self._elasticache.describe_replication_groups(
            ReplicationGroupId=secret.replication_group_id
        )
        return bool(answer["ReplicationGroups"][0]["Status"] == "available")

    def _until(self, done: Callable[[], bool], what: str, secret: CacheSecret) -> None:
        while not done():
            if self._seconds_left() < POLL_SECONDS:
                raise UnavailableError(
                    f"{secret.replication_group_id} is not yet {what}: the next attempt goes on "
                    f"from here"
                )
            self._sleep(POLL_SECONDS)

    def _accepts(self, secret: CacheSecret) -> bool:
        try:
            self._log_in(secret)
        except LoginRefusedError:
            return False
        return True

    def _log_in(self, secret: CacheSecret) -> None:
        where = f"{secret.host}:{secret.port}"
        try:
            with redis.Redis(
                host=secret.host,
                port=secret.port,
                username=secret.username,
                password=secret.password,
                ssl=True,
                ssl_cert_reqs="required",
                ssl_check_hostname=True,
                ssl_ca_certs=str(self._ca_file),
                socket_timeout=TIMEOUT_SECONDS,
                socket_connect_timeout=TIMEOUT_SECONDS,
                retry=Retry(NoBackoff(), 0),
            ) as client:
                client.ping()  # pyright: ignore[reportUnknownMemberType] - redis types **kwargs loosely
        except redis.AuthenticationError:
            raise LoginRefusedError(f"{where} refuses the token (WRONGPASS)") from None
        except (redis.RedisError, OSError) as error:
            raise UnavailableError(f"{where} was not reached: {reason(error)}") from None
