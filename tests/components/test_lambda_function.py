"""A function in the VPC: its role, log group, queue, alias and what callers may rely on."""

import json
from dataclasses import replace
from typing import Any, cast

import pytest

from components.context import Context
from components.iam import Statement
from components.lambda_function import LambdaFunction, LambdaFunctionArgs
from components.shared_files import SharedFiles
from components.workload import Group, Workload
from offline.graph import State, run
from tests.support.recorded import by_sid

FUNCTION = "aws:lambda/function:Function"
ALIAS = "aws:lambda/alias:Alias"
TABLE = "arn:aws:dynamodb:us-west-2:123456789012:table/transactions-test"
WORKLOAD = Workload(
    name="fraud-detection",
    group=Group.FUNCTIONS,
    reaches=frozenset(),
    statements=(Statement(sid="History", actions=("dynamodb:Query",), resources=(TABLE,)),),
)
made: list[LambdaFunction] = []


def args_of(ctx: Context) -> LambdaFunctionArgs:
    return LambdaFunctionArgs(
        context=ctx,
        workload=WORKLOAD,
        handler="fraud_detection.handler",
        description="Scores payments",
        environment={"ENVIRONMENT": "test"},
        subnet_ids=["subnet-1", "subnet-2", "subnet-3"],
        security_group_id="sg-1",
        key_arn="arn:key/functions",
        logs_key_arn="arn:key/logs",
        queue_key_arn="arn:key/queue",
    )


def built(args: LambdaFunctionArgs, *, deployed: bool = True) -> State:
    return run(lambda: made.append(LambdaFunction("fraud", args)), deployed=deployed)


@pytest.fixture(scope="module")
def state(ctx: Context) -> State:
    return built(args_of(ctx))


def statements(state: State) -> dict[str, dict[str, Any]]:
    return by_sid(state.one("aws:iam/rolePolicy:RolePolicy").inputs["policy"])


def test_the_function_runs_in_three_private_subnets_and_its_own_group(state: State) -> None:
    vpc = state.one(FUNCTION).inputs["vpcConfig"]
    assert vpc == {
        "subnetIds": ["subnet-1", "subnet-2", "subnet-3"],
        "securityGroupIds": ["sg-1"],
    }


def test_the_function_has_a_current_runtime_and_active_tracing(state: State) -> None:
    inputs = state.one(FUNCTION).inputs
    assert (inputs["runtime"], inputs["architectures"]) == ("python3.13", ["arm64"])
    assert inputs["tracingConfig"] == {"mode": "Active"}
    assert inputs["timeout"] == 25


def test_the_environment_is_under_the_customer_key(state: State) -> None:
    inputs = state.one(FUNCTION).inputs
    assert inputs["kmsKeyArn"] == "arn:key/functions"
    assert inputs["environment"] == {"variables": {"ENVIRONMENT": "test"}}


def test_the_function_logs_to_the_group_that_exists_before_it(state: State) -> None:
    group = state.one("aws:cloudwatch/logGroup:LogGroup")
    function = state.one(FUNCTION)
    assert group.inputs["name"] == "/aws/lambda/function-fraud-detection-test"
    assert group.inputs["kmsKeyId"] == "arn:key/logs"
    logging = cast("dict[str, object]", function.inputs["loggingConfig"])
    assert logging["logGroup"] == group.inputs["name"]
    assert group.urn in function.dependencies


@pytest.mark.parametrize(
    ("level", "expected"), [("DEBUG", "DEBUG"), ("INFO", "INFO"), ("ERROR", "INFO")]
)
def test_lambda_drops_neither_the_functions_own_level_nor_its_metrics(
    ctx: Context, level: str, expected: str
) -> None:
    given = replace(args_of(ctx), environment={"LOG_LEVEL": level})
    function = built(given).one(FUNCTION)
    logging = cast("dict[str, object]", function.inputs["loggingConfig"])
    assert logging["applicationLogLevel"] == expected


def test_the_role_may_what_the_workload_says_and_write_its_own_logs_and_failures(
    state: State,
) -> None:
    found = statements(state)
    assert found["History"]["Resource"] == [TABLE]
    assert found["OwnLogs"]["Resource"] == [
        "arn:aws:logs:us-west-2:123456789012:log-group:/aws/lambda/function-fraud-detection-test:*"
    ]
    assert found["OwnFailures"]["Resource"] == [
        "arn:aws:sqs:us-west-2:123456789012:queue-fraud-detection-test"
    ]


def test_the_role_attaches_to_the_vpc_but_its_code_may_not(state: State) -> None:
    found = statements(state)
    assert "*" not in found["AttachToVpc"]["Resource"]
    assert found["NotFromCode"]["Effect"] == "Deny"
    assert found["NotFromCode"]["Action"] == found["AttachToVpc"]["Action"]
    assert found["NotFromCode"]["Condition"] == {
        "ArnEquals": {
            "lambda:SourceFunctionArn": (
                "arn:aws:lambda:us-west-2:123456789012:function:function-fraud-detection-test"
            )
        }
    }


def test_the_role_has_no_key_statements_and_its_policy_is_known_at_preview(ctx: Context) -> None:
    state = built(args_of(ctx), deployed=False)
    actions = [action for s in statements(state).values() for action in s["Action"]]
    assert not [action for action in actions if action.startswith("kms:")]


def test_failed_events_wait_in_a_queue_under_the_customer_key(state: State) -> None:
    queue = state.one("aws:sqs/queue:Queue")
    assert queue.inputs["kmsMasterKeyId"] == "arn:key/queue"
    assert queue.inputs["messageRetentionSeconds"] == 14 * 86_400
    function = state.one(FUNCTION)
    assert function.inputs["deadLetterConfig"] == {"targetArn": queue.outputs["arn"]}
    policy = json.loads(str(state.one("aws:sqs/queuePolicy:QueuePolicy").inputs["policy"]))
    (deny,) = policy["Statement"]
    assert (deny["Effect"], deny["Condition"]) == (
        "Deny",
        {"Bool": {"aws:SecureTransport": "false"}},
    )


def test_callers_reach_the_published_version_through_the_alias(state: State) -> None:
    alias, function = state.one(ALIAS), state.one(FUNCTION)
    assert function.inputs["publish"] is True
    assert alias.inputs["name"] == "live"
    assert alias.property_dependencies["functionVersion"] == (function.urn,)
    assert "routingConfig" not in alias.inputs


def test_without_concurrency_settings_nothing_is_reserved_or_warm(state: State) -> None:
    assert "reservedConcurrentExecutions" not in state.one(FUNCTION).inputs
    assert not state.by_type("aws:lambda/provisionedConcurrencyConfig:ProvisionedConcurrencyConfig")


def test_concurrency_and_canary_are_what_was_asked_for(ctx: Context) -> None:
    args = replace(
        args_of(ctx), reserved_concurrency=50, provisioned_concurrency=5, canary={"7": 0.1}
    )
    state = built(args)
    assert state.one(FUNCTION).inputs["reservedConcurrentExecutions"] == 50
    warm = state.one("aws:lambda/provisionedConcurrencyConfig:ProvisionedConcurrencyConfig")
    assert warm.inputs["provisionedConcurrentExecutions"] == 5
    assert warm.inputs["qualifier"] == "live"
    assert state.one(ALIAS).inputs["routingConfig"] == {"additionalVersionWeights": {"7": 0.1}}


def test_the_code_is_the_archive_with_its_digest(state: State) -> None:
    inputs = state.one(FUNCTION).inputs
    assert len(str(inputs["sourceCodeHash"])) == 44
    path = cast("dict[str, str]", inputs["code"])["path"]
    assert path.startswith(".build/functions-")


def test_errors_throttles_and_lost_events_raise_alarms_on_the_function_and_its_queue(
    ctx: Context,
) -> None:
    built(args_of(ctx))
    alarms = {alarm.purpose: alarm.metric for alarm in made[-1].alarms}
    function = {"FunctionName": "function-fraud-detection-test"}
    assert alarms["fraud-detection-errors"].dimensions == function
    assert alarms["fraud-detection-throttles"].dimensions == function
    assert alarms["fraud-detection-failures"].dimensions == {
        "QueueName": "queue-fraud-detection-test"
    }


def test_the_dashboard_shows_load_failures_and_duration(ctx: Context) -> None:
    built(args_of(ctx))
    names = [metric.name for widget in made[-1].widgets for metric in widget.metrics]
    assert names == ["Invocations", "Errors", "Throttles", "Duration", "ConcurrentExecutions"]


def test_resources_carry_the_stacks_tags_and_their_names(state: State) -> None:
    tags = cast("dict[str, str]", state.one(FUNCTION).inputs["tags"])
    assert tags["Name"] == "function-fraud-detection-test"
    assert tags["Project"] == "payments"


def test_shared_files_are_mounted_through_the_access_point(ctx: Context) -> None:
    files = SharedFiles(
        file_system_id="fs-1", access_point_id="fsap-1", access_point_arn="arn:fsap"
    )
    function = built(replace(args_of(ctx), files=files)).one(FUNCTION)
    assert function.inputs["fileSystemConfig"] == {
        "arn": "arn:fsap",
        "localMountPath": "/mnt/shared",
    }


def test_a_function_without_shared_files_mounts_nothing(state: State) -> None:
    assert "fileSystemConfig" not in state.one(FUNCTION).inputs


def test_what_codedeploy_moves_is_not_drift(ctx: Context, state: State) -> None:
    moved = built(replace(args_of(ctx), shifted=True))
    assert moved.one(ALIAS).options.ignore_changes == ("functionVersion", "routingConfig")
    assert state.one(ALIAS).options.ignore_changes == ()


def test_errors_and_slow_answers_turn_a_shift_back(ctx: Context) -> None:
    built(replace(args_of(ctx), shifted=True, slow_ms=1_500))
    errors, slow = made[-1].rollback_alarms
    assert (errors.metric.name, errors.threshold) == ("Errors", 0)
    assert (slow.metric.name, slow.metric.statistic, slow.threshold) == ("Duration", "p99", 1_500)
    assert slow.period_seconds * slow.evaluation_periods == 180
    assert [alarm.metric.name for alarm in made[-1].alarms] == [
        "Throttles",
        "ApproximateNumberOfMessagesVisible",
    ]


def test_the_version_is_the_one_that_was_published(state: State) -> None:
    assert state.one(ALIAS).inputs["functionVersion"] == state.one(FUNCTION).outputs["version"]
