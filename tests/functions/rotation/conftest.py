import ssl
from collections.abc import Callable, Generator
from functools import cache, partial
from typing import Any

import pytest
from moto import mock_aws

from tests.functions.rotation.faults import Faults, watch_drivers
from tests.functions.rotation.logins import redis_client
from tests.functions.rotation.secrets_manager import secrets_manager_client
from tests.functions.rotation.worlds import (
    ApplicationWorld,
    CacheWorld,
    DatabaseWorld,
    MysqlAlternating,
    MysqlSingle,
    PostgresAlternating,
    PostgresSingle,
    World,
)
from tests.support.database_servers import mariadb_server, postgres_server, redis_server
from tests.support.server_process import ADMINISTRATOR, DatabaseServer

WorldMaker = Callable[[], World]


@pytest.fixture(scope="session")
def postgres() -> Generator[DatabaseServer]:
    with postgres_server() as server:
        yield server


@pytest.fixture(scope="session")
def mariadb() -> Generator[DatabaseServer]:
    with mariadb_server() as server:
        yield server


@pytest.fixture(scope="session")
def cache_server() -> Generator[DatabaseServer]:
    """A Redis whose user `default` the tests change, and whose administrator stays."""
    with redis_server() as server:
        with redis_client(server, server.password) as admin:
            admin.execute_command(
                "ACL SETUSER", ADMINISTRATOR, "on", f">{server.password}", "~*", "&*", "+@all"
            )
        yield server


@pytest.fixture(scope="module")
def secrets_manager() -> Generator[Any]:
    """Moto's Secrets Manager, gone before another folder's tests ask for theirs."""
    with mock_aws(), pytest.MonkeyPatch.context() as patch:
        patch.setenv("AWS_ACCESS_KEY_ID", "testing")
        patch.setenv("AWS_SECRET_ACCESS_KEY", "testing")
        yield secrets_manager_client()


@pytest.fixture(scope="module")
def _quick_tls() -> Generator[None]:
    """Every Redis client would read the system's certificate authorities anew: 20 ms each."""
    remembered = cache(ssl.create_default_context)

    def context(*_args: Any, cafile: str | None = None, **_kw: Any) -> ssl.SSLContext:
        return remembered(cafile=cafile) if cafile else ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(ssl, "create_default_context", context)
        yield


@pytest.fixture
def faults(monkeypatch: pytest.MonkeyPatch, _quick_tls: None) -> Faults:
    watched = Faults()
    watch_drivers(monkeypatch, watched)
    return watched


SERVERS = {
    PostgresSingle: "postgres",
    PostgresAlternating: "postgres",
    MysqlSingle: "mariadb",
    MysqlAlternating: "mariadb",
    CacheWorld: "cache_server",
    ApplicationWorld: None,
}


@pytest.fixture(params=SERVERS, ids=lambda kind: kind.__name__)
def new_world(request: pytest.FixtureRequest, secrets_manager: Any, faults: Faults) -> WorldMaker:
    """Makes worlds of one kind; the test runs for every kind."""
    return _maker(request, secrets_manager, faults)


@pytest.fixture(
    params=[kind for kind in SERVERS if issubclass(kind, DatabaseWorld)],
    ids=lambda kind: kind.__name__,
)
def new_database_world(
    request: pytest.FixtureRequest, secrets_manager: Any, faults: Faults
) -> Callable[..., DatabaseWorld]:
    """Makes worlds of one kind of database user."""
    return _maker(request, secrets_manager, faults)


def _maker(request: pytest.FixtureRequest, secrets_manager: Any, faults: Faults) -> Any:
    server = SERVERS[request.param]
    make = partial(request.param, secrets_manager, faults)
    return make if server is None else partial(make, request.getfixturevalue(server))


@pytest.fixture
def world(new_world: WorldMaker) -> World:
    return new_world()
