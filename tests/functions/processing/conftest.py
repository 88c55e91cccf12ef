"""Stores of every kind, empty for each test, on real servers and moto; and a real acquirer."""

import threading
from collections.abc import Callable, Generator, Iterator
from typing import Any

import pytest
import transaction_processing
from moto import mock_aws
from payments import aws, database
from payments.database import SecretLogin, connector
from payments.environment import DatabaseSettings, Engine
from payments.store.dynamodb import STATUS_INDEX, DynamoDbStore
from payments.store.migrate import migrate
from payments.store.pool import SessionPool
from payments.store.protocol import PaymentStore
from payments.store.sessions import Session
from payments.store.sql import SqlStore

from tests.functions.processing.doubles import SECRET_ARN, SecretsDouble
from tests.functions.processing.stack import ProcessingStack
from tests.support.acquirer_rig import Rig
from tests.support.acquirer_server import TOKEN, AcquirerServer, acquirer_server
from tests.support.database_servers import mariadb_server, postgres_server
from tests.support.payment_doubles import CountingAcquirer, MemoryStore, Tripwire, World
from tests.support.server_process import DatabaseServer

TABLE = "transactions-test"


class OneAtATime:
    """A boto3 client whose calls are atomic, as DynamoDB's are and moto's are not."""

    def __init__(self, client: Any) -> None:
        self._client = client
        self._lock = threading.Lock()

    def __getattr__(self, name: str) -> Any:
        method = getattr(self._client, name)

        def call(**request: Any) -> Any:
            with self._lock:
                return method(**request)

        return call


def settings_of(server: DatabaseServer, engine: Engine) -> DatabaseSettings:
    return DatabaseSettings(
        engine=engine,
        host=server.host,
        port=server.port,
        name=server.dbname,
        secret_arn=SECRET_ARN,
    )


def connect_to(server: DatabaseServer, engine: Engine) -> Callable[[], Session]:
    secret = SecretLogin(
        SecretsDouble(username=server.username, password=server.password), SECRET_ARN
    )
    return connector(settings_of(server, engine), secret, tls=server.tls())


@pytest.fixture(scope="session")
def postgres() -> Iterator[DatabaseServer]:
    with postgres_server() as server:
        yield server


@pytest.fixture(scope="session")
def mariadb() -> Iterator[DatabaseServer]:
    with mariadb_server() as server:
        yield server


@pytest.fixture(scope="module")
def cloud() -> Iterator[Callable[[str], Any]]:
    """AWS in this process, as `payments.aws.client`; starting it takes longer than most tests."""
    with pytest.MonkeyPatch.context() as patch, mock_aws():
        for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
            patch.setenv(name, "testing")
        patch.setenv("AWS_DEFAULT_REGION", "us-west-2")
        aws.client.cache_clear()
        yield aws.client
        aws.client.cache_clear()


@pytest.fixture
def dynamodb(cloud: Callable[[str], Any]) -> Generator[Any]:
    client = OneAtATime(cloud("dynamodb"))
    create_table(client)
    yield client
    client.delete_table(TableName=TABLE)


@pytest.fixture
def stack(
    cloud: Callable[[str], Any], dynamodb: Any, monkeypatch: pytest.MonkeyPatch
) -> Generator[ProcessingStack]:
    """What the processing function talks to, and the function set up for it."""
    del dynamodb  # its table is what is needed
    stack = ProcessingStack(cloud, table=TABLE)
    for name, value in stack.environment().items():
        monkeypatch.setenv(name, value)
    transaction_processing.services.cache_clear()
    yield stack
    transaction_processing.services.cache_clear()
    database.pool_of.cache_clear()
    stack.remove()


def create_table(client: Any) -> None:
    def index(name: str, hash_key: str) -> dict[str, Any]:
        return {
            "IndexName": name,
            "KeySchema": [
                {"AttributeName": hash_key, "KeyType": "HASH"},
                {"AttributeName": "timestamp", "KeyType": "RANGE"},
            ],
            "Projection": {"ProjectionType": "ALL"},
        }

    client.create_table(
        TableName=TABLE,
        BillingMode="PAY_PER_REQUEST",
        KeySchema=[{"AttributeName": "transaction_id", "KeyType": "HASH"}],
        AttributeDefinitions=[
            {"AttributeName": "transaction_id", "AttributeType": "S"},
            {"AttributeName": "customer_id", "AttributeType": "S"},
            {"AttributeName": "status", "AttributeType": "S"},
            {"AttributeName": "timestamp", "AttributeType": "N"},
        ],
        GlobalSecondaryIndexes=[
            index("customer-id-timestamp-index", "customer_id"),
            index(STATUS_INDEX, "status"),
        ],
    )


Backend = Callable[[Tripwire], PaymentStore]
"""Opens the store with every call to its database passing through a trip wire."""


@pytest.fixture(params=["memory", "dynamodb-1", "dynamodb-4", "postgres", "mariadb"])
def backend(request: pytest.FixtureRequest) -> Iterator[Backend]:
    """Every kind of store, empty, to be opened once or more often over the same data."""
    match request.param:
        case "memory":
            held = MemoryStore()
            yield lambda wire: wire.guard(held)
        case "dynamodb-1" | "dynamodb-4":
            client, shards = request.getfixturevalue("dynamodb"), int(request.param[-1])
            yield lambda wire: DynamoDbStore(wire.guard(client), TABLE, shards=shards)
        case name:
            engine: Engine = "postgres" if name == "postgres" else "mysql"
            connect = connect_to(request.getfixturevalue(name), engine)
            session = connect()
            migrate(session)
            session.define("TRUNCATE TABLE payments")
            session.close()
            pools: list[SessionPool] = []

            def open_store(wire: Tripwire) -> PaymentStore:
                pools.append(SessionPool(lambda: wire.guard(connect())))
                return SqlStore(pools[-1])

            yield open_store
            for pool in pools:
                pool.close()


@pytest.fixture
def store(backend: Backend) -> PaymentStore:
    """Every kind of store, empty."""
    return backend(Tripwire())


@pytest.fixture
def world(store: PaymentStore) -> World:
    return World(store=store, acquirer=CountingAcquirer())


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Generator[AcquirerServer]:
    with acquirer_server(tmp_path_factory.mktemp("acquirer")) as server:
        yield server


@pytest.fixture
def rig(running: AcquirerServer) -> Generator[Rig]:
    running.scripted.clear()
    running.requests.clear()
    running.ledger.__init__()
    running.token = TOKEN
    running.keeps_connections = False
    running.connections.clear()
    rig = Rig(running)
    yield rig
    rig.acquirer._http.clear()
