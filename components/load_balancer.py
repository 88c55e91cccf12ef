"""The load balancer tier: one load balancer with TLS in front of the tasks."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import pulumi
import pulumi_aws as aws

from components.alarm import Alarm, Widget
from components.context import Context
from components.host_record import point_to
from components.load_balancer_metrics import load_balancer_widgets, unhealthy_hosts
from components.target_group import Color, target_group
from settings.load_balancer import LoadBalancerSettings

#: TLS 1.2 with forward secrecy and TLS 1.3 (ELB security policies; PCI DSS 4.2.1).
TLS_POLICY = "ELBSecurityPolicy-TLS13-1-2-2021-06"
_HTTPS = 443
_HTTP = 80
_YEAR_SECONDS = 31_536_000


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
    host: str | None = None
    hosted_zone_id: str | None = None


class LoadBalancer(pulumi.ComponentResource):
    """An ALB with a blue and a green target group, or an NLB with one.

    Attributes:
        arn: what a web ACL and a VPC link attach to.
        dns_name: address, not covered by the certificate.
        listener_arn: the TLS listener; what an HTTP API's VPC link integrates with.
        target_group_arns: where the service registers its tasks, by color, once they are served.
        alarms: unhealthy targets.
        widgets: traffic, errors and answer time.
    """

    arn: pulumi.Output[str]
    dns_name: pulumi.Output[str]
    listener_arn: pulumi.Output[str]
    target_group_arns: Mapping[Color, pulumi.Output[str]]
    alarms: tuple[Alarm, ...]
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
        listener = self._listener(name, args, balancer, groups)
        if args.settings.kind == "public_alb":
            self._redirect(name, args, balancer)
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
        self.target_group_arns = _served(groups, listener)
        self.alarms = unhealthy_hosts(
            args.settings.kind,
            load_balancer=balancer.arn_suffix,
            target_groups={color: group.arn_suffix for color, group in groups.items()},
        )
        self.widgets = load_balancer_widgets(args.settings.kind, balancer.arn_suffix)
        self.register_outputs(
            {"arn": self.arn, "dns_name": self.dns_name, "listener_arn": self.listener_arn}
        )

    def _balancer(self, name: str, args: LoadBalancerArgs) -> aws.lb.LoadBalancer:
        ctx, kind = args.context, args.settings.kind
        is_alb = kind != "nlb"
        physical = ctx.name("alb" if is_alb else "nlb")
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
        self,
        name: str,
        args: LoadBalancerArgs,
        balancer: aws.lb.LoadBalancer,
        groups: Mapping[Color, aws.lb.TargetGroup],
    ) -> aws.lb.Listener:
        is_alb = args.settings.kind != "nlb"
        return aws.lb.Listener(
            f"{name}-tls",
            load_balancer_arn=balancer.arn,
            port=_HTTPS,
            protocol="HTTPS" if is_alb else "TLS",
            ssl_policy=TLS_POLICY,
            certificate_arn=args.certificate_arn,
            default_actions=[
                _weighted(groups, args.settings.deploy.green_weight)
                if is_alb
                else aws.lb.ListenerDefaultActionArgs(
                    type="forward", target_group_arn=groups["blue"].arn
                )
            ],
            routing_http_response_strict_transport_security_header_value=(
                f"max-age={_YEAR_SECONDS}; includeSubDomains" if is_alb else None
            ),
            routing_http_response_server_enabled=False if is_alb else None,
            tags=args.context.tagged(args.context.name("listener", "tls")),
            opts=pulumi.ResourceOptions(parent=self),
        )

    def _redirect(
        self, name: str, args: LoadBalancerArgs, balancer: aws.lb.LoadBalancer
    ) -> aws.lb.Listener:
        """Plain requests are sent to the TLS listener and never forwarded."""
        return aws.lb.Listener(
            f"{name}-redirect",
            load_balancer_arn=balancer.arn,
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
            tags=args.context.tagged(args.context.name("listener", "redirect")),
            opts=pulumi.ResourceOptions(parent=self),
        )


def _served(
    groups: Mapping[Color, aws.lb.TargetGroup], listener: aws.lb.Listener
) -> Mapping[Color, pulumi.Output[str]]:
    """The ARNs once the listener uses the groups: ECS refuses a group without a load balancer."""
    return {
        color: pulumi.Output.all(group.arn, listener.arn).apply(lambda arns: arns[0])
        for color, group in groups.items()
    }


def _weighted(
    groups: Mapping[Color, aws.lb.TargetGroup], green_weight: int
) -> aws.lb.ListenerDefaultActionArgs:
    """Each request goes to blue or green by weight; a client may meet both."""
    weights: Mapping[Color, int] = {"blue": 100 - green_weight, "green": green_weight}
    return aws.lb.ListenerDefaultActionArgs(
        type="forward",
        forward=aws.lb.ListenerDefaultActionForwardArgs(
            target_groups=[
                aws.lb.ListenerDefaultActionForwardTargetGroupArgs(
                    arn=group.arn, weight=weights[color]
                )
                for color, group in groups.items()
            ],
            stickiness=aws.lb.ListenerDefaultActionForwardStickinessArgs(enabled=False, duration=1),
        ),
    )
