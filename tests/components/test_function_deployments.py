"""CodeDeploy moves the aliases of the functions, in a role that can do nothing else."""

from typing import Any, get_args

import pytest

from components.context import Context
from components.function_deployments import (
    FunctionDeployments,
    FunctionDeploymentsArgs,
    ShiftedFunction,
)
from offline.graph import State, run
from settings.functions import Deployment
from tests.support.recorded import by_sid, inputs

GROUP = "aws:codedeploy/deploymentGroup:DeploymentGroup"
APPLICATION = "aws:codedeploy/application:Application"
ROLE = "aws:iam/role:Role"
POLICY = "aws:iam/rolePolicy:RolePolicy"
LAMBDA = "arn:aws:lambda:us-west-2:123456789012:function"
FUNCTIONS = {
    name: ShiftedFunction(name=f"function-{name}-test", alarm_names=[f"{name}-errors-test"])
    for name in ("payment-validation", "transaction-processing")
}
made: list[FunctionDeployments] = []


def built(ctx: Context, deployment: Deployment = "canary_10_percent_10_minutes") -> State:
    args = FunctionDeploymentsArgs(context=ctx, deployment=deployment, functions=FUNCTIONS)
    return run(lambda: made.append(FunctionDeployments("deployments", args)), deployed=True)


@pytest.fixture(scope="module")
def state(ctx: Context) -> State:
    return built(ctx)


def test_each_function_has_a_group_of_the_one_application(ctx: Context) -> None:
    state = built(ctx)
    application = inputs(state, APPLICATION)
    assert (application["name"], application["computePlatform"]) == (
        "deployment-payments-test",
        "Lambda",
    )
    assert {inputs(state, GROUP, name)["deploymentGroupName"] for name in FUNCTIONS} == {
        "deployment-payment-validation-test",
        "deployment-transaction-processing-test",
    }
    assert {group.inputs["appName"] for group in state.by_type(GROUP)} == {application["name"]}
    assert made[-1].application == application["name"]
    assert made[-1].groups["payment-validation"] == "deployment-payment-validation-test"


def test_a_tenth_of_the_traffic_goes_first(state: State) -> None:
    group = inputs(state, GROUP, "payment-validation")
    assert group["deploymentConfigName"] == "CodeDeployDefault.LambdaCanary10Percent10Minutes"
    assert group["deploymentStyle"] == {
        "deploymentType": "BLUE_GREEN",
        "deploymentOption": "WITH_TRAFFIC_CONTROL",
    }


@pytest.mark.parametrize("deployment", [each for each in get_args(Deployment) if "10" in each])
def test_every_strategy_of_the_settings_is_one_of_codedeploy(
    ctx: Context, deployment: Deployment
) -> None:
    name: str = inputs(built(ctx, deployment), GROUP, "validation")["deploymentConfigName"]
    spoken = deployment.replace("_percent", "percent").replace("_", "").lower()
    assert name.lower() == f"codedeploydefault.lambda{spoken}"


def test_a_functions_own_alarms_turn_its_deployment_back(state: State) -> None:
    for name in FUNCTIONS:
        group = inputs(state, GROUP, name)
        assert group["alarmConfiguration"] == {
            "enabled": True,
            "alarms": [f"{name}-errors-test"],
            "ignorePollAlarmFailure": False,
        }
        assert group["autoRollbackConfiguration"] == {
            "enabled": True,
            "events": [
                "DEPLOYMENT_FAILURE",
                "DEPLOYMENT_STOP_ON_ALARM",
                "DEPLOYMENT_STOP_ON_REQUEST",
            ],
        }


def test_codedeploy_may_move_these_aliases_and_read_alarms(state: State) -> None:
    found = by_sid(inputs(state, POLICY)["policy"])
    assert found["MoveAlias"]["Action"] == [
        "lambda:GetAlias",
        "lambda:GetProvisionedConcurrencyConfig",
        "lambda:UpdateAlias",
    ]
    assert found["MoveAlias"]["Resource"] == [
        f"{LAMBDA}:function-payment-validation-test",
        f"{LAMBDA}:function-payment-validation-test:live",
        f"{LAMBDA}:function-transaction-processing-test",
        f"{LAMBDA}:function-transaction-processing-test:live",
    ]
    assert found["WatchAlarms"]["Resource"] == ["arn:aws:cloudwatch:us-west-2:123456789012:alarm:*"]
    assert found.keys() == {"MoveAlias", "WatchAlarms"}


def test_only_codedeploy_assumes_the_role(state: State) -> None:
    trust: dict[str, Any] = by_sid(inputs(state, ROLE)["assumeRolePolicy"])
    assert trust["AssumeRole"]["Principal"] == {"Service": "codedeploy.amazonaws.com"}


def test_a_group_is_made_once_its_role_may_do_its_work(state: State) -> None:
    needed = state.one(GROUP, "payment-validation").property_dependencies["serviceRoleArn"]
    assert state.one(POLICY).urn in needed


def test_everything_carries_its_name_and_the_stacks_tags(state: State) -> None:
    for kind in (APPLICATION, GROUP, ROLE):
        for resource in state.by_type(kind):
            tags: Any = resource.inputs["tags"]
            assert (tags["Environment"], "Name" in tags) == ("test", True)
