"""The handler, as Secrets Manager calls it."""

import json
import traceback
import uuid
from collections.abc import Callable, Generator
from functools import partial
from io import StringIO
from typing import Any

import boto3
import pytest
import rotation.auth_token
import rotation.mysql
import rotation.postgres
import secrets_rotation
from botocore.exceptions import ClientError
from rotation.errors import InvalidEventError, RotationError
from rotation.steps import Step

from tests.functions.rotation.elasticache import ElastiCacheDouble
from tests.functions.rotation.faults import Faults
from tests.functions.rotation.secrets_manager import REGION
from tests.functions.rotation.worlds import ApplicationWorld, CacheWorld, PostgresSingle, World
from tests.support.leaks import captured_output
from tests.support.server_process import DatabaseServer


class Context:
    @staticmethod
    def get_remaining_time_in_millis() -> int:
        return 30_000


@pytest.fixture
def output() -> Generator[StringIO]:
    with captured_output() as stream:
        yield stream


@pytest.fixture(autouse=True)
def clients(monkeypatch: pytest.MonkeyPatch, secrets_manager: Any) -> dict[str, Any]:
    """The clients that the handler makes, by service."""
    del secrets_manager  # it stays under the worlds, and the handler reaches moto by HTTP
    made = {"secretsmanager": boto3.client("secretsmanager", region_name=REGION)}
    monkeypatch.setattr(secrets_rotation, "client", made.__getitem__)
    return made


def call(world: World, step: str, **more: object) -> None:
    event = {"Step": step, "SecretId": world.name, "ClientRequestToken": world.token, **more}
    secrets_rotation.handler(event, Context())


def strategy_of(world: World) -> str:
    return "alternating" if "masterarn" in world.original else "single"


def test_every_kind_of_secret_is_rotated_by_the_handler(
    new_world: Callable[[], World],
    clients: dict[str, Any],
    monkeypatch: pytest.MonkeyPatch,
    output: StringIO,
) -> None:
    world = new_world()
    if isinstance(world, CacheWorld):
        clients["elasticache"] = world.elasticache
        quick = partial(rotation.auth_token.AuthToken, sleep=lambda _: world.elasticache.tick())
        monkeypatch.setattr(rotation.auth_token, "AuthToken", quick)
    server = getattr(world, "server", None)
    for module, name in (
        (rotation.postgres, "PostgresEngine"),
        (rotation.mysql, "MysqlEngine"),
        (rotation.auth_token, "AuthToken"),
    ):
        if server is not None:
            bound = partial(getattr(module, name), ca_file=server.ca_file)
            monkeypatch.setattr(module, name, bound)
    monkeypatch.setenv("ROTATION_STRATEGY", strategy_of(world))

    for step in Step:
        call(world, step, RotationToken=str(uuid.uuid4()))

    assert world.application_logs_in()
    assert world.holders("AWSCURRENT") == [world.token]
    lines = [json.loads(line) for line in output.getvalue().splitlines()]
    assert [line["step"] for line in lines] == list(Step)
    assert {line["correlation_id"] for line in lines} == {world.token}
    assert not [value for value in world.passwords() if value in str(lines)]


@pytest.mark.parametrize(
    ("event", "message"),
    [
        ({}, "lacks Step, SecretId, ClientRequestToken"),
        ({"Step": "setSecret", "SecretId": "", "ClientRequestToken": 1}, "SecretId, ClientReq"),
        (
            {"Step": "dropSecret", "SecretId": "s", "ClientRequestToken": "t"},
            "'dropSecret' is no rotation step: it must be one of createSecret, setSecret",
        ),
    ],
)
def test_an_event_that_is_no_rotation_step_is_refused(event: dict[str, Any], message: str) -> None:
    with pytest.raises(InvalidEventError, match=message):
        secrets_rotation.handler(event, Context())


def test_the_administrators_own_secret_is_rotated_beside_alternating_users(
    secrets_manager: Any,
    faults: Faults,
    postgres: DatabaseServer,
    clients: dict[str, Any],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    world = PostgresSingle(secrets_manager, faults, postgres)
    assert clients
    bound = partial(rotation.postgres.PostgresEngine, ca_file=postgres.ca_file)
    monkeypatch.setattr(rotation.postgres, "PostgresEngine", bound)
    monkeypatch.setenv("ROTATION_STRATEGY", "alternating")

    for step in Step:
        call(world, step)

    assert world.document("AWSCURRENT")["username"] == world.username
    assert world.application_logs_in()


def test_a_strategy_that_is_not_set_is_refused_with_the_choices(
    secrets_manager: Any,
    faults: Faults,
    postgres: DatabaseServer,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    world = PostgresSingle(secrets_manager, faults, postgres)
    monkeypatch.setenv("ROTATION_STRATEGY", "both")

    with pytest.raises(RotationError, match=r"ROTATION_STRATEGY is 'both': .* single, alternating"):
        call(world, "createSecret")


def refused(**_arguments: str) -> None:
    raise ClientError(
        {"Error": {"Code": "DecryptionFailure", "Message": "planted"}}, "GetSecretValue"
    )


def broken(**_arguments: str) -> None:
    raise KeyError("planted")


@pytest.mark.parametrize(
    ("failure", "message"),
    [
        (refused, "AWS refused a call: DecryptionFailure"),
        (broken, "the step stopped at an unexpected KeyError"),
    ],
)
def test_a_failure_is_logged_and_raised_without_the_text_of_its_cause(
    secrets_manager: Any,
    clients: dict[str, Any],
    monkeypatch: pytest.MonkeyPatch,
    output: StringIO,
    *,
    failure: Callable[..., None],
    message: str,
) -> None:
    world = ApplicationWorld(secrets_manager, Faults())
    monkeypatch.setattr(clients["secretsmanager"], "get_secret_value", failure)

    with pytest.raises(RotationError, match=message) as caught:
        call(world, "setSecret")

    [line] = [json.loads(line) for line in output.getvalue().splitlines()]
    assert (line["level"], line["reason"], line["step"]) == ("ERROR", message, "setSecret")
    assert line["correlation_id"] == world.token
    assert "planted" not in "".join(traceback.format_exception(caught.value)) + str(line)


def test_the_time_that_is_left_bounds_the_wait_for_the_cache(
    secrets_manager: Any,
    faults: Faults,
    cache_server: DatabaseServer,
    clients: dict[str, Any],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    world = CacheWorld(secrets_manager, faults, cache_server)
    world.elasticache = ElastiCacheDouble(cache_server, world.password, lag=10**9)
    clients["elasticache"] = world.elasticache
    monkeypatch.setattr(
        rotation.auth_token,
        "AuthToken",
        partial(rotation.auth_token.AuthToken, ca_file=cache_server.ca_file),
    )
    monkeypatch.setattr(Context, "get_remaining_time_in_millis", lambda _self: 9_000)
    call(world, "createSecret")

    with pytest.raises(RotationError, match="not yet accepting the pending token"):
        call(world, "setSecret")

    assert world.application_logs_in()
