"""The alarms that turn a deployment back: they exist before whoever deploys asks for them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import pulumi

from components.alarm import Alarm
from components.context import Context
from components.metric_alarm import alarm_name, metric_alarm
from settings.monitoring import MonitoringSettings


@dataclass(frozen=True, kw_only=True, slots=True)
class DeploymentAlarmsArgs:
    """What is watched while a new version takes over, and who is told.

    Attributes:
        context: names and tags.
        settings: names and notifications of alarms.
        topic_arn: the system-errors topic.
        alarms: what tells that a new version is worse than the running one.
    """

    context: Context
    settings: MonitoringSettings
    topic_arn: pulumi.Input[str]
    alarms: Sequence[Alarm]


class DeploymentAlarms(pulumi.ComponentResource):
    """Alarms that CodeDeploy and ECS ask about; operators are told by them at any time.

    Attributes:
        names: the physical name of each alarm, known to exist, by purpose.
        alarm_names: the same names, known at preview; the dashboard shows them.
    """

    names: Mapping[str, pulumi.Output[str]]
    alarm_names: tuple[str, ...]

    def __init__(
        self, name: str, args: DeploymentAlarmsArgs, opts: pulumi.ResourceOptions | None = None
    ) -> None:
        super().__init__("payments:index:DeploymentAlarms", name, {}, opts)
        self.names = {
            alarm.purpose: metric_alarm(
                args.context,
                f"{name}-{alarm.purpose}",
                alarm,
                settings=args.settings,
                topic_arn=args.topic_arn,
                parent=self,
            ).name
            for alarm in args.alarms
        }
        self.alarm_names = tuple(
            alarm_name(args.context, args.settings, alarm) for alarm in args.alarms
        )
        self.register_outputs({"alarm_names": self.alarm_names})
