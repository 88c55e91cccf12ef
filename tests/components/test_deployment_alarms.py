"""The alarms that turn deployments back are made before the deployments, and tell operators."""

from components.alarm import Alarm, Metric
from components.context import Context
from components.deployment_alarms import DeploymentAlarms, DeploymentAlarmsArgs
from offline.graph import run
from settings.monitoring import MonitoringSettings
from tests.support.recorded import inputs

ALARM = Alarm(
    purpose="validation-errors",
    description="It fails.",
    metric=Metric(
        namespace="AWS/Lambda", name="Errors", dimensions={"FunctionName": "f"}, statistic="Sum"
    ),
    threshold=0,
)
made: list[DeploymentAlarms] = []


def test_an_alarm_has_the_stacks_names_and_tells_the_topic(ctx: Context) -> None:
    args = DeploymentAlarmsArgs(
        context=ctx,
        settings=MonitoringSettings(alarm_prefix="payment-"),
        topic_arn="arn:topic",
        alarms=[ALARM],
    )
    state = run(lambda: made.append(DeploymentAlarms("guards", args)), deployed=True)
    alarm = inputs(state, "aws:cloudwatch/metricAlarm:MetricAlarm")
    assert alarm["name"] == "payment-validation-errors-test"
    assert alarm["alarmActions"] == ["arn:topic"]
    assert (alarm["metricName"], alarm["threshold"]) == ("Errors", 0)
    assert made[-1].alarm_names == ("payment-validation-errors-test",)
    assert made[-1].names.keys() == {"validation-errors"}
