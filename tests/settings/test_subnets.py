"""Address plans: presets, and what is refused."""

from ipaddress import IPv4Network
from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from settings.subnets import PRESETS, TIERS, SubnetPlan, plan_problems, preset_plan

VPC = IPv4Network("10.0.0.0/16")


def networks(*texts: str) -> tuple[IPv4Network, ...]:
    return tuple(IPv4Network(text) for text in texts)


GOOD = SubnetPlan(
    public=networks("10.0.0.0/24", "10.0.1.0/24", "10.0.2.0/24"),
    private=networks("10.0.3.0/24", "10.0.4.0/24", "10.0.5.0/24"),
    database=networks("10.0.6.0/24", "10.0.7.0/24", "10.0.8.0/24"),
)


def problems(**tiers: tuple[IPv4Network, ...]) -> list[str]:
    plan = SubnetPlan(**{**{tier: GOOD.tier(tier) for tier in TIERS}, **tiers})
    return [str(problem) for problem in plan_problems(plan, VPC)]


@pytest.mark.parametrize(
    ("preset", "octets"),
    [
        ("compact", {"public": "0 1 2", "private": "3 4 5", "database": "6 7 8"}),
        ("spaced", {"public": "0 1 2", "private": "10 11 12", "database": "20 21 22"}),
        ("from_one", {"public": "1 2 3", "private": "11 12 13", "database": "21 22 23"}),
    ],
)
def test_presets_are_the_plans_of_the_documents(preset: str, octets: dict[str, str]) -> None:
    plan = preset_plan(preset, VPC)
    assert plan is not None
    for tier in TIERS:
        assert [str(network) for network in plan.tier(tier)] == [
            f"10.0.{octet}.0/24" for octet in octets[tier].split()
        ]


@given(st.sampled_from(sorted(PRESETS)), st.integers(16, 28), st.integers(0, 2**16 - 1))
def test_a_preset_either_fits_without_overlap_or_does_not_exist(
    preset: str, prefix: int, place: int
) -> None:
    vpc = IPv4Network((10 << 24 | place << 8 & 0xFFFF00, prefix), strict=False)
    plan = preset_plan(preset, vpc)
    if plan is None:
        assert prefix > 16
        return
    assert list(plan_problems(plan, vpc)) == []
    ranges = [network for tier in TIERS for network in plan.tier(tier)]
    assert all(network.subnet_of(vpc) for network in ranges)
    assert not any(one.overlaps(other) for one, other in combinations(ranges, 2))


def test_a_plan_without_fault_has_no_problem() -> None:
    assert problems() == []


def test_a_subnet_outside_the_vpc_is_named() -> None:
    (problem,) = problems(database=networks("10.0.6.0/24", "10.9.7.0/24", "10.0.8.0/24"))
    assert "database[1] = 10.9.7.0/24" in problem
    assert "outside the VPC 10.0.0.0/16" in problem


def test_overlapping_subnets_are_named_together() -> None:
    (problem,) = problems(private=networks("10.0.3.0/24", "10.0.2.128/25", "10.0.5.0/24"))
    assert "private[1] = 10.0.2.128/25" in problem
    assert "overlaps public[2] = 10.0.2.0/24" in problem


def test_a_tier_needs_a_subnet_in_every_zone() -> None:
    (problem,) = problems(public=networks("10.0.0.0/24", "10.0.1.0/24"))
    assert "public = 2 subnets" in problem
    assert "each of 3 availability zones" in problem


def test_a_subnet_smaller_than_aws_allows_is_named() -> None:
    (problem,) = problems(public=networks("10.0.0.0/29", "10.0.1.0/24", "10.0.2.0/24"))
    assert "public[0] = 10.0.0.0/29" in problem
    assert "between /16 and /28" in problem
