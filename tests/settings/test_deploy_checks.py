"""Who moves traffic to a new version is said once, and has alarms to turn back on."""

from collections.abc import Callable, Mapping
from types import ModuleType
from typing import Any

import pytest

from settings import deploy_checks, parse
from settings.rollout import RolloutSettings

Problems = Callable[..., dict[str, str]]
CANARY = {"deployment": {"strategy": "canary"}}
ALARMS = {"dashboardHours": 3}


@pytest.fixture(autouse=True)
def _alone(only_checks_of: Callable[[ModuleType], None]) -> None:
    only_checks_of(deploy_checks)


@pytest.mark.parametrize(
    "raw",
    [
        {"functions": {"deployment": "canary_10_percent_10_minutes"}, "monitoring": ALARMS},
        {"functions": {"deployment": "all_at_once"}},
        {"containers": CANARY, "loadBalancer": {"kind": "public_alb"}, "monitoring": ALARMS},
        {"containers": CANARY, "monitoring": ALARMS},
        {"containers": {"version": "2"}, "loadBalancer": {"deploy": {"greenWeight": 10}}},
        {"loadBalancer": {"deploy": {"greenWeight": 10}, "targetPort": 8443}},
    ],
)
def test_one_hand_on_the_weights_is_taken(raw: Mapping[str, object]) -> None:
    parse(raw, stack="test", region="us-west-2")


@pytest.mark.parametrize(
    ("raw", "path", "texts"),
    [
        (
            {"functions": {"deployment": "linear_10_percent_every_1_minute"}},
            "functions.deployment",
            ["'linear_10_percent_every_1_minute'", "monitoring", "all_at_once"],
        ),
        (
            {"containers": CANARY},
            "containers.deployment.strategy",
            ["'canary'", "monitoring", "strategy: rolling"],
        ),
        (
            {"containers": CANARY, "loadBalancer": {"kind": "nlb"}, "monitoring": ALARMS},
            "containers.deployment.strategy",
            ["'canary'", "needs an ALB", "loadBalancer.kind: internal_alb"],
        ),
        (
            {
                "containers": {"deployment": {"strategy": "blue_green"}},
                "loadBalancer": {"deploy": {"greenWeight": 25}},
                "monitoring": ALARMS,
            },
            "loadBalancer.deploy.greenWeight",
            ["= 25", "'blue_green' ECS sets the weights", "greenWeight: 0"],
        ),
        (
            {"containers": {**CANARY, "greenVersion": "2"}, "monitoring": ALARMS},
            "containers.greenVersion",
            ["'2'", "no target group", "'canary'"],
        ),
        (
            {
                "functions": {
                    "deployment": "canary_10_percent_5_minutes",
                    "fraud": {"canaryVersion": "7", "canaryPercent": 10},
                },
                "monitoring": ALARMS,
            },
            "functions.fraud.canaryVersion",
            ["'7'", "CodeDeploy sets", "all_at_once"],
        ),
        (
            {"functions": {"deployment": "canary"}},
            "functions.deployment",
            ["'canary'", "canary_10_percent_5_minutes"],
        ),
        (
            {"containers": {"deployment": {"stepMinutes": 1_441}}},
            "containers.deployment.stepMinutes",
            ["= 1441", "1440"],
        ),
    ],
)
def test_two_hands_on_the_weights_are_refused(
    problems_of: Problems, raw: Mapping[str, Any], path: str, texts: list[str]
) -> None:
    problem = problems_of(raw)[path]
    for text in texts:
        assert text in problem


def test_tasks_are_replaced_a_few_at_a_time_unless_told_otherwise() -> None:
    assert not RolloutSettings().shifts
    assert RolloutSettings(strategy="blue_green").shifts
