"""A load balancer takes TLS only, weighs blue and green, and reports sick targets."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from components.context import Context
from components.load_balancer import LoadBalancer, LoadBalancerArgs
from components.target_group import Color, target_group_name
from offline.graph import State, run
from settings.load_balancer import DeploySettings, HealthCheckSettings, LoadBalancerSettings
from tests.support.recorded import inputs

BALANCER = "aws:lb/loadBalancer:LoadBalancer"
LISTENER = "aws:lb/listener:Listener"
GROUP = "aws:lb/targetGroup:TargetGroup"
RECORD = "aws:route53/record:Record"
made: list[LoadBalancer] = []
Build = Callable[..., State]


def args_of(ctx: Context, **settings: Any) -> LoadBalancerArgs:
    return LoadBalancerArgs(
        context=ctx,
        settings=LoadBalancerSettings(**settings),
        vpc_id="vpc-1",
        subnet_ids=["subnet-1", "subnet-2", "subnet-3"],
        security_group_id="sg-1",
        certificate_arn="arn:certificate",
        log_bucket="bucket-logs",
        target_port=8443,
    )


@pytest.fixture(scope="module")
def build(ctx: Context) -> Build:
    def state(*, of: Context = ctx, deployed: bool = True, **settings: Any) -> State:
        args = args_of(of, **settings)
        return run(lambda: made.append(LoadBalancer("balancer", args)), deployed=deployed)

    return state


@pytest.mark.parametrize(
    ("kind", "faces", "layer"),
    [
        ("internal_alb", "vpc", "application"),
        ("public_alb", "internet", "application"),
        ("nlb", "vpc", "network"),
    ],
)
def test_only_a_public_alb_faces_the_internet(
    build: Build, kind: str, faces: str, layer: str
) -> None:
    balancer = inputs(build(kind=kind), BALANCER)
    assert (balancer["internal"], balancer["loadBalancerType"]) == (faces == "vpc", layer)
    assert balancer["subnets"] == ["subnet-1", "subnet-2", "subnet-3"]
    assert balancer["securityGroups"] == ["sg-1"]
    assert balancer["enableCrossZoneLoadBalancing"] is True


def test_an_alb_refuses_ambiguous_requests_and_logs_requests_and_connections(build: Build) -> None:
    balancer = inputs(build(), BALANCER)
    assert balancer["dropInvalidHeaderFields"] is True
    assert balancer["desyncMitigationMode"] == "defensive"
    logs = {"bucket": "bucket-logs", "enabled": True}
    assert balancer["accessLogs"] == {**logs, "prefix": "alb-payments-test"}
    assert balancer["connectionLogs"] == {**logs, "prefix": "alb-payments-test-connections"}


def test_an_nlb_logs_and_lets_the_vpc_link_in(build: Build) -> None:
    balancer = inputs(build(kind="nlb"), BALANCER)
    assert balancer["accessLogs"]["enabled"] is True
    assert balancer["enforceSecurityGroupInboundRulesOnPrivateLinkTraffic"] == "off"
    assert "connectionLogs" not in balancer


def test_the_name_that_clients_use_leads_to_the_load_balancer(ctx: Context) -> None:
    zone = "Z0123456789ABCDEFGHIJ"
    given = replace(args_of(ctx), host="pay.example.com", hosted_zone_id=zone)
    state = run(lambda: made.append(LoadBalancer("balancer", given)), deployed=True)
    record, balancer = inputs(state, RECORD), state.one(BALANCER).outputs
    assert (record["zoneId"], record["name"], record["type"]) == (zone, "pay.example.com", "A")
    (alias,) = record["aliases"]
    assert (alias["name"], alias["zoneId"]) == (balancer["dnsName"], balancer["zoneId"])


def test_a_load_balancer_behind_an_api_has_no_name_of_its_own(build: Build) -> None:
    assert not build().by_type(RECORD)


def test_deletion_protection_follows_the_profile(
    build: Build, ctx: Context, retained_ctx: Context
) -> None:
    for context, expected in ((ctx, False), (retained_ctx, True)):
        balancer = inputs(build(of=context), BALANCER)
        assert balancer["enableDeletionProtection"] is expected


@pytest.mark.parametrize(
    ("kind", "protocol"), [("internal_alb", "HTTPS"), ("public_alb", "HTTPS"), ("nlb", "TLS")]
)
def test_the_listener_speaks_modern_tls_with_the_certificate(
    build: Build, kind: str, protocol: str
) -> None:
    listener = inputs(build(kind=kind), LISTENER, "tls")
    assert (listener["port"], listener["protocol"]) == (443, protocol)
    assert listener["sslPolicy"] == "ELBSecurityPolicy-TLS13-1-2-2021-06"
    assert listener["certificateArn"] == "arn:certificate"


@pytest.mark.parametrize(("green", "expected"), [(0, [100, 0]), (10, [90, 10]), (100, [0, 100])])
def test_the_weights_are_shared_between_blue_and_green(
    build: Build, green: int, expected: list[int]
) -> None:
    state = build(deploy=DeploySettings(green_weight=green))
    (action,) = inputs(state, LISTENER, "tls")["defaultActions"]
    groups = action["forward"]["targetGroups"]
    assert [group["weight"] for group in groups] == expected
    assert [group["arn"] for group in groups] == [
        state.one(GROUP, color).outputs["arn"] for color in ("blue", "green")
    ]


def test_an_alb_tells_browsers_to_stay_with_https(build: Build) -> None:
    listener = inputs(build(), LISTENER, "tls")
    header = listener["routingHttpResponseStrictTransportSecurityHeaderValue"]
    assert header == "max-age=31536000; includeSubDomains"


def test_plain_requests_to_a_public_alb_are_only_redirected(build: Build) -> None:
    redirect = inputs(build(kind="public_alb"), LISTENER, "redirect")
    assert (redirect["port"], redirect["protocol"]) == (80, "HTTP")
    (action,) = redirect["defaultActions"]
    assert action["type"] == "redirect"
    assert action["redirect"] == {"protocol": "HTTPS", "port": "443", "statusCode": "HTTP_301"}


@pytest.mark.parametrize("kind", ["internal_alb", "nlb"])
def test_nothing_listens_on_80_inside(build: Build, kind: str) -> None:
    assert [listener.inputs["port"] for listener in build(kind=kind).by_type(LISTENER)] == [443]


def test_an_nlb_forwards_to_its_only_group(build: Build) -> None:
    state = build(kind="nlb")
    (action,) = inputs(state, LISTENER)["defaultActions"]
    assert action == {"type": "forward", "targetGroupArn": state.one(GROUP).outputs["arn"]}


@pytest.mark.parametrize(
    ("kind", "target", "protocol", "check"),
    [
        ("internal_alb", "tls", "HTTPS", "HTTPS"),
        ("public_alb", "plain", "HTTP", "HTTP"),
        ("nlb", "tls", "TLS", "HTTPS"),
        ("nlb", "plain", "TCP", "TCP"),
    ],
)
def test_targets_are_asked_in_the_protocol_they_speak(
    build: Build, kind: str, target: str, protocol: str, check: str
) -> None:
    group = inputs(build(kind=kind, target_protocol=target), GROUP, "blue")
    assert (group["protocol"], group["port"], group["targetType"]) == (protocol, 8443, "ip")
    assert group["healthCheck"]["protocol"] == check
    assert ("path" in group["healthCheck"]) == (check != "TCP")
    assert ("matcher" in group["healthCheck"]) == (check != "TCP")


def test_blue_and_green_are_checked_alike_as_documented(build: Build) -> None:
    state = build()
    checks = [group.inputs["healthCheck"] for group in state.by_type(GROUP)]
    assert (
        checks
        == [
            {
                "enabled": True,
                "healthyThreshold": 2,
                "unhealthyThreshold": 2,
                "timeout": 5,
                "interval": 30,
                "path": "/health",
                "matcher": "200",
                "port": "traffic-port",
                "protocol": "HTTPS",
            }
        ]
        * 2
    )


def test_the_interval_of_the_check_is_a_setting(build: Build) -> None:
    state = build(kind="nlb", health_check=HealthCheckSettings(interval_seconds=10))
    assert inputs(state, GROUP)["healthCheck"]["interval"] == 10


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
    run(lambda: made.append(LoadBalancer("balancer", given)), deployed=True)
    assert [alarm.purpose for alarm in made[-1].alarms] == purposes
    assert made[-1].rollback_alarms == ()


@pytest.mark.parametrize(
    ("kind", "namespace"), [("public_alb", "AWS/ApplicationELB"), ("nlb", "AWS/NetworkELB")]
)
def test_sick_targets_raise_an_alarm_after_two_minutes(
    build: Build, kind: str, namespace: str
) -> None:
    build(kind=kind)
    alarm = made[-1].alarms[0]
    assert (alarm.metric.namespace, alarm.metric.name) == (namespace, "UnHealthyHostCount")
    assert (alarm.metric.statistic, alarm.threshold) == ("Average", 0)
    assert (alarm.period_seconds, alarm.evaluation_periods) == (60, 2)
    assert alarm.metric.dimensions.keys() == {"LoadBalancer", "TargetGroup"}


def test_requests_that_reach_no_target_raise_an_alarm(build: Build) -> None:
    build()
    refusals = made[-1].alarms[-1]
    assert (refusals.metric.name, refusals.metric.statistic) == ("HTTPCode_ELB_5XX_Count", "Sum")
    assert refusals.metric.dimensions.keys() == {"LoadBalancer"}
    assert refusals.missing_data == "notBreaching"


def shifted(ctx: Context) -> State:
    given = replace(args_of(ctx), shifted=True, registered=["blue", "green"])
    return run(lambda: made.append(LoadBalancer("balancer", given)), deployed=True)


def test_weights_that_ecs_sets_are_not_drift(ctx: Context) -> None:
    state = shifted(ctx)
    rule = state.one("aws:lb/listenerRule:ListenerRule")
    assert rule.options.ignore_changes == ("actions",)
    found = inputs(state, "aws:lb/listenerRule:ListenerRule")
    assert found["conditions"] == [{"pathPattern": {"values": ["/*"]}}]
    (action,) = found["actions"]
    assert [group["weight"] for group in action["forward"]["targetGroups"]] == [100, 0]


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


def test_weights_of_the_configuration_are_nobody_elses(build: Build) -> None:
    state = build()
    assert state.one(LISTENER, "tls").options.ignore_changes == ()
    assert made[-1].traffic is None


def test_a_group_that_replaces_another_has_another_name(ctx: Context) -> None:
    def name(port: int, **settings: Any) -> str:
        block = LoadBalancerSettings(**settings)
        return target_group_name(ctx, color="blue", settings=block, port=port)

    assert name(8443) == "tg-blue-https-8443-test"
    assert name(8443) != name(8080)
    assert name(8443) != name(8443, target_protocol="plain")


@given(
    port=st.integers(1, 65_535),
    suffix=st.from_regex(r"[a-z0-9]{1,12}", fullmatch=True),
    color=st.sampled_from(["blue", "green"]),
)
def test_names_of_target_groups_fit_elbs_limit(
    ctx: Context, port: int, suffix: str, color: Color
) -> None:
    of = replace(ctx, env_suffix=suffix)
    name = target_group_name(of, color=color, settings=LoadBalancerSettings(), port=port)
    assert len(name) <= 32


@pytest.mark.parametrize(("kind", "graphs"), [("internal_alb", 2), ("nlb", 1)])
def test_the_dashboard_shows_the_load_balancer(build: Build, kind: str, graphs: int) -> None:
    build(kind=kind)
    assert len(made[-1].widgets) == graphs


def test_it_previews_before_anything_exists(build: Build) -> None:
    assert len(build(kind="public_alb", deployed=False).by_type(LISTENER)) == 2
