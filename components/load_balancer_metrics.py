"""What is watched about a load balancer."""

from collections.abc import Mapping

import pulumi

from components.alarm import Alarm, Metric, Widget
from settings.load_balancer import LoadBalancerKind

_CONNECTIONS = ("NewFlowCount", "ActiveFlowCount", "ClientTLSNegotiationErrorCount")
_ANSWERS = ("RequestCount", "HTTPCode_ELB_5XX_Count", "HTTPCode_Target_5XX_Count")


def unhealthy_hosts(
    kind: LoadBalancerKind,
    *,
    load_balancer: pulumi.Input[str],
    target_groups: Mapping[str, pulumi.Input[str]],
) -> tuple[Alarm, ...]:
    """One alarm a target group, after two minutes (S002-105, S004-53).

    Args:
        kind: which kind of load balancer.
        load_balancer: its ARN suffix, as CloudWatch names it.
        target_groups: the ARN suffix of each target group, by color.
    """
    short = "nlb" if kind == "nlb" else "alb"
    return tuple(
        Alarm(
            purpose=f"{short}-unhealthy-hosts{'' if color == 'blue' else f'-{color}'}",
            description=f"Tasks of the {color} target group do not answer the health check. Look "
            "at the service's events and the tasks' log group first.",
            metric=Metric(
                namespace=_namespace(kind),
                name="UnHealthyHostCount",
                dimensions={"LoadBalancer": load_balancer, "TargetGroup": group},
                statistic="Average",
            ),
            threshold=0,
            period_seconds=60,
        )
        for color, group in target_groups.items()
    )


def load_balancer_widgets(
    kind: LoadBalancerKind, load_balancer: pulumi.Input[str]
) -> tuple[Widget, ...]:
    """Traffic and failures, and for an ALB the answer time of its targets."""

    def metric(name: str, statistic: str) -> Metric:
        return Metric(
            namespace=_namespace(kind),
            name=name,
            dimensions={"LoadBalancer": load_balancer},
            statistic=statistic,
        )

    if kind == "nlb":
        counted = tuple(metric(name, "Sum") for name in _CONNECTIONS)
        return (Widget(title="Load balancer: connections", metrics=counted),)
    return (
        Widget(
            title="Load balancer: requests and errors",
            metrics=tuple(metric(name, "Sum") for name in _ANSWERS),
        ),
        Widget(
            title="Load balancer: answer time of the targets",
            metrics=(metric("TargetResponseTime", "p50"), metric("TargetResponseTime", "p99")),
        ),
    )


def _namespace(kind: LoadBalancerKind) -> str:
    return "AWS/NetworkELB" if kind == "nlb" else "AWS/ApplicationELB"
