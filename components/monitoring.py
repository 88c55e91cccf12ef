"""The monitoring tier: the alarms and graphs that every tier asks for, in one place."""

from collections.abc import Sequence
from dataclasses import dataclass, field

import pulumi
import pulumi_aws as aws

from components.alarm import Alarm, Widget
from components.context import Context
from components.dashboard import dashboard_body
from components.log_masking import unmasked_card_data
from components.queries import LogGroups, queries
from settings.monitoring import MonitoringSettings


@dataclass(frozen=True, kw_only=True, slots=True)
class MonitoringArgs:
    """What is watched, and who is told.

    Attributes:
        context: names and tags.
        settings: the dashboard and notifications.
        topic_arn: the system-errors topic.
        alarms: what every tier wants to be told about; purposes are unique in a stack.
        widgets: what every tier wants to be seen.
        log_groups: what the saved queries search; in the application's, unmasked card data raises
            an alarm.
    """

    context: Context
    settings: MonitoringSettings
    topic_arn: pulumi.Input[str]
    alarms: Sequence[Alarm]
    widgets: Sequence[Widget]
    log_groups: LogGroups = field(default_factory=LogGroups)


class Monitoring(pulumi.ComponentResource):
    """One dashboard, one alarm for each fact, saved queries.

    Attributes:
        dashboard_name: what an operator opens.
        alarm_names: the alarms' names, sorted.
    """

    dashboard_name: str
    alarm_names: tuple[str, ...]

    def __init__(
        self, name: str, args: MonitoringArgs, opts: pulumi.ResourceOptions | None = None
    ) -> None:
        super().__init__("payments:index:Monitoring", name, {}, opts)
        ctx = args.context
        alarms = [
            *args.alarms,
            *(unmasked_card_data(ctx, group) for group in args.log_groups.application),
        ]
        prefix = args.settings.alarm_prefix
        names = {alarm.purpose: f"{prefix}{alarm.purpose}-{ctx.env_suffix}" for alarm in alarms}
        for alarm in alarms:
            self._alarm(name, args, alarm, names[alarm.purpose])
        self.alarm_names = tuple(sorted(names.values()))
        self.dashboard_name = f"payment-processing-{ctx.env_suffix}"
        body = dashboard_body(
            args.widgets,
            [ctx.arn("cloudwatch", f"alarm:{alarm}") for alarm in self.alarm_names],
            region=ctx.region,
            hours=args.settings.dashboard_hours,
            period_seconds=args.settings.period_seconds,
        )
        aws.cloudwatch.Dashboard(
            f"{name}-dashboard",
            dashboard_name=self.dashboard_name,
            dashboard_body=pulumi.Output.json_dumps(body),
            opts=pulumi.ResourceOptions(parent=self),
        )
        for query in queries(args.log_groups):
            aws.cloudwatch.QueryDefinition(
                f"{name}-{query.purpose}",
                name=f"payments/{ctx.env_suffix}/{query.purpose}",
                query_string=query.text,
                log_group_names=list(query.log_groups),
                opts=pulumi.ResourceOptions(parent=self),
            )
        self.register_outputs(
            {"dashboard_name": self.dashboard_name, "alarm_names": self.alarm_names}
        )

    def _alarm(self, name: str, args: MonitoringArgs, alarm: Alarm, physical: str) -> None:
        metric, told = alarm.metric, [args.topic_arn]
        percentile = metric.statistic.startswith("p")
        aws.cloudwatch.MetricAlarm(
            f"{name}-{alarm.purpose}",
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
            ok_actions=told if args.settings.notify_recovery else None,
            tags=args.context.tagged(physical),
            opts=pulumi.ResourceOptions(parent=self),
        )
