"""Which parts of a stack talk to which: derived once, so that both ends always exist.

Security-group rules, role policies, key users and VPC endpoints all follow from the workloads and
edges found here; nothing is opened that no workload needs.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from components.cache_users import CacheUser
from components.context import Context
from components.key_domains import Domain
from components.workload import Edge, Group, Outside, Workload
from components.workloads import workloads
from settings.cache import with_token
from settings.stack import Settings

#: Port of the interface endpoints, load balancers and AWS APIs.
HTTPS = 443
#: Port of NFS, which EFS speaks.
NFS = 2049

#: Interface endpoints (last part of the service name) behind an IAM prefix.
_INTERFACE = {
    "ecr": ("ecr.api", "ecr.dkr"),
    "elasticache": ("elasticache",),
    "kinesis": ("kinesis-streams",),
    "kms": ("kms",),
    "logs": ("logs",),
    "secretsmanager": ("secretsmanager",),
    "sns": ("sns",),
    "ssm": ("ssm",),
}
#: Gateway endpoints behind an IAM prefix; ECR keeps image layers in S3.
_GATEWAY = {"dynamodb": ("dynamodb",), "ecr": ("s3",), "s3": ("s3",)}


@dataclass(frozen=True, slots=True, kw_only=True)
class Topology:
    """Who runs in a stack and what connects them.

    Attributes:
        workloads: functions and services, by name.
        groups: the security groups there are.
        edges: the connections between groups.
        interface_services: interface endpoints the workloads need.
        gateway_services: gateway endpoints the workloads need.
        domains: the data domains that get a key.
    """

    workloads: dict[str, Workload]
    groups: frozenset[Group]
    edges: tuple[Edge, ...]
    interface_services: tuple[str, ...]
    gateway_services: tuple[str, ...]
    domains: frozenset[Domain]

    @property
    def outside_clients(self) -> dict[Group, Outside]:
        """The groups that leave the VPC, and for what."""
        return {w.group: w.outside for w in self.workloads.values() if w.outside is not None}

    @property
    def gateway_clients(self) -> dict[Group, tuple[str, ...]]:
        """The gateway endpoints that each group calls."""
        called = dict[Group, set[str]]()
        for workload in self.workloads.values():
            called.setdefault(workload.group, set()).update(workload.services)
        return {group: _endpoints(services, _GATEWAY) for group, services in called.items()}

    @property
    def cache_users(self) -> tuple[CacheUser, ...]:
        """Whom the workloads log in to the cache as."""
        users = {w.cache_user for w in self.workloads.values() if w.cache_user is not None}
        return tuple(sorted(users, key=lambda user: user.purpose))

    def file_clients(self, ctx: Context) -> tuple[str, ...]:
        """The roles that mount the shared files."""
        return tuple(
            ctx.role_arn(ctx.name("role", workload.name))
            for workload in self.workloads.values()
            if Group.FILES in workload.reaches
        )

    def key_users(self, ctx: Context) -> dict[Domain, tuple[str, ...]]:
        """The roles that call KMS themselves, for each card data key."""
        return {
            domain: tuple(
                ctx.role_arn(ctx.name("role", workload.name))
                for workload in self.workloads.values()
                if domain in workload.key_domains
            )
            for domain in (Domain.PAN, Domain.CARD_TOKEN)
        }


def topology(ctx: Context, settings: Settings) -> Topology:
    """The topology of a stack, from its settings alone."""
    found = {workload.name: workload for workload in workloads(ctx, settings)}
    groups = frozenset(_groups(settings, found.values()))
    edges = tuple(_edges(settings, found.values(), groups))
    services = {service for workload in found.values() for service in workload.services}
    return Topology(
        workloads=found,
        groups=groups,
        edges=edges,
        interface_services=_endpoints(services, _INTERFACE),
        gateway_services=_endpoints(services, _GATEWAY),
        domains=frozenset(_domains(settings, found)),
    )


def _groups(settings: Settings, clients: Iterable[Workload]) -> Iterator[Group]:
    for client in clients:
        yield client.group
        yield from client.reaches
        yield Group.ENDPOINTS
    if settings.database is not None:
        yield Group.DATABASE
    if settings.cache is not None:
        yield Group.CACHE
    if settings.files is not None:
        yield Group.FILES
    if settings.load_balancer is not None:
        yield Group.LOAD_BALANCER
    if settings.api is not None and settings.api.link == "alb":
        yield Group.VPC_LINK


def _edges(
    settings: Settings, clients: Iterable[Workload], groups: frozenset[Group]
) -> Iterator[Edge]:
    ports = _ports(settings)
    reached = {(client.group, server) for client in clients for server in client.reaches}
    if Group.DATABASE_PROXY in groups:
        reached.add((Group.DATABASE_PROXY, Group.DATABASE))
    if Group.VPC_LINK in groups:
        reached.add((Group.VPC_LINK, Group.LOAD_BALANCER))
    if Group.LOAD_BALANCER in groups and Group.TASKS in groups:
        reached.add((Group.LOAD_BALANCER, Group.TASKS))
    reached |= {(client.group, Group.ENDPOINTS) for client in clients}
    for client, server in sorted(reached):
        yield Edge(
            client=client,
            server=server,
            port=ports[server],
            reason=f"{client} to {server} on {ports[server]}: {_REASONS[server]}",
        )


_REASONS = {
    Group.DATABASE: "payment and customer records over TLS",
    Group.DATABASE_PROXY: "pooled connections to the database over TLS",
    Group.CACHE: "velocity counters and idempotency over TLS",
    Group.FILES: "shared files over NFS with TLS",
    Group.ENDPOINTS: "AWS APIs without leaving the VPC",
    Group.LOAD_BALANCER: "requests that the API has admitted",
    Group.TASKS: "requests that the load balancer forwards",
}


def _ports(settings: Settings) -> dict[Group, int]:
    ports = {Group.FILES: NFS, Group.ENDPOINTS: HTTPS, Group.LOAD_BALANCER: HTTPS}
    if settings.database is not None:
        ports[Group.DATABASE] = ports[Group.DATABASE_PROXY] = settings.database.port
    if settings.cache is not None:
        ports[Group.CACHE] = settings.cache.port
    if settings.containers is not None:
        ports[Group.TASKS] = settings.containers.port
    return ports


def _endpoints(services: Iterable[str], table: dict[str, tuple[str, ...]]) -> tuple[str, ...]:
    return tuple(sorted({name for service in services for name in table.get(service, ())}))


def _domains(settings: Settings, found: dict[str, Workload]) -> Iterator[Domain]:
    tiers = {
        Domain.DATABASE: settings.database,
        Domain.CACHE: settings.cache,
        Domain.FILES: settings.files,
        Domain.OBJECTS: settings.objects or settings.assets or settings.audit or settings.baseline,
        Domain.TRANSACTIONS: settings.transactions,
        Domain.STREAM: settings.stream,
        Domain.NOTIFICATIONS: settings.notifications,
        Domain.BACKUP: settings.backup,
        Domain.AUDIT: settings.audit,
        Domain.CONTAINERS: settings.containers,
        Domain.SECRETS: settings.database
        or with_token(settings.cache)
        or settings.containers
        or settings.parameters,
        Domain.PAN: settings.functions,
        Domain.CARD_TOKEN: settings.functions,
    }
    yield Domain.LOGS
    yield from (domain for domain, tier in tiers.items() if tier is not None)
    if settings.secrets is not None or found.keys() - {"payment-service"}:
        yield Domain.FUNCTIONS
