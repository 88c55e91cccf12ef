"""What is watched about a load balancer."""

from collections.abc import Mapping

import pulumi

from components.alarm import Alarm, Metric, Widget
from components.target_group import Color
from settings.load_balancer import LoadBalancerKind

_CONNECTIONS = ("NewFlowCount", "ActiveFlowCount", "ClientTLSNegotiationErrorCount")
_ANSWERS = ("RequestCount", "HTTPCode_ELB_5XX_Count", "HTTPCode_Target_5XX_Count")


def group_alarms(
    kind: LoadBalancerKind,
    *,
    load_balancer: pulumi.Input[str],
    target_groups: Mapping[Color, pulumi.Input[str]],
) -> tuple[Alarm, ...]:
    """What goes wrong behind a load balancer, for each target group after two minutes.

    Args:
        kind: which kind of load balancer.
        load_balancer: its ARN suffix, as CloudWatch names it.
        target_groups: the ARN suffix of each target group that something registers with, by
            color; CloudWatch has no data of the others.
    """

    def alarm(color: Color, group: pulumi.Input[str], fact: str) -> Alarm:
        purpose, metric, statistic, description = _GROUP_FACTS[fact]
        return Alarm(
            purpose=f"{_short(kind)}-{purpose}{'' if color == 'blue' else f'-{color}'}",
            description=description.format(color=color),
            metric=Metric(
                namespace=_namespace(kind),
                name=metric,
                dimensions={"LoadBalancer": load_balancer, "TargetGroup": group},
                statistic=statistic,
            ),
            threshold=0,
            period_seconds=60,
        )

    # An NLB does not read what its targets answer.
    facts = ("unhealthy",) if kind == "nlb" else ("unhealthy", "errors")
    return tuple(
        alarm(color, group, fact) for color, group in target_groups.items() for fact in facts
    )


#: Fact → purpose, metric, statistic and description of its alarm (S002-105, S004-53).
_GROUP_FACTS: Mapping[str, tuple[str, str, str, str]] = {
    "unhealthy": (
        "unhealthy-hosts",
        "UnHealthyHostCount",
        "Average",
        (
            "Tasks of the {color} target group do not answer the health check. Look at the "
            "service's events and the tasks' log group first."
        ),
    ),
    "errors": (
        "target-errors",
        "HTTPCode_Target_5XX_Count",
        "Sum",
        (
            "Tasks of the {color} target group answer with 5xx. Read their log group for the "
            "correlation ids first."
        ),
    ),
}


def refusals(kind: LoadBalancerKind, *, load_balancer: pulumi.Input[str]) -> tuple[Alarm, ...]:
    """The ALB answers by itself because no target can; an NLB only closes the connection.

    Args:
        kind: which kind of load balancer.
        load_balancer: its ARN suffix, as CloudWatch names it.
    """
    if kind == "nlb":
        return ()
    return (
        Alarm(
            purpose="alb-refusals",
            description="The load balancer answers requests with 5xx itself: a target group that "
            "has weight has no healthy target. Lead the traffic to the other one first.",
            metric=Metric(
                namespace=_namespace(kind),
                name="HTTPCode_ELB_5XX_Count",
                dimensions={"LoadBalancer": load_balancer},
                statistic="Sum",
            ),
            threshold=0,
            period_seconds=60,
        ),
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


def _short(kind: LoadBalancerKind) -> str:
    return "nlb" if kind == "nlb" else "alb"
