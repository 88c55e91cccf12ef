"""The payment functions: capacity, environment, reconciliation and schema migration."""

import json
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any, cast

import pulumi
import pulumi_aws as aws
import pytest

from components.context import Context
from components.function_environment import DatabaseFacts, Stores, TableFacts
from components.functions import Functions, FunctionsArgs
from components.key_domains import Domain
from components.workload import Group, Workload
from offline.graph import State, run
from settings.functions import FunctionSettings, FunctionsSettings, ProcessingSettings
from tests.support.recorded import inputs

FUNCTION = "aws:lambda/function:Function"
ALIAS = "aws:lambda/alias:Alias"
WARM = "aws:lambda/provisionedConcurrencyConfig:ProvisionedConcurrencyConfig"
RULE = "aws:cloudwatch/eventRule:EventRule"
TARGET = "aws:cloudwatch/eventTarget:EventTarget"
PERMISSION = "aws:lambda/permission:Permission"
INVOCATION = "aws:lambda/invocation:Invocation"
NAMES = ("payment-validation", "fraud-detection", "transaction-processing")
WORKLOADS = {
    name: Workload(
        name=name,
        group=Group.FUNCTIONS,
        reaches=frozenset(),
        statements=(),
        key_domains=frozenset({Domain.PAN}) if name == NAMES[2] else frozenset(),
    )
    for name in NAMES
}
SQL = Stores[Any](
    database=DatabaseFacts(engine="postgres", host="db", port=5432, name="p", secret_arn="arn:s")
)
made: list[Functions] = []
Build = Callable[..., State]


@pytest.fixture(scope="module")
def build(ctx: Context) -> Build:
    def state(
        *,
        stores: Stores[Any] = SQL,
        deployed: bool = True,
        logins: Callable[[], Sequence[pulumi.Resource]] = tuple,
        **block: Any,
    ) -> State:
        args = FunctionsArgs(
            context=ctx,
            settings=FunctionsSettings(**block),
            workloads=WORKLOADS,
            stores=stores,
            subnet_ids=["subnet-1", "subnet-2", "subnet-3"],
            security_group_id="sg-functions",
            key_arn="arn:key",
            logs_key_arn="arn:logs",
            queue_key_arn="arn:queue",
        )

        def program() -> None:
            made.append(Functions("functions", replace(args, logins=logins())))

        return run(program, deployed=deployed)

    return state


@pytest.fixture(scope="module")
def state(build: Build) -> State:
    return build()


def variables(state: State, name: str) -> dict[str, str]:
    return cast("dict[str, str]", inputs(state, FUNCTION, name)["environment"]["variables"])


@pytest.mark.parametrize("name", NAMES)
def test_each_function_runs_its_own_handler_within_the_apis_patience(
    state: State, name: str
) -> None:
    function = inputs(state, FUNCTION, name)
    assert function["handler"] == f"{name.replace('-', '_')}.handler"
    assert function["timeout"] == 25
    assert (function["runtime"], function["architectures"]) == ("python3.13", ["arm64"])


def test_reserved_concurrency_follows_the_load_and_the_duration(state: State) -> None:
    reserved = {
        name: inputs(state, FUNCTION, name)["reservedConcurrentExecutions"] for name in NAMES
    }
    assert reserved == dict(zip(NAMES, (10, 10, 30), strict=True))


def test_each_function_learns_its_own_name_and_keys(state: State) -> None:
    for name in NAMES:
        assert variables(state, name)["POWERTOOLS_SERVICE_NAME"] == name
    assert variables(state, NAMES[2])["CARD_ENCRYPTION_KEY"] == "alias/pan-test"
    assert "CARD_ENCRYPTION_KEY" not in variables(state, NAMES[1])
    assert [name for name in NAMES if "ACQUIRER_URL" in variables(state, name)] == [NAMES[2]]


def test_explicit_capacity_and_warm_runs_are_taken(build: Build) -> None:
    processing = ProcessingSettings(
        memory_mb=1024, reserved_concurrency=40, provisioned_concurrency=4
    )
    state = build(processing=processing)
    function = inputs(state, FUNCTION, NAMES[2])
    assert (function["memorySize"], function["reservedConcurrentExecutions"]) == (1024, 40)
    assert inputs(state, WARM)["provisionedConcurrentExecutions"] == 4
    assert inputs(state, WARM)["qualifier"] == "live"


def test_a_canary_takes_its_share_of_the_live_alias(build: Build) -> None:
    state = build(validation=FunctionSettings(canary_version="3", canary_percent=5))
    alias = inputs(state, ALIAS, NAMES[0])
    assert alias["routingConfig"] == {"additionalVersionWeights": {"3": 0.05}}
    assert "routingConfig" not in inputs(state, ALIAS, NAMES[2])


def test_open_payments_are_settled_on_a_schedule_that_only_this_rule_may_start(
    build: Build,
) -> None:
    state = build(reconciliation_minutes=7)
    rule = inputs(state, RULE)
    assert (rule["scheduleExpression"], rule["state"]) == ("rate(7 minutes)", "ENABLED")
    target = inputs(state, TARGET)
    assert target["arn"] == state.one(ALIAS, NAMES[2]).outputs["arn"]
    assert json.loads(target["input"]) == {"task": "reconcile"}
    permission = inputs(state, PERMISSION)
    assert permission["principal"] == "events.amazonaws.com"
    assert permission["qualifier"] == "live"
    assert permission["sourceArn"] == (
        "arn:aws:events:us-west-2:123456789012:rule/rule-reconciliation-test"
    )


def test_the_schema_of_a_sql_store_is_migrated_with_every_version(state: State) -> None:
    invocation = inputs(state, INVOCATION)
    assert json.loads(invocation["input"]) == {"task": "migrate"}
    version = state.one(FUNCTION, NAMES[2]).outputs["version"]
    assert (invocation["qualifier"], invocation["triggers"]) == (version, {"version": version})


def test_the_schema_is_migrated_when_payment_code_can_log_in(build: Build) -> None:
    def logins() -> list[pulumi.Resource]:
        return [aws.lambda_.Invocation("first-login", function_name="rotation", input="{}")]

    state = build(logins=logins)
    first_login = state.one(INVOCATION, "first-login").urn
    assert first_login in state.one(INVOCATION, "migration").dependencies


def test_a_dynamodb_store_has_no_schema_to_migrate(build: Build) -> None:
    table = TableFacts(name="transactions-test", status_shards=1)
    assert not build(stores=Stores(table=table)).by_type(INVOCATION)


def test_every_function_hands_over_its_logs_alarms_and_graphs(build: Build) -> None:
    build(deployed=False)
    assert made[-1].log_group_names == tuple(f"/aws/lambda/function-{name}-test" for name in NAMES)
    purposes = {alarm.purpose for alarm in made[-1].alarms}
    assert {f"{name}-errors" for name in NAMES} <= purposes
    assert len(made[-1].widgets) == 6


def test_what_turns_a_deployment_back_is_there_when_codedeploy_shifts(build: Build) -> None:
    build(deployment="linear_10_percent_every_3_minutes", fraud=FunctionSettings(duration_ms=900))
    found = {alarm.purpose: alarm.threshold for alarm in made[-1].rollback_alarms}
    assert found == {
        **{f"{name}-errors": 0 for name in NAMES},
        "payment-validation-slow": 1_000,
        "fraud-detection-slow": 2_700,
        "transaction-processing-slow": 1_000,
    }
    assert not {alarm.purpose for alarm in made[-1].alarms} & found.keys()


def test_nothing_turns_a_deployment_back_that_moves_everything_at_once(build: Build) -> None:
    build()
    assert made[-1].rollback_alarms == ()
