"""Target groups: where a load balancer forwards to, and how it finds out who can serve."""

from typing import Literal

import pulumi
import pulumi_aws as aws

from components.context import Context
from settings.load_balancer import LoadBalancerSettings

#: A version of the service that can be weighed against the other.
Color = Literal["blue", "green"]
#: Seconds that requests in flight get before their target leaves.
_DRAIN_SECONDS = 30
_PROTOCOLS = {
    ("alb", "tls"): "HTTPS",
    ("alb", "plain"): "HTTP",
    ("nlb", "tls"): "TLS",
    ("nlb", "plain"): "TCP",
}


def target_protocol(settings: LoadBalancerSettings) -> str:
    """What the load balancer speaks to its targets, as ELB names it."""
    layer = "nlb" if settings.kind == "nlb" else "alb"
    return _PROTOCOLS[layer, settings.target_protocol]


def target_group_name(
    ctx: Context, *, color: Color, settings: LoadBalancerSettings, port: int
) -> str:
    """The physical name of a group.

    Port and protocol are part of it because a change of either replaces the group: its successor
    is made first, and names are unique.
    """
    return ctx.name("tg", f"{color}-{target_protocol(settings).lower()}-{port}")


def target_group(
    ctx: Context,
    logical_name: str,
    *,
    color: Color,
    settings: LoadBalancerSettings,
    port: int,
    vpc_id: pulumi.Input[str],
    parent: pulumi.Resource,
) -> aws.lb.TargetGroup:
    """A group of tasks, by IP address.

    Args:
        ctx: the stack's context.
        logical_name: the resource's name in the program.
        color: which version runs in it.
        settings: protocol and health check.
        port: port of the tasks.
        vpc_id: where the tasks are.
        parent: the component that owns the group.
    """
    name = target_group_name(ctx, color=color, settings=settings, port=port)
    return aws.lb.TargetGroup(
        logical_name,
        name=name,
        target_type="ip",
        protocol=target_protocol(settings),
        port=port,
        vpc_id=vpc_id,
        deregistration_delay=_DRAIN_SECONDS,
        health_check=_health_check(settings),
        tags=ctx.tagged(name),
        opts=pulumi.ResourceOptions(parent=parent),
    )


def _health_check(settings: LoadBalancerSettings) -> aws.lb.TargetGroupHealthCheckArgs:
    check, protocol = settings.health_check, target_protocol(settings)
    # An NLB asks over HTTPS when its targets speak TLS; to plain TCP it only connects.
    asked = "HTTPS" if protocol == "TLS" else protocol
    over_http = asked != "TCP"
    return aws.lb.TargetGroupHealthCheckArgs(
        enabled=True,
        protocol=asked,
        port="traffic-port",
        path=check.path if over_http else None,
        matcher="200" if over_http else None,
        interval=check.interval_seconds,
        timeout=check.timeout_seconds,
        healthy_threshold=check.healthy_threshold,
        unhealthy_threshold=check.unhealthy_threshold,
    )
