"""Settings of the network tier."""

from collections.abc import Iterator
from ipaddress import IPv4Network
from typing import ClassVar, Literal

from pydantic import Field

from settings.block import Block
from settings.problem import Problem
from settings.subnets import PRESETS, SubnetPlan, plan_problems, preset_plan

Nat = Literal["none", "single", "per_az", "regional"]
FlowLogDestination = Literal["cloudwatch", "s3", "both"]
_LARGEST_VPC = 16
_SMALLEST_VPC = 28


class FlowLogSettings(Block):
    """Where the record of every connection goes (PCI DSS 10.2.1)."""

    about: ClassVar[str] = "Flow logs of the VPC."

    destination: FlowLogDestination = Field(
        default="cloudwatch",
        description="`cloudwatch`: a log group, searchable at once. `s3`: parquet files, the "
        "cheapest to keep. `both`: one for the operator, one for the archive.",
    )
    aggregation_seconds: Literal[60, 600] = Field(
        default=60,
        description="Seconds of traffic in one record: 60 shows an incident sooner, 600 costs "
        "less. AWS has only these two.",
    )


class NetworkSettings(Block):
    """The VPC: three tiers of subnets over three availability zones."""

    about: ClassVar[str] = (
        "A VPC with a public, a private and a database tier in three availability zones."
    )

    cidr: IPv4Network = Field(
        default=IPv4Network("10.0.0.0/16"),
        description="Address range of the VPC, /16 to /28. Changing it replaces the network.",
    )
    layout: Literal["compact", "spaced", "from_one"] = Field(
        default="compact",
        description="Which /24 blocks of the VPC the tiers get: `compact` 0-2, 3-5 and 6-8; "
        "`spaced` 0-2, 10-12 and 20-22; `from_one` 1-3, 11-13 and 21-23 "
        "(public, private, database). Has no effect when `subnets` is given.",
    )
    subnets: SubnetPlan | None = Field(
        default=None,
        description="The ranges themselves, three in each tier, instead of a layout.",
    )
    nat: Nat = Field(
        default="none",
        description="Way out of the private tier, for the card network. `none`: only AWS services "
        "are reachable, through endpoints. `single`: one gateway, lost with its zone. `per_az`: "
        "one in each zone. `regional`: one gateway that AWS spreads over the zones.",
    )
    flow_logs: FlowLogSettings = Field(
        default=FlowLogSettings(), description="Flow logs of the VPC; every VPC has them."
    )

    @property
    def plan(self) -> SubnetPlan:
        """The ranges of the subnets.

        Raises:
            ValueError: the layout does not fit the VPC; `conflicts` reports it first.
        """
        plan = self.subnets or preset_plan(self.layout, self.cidr)
        if plan is None:
            raise ValueError(f"layout {self.layout!r} does not fit {self.cidr}")
        return plan

    def conflicts(self) -> Iterator[Problem]:
        """Yield what is wrong with the address plan."""
        if not _LARGEST_VPC <= self.cidr.prefixlen <= _SMALLEST_VPC:
            yield Problem(
                path="cidr",
                found=str(self.cidr),
                rule=f"must be between /{_LARGEST_VPC} and /{_SMALLEST_VPC} (VPC quotas)",
                fix="10.0.0.0/16",
            )
        elif self.subnets is not None:
            yield from (p.under("subnets") for p in plan_problems(self.subnets, self.cidr))
        elif preset_plan(self.layout, self.cidr) is None:
            last = max(PRESETS[self.layout]) + 2
            yield Problem(
                path="layout",
                found=repr(self.layout),
                rule=f"uses /24 blocks up to number {last}, which {self.cidr} does not have",
                fix="a larger cidr, or the ranges themselves in subnets",
            )
