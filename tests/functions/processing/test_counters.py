"""One suite for every place that keeps counters: memory, Redis, DynamoDB, PostgreSQL, MariaDB."""

import threading
import time
from collections.abc import Iterator
from typing import Any

import pytest
from payments.cache import connect as connect_cache
from payments.counters.cache import CacheCounters
from payments.counters.protocol import Change, Counters, counter_key
from payments.counters.sql import SqlCounters
from payments.counters.table import TableCounters
from payments.environment import CacheSettings, Engine
from payments.problem import PaymentsError, UnavailableError
from payments.store.migrate import migrate
from payments.store.pool import SessionPool
from payments.store.sessions import DuplicateKeyError

from tests.functions.processing.conftest import SECRET_ARN, TABLE, SecretsDouble, connect_to
from tests.support.database_servers import redis_server
from tests.support.memory_counters import MemoryCounters
from tests.support.server_process import DatabaseServer

NOW = int(time.time())
"""Redis expires by its own clock, so the suite's time is the real one."""

LATER = NOW + 3600


@pytest.fixture(scope="module")
def cache_server() -> Iterator[DatabaseServer]:
    with redis_server() as server:
        yield server


def cache_settings(server: DatabaseServer) -> CacheSettings:
    return CacheSettings(host=server.host, port=server.port, secret_arn=SECRET_ARN, tls=True)


@pytest.fixture(params=["memory", "redis", "dynamodb", "postgres", "mariadb"])
def counters(request: pytest.FixtureRequest) -> Iterator[Counters]:
    """Every kind of counters, empty."""
    match request.param:
        case "memory":
            yield MemoryCounters()
        case "redis":
            server = request.getfixturevalue("cache_server")
            secrets = SecretsDouble(password=server.password)
            with connect_cache(
                cache_settings(server), secrets, ca_file=str(server.ca_file)
            ) as client:
                client.flushdb()
                yield CacheCounters(lambda: client)
        case "dynamodb":
            yield TableCounters(request.getfixturevalue("dynamodb"), TABLE)
        case name:
            engine: Engine = "postgres" if name == "postgres" else "mysql"
            connect = connect_to(request.getfixturevalue(name), engine)
            session = connect()
            migrate(session)
            session.define("TRUNCATE TABLE counters")
            session.close()
            pool = SessionPool(connect)
            yield SqlCounters(pool)
            pool.close()


def change(key: str = "a", *, expires_at: int = LATER, **increments: int) -> Change:
    return Change(key=key, increments=increments, expires_at=expires_at)


def test_an_unknown_counter_has_no_fields(counters: Counters) -> None:
    assert counters.read(["a", "b"], now=NOW) == [{}, {}]


def test_increments_add_up_by_field(counters: Counters) -> None:
    counters.add([change(n=1, EUR=1250), change("b", n=1)], now=NOW)
    counters.add([change(n=2, USD=5)], now=NOW)
    assert counters.read(["b", "a", "c"], now=NOW) == [
        {"n": 1},
        {"n": 3, "EUR": 1250, "USD": 5},
        {},
    ]


def test_a_key_that_is_read_twice_is_answered_twice(counters: Counters) -> None:
    counters.add([change(n=1)], now=NOW)
    assert counters.read(["a", "a"], now=NOW) == [{"n": 1}, {"n": 1}]


def test_amounts_of_a_year_do_not_overflow(counters: Counters) -> None:
    for _ in range(2):
        counters.add([change(n=10**15)], now=NOW)
    assert counters.read(["a"], now=NOW) == [{"n": 2 * 10**15}]


def test_a_counter_is_gone_when_it_expires_and_starts_from_nothing(counters: Counters) -> None:
    soon = int(time.time()) + 1
    counters.add([change(n=5, old=1, expires_at=soon)], now=NOW)
    if isinstance(counters, CacheCounters):
        time.sleep(max(0.0, soon - time.time()) + 0.05)
    assert counters.read(["a"], now=soon) == [{}]
    counters.add([change(n=1, expires_at=LATER)], now=soon)
    [fields] = counters.read(["a"], now=soon)
    assert fields["n"] == 1


def test_large_amounts_are_counted_exactly(counters: Counters) -> None:
    large = 999_999_999_999_999
    counters.add([change(JPY=large)], now=NOW)
    counters.add([change(JPY=large)], now=NOW)
    assert counters.read(["a"], now=NOW) == [{"JPY": 2 * large}]


def test_forgetting_keeps_what_still_counts(counters: Counters) -> None:
    counters.add([change(n=1), change("b", n=1, expires_at=NOW + 1800)], now=NOW)
    counters.forget_expired(now=NOW + 1800)
    assert counters.read(["a"], now=NOW) == [{"n": 1}]


def test_concurrent_increments_are_all_counted(counters: Counters) -> None:
    def add() -> None:
        for _ in range(5):
            counters.add([change(n=1)], now=NOW)

    threads = [threading.Thread(target=add) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert counters.read(["a"], now=NOW) == [{"n": 40}]


def test_more_keys_than_one_batch_are_read(counters: Counters) -> None:
    keys = [f"key-{number}" for number in range(120)]
    counters.add([change(keys[0], n=1), change(keys[-1], n=2)], now=NOW)
    read = counters.read(keys, now=NOW)
    assert (read[0], read[60], read[-1]) == ({"n": 1}, {}, {"n": 2})


def test_a_counter_key_is_a_digest_that_keeps_parts_apart() -> None:
    key = counter_key("card-hour", "tok_secret", "5")
    assert key.startswith("card-hour:")
    assert "tok_secret" not in key
    assert counter_key("k", "ab", "c") != counter_key("k", "a", "bc")


def test_expired_rows_are_deleted_from_the_database(postgres: DatabaseServer) -> None:
    connect = connect_to(postgres, "postgres")
    session = connect()
    migrate(session)
    session.define("TRUNCATE TABLE counters")
    pool = SessionPool(connect)
    counters = SqlCounters(pool)
    counters.add([change(n=1, expires_at=NOW), change("b", n=1)], now=NOW - 1)
    counters.forget_expired(now=NOW)
    assert [list(row) for row in session.read("SELECT counter_key FROM counters", {})] == [["b"]]
    session.close()
    pool.close()


def test_losing_the_race_to_create_a_row_adds_to_the_winner_s() -> None:
    class Racing:
        """Finds no row to update, fails to insert, and then finds the winner's row."""

        def __init__(self) -> None:
            self.written: list[str] = []

        def read(self, statement: str, parameters: Any) -> Any:
            raise AssertionError(statement, parameters)

        def write(self, statement: str, parameters: Any) -> int:
            self.written.append(statement.split(maxsplit=1)[0])
            assert parameters["added"] == 1
            if self.written[-1] == "INSERT":
                raise DuplicateKeyError("23505")
            return int(len(self.written) > 1)

    racing = Racing()
    SqlCounters(racing).add([change(n=1)], now=NOW)
    assert racing.written == ["UPDATE", "INSERT", "UPDATE"]


def test_keys_that_dynamodb_left_unread_are_read_again(dynamodb: Any) -> None:
    class Busy:
        """Answers one key at a time, as a throttled table may."""

        def __init__(self) -> None:
            self.calls = 0

        def batch_get_item(self, **request: Any) -> dict[str, Any]:
            self.calls += 1
            keys = request["RequestItems"][TABLE]["Keys"]
            read = dynamodb.batch_get_item(RequestItems={TABLE: {"Keys": keys[:1]}})
            return read | ({"UnprocessedKeys": {TABLE: {"Keys": keys[1:]}}} if keys[1:] else {})

    TableCounters(dynamodb, TABLE).add([change("a", n=1), change("c", n=3)], now=NOW)
    busy: Any = Busy()
    assert TableCounters(busy, TABLE).read(["a", "b", "c"], now=NOW) == [{"n": 1}, {}, {"n": 3}]
    assert busy.calls == 3


def test_an_unreachable_table_is_a_problem_that_may_pass(dynamodb: Any) -> None:
    counters = TableCounters(dynamodb, "no-such-table")
    with pytest.raises(UnavailableError, match="ResourceNotFoundException"):
        counters.read(["a"], now=NOW)
    with pytest.raises(UnavailableError, match="ResourceNotFoundException"):
        counters.add([change(n=1)], now=NOW)


def test_an_unreachable_cache_is_a_problem_that_may_pass() -> None:
    settings = CacheSettings(host="127.0.0.1", port=1, secret_arn=None, tls=False)
    counters = CacheCounters(lambda: connect_cache(settings, None))
    with pytest.raises(UnavailableError, match=r"The cache did not answer \(ConnectionError\)"):
        counters.read(["a"], now=NOW)
    with pytest.raises(PaymentsError):
        counters.add([change(n=1)], now=NOW)


def test_a_cache_with_another_authority_or_name_is_refused(cache_server: DatabaseServer) -> None:
    secrets = SecretsDouble(password=cache_server.password)
    counters = CacheCounters(lambda: connect_cache(cache_settings(cache_server), secrets))
    with pytest.raises(UnavailableError, match="The cache did not answer"):
        counters.read(["a"], now=NOW)


def test_the_password_is_read_at_every_connect(cache_server: DatabaseServer) -> None:
    secrets = SecretsDouble(password=cache_server.password, username="default")
    with connect_cache(
        cache_settings(cache_server), secrets, ca_file=str(cache_server.ca_file)
    ) as client:
        client.ping()
        client.connection_pool.disconnect()
        client.ping()
    assert secrets.reads == 2


@pytest.mark.parametrize("document", ["not json", '{"user": "x"}', "[]"])
def test_a_malformed_cache_secret_is_named_and_not_shown(
    cache_server: DatabaseServer, document: str
) -> None:
    secrets = SecretsDouble()
    secrets.text = document
    client = connect_cache(cache_settings(cache_server), secrets, ca_file=str(cache_server.ca_file))
    with pytest.raises(UnavailableError, match="The secret of the cache did not answer") as refused:
        CacheCounters(lambda: client).read(["a"], now=NOW)
    assert SECRET_ARN in str(refused.value)
    assert document not in str(refused.value)
