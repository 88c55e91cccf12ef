"""How ECS replaces tasks: a few at a time, or by moving requests between two groups and back."""

from typing import Any

import pytest

from components.context import Context
from components.traffic import Traffic
from offline.graph import State
from settings.rollout import RolloutSettings
from tests.support.containers import built
from tests.support.recorded import by_sid, inputs

SERVICE = "aws:ecs/service:Service"
ROLE = "aws:iam/role:Role"
POLICY = "aws:iam/rolePolicy:RolePolicy"
ELB = "arn:aws:elasticloadbalancing:us-west-2:123456789012"
TRAFFIC = Traffic(
    load_balancer="alb-payments-test",
    target_groups=("tg-blue-https-8443-test", "tg-green-https-8443-test"),
    rule_arn="arn:rule",
    alternate_target_group_arn="arn:green",
)


def shifting(ctx: Context, **rollout: Any) -> State:
    return built(ctx, traffic=TRAFFIC, deployment=RolloutSettings(**rollout))


@pytest.fixture(scope="module")
def canary(ctx: Context) -> State:
    return shifting(ctx, strategy="canary")


def test_a_rolling_service_leaves_the_weights_alone(ctx: Context) -> None:
    service = inputs(built(ctx), SERVICE)
    assert service["deploymentConfiguration"] == {"strategy": "ROLLING"}
    assert "alarms" not in service
    assert "advancedConfiguration" not in service["loadBalancers"][0]


@pytest.mark.parametrize(
    ("settings", "expected"),
    [
        ({"strategy": "blue_green", "bake_minutes": 30}, {"bakeTimeInMinutes": "30"}),
        (
            {"strategy": "canary", "step_percent": 5, "step_minutes": 15},
            {
                "bakeTimeInMinutes": "10",
                "canaryConfiguration": {"canaryPercent": 5.0, "canaryBakeTimeInMinutes": "15"},
            },
        ),
        (
            {"strategy": "linear", "bake_minutes": 0},
            {
                "bakeTimeInMinutes": "0",
                "linearConfiguration": {"stepPercent": 10.0, "stepBakeTimeInMinutes": "10"},
            },
        ),
    ],
)
def test_each_strategy_has_its_own_shares_and_times(
    ctx: Context, settings: dict[str, Any], expected: dict[str, object]
) -> None:
    found = inputs(shifting(ctx, **settings), SERVICE)["deploymentConfiguration"]
    assert found == {"strategy": settings["strategy"].upper(), **expected}


def test_ecs_knows_both_groups_the_rule_and_its_role(canary: State) -> None:
    (balancer,) = inputs(canary, SERVICE)["loadBalancers"]
    assert balancer["targetGroupArn"] == "arn:blue"
    assert balancer["advancedConfiguration"] == {
        "alternateTargetGroupArn": "arn:green",
        "productionListenerRule": "arn:rule",
        "roleArn": canary.one(ROLE, "infrastructure").outputs["arn"],
    }


def test_an_alarm_turns_the_deployment_back(canary: State) -> None:
    service = inputs(canary, SERVICE)
    assert service["alarms"] == {
        "alarmNames": ["alb-target-errors-test"],
        "enable": True,
        "rollback": True,
    }
    assert "deploymentCircuitBreaker" not in service


def test_ecs_may_change_this_rule_and_these_groups_only(canary: State) -> None:
    found = by_sid(inputs(canary, POLICY, "infrastructure")["policy"])
    assert found["ShiftTraffic"]["Action"] == ["elasticloadbalancing:ModifyRule"]
    assert found["ShiftTraffic"]["Resource"] == [f"{ELB}:listener-rule/app/alb-payments-test/*"]
    assert found["RegisterTasks"]["Resource"] == [
        f"{ELB}:targetgroup/tg-blue-https-8443-test/*",
        f"{ELB}:targetgroup/tg-green-https-8443-test/*",
    ]
    assert all(":Describe" in action for action in found["SeeTargets"]["Action"])
    assert len(found) == 3


def test_only_ecs_assumes_its_role(canary: State) -> None:
    trust = by_sid(inputs(canary, ROLE, "infrastructure")["assumeRolePolicy"])
    assert trust["AssumeRole"]["Principal"] == {"Service": "ecs.amazonaws.com"}


def test_a_rolling_service_needs_no_role_of_ecs(ctx: Context) -> None:
    names = [role.name for role in built(ctx).by_type(ROLE)]
    assert not [name for name in names if "infrastructure" in name]
