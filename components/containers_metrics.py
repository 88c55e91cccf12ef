"""What is watched about the payment service."""

from collections.abc import Mapping

from components.alarm import Alarm, Metric, Widget
from components.target_group import Color

_PERCENT = 80


def service_alarms(
    cluster: str, services: Mapping[Color, str], min_tasks: int
) -> tuple[Alarm, ...]:
    """CPU and memory above 80 % (S002-103, S002-104), and fewer tasks than the least.

    Args:
        cluster: name of the cluster.
        services: name of each service, by color.
        min_tasks: tasks that always run.
    """
    return tuple(
        alarm
        for color, service in services.items()
        for alarm in _service(cluster, service, "" if color == "blue" else f"-{color}", min_tasks)
    )


def _service(cluster: str, service: str, suffix: str, min_tasks: int) -> tuple[Alarm, ...]:
    return (
        Alarm(
            purpose=f"ecs-cpu{suffix}",
            description=f"The tasks of {service} are busy although autoscaling aims below. Raise "
            "maxTasks or targetTpm.",
            metric=_usage(cluster, service, "CPUUtilization"),
            threshold=_PERCENT,
        ),
        Alarm(
            purpose=f"ecs-memory{suffix}",
            description=f"The tasks of {service} fill their memory; at 100 % they are killed.",
            metric=_usage(cluster, service, "MemoryUtilization"),
            threshold=_PERCENT,
        ),
        Alarm(
            purpose=f"ecs-tasks{suffix}",
            description=f"{service} runs fewer tasks than it should. Read its events first.",
            metric=_tasks(cluster, service, "Minimum"),
            threshold=min_tasks,
            comparison="LessThanThreshold",
            missing_data="breaching",
        ),
    )


def service_widgets(cluster: str, services: Mapping[Color, str]) -> tuple[Widget, ...]:
    """CPU, memory and task count of every service (S002-96)."""
    names = services.values()
    return (
        Widget(
            title="Tasks: CPU and memory",
            metrics=tuple(
                _usage(cluster, name, metric)
                for name in names
                for metric in ("CPUUtilization", "MemoryUtilization")
            ),
        ),
        Widget(
            title="Tasks: running",
            metrics=tuple(_tasks(cluster, name, "Average") for name in names),
        ),
    )


def _usage(cluster: str, service: str, name: str) -> Metric:
    return Metric(
        namespace="AWS/ECS",
        name=name,
        dimensions={"ClusterName": cluster, "ServiceName": service},
        statistic="Average",
    )


def _tasks(cluster: str, service: str, statistic: str) -> Metric:
    return Metric(
        namespace="ECS/ContainerInsights",
        name="RunningTaskCount",
        dimensions={"ClusterName": cluster, "ServiceName": service},
        statistic=statistic,
    )
