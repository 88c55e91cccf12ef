"""No alarm of any stack watches what does not exist: such an alarm never has data."""

import json
from collections.abc import Iterator
from typing import Any

import pytest

from offline.graph import Resource, State
from tests.support.stacks import ALARM, DASHBOARD, STACKS, Graph

#: Dimensions that name no resource; those of payments are held against the code that writes them.
CONSTANTS = {
    ("DataProtectionOperation", "Audit"), ("Region", "Global"), ("operation", "payment"),
    ("operation", "reconcile"), ("outcome", "success"), ("outcome", "unknown"),
}  # fmt: skip


def facts(state: State) -> set[str]:
    """Everything that identifies a resource of the stack, with nested names such as indexes'."""
    return {
        value
        for resource in state.resources
        if resource.type != ALARM
        for value in (resource.id, *texts(dict(resource.outputs)), *cache_nodes(resource))
    }


def texts(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for part in value.values():
            yield from texts(part)
    elif isinstance(value, list):
        for part in value:
            yield from texts(part)


def cache_nodes(resource: Resource) -> Iterator[str]:
    """The names ElastiCache gives the nodes of a replication group."""
    if resource.type == "aws:elasticache/replicationGroup:ReplicationGroup":
        group: Any = resource.inputs
        for number in range(1, int(group["numCacheClusters"]) + 1):
            yield f"{group['replicationGroupId']}-{number:03}"


@pytest.mark.parametrize("stack", STACKS)
def test_every_dimension_of_an_alarm_is_found_in_the_stack(graph: Graph, stack: str) -> None:
    state = graph(stack)
    known = facts(state)
    unresolved = [
        (alarm.inputs["name"], name, value)
        for alarm in state.by_type(ALARM)
        for name, value in dict(alarm.inputs).get("dimensions", {}).items()
        if value not in known and (name, value) not in CONSTANTS
    ]
    assert state.by_type(ALARM)
    assert not unresolved


@pytest.mark.parametrize("stack", STACKS)
def test_an_alarm_without_dimensions_watches_a_metric_filter(graph: Graph, stack: str) -> None:
    state = graph(stack)
    counted = {
        (transformation["namespace"], transformation["name"])
        for found in state.by_type("aws:cloudwatch/logMetricFilter:LogMetricFilter")
        for transformation in [dict(found.inputs)["metricTransformation"]]
    }
    watched = {
        (alarm.inputs["namespace"], alarm.inputs["metricName"])
        for alarm in state.by_type(ALARM)
        if not alarm.inputs.get("dimensions")
    }
    assert watched == counted


@pytest.mark.parametrize("stack", STACKS)
def test_every_alarm_says_what_to_do_and_tells_the_operators(graph: Graph, stack: str) -> None:
    state = graph(stack)
    topic = state.one("aws:sns/topic:Topic", "system-errors").outputs["arn"]
    for alarm in state.by_type(ALARM):
        assert alarm.inputs["alarmActions"] == [topic]
        assert alarm.inputs["alarmDescription"]
        assert alarm.inputs["treatMissingData"] in {
            "breaching",
            "notBreaching",
            "ignore",
            "missing",
        }


@pytest.mark.parametrize("stack", STACKS)
def test_the_masking_policy_is_there_wherever_card_data_raises_an_alarm(
    graph: Graph, stack: str
) -> None:
    state = graph(stack)
    masked = {
        policy.inputs["logGroupName"]
        for policy in state.by_type(
            "aws:cloudwatch/logDataProtectionPolicy:LogDataProtectionPolicy"
        )
    }
    watched = {
        dict(alarm.inputs)["dimensions"]["LogGroupName"]
        for alarm in state.by_type(ALARM)
        if alarm.inputs["metricName"] == "LogEventsWithFindings"
    }
    assert watched
    assert watched <= masked


@pytest.mark.parametrize("stack", STACKS)
def test_silence_is_an_alarm_where_something_should_be_and_none_where_failures_are_counted(
    graph: Graph, stack: str
) -> None:
    for alarm in graph(stack).by_type(ALARM):
        too_little = alarm.inputs["comparisonOperator"] == "LessThanThreshold"
        # A file system without clients has no credits to report, an ended certificate no days.
        expected = too_little and alarm.inputs["metricName"] not in {
            "BurstCreditBalance",
            "DaysToExpiry",
        }
        assert (alarm.inputs["treatMissingData"] == "breaching") is expected, alarm.name


@pytest.mark.parametrize("stack", STACKS)
def test_every_dimension_of_a_graph_is_found_in_the_stack(graph: Graph, stack: str) -> None:
    state = graph(stack)
    known = facts(state)
    body = json.loads(str(state.one(DASHBOARD).inputs["dashboardBody"]))
    series = [
        metric for widget in body["widgets"] for metric in widget["properties"].get("metrics", [])
    ]
    unresolved = [
        (title, name, value)
        for title, *dimensions in (each[1:-1] for each in series)
        for name, value in zip(dimensions[::2], dimensions[1::2], strict=True)
        if value not in known and name not in {"Region", "Rule", "operation", "outcome"}
    ]
    assert series
    assert not unresolved
