"""The web application firewall tier: one web ACL, its log and what it protects."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

import pulumi
import pulumi_aws as aws

from components.alarm import Alarm, Metric, Widget
from components.context import Context
from components.log_group import log_group
from components.waf_rules import REDACTED_HEADERS, IpSetUse, addresses, rules
from components.waf_statements import acl_rule, visibility
from settings.waf import WafSettings

#: Blocked requests in five minutes that an operator should see.
_MANY_BLOCKED = 1_000
_DAY_SECONDS = 86_400


@dataclass(frozen=True, kw_only=True, slots=True)
class WafArgs:
    """What the web ACL is made from.

    Attributes:
        context: names, tags and sizing.
        settings: limits and address ranges.
        logs_key_arn: key of its log group.
        purpose: part of its names; two web ACLs of a stack differ in it.
        scope: `REGIONAL` for APIs and load balancers; `CLOUDFRONT`, in us-east-1 only.
        resource_arns: what it protects, by a stable name; a distribution names its ACL itself.
    """

    context: Context
    settings: WafSettings
    logs_key_arn: pulumi.Input[str]
    purpose: str = "payments"
    scope: Literal["REGIONAL", "CLOUDFRONT"] = "REGIONAL"
    resource_arns: Mapping[str, pulumi.Input[str]] = field(
        default_factory=dict[str, pulumi.Input[str]]
    )


class Waf(pulumi.ComponentResource):
    """A web ACL that blocks what its rules match and admits the rest (PCI DSS 6.4.2).

    Attributes:
        web_acl_arn: its ARN; what a CloudFront distribution names.
        log_group_name: where it logs, without credentials and bodies.
        alarms: many blocked requests, and none.
        widgets: admitted and blocked requests.
    """

    web_acl_arn: pulumi.Output[str]
    log_group_name: str
    alarms: tuple[Alarm, ...]
    widgets: tuple[Widget, ...]

    def __init__(
        self, name: str, args: WafArgs, opts: pulumi.ResourceOptions | None = None
    ) -> None:
        super().__init__("payments:index:Waf", name, {}, opts)
        sets: dict[IpSetUse, pulumi.Input[str]] = {
            use: self._ip_set(name, args, use, ranges).arn
            for use, ranges in addresses(args.settings).items()
        }
        acl = self._web_acl(name, args, sets)
        # AWS WAF accepts only log groups whose name begins with aws-waf-logs-.
        self.log_group_name = f"aws-waf-logs-{args.purpose}-{args.context.env_suffix}"
        self._logging(name, args, acl)
        for purpose, arn in args.resource_arns.items():
            aws.wafv2.WebAclAssociation(
                f"{name}-{purpose}",
                resource_arn=arn,
                web_acl_arn=acl.arn,
                opts=pulumi.ResourceOptions(parent=self),
            )
        self.web_acl_arn = acl.arn
        self.alarms = (_blocked_alarm(args), _idle_alarm(args))
        self.widgets = (
            Widget(
                title=f"Web ACL {args.purpose}: requests",
                metrics=(_requests(args, "AllowedRequests"), _requests(args, "BlockedRequests")),
            ),
        )
        self.register_outputs({"web_acl_arn": self.web_acl_arn})

    def _ip_set(
        self, name: str, args: WafArgs, use: IpSetUse, ranges: tuple[str, ...]
    ) -> aws.wafv2.IpSet:
        physical = args.context.name("waf", f"{args.purpose}-{use}")
        return aws.wafv2.IpSet(
            f"{name}-{use}",
            name=physical,
            description=f"Addresses to {use}",
            scope=args.scope,
            ip_address_version="IPV4",
            addresses=list(ranges),
            tags=args.context.tagged(physical),
            opts=pulumi.ResourceOptions(parent=self),
        )

    def _web_acl(
        self, name: str, args: WafArgs, sets: Mapping[IpSetUse, pulumi.Input[str]]
    ) -> aws.wafv2.WebAcl:
        physical = args.context.name("waf", args.purpose)
        return aws.wafv2.WebAcl(
            f"{name}-acl",
            name=physical,
            description=f"Public entries of {args.purpose} in {args.context.env_suffix}",
            scope=args.scope,
            default_action={"allow": {}},
            rules=[
                acl_rule(rule, priority, sets)
                for priority, rule in enumerate(rules(args.settings, args.context.sizing))
            ],
            visibility_config=visibility(physical),
            tags=args.context.tagged(physical),
            opts=pulumi.ResourceOptions(parent=self),
        )

    def _logging(self, name: str, args: WafArgs, acl: aws.wafv2.WebAcl) -> None:
        group = log_group(
            args.context,
            f"{name}-logs",
            name=self.log_group_name,
            key_arn=args.logs_key_arn,
            parent=self,
        )
        aws.wafv2.WebAclLoggingConfiguration(
            f"{name}-logging",
            resource_arn=acl.arn,
            log_destination_configs=[group.arn],
            # Bodies are never part of these logs; a query string should hold no card number, and
            # is left out in case one does.
            redacted_fields=[
                *({"single_header": {"name": header}} for header in REDACTED_HEADERS),
                {"query_string": {}},
            ],
            opts=pulumi.ResourceOptions(parent=self),
        )
        found = _blocked(args)
        aws.cloudwatch.LogMetricFilter(
            f"{name}-blocked",
            name=found.name,
            log_group_name=group.name,
            pattern='{ $.action = "BLOCK" }',
            # AWS WAF's own metric has no zeros; this one says 0 for what is admitted.
            metric_transformation={
                "name": found.name,
                "namespace": found.namespace,
                "value": "1",
                "default_value": "0",
            },
            opts=pulumi.ResourceOptions(parent=self),
        )


def _blocked(args: WafArgs) -> Metric:
    return Metric(
        namespace=f"Payments/WebAcl/{args.context.env_suffix}",
        name=f"blocked-{args.purpose}",
        dimensions={},
        statistic="Sum",
    )


def _requests(args: WafArgs, metric: str) -> Metric:
    acl = args.context.name("waf", args.purpose)
    everything = {"WebACL": acl, "Rule": "ALL"}
    # Metrics of a CloudFront web ACL have no region of their own (AWS WAF metrics).
    where = {"Region": args.context.region} if args.scope == "REGIONAL" else {}
    return Metric(
        namespace="AWS/WAFV2", name=metric, dimensions={**everything, **where}, statistic="Sum"
    )


def _idle_alarm(args: WafArgs) -> Alarm:
    """A control that finds nothing may have failed (PCI DSS 10.7.2)."""
    return Alarm(
        purpose=f"waf-idle-{args.purpose}",
        description=f"The web ACL {args.purpose} saw requests on each of seven days and blocked "
        "none, while no address on the internet is left alone that long. Look whether its rules "
        "still block.",
        metric=_blocked(args),
        threshold=0,
        period_seconds=_DAY_SECONDS,
        evaluation_periods=7,
        comparison="LessThanOrEqualToThreshold",
    )


def _blocked_alarm(args: WafArgs) -> Alarm:
    return Alarm(
        purpose=f"waf-blocked-{args.purpose}",
        description=f"The web ACL {args.purpose} blocks many requests: an attack, or a partner "
        "beyond its limit. Look at the rules in its log group first.",
        metric=_requests(args, "BlockedRequests"),
        threshold=_MANY_BLOCKED,
    )
