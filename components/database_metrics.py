"""What is watched about a database."""

from collections.abc import Iterator, Mapping

from components.alarm import Alarm, Metric, Widget
from components.context import Context
from settings.database import DatabaseSettings, Kind

_CPU_PERCENT = 80
_ACU_PERCENT = 90
#: Free storage of an RDS instance below this share raises an alarm.
_FREE_STORAGE_SHARE = 0.2
_GIB = 1024**3
_REPLICA_LAG_MS = 1_000
#: Only Aurora counts commits, only its MySQL times statements (Aurora and RDS user guides).
_LATENCIES: Mapping[Kind, tuple[str, ...]] = {
    "aurora_postgresql": ("CommitLatency", "ReadLatency", "WriteLatency"),
    "aurora_mysql": ("CommitLatency", "SelectLatency", "DMLLatency"),
    "rds_postgres": ("ReadLatency", "WriteLatency"),
}
#: Storage copies usually arrive within a second; what has not is lost with the region.
_GLOBAL_LAG_MS = 5_000
#: A payment holds a connection this long; more than twice the payments in flight is a leak.
_PAYMENT_MS = 300
_LEAST_CONNECTIONS = 100


def database_alarms(ctx: Context, settings: DatabaseSettings, identifier: str) -> tuple[Alarm, ...]:
    """Busy processor, too many connections, and what runs out: capacity or storage."""
    connections = max(_LEAST_CONNECTIONS, 2 * ctx.sizing.concurrency(_PAYMENT_MS))
    common = (
        Alarm(
            purpose="rds-cpu",
            description=f"Processor of {identifier} is above {_CPU_PERCENT} %. Look at the top "
            "statements in Performance Insights; then add capacity or readers.",
            metric=_metric(settings, identifier, "CPUUtilization"),
            threshold=_CPU_PERCENT,
        ),
        Alarm(
            purpose="rds-connections",
            description=f"{identifier} has more than {connections} connections. Look for a client "
            "that does not give them back, then at the proxy.",
            metric=_metric(settings, identifier, "DatabaseConnections"),
            threshold=connections,
        ),
    )
    return (*common, *_running_out(settings, identifier))


def _running_out(settings: DatabaseSettings, identifier: str) -> tuple[Alarm, ...]:
    if not settings.aurora:
        free = settings.storage_gb * _FREE_STORAGE_SHARE * _GIB
        return (
            Alarm(
                purpose="rds-storage",
                description=f"{identifier} has less than {_FREE_STORAGE_SHARE:.0%} of its storage "
                "free. Raise database.storageGb or maxStorageGb before it stops.",
                metric=_metric(settings, identifier, "FreeStorageSpace", "Minimum"),
                threshold=free,
                comparison="LessThanThreshold",
                missing_data="breaching",
            ),
        )
    lag = Alarm(
        purpose="rds-replica-lag",
        description=f"Readers of {identifier} are more than {_REPLICA_LAG_MS} ms behind. Look for "
        "long transactions on the writer.",
        metric=_metric(settings, identifier, "AuroraReplicaLagMaximum", "Maximum"),
        threshold=_REPLICA_LAG_MS,
    )
    capacity = Alarm(
        purpose="rds-capacity",
        description=f"{identifier} uses more than {_ACU_PERCENT} % of its highest capacity. Raise "
        "database.maxAcu or targetTpm.",
        metric=_metric(settings, identifier, "ACUUtilization"),
        threshold=_ACU_PERCENT,
    )
    read = settings.readers > 0 or settings.max_readers is not None
    return (
        *((lag,) if read else ()),
        *((capacity,) if settings.serverless else ()),
        *_behind_primary(settings, identifier),
    )


def _behind_primary(settings: DatabaseSettings, identifier: str) -> Iterator[Alarm]:
    """AWS counts the lag in the region of the copy, by the region that feeds it."""
    copied = settings.global_database
    if copied is None or copied.primary_region is None:
        return
    yield Alarm(
        purpose="rds-global-lag",
        description=f"{identifier} is more than {_GLOBAL_LAG_MS} ms behind "
        f"{copied.primary_region}, or nothing arrives: what is behind is lost with that region. "
        "Look at the load there.",
        metric=Metric(
            namespace="AWS/RDS",
            name="AuroraGlobalDBReplicationLag",
            dimensions={"SourceRegion": copied.primary_region},
            statistic="Maximum",
        ),
        threshold=_GLOBAL_LAG_MS,
        missing_data="breaching",
    )


def database_widgets(settings: DatabaseSettings, identifier: str) -> tuple[Widget, ...]:
    """Load, connections and latency; capacity of a cluster or storage of an instance."""
    if settings.serverless:
        room = ("ServerlessDatabaseCapacity", "ACUUtilization")
    elif settings.aurora:
        room = ("FreeableMemory", "AuroraReplicaLagMaximum")
    else:
        room = ("FreeStorageSpace", "FreeableMemory")
    graphs = {
        "Database: processor": ("CPUUtilization",),
        "Database: connections": ("DatabaseConnections",),
        "Database: latency": _LATENCIES[settings.kind],
        "Database: room": room,
    }
    return tuple(
        Widget(title=title, metrics=tuple(_metric(settings, identifier, name) for name in names))
        for title, names in graphs.items()
    )


def _metric(
    settings: DatabaseSettings, identifier: str, name: str, statistic: str = "Average"
) -> Metric:
    dimension = "DBClusterIdentifier" if settings.aurora else "DBInstanceIdentifier"
    return Metric(
        namespace="AWS/RDS", name=name, dimensions={dimension: identifier}, statistic=statistic
    )
