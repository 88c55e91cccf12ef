"""The notifications tier: topics for operators and for the business."""

from collections.abc import Sequence
from dataclasses import dataclass

import pulumi
import pulumi_aws as aws

from components.alarm import Alarm, Metric, Widget
from components.context import Context
from components.iam import Statement, deny_plaintext, policy_json, service_principal
from settings.notifications import NotificationsSettings

#: Services that publish system errors and say for whose resource.
_PUBLISHERS = ("backup", "budgets", "cloudwatch", "events.rds")
#: EventBridge sends no condition keys when it publishes, so a condition would refuse it
#: (EventBridge guide, resource-based policies for SNS).
_NAMELESS_PUBLISHER = "events"
_ERRORS = "system-errors"
_FAILURES = "failed-transactions"


@dataclass(frozen=True, kw_only=True, slots=True)
class NotificationsArgs:
    """What the topics are made from.

    Attributes:
        context: names, tags and account facts.
        settings: who subscribes.
        key_arn: key of the topics.
    """

    context: Context
    settings: NotificationsSettings
    key_arn: pulumi.Input[str]


class Notifications(pulumi.ComponentResource):
    """Standard topics under a customer key, published to over TLS by named services only.

    Attributes:
        system_errors_arn: what alarms and AWS services publish to.
        failed_transactions_arn: what payment code publishes masked failures to.
        alarms: notifications that could not be delivered.
        widgets: notifications published and failed.
    """

    system_errors_arn: pulumi.Output[str]
    failed_transactions_arn: pulumi.Output[str]
    alarms: tuple[Alarm, ...]
    widgets: tuple[Widget, ...]

    def __init__(
        self, name: str, args: NotificationsArgs, opts: pulumi.ResourceOptions | None = None
    ) -> None:
        super().__init__("payments:index:Notifications", name, {}, opts)
        ctx, settings = args.context, args.settings
        errors, failures = ctx.name("topic", _ERRORS), ctx.name("topic", _FAILURES)
        self.system_errors_arn = self._topic(
            f"{name}-{_ERRORS}",
            args,
            display_name="System Errors",
            physical=errors,
            emails=settings.alert_emails,
            statements=_publishers(ctx, ctx.arn("sns", errors)),
        )
        self.failed_transactions_arn = self._topic(
            f"{name}-{_FAILURES}",
            args,
            display_name="Failed Transactions",
            physical=failures,
            emails=settings.failure_emails,
        )
        self.alarms = (_undelivered(_ERRORS, errors), _undelivered(_FAILURES, failures))
        self.widgets = (_notifications((errors, failures)),)
        self.register_outputs(
            {
                "system_errors_arn": self.system_errors_arn,
                "failed_transactions_arn": self.failed_transactions_arn,
            }
        )

    def _topic(
        self,
        name: str,
        args: NotificationsArgs,
        *,
        physical: str,
        display_name: str,
        emails: Sequence[str],
        statements: Sequence[Statement] = (),
    ) -> pulumi.Output[str]:
        topic = aws.sns.Topic(
            name,
            name=physical,
            display_name=display_name,
            kms_master_key_id=args.key_arn,
            # Version 2 signs with SHA-256 instead of SHA-1.
            signature_version=2,
            tags=args.context.tagged(physical),
            opts=pulumi.ResourceOptions(parent=self),
        )
        tls_only = deny_plaintext((args.context.arn("sns", physical),), actions=("sns:Publish",))
        policy = aws.sns.TopicPolicy(
            f"{name}-policy",
            arn=topic.arn,
            policy=policy_json([tls_only, *statements]),
            opts=pulumi.ResourceOptions(parent=self),
        )
        for email in emails:
            aws.sns.TopicSubscription(
                f"{name}-{email}",
                topic=topic.arn,
                protocol="email",
                endpoint=email,
                opts=pulumi.ResourceOptions(parent=self),
            )
        # Both as dependencies: a publisher waits for the policy, and rules find the topic itself.
        return pulumi.Output.all(topic.arn, policy.arn).apply(lambda both: both[0])


def _publishers(ctx: Context, topic_arn: str) -> list[Statement]:
    named = [service_principal(ctx, service) for service in _PUBLISHERS]
    return [
        Statement(
            sid="Publish",
            principal={"Service": named},
            actions=("sns:Publish",),
            resources=(topic_arn,),
            conditions={"StringEquals": {"aws:SourceAccount": ctx.account_id}},
        ),
        Statement(
            sid="PublishEvents",
            principal={"Service": service_principal(ctx, _NAMELESS_PUBLISHER)},
            actions=("sns:Publish",),
            resources=(topic_arn,),
        ),
    ]


def _undelivered(purpose: str, topic: str) -> Alarm:
    return Alarm(
        purpose=f"{purpose}-undelivered",
        description=f"Notifications of {topic} do not arrive. Check its subscriptions.",
        metric=_metric(topic, "NumberOfNotificationsFailed"),
        threshold=0,
        evaluation_periods=1,
    )


def _notifications(topics: Sequence[str]) -> Widget:
    names = ("NumberOfMessagesPublished", "NumberOfNotificationsFailed")
    return Widget(
        title="Notifications",
        metrics=tuple(_metric(topic, name) for topic in topics for name in names),
    )


def _metric(topic: str, name: str) -> Metric:
    return Metric(namespace="AWS/SNS", name=name, dimensions={"TopicName": topic}, statistic="Sum")
