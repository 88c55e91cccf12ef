"""The listeners of a load balancer: TLS, its rule while ECS sets the weights, and the redirect."""

from collections.abc import Mapping
from dataclasses import dataclass

import pulumi
import pulumi_aws as aws

from components.context import Context
from components.target_group import Color

#: TLS 1.2 with forward secrecy and TLS 1.3 (ELB security policies; PCI DSS 4.2.1).
TLS_POLICY = "ELBSecurityPolicy-TLS13-1-2-2021-06"
_HTTPS = 443
_HTTP = 80
_YEAR_SECONDS = 31_536_000


@dataclass(frozen=True, kw_only=True, slots=True)
class Listening:
    """What the listeners of one load balancer share.

    Attributes:
        context: names and tags.
        balancer: whose listeners they are.
        groups: where requests go, by color.
        parent: the component that owns them.
    """

    context: Context
    balancer: aws.lb.LoadBalancer
    groups: Mapping[Color, aws.lb.TargetGroup]
    parent: pulumi.Resource


def nlb_listener(
    on: Listening, logical_name: str, certificate_arn: pulumi.Input[str]
) -> aws.lb.Listener:
    """TLS ends at the NLB, which forwards to its only group."""
    return aws.lb.Listener(
        logical_name,
        load_balancer_arn=on.balancer.arn,
        port=_HTTPS,
        protocol="TLS",
        ssl_policy=TLS_POLICY,
        certificate_arn=certificate_arn,
        default_actions=[
            aws.lb.ListenerDefaultActionArgs(type="forward", target_group_arn=on.groups["blue"].arn)
        ],
        tags=on.context.tagged(on.context.name("listener", "tls")),
        opts=pulumi.ResourceOptions(parent=on.parent),
    )


def alb_listener(
    on: Listening,
    logical_name: str,
    certificate_arn: pulumi.Input[str],
    *,
    green_weight: int,
) -> aws.lb.Listener:
    """HTTPS with modern TLS.

    Args:
        on: the load balancer and its target groups.
        logical_name: the resource's name in the program.
        certificate_arn: the certificate it shows.
        green_weight: percent of the requests that go to green, of those that no rule takes.
    """
    return aws.lb.Listener(
        logical_name,
        load_balancer_arn=on.balancer.arn,
        port=_HTTPS,
        protocol="HTTPS",
        ssl_policy=TLS_POLICY,
        certificate_arn=certificate_arn,
        default_actions=[_weighted(on, green_weight)],
        routing_http_response_strict_transport_security_header_value=(
            f"max-age={_YEAR_SECONDS}; includeSubDomains"
        ),
        routing_http_response_server_enabled=False,
        tags=on.context.tagged(on.context.name("listener", "tls")),
        opts=pulumi.ResourceOptions(parent=on.parent),
    )


def shifted_rule(
    on: Listening, logical_name: str, listener: aws.lb.Listener
) -> aws.lb.ListenerRule:
    """The rule that takes every request; ECS sets its weights from the first deployment on.

    ECS changes rules of an ALB, not the default action of a listener. Back at these weights, a
    deployment of the platform would send payments to the idle group. The listener forwards, too,
    so that none is refused while the rule is made.
    """
    return aws.lb.ListenerRule(
        logical_name,
        listener_arn=listener.arn,
        priority=1,
        conditions=[
            aws.lb.ListenerRuleConditionArgs(
                path_pattern=aws.lb.ListenerRuleConditionPathPatternArgs(values=["/*"])
            )
        ],
        actions=[
            aws.lb.ListenerRuleActionArgs(
                type="forward",
                forward=aws.lb.ListenerRuleActionForwardArgs(
                    target_groups=[
                        aws.lb.ListenerRuleActionForwardTargetGroupArgs(
                            arn=group.arn, weight=100 if color == "blue" else 0
                        )
                        for color, group in on.groups.items()
                    ],
                ),
            )
        ],
        tags=on.context.tagged(on.context.name("rule", "traffic")),
        opts=pulumi.ResourceOptions(parent=on.parent, ignore_changes=["actions"]),
    )


def redirect_listener(on: Listening, logical_name: str) -> aws.lb.Listener:
    """Plain requests are sent to the TLS listener and never forwarded."""
    return aws.lb.Listener(
        logical_name,
        load_balancer_arn=on.balancer.arn,
        port=_HTTP,
        protocol="HTTP",
        default_actions=[
            aws.lb.ListenerDefaultActionArgs(
                type="redirect",
                redirect=aws.lb.ListenerDefaultActionRedirectArgs(
                    protocol="HTTPS", port=str(_HTTPS), status_code="HTTP_301"
                ),
            )
        ],
        tags=on.context.tagged(on.context.name("listener", "redirect")),
        opts=pulumi.ResourceOptions(parent=on.parent),
    )


def _weighted(on: Listening, green_weight: int) -> aws.lb.ListenerDefaultActionArgs:
    """Each request goes to blue or green by weight; a client may meet both."""
    weights: Mapping[Color, int] = {"blue": 100 - green_weight, "green": green_weight}
    return aws.lb.ListenerDefaultActionArgs(
        type="forward",
        forward=aws.lb.ListenerDefaultActionForwardArgs(
            target_groups=[
                aws.lb.ListenerDefaultActionForwardTargetGroupArgs(
                    arn=group.arn, weight=weights[color]
                )
                for color, group in on.groups.items()
            ],
            stickiness=aws.lb.ListenerDefaultActionForwardStickinessArgs(enabled=False, duration=1),
        ),
    )
