"""Target groups ask their targets in the protocol they speak, and have names that can change."""

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from components.context import Context
from components.target_group import Color, target_group_name
from settings.load_balancer import HealthCheckSettings, LoadBalancerSettings
from tests.support.load_balancers import GROUP, built
from tests.support.recorded import inputs


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
    ctx: Context, kind: str, target: str, protocol: str, check: str
) -> None:
    group = inputs(built(ctx, kind=kind, target_protocol=target), GROUP, "blue")
    assert (group["protocol"], group["port"], group["targetType"]) == (protocol, 8443, "ip")
    assert group["healthCheck"]["protocol"] == check
    assert ("path" in group["healthCheck"]) == (check != "TCP")
    assert ("matcher" in group["healthCheck"]) == (check != "TCP")


def test_blue_and_green_are_checked_alike_as_documented(ctx: Context) -> None:
    state = built(ctx)
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


def test_the_interval_of_the_check_is_a_setting(ctx: Context) -> None:
    state = built(ctx, kind="nlb", health_check=HealthCheckSettings(interval_seconds=10))
    assert inputs(state, GROUP)["healthCheck"]["interval"] == 10


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
