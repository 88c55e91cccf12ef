"""The users of a cache, on a real Redis with exactly their access strings."""

import json
import time
from collections.abc import Iterator
from typing import Any

import pytest
import redis
from payments.cache import connect
from payments.counters.cache import CacheCounters
from payments.counters.protocol import Change
from payments.environment import CacheSettings
from payments.problem import UnavailableError
from redis.backoff import NoBackoff
from redis.exceptions import NoPermissionError
from redis.retry import Retry

from components.cache_users import COUNTER, NOBODY, READER, SESSIONS, CacheUser
from components.context import Context
from offline.local.cache_users import admit
from tests.support.database_servers import redis_server
from tests.support.server_process import DatabaseServer

Clients = dict[CacheUser, redis.Redis]
USERS = (READER, COUNTER, SESSIONS)
NOW = int(time.time())
SEEN = Change(key="card-hour:1", increments={"n": 1}, expires_at=NOW + 3600)


class Secret:
    """Secrets Manager with one user's password."""

    def __init__(self, name: str, password: str) -> None:
        self._text = json.dumps({"username": name, "password": password})

    def get_secret_value(self, **_: object) -> dict[str, Any]:
        return {"SecretString": self._text}


@pytest.fixture(scope="module")
def server() -> Iterator[DatabaseServer]:
    with redis_server() as running:
        yield running


@pytest.fixture(scope="module")
def administrator(server: DatabaseServer) -> Iterator[redis.Redis]:
    with redis.Redis(
        host=server.host,
        port=server.port,
        password=server.password,
        ssl=True,
        ssl_ca_certs=str(server.ca_file),
        decode_responses=True,
    ) as client:
        yield client


@pytest.fixture(scope="module")
def clients(server: DatabaseServer) -> Iterator[Clients]:
    """The connections that payment code opens, by user."""
    settings = CacheSettings(host=server.host, port=server.port, secret_arn="arn:s", tls=True)
    opened: Clients = {}
    for user in USERS:
        secret = Secret(user.purpose, admit(server, user.purpose, user.access))
        opened[user] = connect(settings, secret, ca_file=str(server.ca_file))
    yield opened
    for client in opened.values():
        client.close()


@pytest.fixture(autouse=True)
def _empty(administrator: redis.Redis) -> None:
    administrator.flushdb()
    administrator.acl_log_reset()


def counters_of(client: redis.Redis) -> CacheCounters:
    return CacheCounters(lambda: client)


def test_payments_are_counted_by_one_user_and_read_by_the_other(clients: Clients) -> None:
    counters_of(clients[COUNTER]).add([SEEN], now=NOW)
    for user in (READER, COUNTER):
        assert counters_of(clients[user]).read([SEEN.key], now=NOW) == [{"n": 1}]


def test_nothing_that_payment_code_does_is_refused(
    clients: Clients, administrator: redis.Redis
) -> None:
    """The alarms on refusals stay silent, also when Redis has lost a script or a connection."""
    administrator.config_resetstat()
    counters = counters_of(clients[COUNTER])
    counters.add([SEEN], now=NOW)
    administrator.script_flush()
    # As ElastiCache does with every connection after twelve hours.
    administrator.execute_command("CLIENT", "KILL", "USER", COUNTER.purpose)
    counters.add([SEEN], now=NOW)
    assert counters.read([SEEN.key], now=NOW) == [{"n": 2}]
    assert administrator.acl_log() == []
    # What redis-py likes to say first, this server does not know and a newer one would refuse.
    assert administrator.info("errorstats").keys() == {"errorstat_NOSCRIPT"}


def test_who_only_reads_cannot_count_even_inside_a_script(clients: Clients) -> None:
    counters = counters_of(clients[READER])
    with pytest.raises(UnavailableError):
        counters.add([SEEN], now=NOW)
    assert counters.read([SEEN.key], now=NOW) == [{}]


@pytest.mark.parametrize(
    "command",
    [
        "FLUSHALL", "FLUSHDB", "KEYS *", "SCAN 0", "DBSIZE", "RANDOMKEY", "CONFIG GET *",
        "CONFIG SET maxmemory 1", "ACL LIST", "ACL SETUSER x on nopass ~* +@all", "CLIENT LIST",
        "MONITOR", "SAVE", "SCRIPT FLUSH", "SHUTDOWN", "INFO", "SWAPDB 0 1", "REPLICAOF NO ONE",
        "PUBLISH a b", "MULTI", "EVAL return 0", "DUMP payments:1", "RENAME payments:1 payments:2",
    ],
)  # fmt: skip
def test_no_user_administers_lists_or_copies(clients: Clients, command: str) -> None:
    for client in clients.values():
        with pytest.raises(NoPermissionError, match="no permissions to run"):
            client.execute_command(*command.split())


@pytest.mark.parametrize(
    ("user", "command"),
    [
        (SESSIONS, "GET payments:1"),
        (SESSIONS, "HGETALL payments:card-hour:1"),
        (SESSIONS, "DEL sessions:1 payments:1"),
        (COUNTER, "HGETALL sessions:1"),
        (COUNTER, "HINCRBY sessions:1 n 1"),
        (COUNTER, "EXPIREAT payment:1 1"),
        (READER, "HGETALL other"),
    ],
)
def test_no_user_reaches_the_keys_of_another(
    clients: Clients, user: CacheUser, command: str
) -> None:
    with pytest.raises(NoPermissionError, match="no permissions to access one of the keys"):
        clients[user].execute_command(*command.split())


def test_a_session_is_kept_read_and_forgotten(clients: Clients) -> None:
    client = clients[SESSIONS]
    assert client.ping()
    assert client.set("sessions:1", "a", ex=60)
    assert client.getex("sessions:1", ex=60) == b"a"
    assert client.hset("sessions:2", "user", "b") == 1
    assert client.delete("sessions:1", "sessions:2") == 2


def test_a_script_is_held_to_the_keys_of_its_user(
    clients: Clients, administrator: redis.Redis
) -> None:
    steal = clients[COUNTER].register_script("return redis.call('HGETALL', 'sessions:1')")
    with pytest.raises(redis.ResponseError, match="can't access at least one of the keys"):
        steal()
    (refused,) = administrator.acl_log()
    assert (refused["reason"], refused["context"]) == ("key", "lua")


def test_the_default_user_of_a_redis_group_lets_nobody_in(
    server: DatabaseServer, administrator: redis.Redis
) -> None:
    """Off and without a password: nobody can become it, whatever it shows."""
    rules = ("reset", "nopass", *NOBODY.split())
    administrator.execute_command("ACL", "SETUSER", "nobody", *rules)
    with (
        redis.Redis(
            host=server.host,
            port=server.port,
            username="nobody",
            password="any",
            ssl=True,
            ssl_ca_certs=str(server.ca_file),
            retry=Retry(NoBackoff(), 0),
        ) as client,
        pytest.raises(redis.AuthenticationError),
    ):
        client.ping()


@pytest.mark.parametrize("user", USERS, ids=lambda user: user.purpose)
def test_an_access_string_reads_as_elasticache_takes_it(user: CacheUser) -> None:
    words = user.access.split()
    assert words[0] == "on"
    assert words[1].startswith("~")
    assert words[1].endswith(":*")
    assert words[2] == "-@all"
    assert all(word.startswith("+") for word in words[3:])
    assert len(set(words)) == len(words)


def test_a_users_name_is_one_that_elasticache_takes(ctx: Context) -> None:
    assert READER.name(ctx) == "user-reader-test"
