"""The audit tier: the record of every call to AWS, and alarms on those that matter."""

from dataclasses import dataclass

import pulumi
import pulumi_aws as aws

from components.alarm import Alarm, Metric, Widget
from components.bucket import BucketArgs, PrivateBucket
from components.bucket_policy import trail as trail_statements
from components.context import Context
from components.iam import Statement, policy_json, trust_policy
from components.log_group import log_group
from components.log_silence import silence
from components.objects import archived, locked
from components.security_events import SecurityEvent, security_events
from components.trail_selectors import event_selectors
from settings.audit import AuditSettings

_INSIGHTS = ("ApiCallRateInsight", "ApiErrorRateInsight")


@dataclass(frozen=True, kw_only=True, slots=True)
class AuditArgs:
    """What the trail is made from.

    Attributes:
        context: names, tags and protection.
        settings: what is recorded and how long it is kept.
        key_arn: key of the trail's files.
        logs_key_arn: key of its log group.
        access_log_bucket: name of the bucket that takes the access log of the trail's bucket.
    """

    context: Context
    settings: AuditSettings
    key_arn: pulumi.Input[str]
    logs_key_arn: pulumi.Input[str]
    access_log_bucket: pulumi.Input[str]


class Audit(pulumi.ComponentResource):
    """A multi-region trail, validated, write-once in `retained`, and searched as it is written.

    Attributes:
        trail_arn: the trail.
        bucket_name: where its files are.
        log_group_name: where an operator searches.
        alarms: the security events, and their silence.
        widgets: how many there were.
    """

    trail_arn: pulumi.Output[str]
    bucket_name: pulumi.Output[str]
    log_group_name: str
    alarms: tuple[Alarm, ...]
    widgets: tuple[Widget, ...]

    def __init__(
        self, name: str, args: AuditArgs, opts: pulumi.ResourceOptions | None = None
    ) -> None:
        super().__init__("payments:index:Audit", name, {}, opts)
        ctx = args.context
        physical = ctx.name("trail")
        self.log_group_name = f"/aws/cloudtrail/{physical}"
        self.bucket_name = self._bucket(name, args, physical).name
        group = log_group(
            ctx, f"{name}-logs", name=self.log_group_name, key_arn=args.logs_key_arn, parent=self
        )
        self.trail_arn = self._trail(name, args, physical, group).arn
        events = tuple(security_events(ctx.env_suffix))
        namespace = f"Payments/Security/{ctx.env_suffix}"
        for event in events:
            self._filter(name, event, namespace, group)
        self.alarms = (
            *(_alarm(event, namespace) for event in events),
            # No account is without a call for an hour.
            silence(
                "trail-silent",
                self.log_group_name,
                "Nothing of the trail has arrived for an hour, so that no security event is seen. "
                "Look at the trail's status (aws cloudtrail get-trail-status) and its role.",
            ),
        )
        self.widgets = (_widget(events, namespace),)
        self.register_outputs(
            {
                "trail_arn": self.trail_arn,
                "bucket_name": self.bucket_name,
                "log_group_name": self.log_group_name,
            }
        )

    def _bucket(self, name: str, args: AuditArgs, trail: str) -> PrivateBucket:
        ctx, archive = args.context, args.settings.archive
        arn = ctx.bucket_arn(ctx.bucket_name("trail"))
        return PrivateBucket(
            f"{name}-files",
            BucketArgs(
                context=ctx,
                purpose="trail",
                key_arn=args.key_arn,
                lifecycle=archived(archive),
                access_log_bucket=args.access_log_bucket,
                object_lock=locked(ctx, archive),
                versioned=archive.versioning,
                statements=tuple(
                    trail_statements(ctx, arn, ctx.arn("cloudtrail", f"trail/{trail}"))
                ),
                sender_names_key=True,
            ),
            pulumi.ResourceOptions(parent=self),
        )

    def _trail(
        self, name: str, args: AuditArgs, physical: str, group: aws.cloudwatch.LogGroup
    ) -> aws.cloudtrail.Trail:
        ctx = args.context
        role, permissions = self._delivery(name, args)
        return aws.cloudtrail.Trail(
            name,
            name=physical,
            s3_bucket_name=self.bucket_name,
            kms_key_id=args.key_arn,
            enable_logging=True,
            enable_log_file_validation=True,
            is_multi_region_trail=True,
            include_global_service_events=True,
            cloud_watch_logs_group_arn=group.name.apply(ctx.log_group_arn),
            cloud_watch_logs_role_arn=role.arn,
            advanced_event_selectors=event_selectors(ctx, args.settings.data_events),
            insight_selectors=(
                [{"insight_type": kind} for kind in _INSIGHTS] if args.settings.insights else None
            ),
            tags=ctx.tagged(physical),
            opts=pulumi.ResourceOptions(
                parent=self,
                protect=ctx.protection.protect,
                # CloudTrail tries the role when the trail is made.
                depends_on=[permissions],
            ),
        )

    def _delivery(self, name: str, args: AuditArgs) -> tuple[aws.iam.Role, aws.iam.RolePolicy]:
        """What CloudTrail writes its log group with."""
        ctx = args.context
        physical = ctx.name("role", "trail")
        role = aws.iam.Role(
            f"{name}-role",
            name=physical,
            assume_role_policy=trust_policy(ctx, "cloudtrail"),
            tags=ctx.tagged(physical),
            opts=pulumi.ResourceOptions(parent=self),
        )
        streams = f"log-stream:{ctx.account_id}_CloudTrail_{ctx.region}*"
        group = ctx.arn("logs", f"log-group:{self.log_group_name}:{streams}")
        write = Statement(
            sid="WriteEvents",
            actions=("logs:CreateLogStream", "logs:PutLogEvents"),
            resources=(group,),
        )
        policy = aws.iam.RolePolicy(
            f"{name}-role-policy",
            role=role.name,
            policy=policy_json([write]),
            opts=pulumi.ResourceOptions(parent=self),
        )
        return role, policy

    def _filter(
        self, name: str, event: SecurityEvent, namespace: str, group: aws.cloudwatch.LogGroup
    ) -> None:
        aws.cloudwatch.LogMetricFilter(
            f"{name}-{event.purpose}",
            name=event.purpose,
            log_group_name=group.name,
            pattern=event.pattern,
            metric_transformation={"name": event.metric, "namespace": namespace, "value": "1"},
            opts=pulumi.ResourceOptions(parent=self),
        )


def _alarm(event: SecurityEvent, namespace: str) -> Alarm:
    return Alarm(
        purpose=event.purpose,
        description=event.description,
        metric=_metric(event, namespace),
        threshold=event.threshold,
        evaluation_periods=1,
    )


def _widget(events: tuple[SecurityEvent, ...], namespace: str) -> Widget:
    return Widget(
        title="Security events", metrics=tuple(_metric(event, namespace) for event in events)
    )


def _metric(event: SecurityEvent, namespace: str) -> Metric:
    return Metric(namespace=namespace, name=event.metric, dimensions={}, statistic="Sum")
