"""Settings of the cache tier."""

from collections.abc import Iterator
from typing import Annotated, ClassVar, Literal

from pydantic import Field, StringConstraints

from settings.block import Block
from settings.engine_versions import CACHE, major, retired
from settings.problem import Problem
from settings.sizing import Sizing
from settings.windows import DailyWindow, WeeklyWindow, window_problems

Engine = Literal["redis", "valkey"]
Access = Literal["users", "auth_token"]

#: Newest Redis that ElastiCache has, and a Valkey line that has been out for a year.
_DEFAULT_VERSIONS: dict[Engine, str] = {"redis": "7.1", "valkey": "8.1"}
#: The documents of Redis stacks ask for a token; users are what AWS recommends.
_DEFAULT_ACCESS: dict[Engine, Access] = {"redis": "auth_token", "valkey": "users"}
#: Payments a second up to which a node size is chosen; starts for a load test.
_NODE_TYPES = ((100, "cache.t4g.small"), (1_000, "cache.m7g.large"))
_LARGEST_NODE_TYPE = "cache.r7g.large"
#: ElastiCache's shortest snapshot and maintenance windows, minutes.
_SHORTEST_WINDOW_MINUTES = 60

NodeType = Annotated[str, StringConstraints(pattern=r"^cache\.[a-z0-9-]+\.[a-z0-9]+$")]


class CacheSettings(Block):
    """A replicated in-memory store for velocity counters and idempotency; no card data."""

    about: ClassVar[str] = (
        "An ElastiCache replication group with TLS, logins from its creation and customer keys."
    )

    engine: Engine = Field(
        default="valkey",
        description="`valkey`, which is cheaper and maintained, or `redis`, which stops at 7.1.",
    )
    engine_version: str | None = Field(
        default=None,
        description="Engine version, such as `8.1`. One that AWS does not offer is refused.",
    )
    access: Access | None = Field(
        default=None,
        description="`users`: each client is a user with only its own keys and commands, and logs "
        "in as its role, so that no password exists; `auth_token`: all clients share one token "
        "that opens everything and is rotated. Default: `users` for Valkey, `auth_token` for "
        "Redis.",
    )
    node_type: NodeType | None = Field(
        default=None,
        description="Size of every node, such as `cache.t3.micro`. Default: from targetTpm.",
    )
    nodes: int = Field(
        default=2,
        ge=1,
        le=6,
        description="Nodes, spread over the zones: one primary, the rest replicas.",
    )
    automatic_failover: bool = Field(
        default=True,
        description="Whether a replica takes over when the primary fails; needs two nodes.",
    )
    tls: Literal["required", "off"] = Field(
        default="required",
        description="`required` refuses plaintext connections; `off` is refused, because "
        "logins and payment facts would cross the network in the clear (PCI DSS 4.2.1, 8.3.2).",
    )
    port: int = Field(default=6379, ge=1024, le=65_535, description="TCP port of the nodes.")
    snapshot_days: int = Field(
        default=5, ge=1, le=35, description="Days that daily snapshots are kept."
    )
    snapshot_window: DailyWindow = Field(
        default="03:00-05:00", description="When snapshots are taken each day, UTC."
    )
    maintenance_window: WeeklyWindow = Field(
        default="mon:05:00-mon:06:00",
        description="When AWS may patch each week, UTC; must not overlap the snapshot window.",
    )

    @property
    def version(self) -> str:
        """The engine version, given or default."""
        return self.engine_version or _DEFAULT_VERSIONS[self.engine]

    @property
    def has_users(self) -> bool:
        """Whether clients log in as users with their roles, rather than with one shared token.

        ElastiCache asks IAM from Valkey 7.2 and Redis 7.0 on, which is every version accepted.
        """
        return (self.access or _DEFAULT_ACCESS[self.engine]) == "users"

    @property
    def parameter_group(self) -> str:
        """AWS's own parameter group of the engine's family."""
        return f"default.{self.engine}{major(self.version)}"

    def node_type_for(self, sizing: Sizing) -> str:
        """The node size, given or enough for the target load."""
        sized = next(
            (name for limit, name in _NODE_TYPES if sizing.tps <= limit), _LARGEST_NODE_TYPE
        )
        return self.node_type or sized

    def conflicts(self) -> Iterator[Problem]:
        """Yield what ElastiCache would refuse, and what PCI DSS forbids."""
        yield from retired(CACHE, self.engine, self.version, path="engineVersion")
        if self.automatic_failover and self.nodes == 1:
            yield Problem(
                path="nodes",
                found="1",
                rule="leaves automatic failover no replica to fail over to (ElastiCache asks for "
                "at least 2 nodes)",
                fix="2, or automaticFailover: false",
            )
        if self.tls == "off":
            yield Problem(
                path="tls",
                found="'off'",
                rule="leaves AUTH without TLS, as a token or as a user's login, which ElastiCache "
                "refuses and PCI DSS 4.2.1 and 8.3.2 forbid",
                fix="required",
            )
        yield from window_problems(
            daily=self.snapshot_window,
            daily_path="snapshotWindow",
            weekly=self.maintenance_window,
            weekly_path="maintenanceWindow",
            shortest=_SHORTEST_WINDOW_MINUTES,
        )


def with_token(cache: CacheSettings | None) -> CacheSettings | None:
    """The cache whose clients share a token, which is a secret to keep; None for any other."""
    return None if cache is None or cache.has_users else cache
