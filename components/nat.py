"""The way out of the private tier."""

from collections.abc import Sequence
from dataclasses import dataclass

import pulumi
import pulumi_aws as aws

from components.alarm import Alarm, Metric, Widget
from components.context import Context
from settings.network import Nat as NatKind


@dataclass(frozen=True, kw_only=True, slots=True)
class NatArgs:
    """What the NAT gateways are made from.

    Attributes:
        context: names and tags.
        kind: how many gateways, and where.
        vpc_id: the VPC.
        public_subnet_ids: one in each zone.
        internet_gateway: AWS asks for it before a public NAT gateway.
    """

    context: Context
    kind: NatKind
    vpc_id: pulumi.Input[str]
    public_subnet_ids: Sequence[pulumi.Input[str]]
    internet_gateway: pulumi.Resource


class Nat(pulumi.ComponentResource):
    """NAT gateways: none, one, one in each zone, or one that AWS spreads over the zones.

    Attributes:
        ids: ids of the gateways, one a private route table.
        alarms: gateways that run out of ports.
        widgets: traffic through the gateways.
    """

    ids: list[pulumi.Output[str]]
    alarms: tuple[Alarm, ...]
    widgets: tuple[Widget, ...]

    def __init__(
        self, name: str, args: NatArgs, opts: pulumi.ResourceOptions | None = None
    ) -> None:
        super().__init__("payments:index:Nat", name, {}, opts)
        gateways = self._gateways(name, args)
        self.ids = [gateway.id for gateway in gateways]
        self.alarms = tuple(
            Alarm(
                purpose=f"nat-{number}-ports",
                description="The NAT gateway has no free port and drops new connections to the "
                "card network. Look for a client that opens connections and keeps them.",
                metric=_metric("ErrorPortAllocation", gateway, "Sum"),
                threshold=0,
                evaluation_periods=1,
            )
            for number, gateway in enumerate(gateways, start=1)
        )
        self.widgets = tuple(
            Widget(
                title=f"NAT gateway {number}",
                metrics=(
                    _metric("BytesOutToDestination", gateway, "Sum"),
                    _metric("ActiveConnectionCount", gateway, "Maximum"),
                    _metric("ErrorPortAllocation", gateway, "Sum"),
                ),
            )
            for number, gateway in enumerate(gateways, start=1)
        )
        self.register_outputs({"ids": self.ids})

    def _gateways(self, name: str, args: NatArgs) -> list[aws.ec2.NatGateway]:
        if args.kind == "regional":
            return [self._regional(name, args)]
        zones = {"none": 0, "single": 1, "per_az": len(args.public_subnet_ids)}[args.kind]
        return [self._zonal(name, args, number) for number in range(1, zones + 1)]

    def _regional(self, name: str, args: NatArgs) -> aws.ec2.NatGateway:
        """AWS picks addresses and zones itself, so there is neither subnet nor address."""
        return aws.ec2.NatGateway(
            f"{name}-regional",
            availability_mode="regional",
            vpc_id=args.vpc_id,
            connectivity_type="public",
            tags=args.context.tagged(args.context.name("nat", "regional")),
            opts=pulumi.ResourceOptions(parent=self, depends_on=[args.internet_gateway]),
        )

    def _zonal(self, name: str, args: NatArgs, number: int) -> aws.ec2.NatGateway:
        ctx = args.context
        address = aws.ec2.Eip(
            f"{name}-{number}-address",
            domain="vpc",
            tags=ctx.tagged(ctx.name("eip", f"nat-{number}")),
            opts=pulumi.ResourceOptions(parent=self),
        )
        return aws.ec2.NatGateway(
            f"{name}-{number}",
            allocation_id=address.allocation_id,
            subnet_id=args.public_subnet_ids[number - 1],
            connectivity_type="public",
            tags=ctx.tagged(ctx.name("nat", str(number))),
            opts=pulumi.ResourceOptions(parent=self, depends_on=[args.internet_gateway]),
        )


def _metric(name: str, gateway: aws.ec2.NatGateway, statistic: str) -> Metric:
    return Metric(
        namespace="AWS/NATGateway",
        name=name,
        dimensions={"NatGatewayId": gateway.id},
        statistic=statistic,
    )
