"""The network tier: a VPC with three tiers of subnets over three availability zones."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import pulumi
import pulumi_aws as aws

from components.alarm import Alarm, Widget
from components.context import Context
from components.flow_logs import FlowLogs, FlowLogsArgs
from components.nat import Nat, NatArgs
from components.subnets import planned_subnets
from settings.network import NetworkSettings
from settings.subnets import TIERS, Tier

#: Every address: the destination of a default route.
_ANYWHERE = "0.0.0.0/0"


@dataclass(frozen=True, kw_only=True, slots=True)
class NetworkArgs:
    """What the network is made from.

    Attributes:
        context: names, tags and availability zones.
        settings: address plan, NAT and flow logs.
        logs_key_arn: key of the flow logs' log group.
        flow_log_bucket_arn: bucket of the flow logs; needed when they go to S3.
    """

    context: Context
    settings: NetworkSettings
    logs_key_arn: pulumi.Input[str]
    flow_log_bucket_arn: pulumi.Input[str] | None = None


class Network(pulumi.ComponentResource):
    """A VPC in which the database tier has no way in or out (PCI DSS 1.3.1, 1.3.2, 1.4.4).

    Attributes:
        vpc_id: id of the VPC.
        public_subnet_ids: one in each zone; load balancers and NAT gateways only.
        private_subnet_ids: one in each zone; functions, tasks and endpoints.
        database_subnet_ids: one in each zone; their route table has no default route.
        private_route_table_ids: the tables that gateway endpoints write their routes to.
        flow_log_group_name: log group of the flow logs; None when they go to S3 only.
        alarms: NAT gateways that run out of ports, flow logs that stop.
        widgets: traffic through the NAT gateways.
    """

    vpc_id: pulumi.Output[str]
    public_subnet_ids: list[pulumi.Output[str]]
    private_subnet_ids: list[pulumi.Output[str]]
    database_subnet_ids: list[pulumi.Output[str]]
    private_route_table_ids: list[pulumi.Output[str]]
    flow_log_group_name: str | None
    alarms: tuple[Alarm, ...]
    widgets: tuple[Widget, ...]

    def __init__(
        self, name: str, args: NetworkArgs, opts: pulumi.ResourceOptions | None = None
    ) -> None:
        super().__init__("payments:index:Network", name, {}, opts)
        ctx = args.context
        vpc = self._vpc(name, args)
        gateway = aws.ec2.InternetGateway(
            f"{name}-igw",
            vpc_id=vpc.id,
            tags=ctx.tagged(ctx.name("igw")),
            opts=pulumi.ResourceOptions(parent=self),
        )
        subnets = self._subnets(name, args, vpc)
        tables = self._route_tables(name, args, vpc)
        self._associate(name, subnets, tables)
        self._default_route(f"{name}-public", tables["public"][0], gateway_id=gateway.id)
        nat = Nat(
            f"{name}-nat",
            NatArgs(
                context=ctx,
                kind=args.settings.nat,
                vpc_id=vpc.id,
                public_subnet_ids=[subnet.id for subnet in subnets["public"]],
                internet_gateway=gateway,
            ),
            pulumi.ResourceOptions(parent=self),
        )
        for number, (table, nat_id) in enumerate(zip(tables["private"], nat.ids, strict=False), 1):
            self._default_route(f"{name}-private-{number}", table, nat_gateway_id=nat_id)
        flow_logs = FlowLogs(
            f"{name}-flow-logs",
            FlowLogsArgs(
                context=ctx,
                settings=args.settings.flow_logs,
                vpc_id=vpc.id,
                logs_key_arn=args.logs_key_arn,
                bucket_arn=args.flow_log_bucket_arn,
            ),
            pulumi.ResourceOptions(parent=self),
        )
        self.vpc_id = vpc.id
        self.public_subnet_ids = [subnet.id for subnet in subnets["public"]]
        self.private_subnet_ids = [subnet.id for subnet in subnets["private"]]
        self.database_subnet_ids = [subnet.id for subnet in subnets["database"]]
        self.private_route_table_ids = [table.id for table in tables["private"]]
        self.flow_log_group_name = flow_logs.log_group_name
        self.alarms = (*nat.alarms, *flow_logs.alarms)
        self.widgets = nat.widgets
        self.register_outputs(
            {
                "vpc_id": self.vpc_id,
                "public_subnet_ids": self.public_subnet_ids,
                "private_subnet_ids": self.private_subnet_ids,
                "database_subnet_ids": self.database_subnet_ids,
            }
        )

    def _vpc(self, name: str, args: NetworkArgs) -> aws.ec2.Vpc:
        ctx = args.context
        vpc = aws.ec2.Vpc(
            f"{name}-vpc",
            cidr_block=str(args.settings.cidr),
            enable_dns_hostnames=True,
            enable_dns_support=True,
            tags=ctx.tagged(ctx.name("vpc")),
            opts=pulumi.ResourceOptions(parent=self),
        )
        # Adopting the default group without rules empties it: whatever forgets its own group
        # reaches nothing (Security Hub EC2.2).
        aws.ec2.DefaultSecurityGroup(
            f"{name}-default-sg",
            vpc_id=vpc.id,
            ingress=[],
            egress=[],
            tags=ctx.tagged(ctx.name("security-group", "default-closed")),
            opts=pulumi.ResourceOptions(parent=self),
        )
        return vpc

    def _subnets(
        self, name: str, args: NetworkArgs, vpc: aws.ec2.Vpc
    ) -> Mapping[Tier, Sequence[aws.ec2.Subnet]]:
        ctx = args.context
        subnets: dict[Tier, list[aws.ec2.Subnet]] = {tier: [] for tier in TIERS}
        for planned in planned_subnets(args.settings.plan, ctx.azs):
            subnet = aws.ec2.Subnet(
                f"{name}-{planned.purpose}",
                vpc_id=vpc.id,
                cidr_block=planned.cidr,
                availability_zone=planned.az,
                # Load balancers and NAT gateways bring their addresses; nothing else may have one.
                map_public_ip_on_launch=False,
                tags=ctx.tagged(
                    ctx.name("subnet", planned.purpose),
                    Tier=planned.tier,
                    Type=planned.tier.capitalize(),
                ),
                opts=pulumi.ResourceOptions(parent=self),
            )
            subnets[planned.tier].append(subnet)
        return subnets

    def _route_tables(
        self, name: str, args: NetworkArgs, vpc: aws.ec2.Vpc
    ) -> Mapping[Tier, Sequence[aws.ec2.RouteTable]]:
        """One table a tier; with a NAT gateway in each zone, one private table a zone."""
        ctx = args.context
        zones = len(ctx.azs) if args.settings.nat == "per_az" else 1
        numbers = [str(number) for number in range(1, zones + 1)] if zones > 1 else [""]
        purposes: dict[Tier, list[str]] = {
            "public": ["public"],
            "private": ["-".join(filter(None, ("private", number))) for number in numbers],
            "database": ["database"],
        }
        return {
            tier: [
                aws.ec2.RouteTable(
                    f"{name}-{purpose}-routes",
                    vpc_id=vpc.id,
                    tags=ctx.tagged(ctx.name("routes", purpose), Tier=tier),
                    opts=pulumi.ResourceOptions(parent=self),
                )
                for purpose in names
            ]
            for tier, names in purposes.items()
        }

    def _associate(
        self,
        name: str,
        subnets: Mapping[Tier, Sequence[aws.ec2.Subnet]],
        tables: Mapping[Tier, Sequence[aws.ec2.RouteTable]],
    ) -> None:
        for tier, members in subnets.items():
            for index, subnet in enumerate(members):
                own = tables[tier]
                aws.ec2.RouteTableAssociation(
                    f"{name}-{tier}-{index + 1}-routes",
                    subnet_id=subnet.id,
                    route_table_id=own[index % len(own)].id,
                    opts=pulumi.ResourceOptions(parent=self),
                )

    def _default_route(
        self,
        name: str,
        table: aws.ec2.RouteTable,
        *,
        gateway_id: pulumi.Input[str] | None = None,
        nat_gateway_id: pulumi.Input[str] | None = None,
    ) -> None:
        aws.ec2.Route(
            f"{name}-default-route",
            route_table_id=table.id,
            destination_cidr_block=_ANYWHERE,
            gateway_id=gateway_id,
            nat_gateway_id=nat_gateway_id,
            opts=pulumi.ResourceOptions(parent=self),
        )
