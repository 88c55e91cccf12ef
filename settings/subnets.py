"""Subnets as data: which address ranges the three tiers have, and what is wrong with a plan."""

from collections.abc import Iterator, Mapping
from ipaddress import IPv4Network
from itertools import combinations
from types import MappingProxyType
from typing import ClassVar, Literal

from pydantic import Field

from settings.block import Block
from settings.problem import Problem

Tier = Literal["public", "private", "database"]
TIERS: tuple[Tier, ...] = ("public", "private", "database")
#: Availability zones the platform spreads over; every tier has one subnet in each.
AZ_COUNT = 3
#: Smallest and largest subnet of a VPC (VPC quotas).
_SMALLEST_PREFIX = 28
_LARGEST_PREFIX = 16
_PRESET_PREFIX = 24

#: Layouts as the first /24 block of each tier; the tier's next two follow it.
PRESETS: Mapping[str, tuple[int, int, int]] = MappingProxyType(
    {"compact": (0, 3, 6), "spaced": (0, 10, 20), "from_one": (1, 11, 21)}
)


class SubnetPlan(Block):
    """The address ranges of the three tiers, one for each availability zone, in order."""

    about: ClassVar[str] = "Address ranges of the subnets."

    public: tuple[IPv4Network, ...] = Field(
        description="CIDR blocks of the public subnets: load balancers and NAT gateways only.",
    )
    private: tuple[IPv4Network, ...] = Field(
        description="CIDR blocks of the private subnets: functions, tasks and endpoints.",
    )
    database: tuple[IPv4Network, ...] = Field(
        description="CIDR blocks of the database subnets, which have no way out (PCI DSS 1.4.4).",
    )

    def tier(self, tier: Tier) -> tuple[IPv4Network, ...]:
        """The ranges of one tier."""
        return {"public": self.public, "private": self.private, "database": self.database}[tier]


def preset_plan(name: str, vpc: IPv4Network) -> SubnetPlan | None:
    """The plan of a preset inside `vpc`, or None when the VPC has too few /24 blocks for it."""
    blocks = 2 ** max(0, _PRESET_PREFIX - vpc.prefixlen)
    starts = PRESETS[name]
    if vpc.prefixlen > _PRESET_PREFIX or max(starts) + AZ_COUNT > blocks:
        return None
    first = int(vpc.network_address)
    size = 2 ** (32 - _PRESET_PREFIX)
    ranges = {
        tier: tuple(
            IPv4Network((first + (start + index) * size, _PRESET_PREFIX))
            for index in range(AZ_COUNT)
        )
        for tier, start in zip(TIERS, starts, strict=True)
    }
    return SubnetPlan(**ranges)


def plan_problems(plan: SubnetPlan, vpc: IPv4Network) -> Iterator[Problem]:
    """Yield what is wrong with a plan; paths are relative to it."""
    named = [
        (f"{tier}[{index}]", network)
        for tier in TIERS
        for index, network in enumerate(plan.tier(tier))
    ]
    for tier in TIERS:
        count = len(plan.tier(tier))
        if count != AZ_COUNT:
            yield Problem(
                path=tier,
                found=f"{count} subnets",
                rule=f"must have one subnet in each of {AZ_COUNT} availability zones",
            )
    for path, network in named:
        if not network.subnet_of(vpc):
            yield Problem(
                path=path,
                found=str(network),
                rule=f"lies outside the VPC {vpc}",
                fix="a part of it",
            )
        if not _LARGEST_PREFIX <= network.prefixlen <= _SMALLEST_PREFIX:
            yield Problem(
                path=path,
                found=str(network),
                rule=f"must be between /{_LARGEST_PREFIX} and /{_SMALLEST_PREFIX} (VPC quotas)",
            )
    for (path, network), (other_path, other) in combinations(named, 2):
        if network.overlaps(other):
            yield Problem(
                path=other_path,
                found=str(other),
                rule=f"overlaps {path} = {network}",
                fix="another",
            )
