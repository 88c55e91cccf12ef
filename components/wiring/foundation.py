"""Keys, topics, buckets and the network."""

from components.encryption import EncryptionArgs
from components.endpoints import EndpointsArgs
from components.firewall import FirewallArgs
from components.key_domains import Domain
from components.network import NetworkArgs
from components.notifications import NotificationsArgs
from components.objects import ObjectsArgs
from components.tiers import Tiers
from components.workload import Group
from settings.notifications import NotificationsSettings
from settings.objects import ObjectsSettings

_HTTP, _HTTPS = 80, 443


def encryption(tiers: Tiers) -> EncryptionArgs:
    """One key for each data domain of the stack."""
    return EncryptionArgs(
        context=tiers.context.of_tier("encryption"),
        settings=tiers.settings.encryption,
        domains=tiers.topology.domains,
        users=tiers.topology.key_users(tiers.context),
    )


def notifications(tiers: Tiers, settings: NotificationsSettings) -> NotificationsArgs:
    """Topics under the notifications key."""
    return NotificationsArgs(
        context=tiers.context.of_tier("notifications"),
        settings=settings,
        key_arn=tiers.key(Domain.NOTIFICATIONS),
    )


def objects(tiers: Tiers, settings: ObjectsSettings) -> ObjectsArgs:
    """Buckets for whatever the stack delivers to S3."""
    return ObjectsArgs(
        context=tiers.context.of_tier("objects"),
        settings=settings,
        key_arn=tiers.key(Domain.OBJECTS),
        flow_logs=tiers.settings.network.flow_logs.destination != "cloudwatch",
        load_balancer_logs=tiers.settings.load_balancer is not None,
    )


def network(tiers: Tiers) -> NetworkArgs:
    """The VPC, with flow logs to the bucket if they go there."""
    buckets = tiers.objects
    return NetworkArgs(
        context=tiers.context.of_tier("network"),
        settings=tiers.settings.network,
        logs_key_arn=tiers.key(Domain.LOGS),
        flow_log_bucket_arn=None if buckets is None else buckets.flow_log_bucket_arn,
    )


def firewall(tiers: Tiers) -> FirewallArgs:
    """Security groups for the stack's connections; a public load balancer is open to the world."""
    balancer = tiers.settings.load_balancer
    public = balancer is not None and balancer.kind == "public_alb"
    return FirewallArgs(
        context=tiers.context.of_tier("firewall"),
        vpc_id=tiers.network.vpc_id,
        groups=tiers.topology.groups,
        edges=tiers.topology.edges,
        public_ports=(_HTTP, _HTTPS) if public else (),
        gateway_clients=tiers.topology.gateway_clients,
        outside_clients=tiers.topology.outside_clients,
    )


def endpoints(tiers: Tiers) -> EndpointsArgs:
    """The endpoints that the stack's workloads call."""
    return EndpointsArgs(
        context=tiers.context.of_tier("endpoints"),
        vpc_id=tiers.network.vpc_id,
        subnet_ids=tiers.network.private_subnet_ids,
        route_table_ids=tiers.network.private_route_table_ids,
        security_group_id=tiers.group(Group.ENDPOINTS),
        interface_services=tiers.topology.interface_services,
        gateway_services=tiers.topology.gateway_services,
    )
