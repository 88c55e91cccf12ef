"""New code reaches payments a part at a time where a stack asks for it, and goes back by itself."""

from pathlib import Path
from typing import Any

import pytest

from offline.graph import State
from offline.sizing import settings_of
from settings.sizing import ROTATION_CONCURRENCY
from tests.support.recorded import inputs
from tests.support.stacks import ALARM, FUNCTION, SERVICE, STACKS, Graph

PROJECT = Path(__file__).parents[2]
GROUP = "aws:codedeploy/deploymentGroup:DeploymentGroup"
TARGETS = "aws:lb/targetGroup:TargetGroup"


def attached(state: State) -> set[str]:
    """The target groups that a service registers its tasks with."""
    return {
        arn
        for service in state.by_type(SERVICE)
        for balancer in dict(service.inputs)["loadBalancers"]
        for arn in (
            balancer["targetGroupArn"],
            balancer.get("advancedConfiguration", {}).get("alternateTargetGroupArn"),
        )
        if arn
    }


@pytest.mark.parametrize("stack", STACKS)
def test_no_alarm_watches_a_target_group_that_nothing_registers_with(
    graph: Graph, stack: str
) -> None:
    state = graph(stack)
    arns = {each.outputs["arnSuffix"]: each.outputs["arn"] for each in state.by_type(TARGETS)}
    watched = {
        arns[group]
        for alarm in state.by_type(ALARM)
        if (group := dict(alarm.inputs).get("dimensions", {}).get("TargetGroup"))
    }
    assert watched == attached(state)


def test_green_tasks_beside_blue_ones_are_watched_too(graph: Graph) -> None:
    state = graph("web", overrides={"containers": {"greenVersion": "2.0.0"}})
    watched = {
        dict(alarm.inputs)["dimensions"]["TargetGroup"]
        for alarm in state.by_type(ALARM)
        if alarm.inputs["metricName"] == "UnHealthyHostCount"
    }
    assert watched == {each.outputs["arnSuffix"] for each in state.by_type(TARGETS)}
    assert len(watched) == 2


@pytest.mark.parametrize("stack", STACKS)
def test_a_deployment_asks_for_alarms_that_exist_before_it(graph: Graph, stack: str) -> None:
    state = graph(stack)
    alarms = {alarm.inputs["name"]: alarm.urn for alarm in state.by_type(ALARM)}
    for deployer, key, names in (
        *((group, "alarmConfiguration", _of_group(group.inputs)) for group in state.by_type(GROUP)),
        *(
            (service, "alarms", dict(service.inputs)["alarms"]["alarmNames"])
            for service in state.by_type(SERVICE)
            if "alarms" in service.inputs
        ),
    ):
        assert names
        assert {alarms[name] for name in names} <= set(deployer.property_dependencies[key])


def _of_group(group: Any) -> list[str]:
    return group["alarmConfiguration"]["alarms"]


def test_prod_shifts_each_function_on_its_own_alarms(graph: Graph) -> None:
    state = graph("prod")
    for workload in ("payment-validation", "fraud-detection", "transaction-processing"):
        assert inputs(state, GROUP, workload)["alarmConfiguration"]["alarms"] == [
            f"{workload}-errors-prod",
            f"{workload}-slow-prod",
        ]


def test_prod_exports_what_a_shift_needs(graph: Graph) -> None:
    state = graph("prod")
    exported: Any = dict(state.stack_outputs)
    assert exported["deployment_application_name"] == "deployment-payments-prod"
    assert exported["deployment_of_transaction_processing"] == {
        "group": "deployment-transaction-processing-prod",
        "function": "function-transaction-processing-prod",
        "version": state.one(FUNCTION, "transaction-processing").outputs["version"],
    }


@pytest.mark.parametrize("stack", STACKS)
def test_a_stack_exports_the_groups_that_its_configuration_weighs(graph: Graph, stack: str) -> None:
    state = graph(stack)
    exported: Any = dict(state.stack_outputs).get("target_group_arns")
    weighed = stack in {"serverless", "web"}
    groups = {each.name.rpartition("-")[2]: each.outputs["arn"] for each in state.by_type(TARGETS)}
    assert exported == (groups if weighed else None)


@pytest.mark.parametrize("stack", STACKS)
def test_what_functions_reserve_is_what_the_quota_is_checked_for(graph: Graph, stack: str) -> None:
    settings = settings_of(stack, PROJECT)
    reserved = sum(
        int(dict(each.inputs)["reservedConcurrentExecutions"])
        for each in graph(stack).by_type(FUNCTION)
    )
    rotation = ROTATION_CONCURRENCY if settings.rotates else 0
    own = settings.functions.reserved(settings.sizing) if settings.functions else 0
    assert reserved == own + rotation
