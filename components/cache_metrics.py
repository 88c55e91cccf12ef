"""What is watched about a cache."""

from components.alarm import Alarm, Metric, Widget

_CPU_PERCENT = 80
_MEMORY_PERCENT = 80
#: What a user is refused, and the metric that counts it.
_REFUSALS = {
    "logins": "AuthenticationFailures",
    "commands": "CommandAuthorizationFailures",
    "keys": "KeyAuthorizationFailures",
}


def cache_alarms(replication_group_id: str, nodes: int) -> tuple[Alarm, ...]:
    """Busy processor and full memory of the nodes, and evictions, which forget payments."""
    return tuple(
        alarm
        for number, node in enumerate(_nodes(replication_group_id, nodes), start=1)
        for alarm in (
            Alarm(
                purpose=f"cache-{number}-cpu",
                description=f"The engine of {node} is above {_CPU_PERCENT} %. Look at its slow "
                "log; then choose a larger cache.nodeType.",
                metric=_metric(node, "EngineCPUUtilization", "Average"),
                threshold=_CPU_PERCENT,
            ),
            Alarm(
                purpose=f"cache-{number}-memory",
                description=f"{node} uses more than {_MEMORY_PERCENT} % of its memory. Choose a "
                "larger cache.nodeType before it evicts.",
                metric=_metric(node, "DatabaseMemoryUsagePercentage", "Average"),
                threshold=_MEMORY_PERCENT,
            ),
            Alarm(
                purpose=f"cache-{number}-evictions",
                description=f"{node} forgets keys for lack of memory: velocity counters are too "
                "low. Choose a larger cache.nodeType.",
                metric=_metric(node, "Evictions", "Sum"),
                threshold=0,
            ),
        )
    )


def refusal_alarms(replication_group_id: str, nodes: int) -> tuple[Alarm, ...]:
    """Logins, commands and keys that a user was refused (PCI DSS 10.2.1.4, 10.4.1)."""
    return tuple(
        Alarm(
            purpose=f"cache-{number}-refused-{what}",
            description=f"{node} refused {what}. Payment code asks for nothing that its user may "
            "not do: look at what was deployed last, then for a foreign client in the flow logs.",
            metric=_metric(node, metric, "Sum"),
            threshold=0,
            evaluation_periods=1,
        )
        for number, node in enumerate(_nodes(replication_group_id, nodes), start=1)
        for what, metric in _REFUSALS.items()
    )


def cache_widgets(replication_group_id: str, nodes: int) -> tuple[Widget, ...]:
    """Processor, memory and connections of the nodes."""
    graphs = {
        "Cache: processor": "EngineCPUUtilization",
        "Cache: memory": "DatabaseMemoryUsagePercentage",
        "Cache: connections": "CurrConnections",
    }
    return tuple(
        Widget(
            title=title,
            metrics=tuple(
                _metric(node, name, "Average") for node in _nodes(replication_group_id, nodes)
            ),
        )
        for title, name in graphs.items()
    )


def _nodes(replication_group_id: str, nodes: int) -> list[str]:
    """ElastiCache numbers the nodes of a group without shards from 001."""
    return [f"{replication_group_id}-{number:03}" for number in range(1, nodes + 1)]


def _metric(node: str, name: str, statistic: str) -> Metric:
    return Metric(
        namespace="AWS/ElastiCache",
        name=name,
        dimensions={"CacheClusterId": node},
        statistic=statistic,
    )
