"""Who runs in the platform, what each may do and whom each opens connections to."""

from dataclasses import dataclass
from enum import StrEnum

from components.cache_users import CacheUser
from components.context import Context
from components.iam import Statement
from components.key_domains import Domain

#: Not a call: the cache asks IAM whether whoever shows a signed token may do this.
_LOGINS = frozenset({"elasticache:Connect"})


class Group(StrEnum):
    """A security group; its value is the purpose in the group's name."""

    FUNCTIONS = "functions"
    ROTATION = "rotation"
    TASKS = "tasks"
    LOAD_BALANCER = "load-balancer"
    VPC_LINK = "vpc-link"
    DATABASE = "database"
    DATABASE_PROXY = "database-proxy"
    CACHE = "cache"
    FILES = "files"
    ENDPOINTS = "endpoints"


class Outside(StrEnum):
    """What a workload reaches outside AWS; its value is part of the rule's name."""

    ACQUIRER = "card-network"
    REGISTRY = "image-registry"


@dataclass(frozen=True, slots=True, kw_only=True)
class Workload:
    """A function or service in the VPC.

    Attributes:
        name: purpose in its physical names, such as `payment-validation`.
        group: its security group.
        reaches: the groups it opens connections to.
        statements: what its role may do, beyond writing its own logs.
        key_domains: the keys it calls KMS with itself; the key policies say so, not its role.
        runtime_services: services its runtime calls through the VPC in its own name, such as image
            pulls; for functions Lambda itself does that outside the VPC.
        outside: what it reaches outside AWS, if anything.
        cache_user: whom it logs in to the cache as; None where no cache has users.
    """

    name: str
    group: Group
    reaches: frozenset[Group]
    statements: tuple[Statement, ...]
    key_domains: frozenset[Domain] = frozenset()
    runtime_services: frozenset[str] = frozenset()
    outside: Outside | None = None
    cache_user: CacheUser | None = None

    def cache_user_name(self, ctx: Context) -> str | None:
        """The name of its user of the cache, if it has one."""
        return None if self.cache_user is None else self.cache_user.name(ctx)

    @property
    def services(self) -> frozenset[str]:
        """The AWS services it calls through the VPC, by IAM prefix."""
        actions = [action for statement in self.statements for action in statement.actions]
        called = {action.partition(":")[0] for action in actions if action not in _LOGINS}
        keys = {"kms"} if self.key_domains else set[str]()
        return self.runtime_services | called | keys


@dataclass(frozen=True, slots=True, kw_only=True)
class Edge:
    """A connection that exists: both its security-group rules are made from it.

    Attributes:
        client: the group that opens the connection.
        server: the group that accepts it.
        port: TCP port of the server.
        reason: the business justification that PCI DSS 1.2.5 asks for.
    """

    client: Group
    server: Group
    port: int
    reason: str
