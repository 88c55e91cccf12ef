"""A deployment waits for the first rotation, and payments are refused until then, politely."""

import json
from collections.abc import Callable
from functools import partial
from typing import Any

import pytest
import secrets_rotation
from payments.database import SecretLogin, connector
from payments.environment import DatabaseSettings
from payments.problem import UnavailableError
from payments.store.migrate import migrate
from payments.store.pool import SessionPool
from payments.store.sql import SqlStore
from rotation.errors import MalformedSecretError, RotationError
from rotation.first_login import PATIENCE_SECONDS, PAUSE_SECONDS, await_login

from tests.functions.rotation.faults import Faults
from tests.functions.rotation.test_first_user import NewPostgres
from tests.support.payment_doubles import recorded_payment
from tests.support.server_process import DatabaseServer

NEW = {
    "engine": "postgres",
    "host": "db",
    "port": 5432,
    "dbname": "payments",
    "username": "payments_app",
    "ssl": True,
    "masterarn": "arn:master",
}
CREATED = {**NEW, "username": "payments_app_clone", "password": "planted-password"}


class Timer:
    """A clock that moves only while somebody sleeps."""

    def __init__(self) -> None:
        self.now = 0.0

    def sleep(self, seconds: float) -> None:
        self.now += seconds


class Context:
    @staticmethod
    def get_remaining_time_in_millis() -> int:
        return 900_000


class AsAws:
    """Reads AWSCURRENT where no label is asked for, which moto does not."""

    def __init__(self, client: Any) -> None:
        self._client = client

    def get_secret_value(self, **request: object) -> dict[str, Any]:
        return self._client.get_secret_value(**request, VersionStage="AWSCURRENT")


def wait(read: Callable[[], dict[str, Any]], timer: Timer, *, seconds: float = 900.0) -> None:
    await_login(
        lambda: json.dumps(read()),
        seconds_left=lambda: seconds - timer.now,
        sleep=timer.sleep,
        monotonic=lambda: timer.now,
    )


def test_a_user_that_has_its_password_is_not_waited_for() -> None:
    timer = Timer()
    wait(lambda: CREATED, timer)
    assert timer.now == 0


def test_the_wait_ends_with_the_rotation() -> None:
    timer = Timer()
    wait(lambda: CREATED if timer.now >= 40 else NEW, timer)
    assert timer.now == 40


@pytest.mark.parametrize(("seconds", "waited"), [(900, PATIENCE_SECONDS), (60, 60 - PAUSE_SECONDS)])
def test_a_rotation_that_does_not_end_fails_the_deployment_with_the_way_out(
    seconds: float, waited: float
) -> None:
    timer = Timer()
    with pytest.raises(RotationError, match=r"no password yet: .* rotate the secret and deploy"):
        wait(lambda: NEW, timer, seconds=seconds)
    assert timer.now == waited


def test_a_document_that_no_rotation_can_repair_is_refused_at_once() -> None:
    timer = Timer()
    with pytest.raises(MalformedSecretError, match="host"):
        wait(lambda: {**NEW, "host": ""}, timer)
    assert timer.now == 0


def test_payments_are_refused_until_the_first_rotation_ends_and_then_need_no_restart(
    secrets_manager: Any, faults: Faults, postgres: DatabaseServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    world = NewPostgres(secrets_manager, faults, postgres)
    server = world.server
    settings = DatabaseSettings(
        engine="postgres",
        host=server.host,
        port=server.port,
        name=server.dbname,
        secret_arn=world.name,
    )
    login = SecretLogin(AsAws(secrets_manager), world.name)
    pool = SessionPool(connector(settings, login, tls=server.tls()))
    store, payment = SqlStore(pool), recorded_payment()
    with pytest.raises(UnavailableError, match="repeat the same request later") as refused:
        store.claim(payment)
    assert (refused.value.status, refused.value.retry_after) == (503, 1)
    monkeypatch.setattr(secrets_rotation, "client", lambda _: secrets_manager)
    meanwhile = partial(await_login, sleep=lambda _: world.rotate())
    monkeypatch.setattr(secrets_rotation, "await_login", meanwhile)

    secrets_rotation.handler({"AwaitLogin": world.name}, Context())

    assert pool.use(migrate) > 0
    assert store.claim(payment) == payment
    pool.close()
