"""Sessions, their pool, the login in the secret, and the schema: on real servers."""

import socket
import ssl
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from payments.aws import client
from payments.database import Login, SecretLogin, connector, pool_of
from payments.environment import Engine
from payments.problem import UnavailableError
from payments.store.migrate import migrate, statements
from payments.store.pool import RETRIES, SessionPool
from payments.store.protocol import StoreUnavailableError
from payments.store.sessions import (
    DuplicateKeyError,
    LoginRefusedError,
    Session,
    TransientError,
)
from payments.store.sql import SqlStore

from tests.functions.processing.conftest import connect_to, settings_of
from tests.functions.processing.doubles import SECRET_ARN, SecretsDouble
from tests.functions.rotation.logins import mysql_login, postgres_login
from tests.support.payment_doubles import recorded_payment
from tests.support.server_process import DatabaseServer

ONE = "SELECT 1 AS one"


@pytest.fixture(params=["postgres", "mysql"])
def engine(request: pytest.FixtureRequest) -> Engine:
    return request.param


@pytest.fixture
def server(request: pytest.FixtureRequest, engine: Engine) -> DatabaseServer:
    return request.getfixturevalue({"postgres": "postgres", "mysql": "mariadb"}[engine])


@pytest.fixture
def connect(server: DatabaseServer, engine: Engine) -> Callable[[], Session]:
    return connect_to(server, engine)


def test_a_session_reads_over_tls(connect: Callable[[], Session], engine: Engine) -> None:
    session = connect()
    question = {
        "postgres": "SELECT ssl::text FROM pg_stat_ssl WHERE pid = pg_backend_pid()",
        "mysql": "SELECT VARIABLE_VALUE FROM information_schema.SESSION_STATUS "
        "WHERE VARIABLE_NAME = 'Ssl_version'",
    }[engine]
    ((encrypted,),) = session.read(question.replace("::text", ""), {})
    assert encrypted in (True, "TLSv1.3")
    session.close()
    session.close()


def test_a_password_beyond_latin_1_opens_the_server(server: DatabaseServer, engine: Engine) -> None:
    password = "pässword-€"
    if engine == "postgres":
        with postgres_login(server) as admin:
            admin.run(f"CREATE ROLE euro LOGIN PASSWORD '{password}'")
    else:
        with mysql_login(server) as admin, admin.cursor() as cursor:
            cursor.execute("CREATE USER euro@'%%' IDENTIFIED BY %s", (password,))
            cursor.execute("GRANT SELECT ON payments.* TO euro@'%'")
    secret = SecretLogin(SecretsDouble(username="euro", password=password), SECRET_ARN)

    session = connector(settings_of(server, engine), secret, tls=server.tls())()

    assert [list(row) for row in session.read(ONE, {})] == [[1]]
    session.close()


def test_a_server_without_verified_certificate_is_refused(
    server: DatabaseServer, engine: Engine
) -> None:
    secret = SecretLogin(SecretsDouble(username="x", password="y"), SECRET_ARN)
    with pytest.raises(TransientError):
        connector(settings_of(server, engine), secret)()


def test_a_server_that_is_not_there_is_worth_another_try(
    server: DatabaseServer, engine: Engine
) -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
    settings = replace(settings_of(server, engine), port=port)
    secret = SecretLogin(SecretsDouble(username="x", password="y"), SECRET_ARN)
    with pytest.raises(TransientError):
        connector(settings, secret, tls=ssl.create_default_context())()


def test_a_rotated_password_is_read_again_when_the_old_one_is_refused(
    server: DatabaseServer, engine: Engine
) -> None:
    secrets = SecretsDouble(username=server.username, password="before the rotation")
    secret = SecretLogin(secrets, SECRET_ARN)
    assert secret.current().password == "before the rotation"
    secrets.hold(username=server.username, password=server.password)
    connector(settings_of(server, engine), secret, tls=server.tls())().close()
    assert secrets.reads == 2


def test_a_session_that_is_left_with_a_reader_by_a_failover_is_replaced(
    connect: Callable[[], Session], engine: Engine
) -> None:
    session = connect()
    migrate(session)
    session.define("TRUNCATE TABLE payments")
    session.close()
    pool, payment = SessionPool(connect), recorded_payment()
    demote = {
        "postgres": "SET SESSION CHARACTERISTICS AS TRANSACTION READ ONLY",
        "mysql": "SET SESSION TRANSACTION READ ONLY",
    }[engine]
    pool.use(lambda session: session.define(demote))
    SqlStore(pool).claim(payment)
    assert SqlStore(pool).get(payment.transaction_id) == payment
    pool.close()


def test_a_login_that_stays_refused_is_an_outage_without_the_password(
    server: DatabaseServer, engine: Engine
) -> None:
    secret = SecretLogin(SecretsDouble(username="nobody-known", password="pa55word"), SECRET_ARN)
    pool = SessionPool(connector(settings_of(server, engine), secret, tls=server.tls()))
    with pytest.raises(
        StoreUnavailableError, match=r"the database answered (28P01|1045)"
    ) as caught:
        pool.read(ONE, {})
    assert "pa55word" not in str(caught.value)
    assert isinstance(caught.value.__context__, LoginRefusedError)


def test_a_login_prints_no_password() -> None:
    assert repr(Login(username="app", password="pa55word")) == "Login(username='app')"


@pytest.mark.parametrize("text", ["", "[]", '{"username": "x"}', '"x"', "null"])
def test_a_malformed_secret_is_named_and_not_shown(text: str) -> None:
    secrets = SecretsDouble()
    secrets.text = text
    with pytest.raises(UnavailableError, match=SECRET_ARN) as caught:
        SecretLogin(secrets, SECRET_ARN).current()
    assert caught.value.__suppress_context__


def test_migrating_twice_creates_everything_once(connect: Callable[[], Session]) -> None:
    session = connect()
    session.define("DROP TABLE IF EXISTS payments")
    session.define("DROP TABLE IF EXISTS counters")
    assert migrate(session) == len(list(statements())) == 4
    assert migrate(session) == 0
    session.define("DROP TABLE counters")
    assert migrate(session) == 2
    session.close()


def test_a_second_row_with_a_unique_key_is_a_duplicate(connect: Callable[[], Session]) -> None:
    session = connect()
    migrate(session)
    insert = (
        "INSERT INTO counters (counter_key, field, amount, expires_at) "
        "VALUES (:counter_key, 'n', 1, 1)"
    )
    assert session.write(insert, {"counter_key": "a duplicate"}) == 1
    with pytest.raises(DuplicateKeyError):
        session.write(insert, {"counter_key": "a duplicate"})
    session.define("TRUNCATE TABLE counters")
    session.close()


def test_a_wrong_statement_is_an_outage_with_the_servers_code(
    connect: Callable[[], Session],
) -> None:
    pool = SessionPool(connect)
    with pytest.raises(StoreUnavailableError, match=r"the database answered (42P01|1146)"):
        pool.read("SELECT 1 FROM no_such_table", {})
    assert pool.use(lambda session: session.read(ONE, {}))
    pool.close()


def test_a_session_that_the_server_closed_is_replaced_unseen(
    connect: Callable[[], Session], engine: Engine
) -> None:
    pool = SessionPool(connect)
    who, kill = {
        "postgres": ("SELECT pg_backend_pid()", "SELECT pg_terminate_backend({})"),
        "mysql": ("SELECT CONNECTION_ID()", "KILL {}"),
    }[engine]
    ((number,),) = pool.read(who, {})
    other = connect()
    other.define(kill.format(number))
    other.close()
    assert [list(row) for row in pool.read(ONE, {})] == [[1]]
    ((newer,),) = pool.read(who, {})
    assert newer != number
    pool.close()


def test_a_database_that_stays_away_is_an_outage() -> None:
    tries: list[int] = []

    def connect() -> Session:
        tries.append(1)
        raise TransientError("2003")

    with pytest.raises(StoreUnavailableError, match="2003"):
        SessionPool(connect).write("UPDATE", {})
    assert len(tries) == RETRIES + 1


class Scripted:
    """A database that answers by a script."""

    def __init__(self, *answers: Any) -> None:
        self._answers = list(answers)

    def read(self, *_: object) -> Any:
        return self._next()

    def write(self, *_: object) -> Any:
        return self._next()

    def _next(self) -> Any:
        answer = self._answers.pop(0)
        if isinstance(answer, Exception):
            raise answer
        return answer


def test_a_key_whose_holder_keeps_changing_is_an_outage() -> None:
    taken = DuplicateKeyError("1062")
    with pytest.raises(StoreUnavailableError, match="stayed contended"):
        SqlStore(Scripted(*[taken, []] * 3)).claim(recorded_payment())


def test_a_payment_that_vanished_is_an_outage() -> None:
    with pytest.raises(StoreUnavailableError, match="tx_aaaa is not recorded"):
        SqlStore(Scripted(0, [])).replace(recorded_payment(version=2))


@pytest.mark.parametrize(
    ("engine", "other"), [("postgres", "pymysql"), ("mysql", "pg8000")], ids=["postgres", "mysql"]
)
def test_a_function_loads_the_driver_of_its_database_alone(engine: Engine, other: str) -> None:
    program = (
        "import sys\nfrom payments.database import opener\n"
        f"opener({engine!r})\nprint({other!r} in sys.modules)"
    )
    done = subprocess.run(
        [sys.executable, "-c", program],
        env={"PYTHONPATH": str(Path(__file__).parents[3] / "functions")},
        check=True,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert done.stdout == "False\n"


def test_payments_and_counters_share_one_pool(
    monkeypatch: pytest.MonkeyPatch, postgres: DatabaseServer
) -> None:
    monkeypatch.setenv("AWS_DEFAULT_REGION", "us-west-2")
    settings = settings_of(postgres, "postgres")
    assert pool_of(settings) is pool_of(replace(settings))
    pool_of.cache_clear()
    client.cache_clear()
