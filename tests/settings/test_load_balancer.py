"""The load balancer block: weights, health checks and what contradicts them."""

from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from settings.load_balancer import DeploySettings, HealthCheckSettings, LoadBalancerSettings

Problems = Callable[..., dict[str, str]]


def test_the_defaults_are_an_internal_alb_that_sends_everything_to_blue() -> None:
    settings = LoadBalancerSettings()
    assert (settings.kind, settings.target_protocol) == ("internal_alb", "tls")
    assert settings.deploy.green_weight == 0
    assert list(settings.conflicts()) == []


@pytest.mark.parametrize("weight", [-1, 101])
def test_a_weight_outside_0_to_100_is_refused(problems_of: Problems, weight: int) -> None:
    problems = problems_of({"loadBalancer": {"deploy": {"greenWeight": weight}}})
    assert str(weight) in problems["loadBalancer.deploy.greenWeight"]


@given(st.integers(0, 100))
def test_every_percentage_is_a_weight_of_an_alb(weight: int) -> None:
    settings = LoadBalancerSettings(deploy=DeploySettings(green_weight=weight))
    assert list(settings.conflicts()) == []


def test_an_nlb_cannot_weigh(problems_of: Problems) -> None:
    block = {"kind": "nlb", "deploy": {"greenWeight": 5}}
    text = problems_of({"loadBalancer": block})["loadBalancer.deploy.greenWeight"]
    assert "= 5" in text
    assert "needs an ALB" in text


@given(st.integers(5, 300), st.integers(2, 120))
def test_a_timeout_must_be_below_its_interval(interval: int, timeout: int) -> None:
    check = HealthCheckSettings(interval_seconds=interval, timeout_seconds=timeout)
    problems = list(LoadBalancerSettings(health_check=check).conflicts())
    assert bool(problems) == (timeout >= interval)
    for problem in problems:
        assert f"below intervalSeconds = {interval}" in problem.rule
        assert problem.fix == f"timeoutSeconds: {interval - 1}"
