"""The load balancer tier: one load balancer with TLS in front of the tasks."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import pulumi
import pulumi_aws as aws

from components.alarm import Alarm, Widget
from components.context import Context
from components.host_record import point_to
from components.listeners import (
    Listening,
    alb_listener,
    nlb_listener,
    redirect_listener,
    shifted_rule,
)
from components.load_balancer_metrics import group_alarms, load_balancer_widgets, refusals
from components.target_group import Color, target_group, target_group_name
from components.traffic import Traffic
from settings.load_balancer import LoadBalancerSettings


@dataclass(frozen=True, kw_only=True, slots=True)
class LoadBalancerArgs:
    """What the load balancer is made from.

    Attributes:
        context: names, tags and protection.
        settings: its kind, weights and health check.
        vpc_id: where its targets are.
        subnet_ids: public subnets for a public ALB, private ones otherwise; one a zone.
        security_group_id: its security group.
        certificate_arn: certificate of the TLS listener.
        log_bucket: name of the bucket that takes its access and connection logs.
        target_port: port of the tasks.
        registered: the colors that something registers targets of.
        shifted: whether ECS moves requests between the colors, not the configuration.
        host: the name on the certificate that clients use; None when they come through an API.
        hosted_zone_id: zone in which that name is pointed at the load balancer; None leaves that
            to whoever owns the zone.
    """

    context: Context
    settings: LoadBalancerSettings
    vpc_id: pulumi.Input[str]
    subnet_ids: Sequence[pulumi.Input[str]]
    security_group_id: pulumi.Input[str]
    certificate_arn: pulumi.Input[str]
    log_bucket: pulumi.Input[str]
    target_port: int
    registered: Sequence[Color] = ("blue",)
    shifted: bool = False
    host: str | None = None
    hosted_zone_id: str | None = None


class LoadBalancer(pulumi.ComponentResource):
    """An ALB with a blue and a green target group, or an NLB with one.

    Attributes:
        arn: what a web ACL and a VPC link attach to.
        dns_name: address, not covered by the certificate.
        listener_arn: the TLS listener; what an HTTP API's VPC link integrates with.
        target_group_arns: where the service registers its tasks, by color, once they are served.
        traffic: what ECS moves requests with; None when the weights are configuration.
        alarms: unhealthy and failing targets, and requests that reached none.
        rollback_alarms: those of the targets, when ECS turns a deployment back on them.
        widgets: traffic, errors and answer time.
    """

    arn: pulumi.Output[str]
    dns_name: pulumi.Output[str]
    listener_arn: pulumi.Output[str]
    target_group_arns: Mapping[Color, pulumi.Output[str]]
    traffic: Traffic | None
    alarms: tuple[Alarm, ...]
    rollback_alarms: tuple[Alarm, ...]
    widgets: tuple[Widget, ...]

    def __init__(
        self, name: str, args: LoadBalancerArgs, opts: pulumi.ResourceOptions | None = None
    ) -> None:
        super().__init__("payments:index:LoadBalancer", name, {}, opts)
        colors: tuple[Color, ...] = ("blue",) if args.settings.kind == "nlb" else ("blue", "green")
        balancer = self._balancer(name, args)
        groups: dict[Color, aws.lb.TargetGroup] = {
            color: target_group(
                args.context,
                f"{name}-{color}",
                color=color,
                settings=args.settings,
                port=args.target_port,
                vpc_id=args.vpc_id,
                parent=self,
            )
            for color in colors
        }
        listening = Listening(context=args.context, balancer=balancer, groups=groups, parent=self)
        listener, rule = self._listener(name, args, listening)
        if args.host is not None:
            point_to(
                f"{name}-address",
                host=args.host,
                zone_id=args.hosted_zone_id,
                target=balancer.dns_name,
                target_zone_id=balancer.zone_id,
                parent=self,
            )
        self.arn = balancer.arn
        self.dns_name = balancer.dns_name
        self.listener_arn = listener.arn
        self.target_group_arns = _served(groups, rule or listener)
        self.traffic = self._traffic(args, rule)
        of_groups = group_alarms(
            args.settings.kind,
            load_balancer=balancer.arn_suffix,
            target_groups={color: groups[color].arn_suffix for color in args.registered},
        )
        refused = refusals(args.settings.kind, load_balancer=balancer.arn_suffix)
        self.alarms = refused if args.shifted else (*of_groups, *refused)
        self.rollback_alarms = of_groups if args.shifted else ()
        self.widgets = load_balancer_widgets(args.settings.kind, balancer.arn_suffix)
        self.register_outputs(
            {"arn": self.arn, "dns_name": self.dns_name, "listener_arn": self.listener_arn}
        )

    def _balancer(self, name: str, args: LoadBalancerArgs) -> aws.lb.LoadBalancer:
        ctx, kind, physical = args.context, args.settings.kind, _name(args)
        is_alb = kind != "nlb"
        return aws.lb.LoadBalancer(
            f"{name}-balancer",
            name=physical,
            load_balancer_type="application" if is_alb else "network",
            internal=kind != "public_alb",
            subnets=list(args.subnet_ids),
            security_groups=[args.security_group_id],
            enable_deletion_protection=ctx.protection.deletion_protection,
            enable_cross_zone_load_balancing=True,
            access_logs=aws.lb.LoadBalancerAccessLogsArgs(
                bucket=args.log_bucket, enabled=True, prefix=physical
            ),
            connection_logs=aws.lb.LoadBalancerConnectionLogsArgs(
                bucket=args.log_bucket, enabled=True, prefix=f"{physical}-connections"
            )
            if is_alb
            else None,
            # Both refuse requests that front and back end could read differently (PCI DSS 6.2.4).
            drop_invalid_header_fields=True if is_alb else None,
            desync_mitigation_mode="defensive" if is_alb else None,
            # A VPC link arrives over PrivateLink from addresses that no rule can name; the API in
            # front of it has authorised the request.
            enforce_security_group_inbound_rules_on_private_link_traffic=None if is_alb else "off",
            tags=ctx.tagged(physical),
            opts=pulumi.ResourceOptions(parent=self),
        )

    def _listener(
        self, name: str, args: LoadBalancerArgs, listening: Listening
    ) -> tuple[aws.lb.Listener, aws.lb.ListenerRule | None]:
        """The TLS listener, and the rule whose weights ECS sets if it shifts traffic."""
        if args.settings.kind == "nlb":
            return nlb_listener(listening, f"{name}-tls", args.certificate_arn), None
        if args.settings.kind == "public_alb":
            redirect_listener(listening, f"{name}-redirect")
        weight = args.settings.deploy.green_weight
        listener = alb_listener(listening, f"{name}-tls", args.certificate_arn, green_weight=weight)
        if args.shifted:
            return listener, shifted_rule(listening, f"{name}-traffic", listener)
        return listener, None

    def _traffic(
        self,
        args: LoadBalancerArgs,
        rule: aws.lb.ListenerRule | None,
    ) -> Traffic | None:
        if rule is None:
            return None
        return Traffic(
            load_balancer=_name(args),
            target_groups=tuple(
                target_group_name(
                    args.context, color=color, settings=args.settings, port=args.target_port
                )
                for color in self.target_group_arns
            ),
            rule_arn=rule.arn,
            alternate_target_group_arn=self.target_group_arns["green"],
        )


def _name(args: LoadBalancerArgs) -> str:
    return args.context.name("nlb" if args.settings.kind == "nlb" else "alb")


def _served(
    groups: Mapping[Color, aws.lb.TargetGroup], forwarding: aws.lb.Listener | aws.lb.ListenerRule
) -> Mapping[Color, pulumi.Output[str]]:
    """The ARNs once the groups are in use: ECS refuses a group without a load balancer."""
    return {
        color: pulumi.Output.all(group.arn, forwarding.arn).apply(lambda arns: arns[0])
        for color, group in groups.items()
    }
