"""The scaling policies of a stack react to a step of load (S002-121).

The model is the one of Application Auto Scaling's user guide on target tracking: the new capacity
is proportional to how far the metric is from its target, rounded up, within the range; scaling in
waits until the metric stays below the target by a tenth.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from math import ceil
from typing import Any

import pytest

from offline.graph import State
from tests.support.stacks import Graph, inputs

TARGET = "aws:appautoscaling/target:Target"
POLICY = "aws:appautoscaling/policy:Policy"
STACKS = ("prod", "containers", "web")
#: A metric has a point a minute; alarms of target tracking look at three.
DELAY_SECONDS = 180


@dataclass(frozen=True)
class Scaling:
    """One policy with the range of its target."""

    least: int
    most: int
    target: float
    out_seconds: int
    in_seconds: int

    def next(self, tasks: int, load: float) -> int:
        """Tasks after the policy has seen `load`, in percent of one task."""
        metric = load / tasks
        wanted = ceil(tasks * metric / self.target)
        if metric < self.target * 0.9 or metric > self.target:
            return min(self.most, max(self.least, wanted))
        return tasks

    def course(self, tasks: int, load: float) -> Iterator[int]:
        """Tasks after each step until nothing changes."""
        while (following := self.next(tasks, load)) != tasks:
            yield following
            tasks = following


def scalings(state: State) -> list[Scaling]:
    targets = {inputs(found)["resourceId"]: inputs(found) for found in state.by_type(TARGET)}
    return [
        Scaling(
            least=int(targets[policy["resourceId"]]["minCapacity"]),
            most=int(targets[policy["resourceId"]]["maxCapacity"]),
            target=float(tracking["targetValue"]),
            out_seconds=int(tracking["scaleOutCooldown"]),
            in_seconds=int(tracking["scaleInCooldown"]),
        )
        for found in state.by_type(POLICY)
        for policy in [inputs(found)]
        for tracking in [policy["targetTrackingScalingPolicyConfiguration"]]
        if policy["serviceNamespace"] == "ecs"
    ]


@pytest.fixture(params=STACKS)
def policies(graph: Graph, request: Any) -> list[Scaling]:
    return scalings(graph(request.param))


def test_tasks_scale_on_processor_and_memory(policies: list[Scaling]) -> None:
    assert sorted(policy.target for policy in policies) == [70, 80]


def test_a_step_to_full_load_is_met_within_minutes(policies: list[Scaling]) -> None:
    for policy in policies:
        full = policy.most * policy.target
        course = list(policy.course(policy.least, full))
        assert course[-1] == policy.most
        assert full / course[-1] <= policy.target
        assert len(course) * (DELAY_SECONDS + policy.out_seconds) <= 600


def test_more_than_the_range_carries_stops_at_its_end(policies: list[Scaling]) -> None:
    for policy in policies:
        assert list(policy.course(policy.least, 10 * policy.most * 100))[-1] == policy.most


def test_without_load_the_least_is_left(policies: list[Scaling]) -> None:
    for policy in policies:
        assert list(policy.course(policy.most, 1))[-1] == policy.least


def test_a_load_that_fits_changes_nothing(policies: list[Scaling]) -> None:
    for policy in policies:
        assert list(policy.course(policy.most, policy.most * policy.target * 0.95)) == []


def test_scaling_in_is_slower_than_scaling_out(policies: list[Scaling]) -> None:
    for policy in policies:
        assert policy.out_seconds < policy.in_seconds
