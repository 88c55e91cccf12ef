"""A stack on this machine, with small functions and real servers."""

import json
from pathlib import Path
from typing import Any

import pytest
import redis

from offline.errors import OfflineError
from offline.local import world
from offline.local.plan import SchedulePlan
from offline.local.world import in_database, local_world
from tests.offline.local.archives import function_plan, packed, stack_plan

DATABASE = {
    "DATABASE_ENGINE": "postgres",
    "DATABASE_HOST": "in-the-cloud",
    "DATABASE_PORT": "1",
    "DATABASE_NAME": "cloud",
    "DATABASE_SECRET_ARN": "arn:cloud",
}
CACHE = {"CACHE_HOST": "in-the-cloud", "CACHE_PORT": "1", "CACHE_SECRET_ARN": "arn:cloud"}
TABLE = {"TRANSACTIONS_TABLE": "transactions-test"}


def seen_by(plan: Any, folder: Path, said: list[str]) -> dict[str, Any]:
    packed(folder)
    with local_world(plan, folder, said.append) as running:
        function = running.instances["function-echo"]
        return json.loads(function.invoke({})["body"])


def test_a_function_is_led_to_local_servers_and_keeps_its_other_variables(tmp_path: Path) -> None:
    variables = {**DATABASE, **CACHE, **TABLE, "ENVIRONMENT": "test", "ACQUIRER_URL": "https://a"}
    said: list[str] = []
    seen = seen_by(stack_plan(function_plan(environment=variables)), tmp_path, said)
    environment = seen["environment"]
    assert environment["ENVIRONMENT"] == "test"
    assert environment["ACQUIRER_URL"] == "simulator"
    assert environment["TRANSACTIONS_TABLE"] == "transactions-test"
    assert (environment["DATABASE_HOST"], environment["CACHE_HOST"]) == ("localhost", "localhost")
    assert environment["DATABASE_NAME"] == "payments"
    assert environment["DATABASE_SECRET_ARN"].startswith("arn:aws:secretsmanager:eu-west-1:")
    assert environment["AWS_ENDPOINT_URL"].startswith("http://127.0.0.1:")
    assert seen["trusted"].count("BEGIN CERTIFICATE") == 2
    assert said == [
        "starting postgres",
        "starting redis",
        "starting moto",
        "starting function-echo",
    ]


def test_a_user_of_the_cache_logs_in_with_a_password_under_the_same_rules(tmp_path: Path) -> None:
    variables = {"CACHE_HOST": "c", "CACHE_PORT": "1", "CACHE_USER": "reader", "CACHE_NAME": "n"}
    packed(tmp_path)
    plan = stack_plan(
        function_plan(environment=variables), cache_users={"reader": "on ~payments:* -@all +get"}
    )
    with local_world(plan, tmp_path, lambda _: None) as running:
        function = running.instances["function-echo"]
        seen = json.loads(function.invoke({})["body"])["environment"]
        assert (seen["CACHE_USER"], seen["CACHE_NAME"]) == ("", "")
        secrets = running.cloud.client("secretsmanager")
        kept = secrets.get_secret_value(SecretId=seen["CACHE_SECRET_ARN"])["SecretString"]
        assert running.cache is not None
        with redis.Redis(
            host=running.cache.host,
            port=running.cache.port,
            **json.loads(kept),
            ssl=True,
            ssl_ca_certs=str(running.cache.ca_file),
        ) as client:
            assert client.get("payments:1") is None
            with pytest.raises(redis.exceptions.NoPermissionError):
                client.get("other")


def test_a_function_gets_no_variable_that_its_stack_does_not_give_it(tmp_path: Path) -> None:
    seen = seen_by(stack_plan(function_plan(), function_plan(name="other")), tmp_path, [])
    assert not {"DATABASE_HOST", "CACHE_HOST", "ACQUIRER_URL"} & seen["environment"].keys()
    assert seen["trusted"] == "AWS's authorities"


def test_the_keeper_of_a_sql_store_creates_its_schema_first(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(world, "_KEEPER", "echo.handler")
    monkeypatch.setattr(world, "_MIGRATE", {"task": "fail"})
    packed(tmp_path)
    with (
        pytest.raises(OfflineError, match=r"schema could not be created: .*the task failed"),
        local_world(stack_plan(function_plan()), tmp_path, lambda _: None),
    ):
        pass


def test_payments_can_be_moved_into_the_database() -> None:
    plan = stack_plan(function_plan(environment={**DATABASE, **TABLE}))
    (function,) = in_database(plan).functions
    assert function.environment == DATABASE


def test_a_stack_without_a_database_cannot_keep_payments_in_it() -> None:
    with pytest.raises(OfflineError, match="gives function-echo no database"):
        in_database(stack_plan(function_plan(environment=TABLE)))


def test_schedules_invoke_their_function_until_the_end(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    counted: list[Any] = []
    real = world.Instance.invoke

    def invoke(self: world.Instance, event: Any, **rest: Any) -> Any:
        counted.append(event)
        return real(self, event, **rest)

    monkeypatch.setattr(world.Instance, "invoke", invoke)
    packed(tmp_path)
    schedule = SchedulePlan(function="function-echo", event={"task": "fail"}, seconds=0.01)
    with local_world(stack_plan(function_plan(), schedules=(schedule,)), tmp_path, lambda _: None):
        while len(counted) < 2:
            pass
    assert counted[:2] == [{"task": "fail"}] * 2
