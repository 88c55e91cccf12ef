"""The firewall tier: security groups, closed by default, opened edge by edge."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import pulumi
import pulumi_aws as aws

from components.context import Context
from components.endpoints import endpoint_service
from components.workload import Edge, Group, Outside

_HTTPS = 443
_HTTP = 80
_ANYWHERE = "0.0.0.0/0"
_DESCRIPTIONS = {
    Group.FUNCTIONS: "Payment functions",
    Group.ROTATION: "Secrets rotation function",
    Group.TASKS: "Payment service tasks",
    Group.LOAD_BALANCER: "Load balancer",
    Group.VPC_LINK: "Way of API Gateway into the VPC",
    Group.DATABASE: "Database, the store of payment records",
    Group.DATABASE_PROXY: "Connection pool before the database",
    Group.CACHE: "Cache of counters and idempotency keys",
    Group.FILES: "Shared files",
    Group.ENDPOINTS: "Interface endpoints of AWS services",
}
_PUBLIC_REASONS = {
    _HTTPS: "Customers reach the public load balancer over TLS",
    _HTTP: "Customers who forget TLS are redirected to it",
}
_OUTSIDE_REASONS = {
    Outside.ACQUIRER: "to the acquirer over TLS; its addresses are not fixed",
    Outside.REGISTRY: "to the registry of its image over TLS; its addresses are not fixed",
}


@dataclass(frozen=True, kw_only=True, slots=True)
class FirewallArgs:
    """What the security groups are made from.

    Attributes:
        context: names and tags.
        vpc_id: the VPC.
        groups: the groups there are.
        edges: the connections between them.
        public_ports: ports on which the world reaches the load balancer: 443, and 80 to redirect.
        gateway_clients: the gateway endpoints that each group calls.
        outside_clients: groups that leave the VPC over HTTPS, and for what.
    """

    context: Context
    vpc_id: pulumi.Input[str]
    groups: frozenset[Group]
    edges: Sequence[Edge]
    public_ports: Sequence[int] = ()
    gateway_clients: Mapping[Group, Sequence[str]] = field(
        default_factory=dict[Group, Sequence[str]]
    )
    outside_clients: Mapping[Group, Outside] = field(default_factory=dict[Group, Outside])


class Firewall(pulumi.ComponentResource):
    """Security groups and their rules, each with its business reason (PCI DSS 1.2.5, 1.3.1, 1.3.2).

    Attributes:
        group_ids: the id of each group.
    """

    group_ids: Mapping[Group, pulumi.Output[str]]

    def __init__(
        self, name: str, args: FirewallArgs, opts: pulumi.ResourceOptions | None = None
    ) -> None:
        super().__init__("payments:index:Firewall", name, {}, opts)
        self._name = name
        self._context = args.context
        self.group_ids = {group: self._group(group, args.vpc_id) for group in sorted(args.groups)}
        for edge in args.edges:
            self._edge(edge)
        for port in args.public_ports:
            self._public(port)
        for service in sorted({name for names in args.gateway_clients.values() for name in names}):
            # A gateway endpoint has no security group; its addresses are a list that AWS keeps.
            addresses = aws.ec2.get_prefix_list(name=endpoint_service(args.context, service))
            for group in sorted(args.gateway_clients):
                if service in args.gateway_clients[group]:
                    self._gateway(group, service, addresses.id)
        for group, outside in sorted(args.outside_clients.items()):
            self._outside(group, outside)
        self.register_outputs({"group_ids": dict(self.group_ids)})

    def _group(self, group: Group, vpc_id: pulumi.Input[str]) -> pulumi.Output[str]:
        """Without inline rules the provider also removes AWS's rule that lets everything out."""
        group_name = self._context.name("security-group", group)
        return aws.ec2.SecurityGroup(
            f"{self._name}-{group}",
            name=group_name,
            description=_DESCRIPTIONS[group],
            vpc_id=vpc_id,
            tags=self._context.tagged(group_name),
            opts=pulumi.ResourceOptions(parent=self),
        ).id

    def _edge(self, edge: Edge) -> None:
        label = f"{edge.client}-to-{edge.server}"
        for rule, owner, peer, way in (
            (aws.vpc.SecurityGroupEgressRule, edge.client, edge.server, "out"),
            (aws.vpc.SecurityGroupIngressRule, edge.server, edge.client, "in"),
        ):
            rule(
                f"{self._name}-{label}-{way}",
                security_group_id=self.group_ids[owner],
                referenced_security_group_id=self.group_ids[peer],
                ip_protocol="tcp",
                from_port=edge.port,
                to_port=edge.port,
                description=edge.reason,
                tags=self._tags(label),
                opts=pulumi.ResourceOptions(parent=self),
            )

    def _public(self, port: int) -> None:
        aws.vpc.SecurityGroupIngressRule(
            f"{self._name}-world-to-{Group.LOAD_BALANCER}-{port}",
            security_group_id=self.group_ids[Group.LOAD_BALANCER],
            cidr_ipv4=_ANYWHERE,
            ip_protocol="tcp",
            from_port=port,
            to_port=port,
            description=_PUBLIC_REASONS[port],
            tags=self._tags(f"world-{port}"),
            opts=pulumi.ResourceOptions(parent=self),
        )

    def _gateway(self, group: Group, service: str, prefix_list_id: str) -> None:
        aws.vpc.SecurityGroupEgressRule(
            f"{self._name}-{group}-to-{service}",
            security_group_id=self.group_ids[group],
            prefix_list_id=prefix_list_id,
            ip_protocol="tcp",
            from_port=_HTTPS,
            to_port=_HTTPS,
            description=f"{group} to {service} through its gateway endpoint",
            tags=self._tags(f"{group}-to-{service}"),
            opts=pulumi.ResourceOptions(parent=self),
        )

    def _outside(self, group: Group, outside: Outside) -> None:
        aws.vpc.SecurityGroupEgressRule(
            f"{self._name}-{group}-to-{outside}",
            security_group_id=self.group_ids[group],
            cidr_ipv4=_ANYWHERE,
            ip_protocol="tcp",
            from_port=_HTTPS,
            to_port=_HTTPS,
            description=f"{group} {_OUTSIDE_REASONS[outside]}",
            tags=self._tags(f"{group}-to-{outside}"),
            opts=pulumi.ResourceOptions(parent=self),
        )

    def _tags(self, purpose: str) -> dict[str, str]:
        return self._context.tagged(self._context.name("security-group-rule", purpose))
