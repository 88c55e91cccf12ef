"""The CloudWatch alarm that an alarm fact asks for."""

import pulumi
import pulumi_aws as aws

from components.alarm import Alarm
from components.context import Context
from settings.monitoring import MonitoringSettings


def alarm_name(ctx: Context, settings: MonitoringSettings, alarm: Alarm) -> str:
    """The physical name of an alarm; purposes are unique in a stack."""
    return f"{settings.alarm_prefix}{alarm.purpose}-{ctx.env_suffix}"


def metric_alarm(
    ctx: Context,
    logical_name: str,
    alarm: Alarm,
    *,
    settings: MonitoringSettings,
    topic_arn: pulumi.Input[str],
    parent: pulumi.Resource,
) -> aws.cloudwatch.MetricAlarm:
    """An alarm that tells a topic.

    Args:
        ctx: the stack's context.
        logical_name: the resource's name in the program.
        alarm: what is watched.
        settings: the prefix of its name, and whether recovery is told, too.
        topic_arn: who is told.
        parent: the component that owns it.
    """
    metric, told, physical = alarm.metric, [topic_arn], alarm_name(ctx, settings, alarm)
    percentile = metric.statistic.startswith("p")
    return aws.cloudwatch.MetricAlarm(
        logical_name,
        name=physical,
        alarm_description=alarm.description,
        namespace=metric.namespace,
        metric_name=metric.name,
        dimensions=metric.dimensions or None,
        statistic=None if percentile else metric.statistic,
        extended_statistic=metric.statistic if percentile else None,
        comparison_operator=alarm.comparison,
        threshold=alarm.threshold,
        period=alarm.period_seconds,
        evaluation_periods=alarm.evaluation_periods,
        treat_missing_data=alarm.missing_data,
        alarm_actions=told,
        ok_actions=told if settings.notify_recovery else None,
        tags=ctx.tagged(physical),
        opts=pulumi.ResourceOptions(parent=parent),
    )
