"""Subnets as plain values: which tier has which range in which zone."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from settings.subnets import TIERS, SubnetPlan, Tier


@dataclass(frozen=True, slots=True, kw_only=True)
class PlannedSubnet:
    """One subnet to make.

    Attributes:
        tier: the tier it belongs to.
        number: 1 to 3, its zone's place.
        az: availability zone.
        cidr: address range.
    """

    tier: Tier
    number: int
    az: str
    cidr: str

    @property
    def purpose(self) -> str:
        """What its names say: `database-2`."""
        return f"{self.tier}-{self.number}"


def planned_subnets(plan: SubnetPlan, azs: Sequence[str]) -> Iterator[PlannedSubnet]:
    """The subnets of a plan, one in each zone for each tier."""
    for tier in TIERS:
        for number, (az, cidr) in enumerate(zip(azs, plan.tier(tier), strict=True), start=1):
            yield PlannedSubnet(tier=tier, number=number, az=az, cidr=str(cidr))
