"""Rotation: first versions, who may call the function, and the schedules."""

import json
from collections.abc import Callable
from dataclasses import replace
from typing import cast

import pulumi_aws as aws
import pytest
from rotation.document import parse_database_secret

from components.context import Context
from components.rotation import Rotation, RotationArgs
from components.secret_documents import (
    application_user_document,
    cache_document,
    database_document,
)
from components.workload import Group, Workload
from offline.graph import Secret, State, revealed, run
from settings.cache import CacheSettings
from settings.database import DatabaseSettings
from settings.secrets import SecretsSettings

ROTATION = "aws:secretsmanager/secretRotation:SecretRotation"
VERSION = "aws:secretsmanager/secretVersion:SecretVersion"
FUNCTION = "aws:lambda/function:Function"
INVOCATION = "aws:lambda/invocation:Invocation"
ARN = "arn:aws:secretsmanager:us-west-2:123456789012:secret:secret-{}-test-abc123"
WORKLOAD = Workload(
    name="secrets-rotation", group=Group.ROTATION, reaches=frozenset(), statements=()
)
made: list[Rotation] = []
Build = Callable[..., State]


def args_of(ctx: Context) -> RotationArgs:
    database = DatabaseSettings(kind="aurora_mysql", name="paymentdb")
    return RotationArgs(
        context=ctx,
        settings=SecretsSettings(),
        workload=WORKLOAD,
        subnet_ids=["subnet-1", "subnet-2"],
        security_group_id="sg-rotation",
        key_arn="arn:functions",
        logs_key_arn="arn:logs",
        queue_key_arn="arn:queue",
        secrets={name: ARN.format(name) for name in ("database", "cache", "application")},
        documents={
            "database": database_document(database, host="db.example", password="planted"),
            "cache": cache_document(ctx, CacheSettings(), host="cache.example", token="planted"),
        },
    )


def built(args: RotationArgs, *, deployed: bool = True) -> State:
    return run(lambda: made.append(Rotation("rotation", args)), deployed=deployed)


@pytest.fixture(scope="module")
def state(ctx: Context) -> State:
    return built(args_of(ctx))


def document(state: State, purpose: str) -> dict[str, object]:
    version = state.one(VERSION, purpose)
    assert isinstance(version.inputs["secretStringWo"], Secret)
    return json.loads(cast("str", revealed(version.inputs["secretStringWo"])))


def test_the_databases_document_has_everything_the_rotation_reads(state: State) -> None:
    assert document(state, "database") == {
        "engine": "mysql",
        "host": "db.example",
        "port": 3306,
        "dbname": "paymentdb",
        "username": "dbadmin",
        "password": "planted",
        "ssl": True,
    }


def test_the_caches_document_names_its_replication_group(state: State) -> None:
    assert document(state, "cache") == {
        "engine": "redis",
        "replication_group_id": "cache-payments-test",
        "host": "cache.example",
        "port": 6379,
        "password": "planted",
        "ssl": True,
    }


def test_an_alternating_user_has_an_administrator_and_no_password_yet(ctx: Context) -> None:
    master, secret = ARN.format("database"), ARN.format("application-database")
    settings = SecretsSettings(rotation_strategy="alternating")
    made_from = application_user_document(
        DatabaseSettings(kind="aurora_postgresql"), host="db.example", master_arn=master
    )
    args = replace(
        args_of(ctx),
        settings=settings,
        secrets={"application-database": secret},
        documents={"application-database": made_from},
    )
    state = run(lambda: Rotation("rotation", args), deployed=True)
    first = document(state, "application-database")
    assert first == {
        "engine": "postgres",
        "host": "db.example",
        "port": 5432,
        "dbname": "payments",
        "username": "payments_app",
        "ssl": True,
        "masterarn": master,
    }
    assert not parse_database_secret(json.dumps(first), may_be_new=True).created
    environment = cast("dict[str, dict[str, str]]", state.one(FUNCTION).inputs["environment"])
    assert environment["variables"]["ROTATION_STRATEGY"] == "alternating"


def test_a_deployment_ends_when_payment_code_can_log_in(ctx: Context) -> None:
    secret = ARN.format("application-database")
    made_from = application_user_document(
        DatabaseSettings(kind="aurora_postgresql"), host="db.example", master_arn="arn:master"
    )
    args = replace(
        args_of(ctx),
        settings=SecretsSettings(rotation_strategy="alternating"),
        secrets={"application-database": secret},
        documents={"application-database": made_from},
    )
    state = built(args)
    waiting = state.one(INVOCATION)
    assert json.loads(str(waiting.inputs["input"])) == {"AwaitLogin": secret}
    assert waiting.inputs["functionName"] == state.one(FUNCTION).outputs["name"]
    assert state.one(ROTATION).urn in waiting.dependencies
    assert len(made[-1].logins) == 1


def test_a_user_that_is_there_before_its_first_rotation_is_not_waited_for(ctx: Context) -> None:
    assert not built(args_of(ctx)).by_type(INVOCATION)
    assert made[-1].logins == ()


def test_a_secret_without_document_keeps_the_version_it_has(state: State) -> None:
    assert len(state.by_type(VERSION)) == 2


def test_every_secret_rotates_every_thirty_days_in_a_window_of_three_hours(state: State) -> None:
    rotations = state.by_type(ROTATION)
    assert len(rotations) == 3
    for rotation in rotations:
        assert rotation.inputs["rotationRules"] == {
            "scheduleExpression": "rate(30 days)",
            "duration": "3h",
        }


def test_a_schedule_of_our_own_function_ends_with_the_stack(state: State) -> None:
    assert not any(rotation.options.retain_on_delete for rotation in state.by_type(ROTATION))


def test_the_first_rotation_comes_after_its_version_and_the_permission(state: State) -> None:
    rotation = state.one(ROTATION, "database")
    assert rotation.inputs["rotateImmediately"] is True
    assert rotation.inputs["rotationLambdaArn"] == state.one(FUNCTION).outputs["arn"]
    assert {version.urn for version in state.by_type(VERSION)} <= set(rotation.dependencies)
    assert state.one("aws:lambda/permission:Permission").urn in rotation.dependencies


def test_the_first_rotation_waits_for_the_servers(ctx: Context) -> None:
    def program() -> None:
        server = aws.rds.Instance("server", instance_class="db.t3.micro")
        Rotation("rotation", replace(args_of(ctx), servers=[server]))

    state = run(program)
    server = state.one("aws:rds/instance:Instance").urn
    assert all(server in rotation.dependencies for rotation in state.by_type(ROTATION))


def test_only_secrets_manager_of_this_account_calls_the_function(state: State) -> None:
    permission = state.one("aws:lambda/permission:Permission").inputs
    assert permission["principal"] == "secretsmanager.amazonaws.com"
    assert permission["sourceAccount"] == "123456789012"
    assert permission["function"] == state.one(FUNCTION).outputs["arn"]


def test_the_function_has_time_for_elasticache_and_no_secret_in_its_environment(
    ctx: Context,
) -> None:
    function = built(args_of(ctx)).one(FUNCTION).inputs
    assert function["handler"] == "secrets_rotation.handler"
    assert function["timeout"] == 900
    assert function["environment"] == {
        "variables": {
            "ENVIRONMENT": "test",
            "LOG_LEVEL": "INFO",
            "POWERTOOLS_SERVICE_NAME": "secrets-rotation",
            "ROTATION_STRATEGY": "single",
        }
    }
    assert function["reservedConcurrentExecutions"] == 3
    assert {alarm.purpose for alarm in made[-1].alarms} >= {"secrets-rotation-errors"}
    assert made[-1].log_group_name == "/aws/lambda/function-secrets-rotation-test"


def test_a_secret_that_rds_manages_gets_a_schedule_without_a_function(ctx: Context) -> None:
    args = replace(
        args_of(ctx),
        workload=None,
        security_group_id=None,
        secrets={},
        documents={},
        managed_secret_arn=ARN.format("managed"),
    )
    state = built(args, deployed=False)
    rotation = state.one(ROTATION).inputs
    assert rotation["secretId"] == ARN.format("managed")
    assert "rotationLambdaArn" not in rotation
    assert state.one(ROTATION).options.retain_on_delete
    assert rotation["rotateImmediately"] is False
    assert state.by_type(FUNCTION) == ()
    assert (made[-1].alarms, made[-1].widgets, made[-1].log_group_name) == ((), (), None)


def test_a_daily_rotation_is_written_as_secrets_manager_reads_it(ctx: Context) -> None:
    settings = SecretsSettings(rotation_days=1, rotation_window_hours=1)
    state = run(lambda: Rotation("rotation", replace(args_of(ctx), settings=settings)))
    assert state.one(ROTATION, "cache").inputs["rotationRules"] == {
        "scheduleExpression": "rate(1 day)",
        "duration": "1h",
    }
