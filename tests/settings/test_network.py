"""The network block: address plan, NAT, flow logs."""

from collections.abc import Callable

import pytest

from settings import parse
from settings.network import NetworkSettings


def test_a_network_without_settings_has_the_compact_plan_and_no_way_out() -> None:
    settings = parse({}, stack="test", region="us-west-2").network
    assert str(settings.plan.database[2]) == "10.0.8.0/24"
    assert settings.nat == "none"
    assert settings.flow_logs.destination == "cloudwatch"


def test_given_subnets_win_over_the_layout() -> None:
    subnets = {
        tier: [f"10.0.{first + number}.0/24" for number in range(3)]
        for tier, first in (("public", 40), ("private", 50), ("database", 60))
    }
    raw = {"network": {"layout": "spaced", "subnets": subnets}}
    plan = parse(raw, stack="test", region="us-west-2").network.plan
    assert [str(network) for network in plan.private] == subnets["private"]


def test_problems_of_given_subnets_carry_their_path(
    problems_of: Callable[..., dict[str, str]],
) -> None:
    subnets = {"public": ["10.0.0.0/24"] * 3, "private": [], "database": ["192.168.0.0/24"] * 3}
    found = problems_of({"network": {"subnets": subnets}})
    assert "0 subnets" in found["network.subnets.private"]
    assert "10.0.0.0/24" in found["network.subnets.public[1]"]
    assert "192.168.0.0/24" in found["network.subnets.database[0]"]


@pytest.mark.parametrize("cidr", ["10.0.0.0/8", "10.0.0.0/29"])
def test_a_vpc_of_a_size_aws_refuses_is_named(
    problems_of: Callable[..., dict[str, str]], cidr: str
) -> None:
    assert cidr in problems_of({"network": {"cidr": cidr}})["network.cidr"]


def test_a_layout_that_does_not_fit_the_vpc_is_named(
    problems_of: Callable[..., dict[str, str]],
) -> None:
    problem = problems_of({"network": {"cidr": "10.0.0.0/20", "layout": "spaced"}})
    assert "'spaced'" in problem["network.layout"]
    assert "up to number 22, which 10.0.0.0/20" in problem["network.layout"]


def test_a_plan_that_does_not_fit_is_never_used() -> None:
    settings = NetworkSettings.model_validate_json('{"cidr": "10.0.0.0/25"}')
    with pytest.raises(ValueError, match="'compact' does not fit 10\\.0\\.0\\.0/25"):
        _ = settings.plan


@pytest.mark.parametrize(
    ("key", "value"), [("nat", "three"), ("layout", "wide"), ("cidr", "10.0.0.1/16")]
)
def test_a_value_that_does_not_exist_is_named(
    problems_of: Callable[..., dict[str, str]], key: str, value: str
) -> None:
    assert repr(value) in problems_of({"network": {key: value}})[f"network.{key}"]
