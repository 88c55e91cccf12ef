"""The monitoring tier: the alarms and graphs that every tier asks for, in one place."""

from collections.abc import Sequence
from dataclasses import dataclass, field

import pulumi
import pulumi_aws as aws

from components.alarm import Alarm, Widget
from components.context import Context
from components.dashboard import dashboard_body
from components.log_masking import unmasked_card_data
from components.metric_alarm import alarm_name, metric_alarm
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
        made: names of alarms that exist already; the dashboard shows them, too.
        log_groups: what the saved queries search; in the application's, unmasked card data raises
            an alarm.
    """

    context: Context
    settings: MonitoringSettings
    topic_arn: pulumi.Input[str]
    alarms: Sequence[Alarm]
    widgets: Sequence[Widget]
    made: Sequence[str] = ()
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
        for alarm in alarms:
            metric_alarm(
                ctx,
                f"{name}-{alarm.purpose}",
                alarm,
                settings=args.settings,
                topic_arn=args.topic_arn,
                parent=self,
            )
        own = [alarm_name(ctx, args.settings, alarm) for alarm in alarms]
        self.alarm_names = tuple(sorted([*own, *args.made]))
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
