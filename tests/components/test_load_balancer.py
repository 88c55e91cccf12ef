"""A load balancer has one door, its logs and its name, and reports sick targets."""

from dataclasses import replace

import pytest

from components.context import Context
from components.target_group import Color
from tests.support.load_balancers import (
    GROUP,
    LISTENER,
    args_of,
    built,
    built_from,
    made,
    shifted,
)
from tests.support.recorded import inputs

BALANCER = "aws:lb/loadBalancer:LoadBalancer"
RECORD = "aws:route53/record:Record"


@pytest.mark.parametrize(
    ("kind", "faces", "layer"),
    [
        ("internal_alb", "vpc", "application"),
        ("public_alb", "internet", "application"),
        ("nlb", "vpc", "network"),
    ],
)
def test_only_a_public_alb_faces_the_internet(
    ctx: Context, kind: str, faces: str, layer: str
) -> None:
    balancer = inputs(built(ctx, kind=kind), BALANCER)
    assert (balancer["internal"], balancer["loadBalancerType"]) == (faces == "vpc", layer)
    assert balancer["subnets"] == ["subnet-1", "subnet-2", "subnet-3"]
    assert balancer["securityGroups"] == ["sg-1"]
    assert balancer["enableCrossZoneLoadBalancing"] is True


def test_an_alb_refuses_ambiguous_requests_and_logs_requests_and_connections(ctx: Context) -> None:
    balancer = inputs(built(ctx), BALANCER)
    assert balancer["dropInvalidHeaderFields"] is True
    assert balancer["desyncMitigationMode"] == "defensive"
    logs = {"bucket": "bucket-logs", "enabled": True}
    assert balancer["accessLogs"] == {**logs, "prefix": "alb-payments-test"}
    assert balancer["connectionLogs"] == {**logs, "prefix": "alb-payments-test-connections"}


def test_an_nlb_logs_and_lets_the_vpc_link_in(ctx: Context) -> None:
    balancer = inputs(built(ctx, kind="nlb"), BALANCER)
    assert balancer["accessLogs"]["enabled"] is True
    assert balancer["enforceSecurityGroupInboundRulesOnPrivateLinkTraffic"] == "off"
    assert "connectionLogs" not in balancer


def test_the_name_that_clients_use_leads_to_the_load_balancer(ctx: Context) -> None:
    zone = "Z0123456789ABCDEFGHIJ"
    given = replace(args_of(ctx), host="pay.example.com", hosted_zone_id=zone)
    state = built_from(given)
    record, balancer = inputs(state, RECORD), state.one(BALANCER).outputs
    assert (record["zoneId"], record["name"], record["type"]) == (zone, "pay.example.com", "A")
    (alias,) = record["aliases"]
    assert (alias["name"], alias["zoneId"]) == (balancer["dnsName"], balancer["zoneId"])


def test_a_load_balancer_behind_an_api_has_no_name_of_its_own(ctx: Context) -> None:
    assert not built(ctx).by_type(RECORD)


def test_deletion_protection_follows_the_profile(ctx: Context, retained_ctx: Context) -> None:
    for context, expected in ((ctx, False), (retained_ctx, True)):
        balancer = inputs(built(context), BALANCER)
        assert balancer["enableDeletionProtection"] is expected


@pytest.mark.parametrize(
    ("kind", "registered", "purposes"),
    [
        ("nlb", ["blue"], ["nlb-unhealthy-hosts"]),
        ("public_alb", ["blue"], ["alb-unhealthy-hosts", "alb-target-errors", "alb-refusals"]),
        (
            "internal_alb",
            ["blue", "green"],
            [
                "alb-unhealthy-hosts",
                "alb-target-errors",
                "alb-unhealthy-hosts-green",
                "alb-target-errors-green",
                "alb-refusals",
            ],
        ),
        ("internal_alb", [], ["alb-refusals"]),
    ],
)
def test_only_groups_that_something_registers_with_are_watched(
    ctx: Context, kind: str, registered: list[Color], purposes: list[str]
) -> None:
    given = replace(args_of(ctx, kind=kind), registered=registered)
    built_from(given)
    assert [alarm.purpose for alarm in made[-1].alarms] == purposes
    assert made[-1].rollback_alarms == ()


@pytest.mark.parametrize(
    ("kind", "namespace"), [("public_alb", "AWS/ApplicationELB"), ("nlb", "AWS/NetworkELB")]
)
def test_sick_targets_raise_an_alarm_after_two_minutes(
    ctx: Context, kind: str, namespace: str
) -> None:
    built(ctx, kind=kind)
    alarm = made[-1].alarms[0]
    assert (alarm.metric.namespace, alarm.metric.name) == (namespace, "UnHealthyHostCount")
    assert (alarm.metric.statistic, alarm.threshold) == ("Average", 0)
    assert (alarm.period_seconds, alarm.evaluation_periods) == (60, 2)
    assert alarm.metric.dimensions.keys() == {"LoadBalancer", "TargetGroup"}


def test_requests_that_reach_no_target_raise_an_alarm(ctx: Context) -> None:
    built(ctx)
    refusals = made[-1].alarms[-1]
    assert (refusals.metric.name, refusals.metric.statistic) == ("HTTPCode_ELB_5XX_Count", "Sum")
    assert refusals.metric.dimensions.keys() == {"LoadBalancer"}
    assert refusals.missing_data == "notBreaching"


def test_ecs_learns_what_it_may_change(ctx: Context) -> None:
    state = shifted(ctx)
    traffic = made[-1].traffic
    assert traffic is not None
    assert traffic.load_balancer == inputs(state, BALANCER)["name"]
    names = [inputs(state, GROUP, color)["name"] for color in ("blue", "green")]
    assert list(traffic.target_groups) == names


def test_ecs_turns_back_on_the_targets_of_both_groups(ctx: Context) -> None:
    shifted(ctx)
    assert [alarm.purpose for alarm in made[-1].rollback_alarms] == [
        "alb-unhealthy-hosts",
        "alb-target-errors",
        "alb-unhealthy-hosts-green",
        "alb-target-errors-green",
    ]
    assert [alarm.purpose for alarm in made[-1].alarms] == ["alb-refusals"]


@pytest.mark.parametrize(("kind", "graphs"), [("internal_alb", 2), ("nlb", 1)])
def test_the_dashboard_shows_the_load_balancer(ctx: Context, kind: str, graphs: int) -> None:
    built(ctx, kind=kind)
    assert len(made[-1].widgets) == graphs


def test_it_previews_before_anything_exists(ctx: Context) -> None:
    assert len(built(ctx, kind="public_alb", deployed=False).by_type(LISTENER)) == 2
