"""The tiers of one stack as they come into being."""

from collections.abc import Iterator
from dataclasses import dataclass, field, fields
from typing import Protocol, TypeVar, runtime_checkable

import pulumi

from components.alarm import Alarm, Widget
from components.api import HttpApi, RestApi
from components.assets import Assets
from components.audit import Audit
from components.backup import Backup
from components.baseline import Baseline
from components.cache import Cache
from components.certificate import Certificate
from components.containers import Containers
from components.context import Context
from components.database import Database
from components.deployment_alarms import DeploymentAlarms
from components.encryption import Encryption
from components.files import Files
from components.firewall import Firewall
from components.function_deployments import FunctionDeployments
from components.functions import Functions
from components.key_domains import Domain
from components.load_balancer import LoadBalancer
from components.monitoring import Monitoring
from components.network import Network
from components.notifications import Notifications
from components.objects import Objects
from components.parameters import Parameters
from components.rotation import Rotation
from components.secrets import Secrets
from components.stream import Stream
from components.topology import Topology
from components.transactions import Transactions
from components.waf import Waf
from components.workload import Group
from settings.stack import Settings

_Tier = TypeVar("_Tier")


@runtime_checkable
class Watched(Protocol):
    """A tier that says what to watch about it."""

    alarms: tuple[Alarm, ...]
    widgets: tuple[Widget, ...]


@dataclass(kw_only=True)
class Tiers:
    """What the composition root has built so far; the wiring reads it, nobody else does."""

    context: Context
    settings: Settings
    topology: Topology
    encryption: Encryption = field(init=False)
    network: Network = field(init=False)
    firewall: Firewall = field(init=False)
    notifications: Notifications | None = None
    objects: Objects | None = None
    secrets: Secrets | None = None
    database: Database | None = None
    cache: Cache | None = None
    files: Files | None = None
    transactions: Transactions | None = None
    stream: Stream | None = None
    rotation: Rotation | None = None
    functions: Functions | None = None
    certificate: Certificate | None = None
    load_balancer: LoadBalancer | None = None
    deployment_alarms: DeploymentAlarms | None = None
    function_deployments: FunctionDeployments | None = None
    containers: Containers | None = None
    api: RestApi | HttpApi | None = None
    waf: Waf | None = None
    assets_waf: Waf | None = None
    assets: Assets | None = None
    backup: Backup | None = None
    audit: Audit | None = None
    baseline: Baseline | None = None
    parameters: Parameters | None = None
    monitoring: Monitoring | None = None

    def key(self, domain: Domain) -> pulumi.Output[str]:
        """The ARN of a data domain's key."""
        return self.encryption.arn(domain)

    def group(self, group: Group) -> pulumi.Output[str]:
        """The id of a security group."""
        return self.firewall.group_ids[group]

    @property
    def topics(self) -> Notifications:
        """The topics; settings refuse a stack that publishes without them."""
        return needed(self.notifications, "notifications")

    @property
    def buckets(self) -> Objects:
        """The buckets; settings refuse a stack that logs to them without them."""
        return needed(self.objects, "objects")

    def rollback_alarms(self) -> Iterator[Alarm]:
        """What turns deployments back, of the tiers whose traffic is shifted."""
        if self.functions is not None:
            yield from self.functions.rollback_alarms
        if self.load_balancer is not None:
            yield from self.load_balancer.rollback_alarms

    def watched(self) -> Iterator[Watched]:
        """The tiers that say what to watch about them, in the order they are declared."""
        for each in fields(self):
            tier = getattr(self, each.name)
            if isinstance(tier, Watched):
                yield tier


def needed(tier: _Tier | None, name: str) -> _Tier:
    """A tier that another one cannot do without.

    Raises:
        LookupError: it is not there; a check of the settings is missing.
    """
    if tier is None:
        raise LookupError(f"payments:{name} is required by another tier of this stack")
    return tier
