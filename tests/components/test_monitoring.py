"""One alarm for each fact, one dashboard for the stack, saved queries."""

import json
from typing import Any

import pulumi
import pulumi_aws as aws
import pytest

from components.alarm import Alarm, Metric, Widget
from components.context import Context
from components.monitoring import Monitoring, MonitoringArgs
from components.queries import LogGroups
from offline.graph import UNKNOWN, State, run
from settings.monitoring import MonitoringSettings

TOPIC = "arn:aws:sns:us-west-2:123456789012:topic-system-errors-test"
ALARM = "aws:cloudwatch/metricAlarm:MetricAlarm"
DASHBOARD = "aws:cloudwatch/dashboard:Dashboard"

CPU = Metric(
    namespace="AWS/RDS",
    name="CPUUtilization",
    dimensions={"DBClusterIdentifier": "rds-payments-test"},
    statistic="Average",
)
LATENCY = Metric(
    namespace="AWS/ApiGateway", name="Latency", dimensions={"ApiName": "api"}, statistic="p99"
)
ALARMS = (
    Alarm(purpose="rds-cpu", description="The database is busy.", metric=CPU, threshold=80),
    Alarm(
        purpose="api-latency-p99",
        description="Answers are slow.",
        metric=LATENCY,
        threshold=1000,
        comparison="GreaterThanOrEqualToThreshold",
        missing_data="ignore",
        evaluation_periods=1,
        period_seconds=60,
    ),
    Alarm(
        purpose="root-use",
        description="Somebody signed in as root.",
        metric=Metric(namespace="Security", name="RootUse", dimensions={}, statistic="Sum"),
        threshold=0,
    ),
)


def built(ctx: Context, *, groups: LogGroups | None = None, **settings: Any) -> State:
    def program() -> None:
        args = MonitoringArgs(
            context=ctx,
            settings=MonitoringSettings(**settings),
            topic_arn=TOPIC,
            alarms=ALARMS,
            widgets=(Widget(title="Database", metrics=(CPU,)),),
            log_groups=groups or LogGroups(),
        )
        Monitoring("monitoring", args)

    return run(program)


@pytest.fixture(scope="module")
def state(ctx: Context) -> State:
    return built(ctx, groups=LogGroups(application=("/aws/lambda/function-a-test",)))


def alarm(state: State, purpose: str) -> dict[str, Any]:
    inputs: dict[str, Any] = dict(state.one(ALARM, f"-{purpose}").inputs)
    return inputs


def test_an_alarm_carries_its_fact_and_tells_the_operators(state: State) -> None:
    inputs = alarm(state, "rds-cpu")
    inputs.pop("tags")
    assert inputs == {
        "name": "rds-cpu-test",
        "alarmDescription": "The database is busy.",
        "namespace": "AWS/RDS",
        "metricName": "CPUUtilization",
        "dimensions": {"DBClusterIdentifier": "rds-payments-test"},
        "statistic": "Average",
        "comparisonOperator": "GreaterThanThreshold",
        "threshold": 80,
        "period": 300,
        "evaluationPeriods": 2,
        "treatMissingData": "notBreaching",
        "alarmActions": [TOPIC],
        "okActions": [TOPIC],
    }


def test_a_percentile_is_an_extended_statistic(state: State) -> None:
    inputs = alarm(state, "api-latency-p99")
    assert inputs["extendedStatistic"] == "p99"
    assert "statistic" not in inputs
    assert inputs["comparisonOperator"] == "GreaterThanOrEqualToThreshold"
    assert (inputs["treatMissingData"], inputs["period"]) == ("ignore", 60)


def test_a_metric_of_a_log_filter_has_no_dimensions(state: State) -> None:
    assert "dimensions" not in alarm(state, "root-use")


def test_alarms_can_be_found_by_how_their_names_start(ctx: Context) -> None:
    assert alarm(built(ctx, alarm_prefix="payment-"), "rds-cpu")["name"] == "payment-rds-cpu-test"


def test_the_end_of_an_alarm_can_go_unnotified(ctx: Context) -> None:
    assert "okActions" not in alarm(built(ctx, notify_recovery=False), "rds-cpu")


def test_card_data_in_an_application_log_raises_an_alarm(state: State) -> None:
    inputs = alarm(state, "card-data-function-a")
    assert inputs["name"] == "card-data-function-a-test"
    assert inputs["metricName"] == "LogEventsWithFindings"
    assert inputs["dimensions"] == {
        "LogGroupName": "/aws/lambda/function-a-test",
        "DataProtectionOperation": "Audit",
    }


def test_the_dashboard_shows_every_alarm_and_graph(state: State) -> None:
    dashboard = state.one(DASHBOARD).inputs
    assert dashboard["dashboardName"] == "payment-processing-test"
    status, graph = json.loads(str(dashboard["dashboardBody"]))["widgets"]
    names = {arn.rpartition(":")[2] for arn in status["properties"]["alarms"]}
    assert names == {str(found.inputs["name"]) for found in state.by_type(ALARM)}
    assert graph["properties"]["title"] == "Database"


def test_a_dashboard_of_what_is_not_there_yet_is_unknown_until_it_is(ctx: Context) -> None:
    def program() -> None:
        system = aws.efs.FileSystem("files")
        metric = Metric(
            namespace="AWS/EFS",
            name="ClientConnections",
            dimensions={"FileSystemId": pulumi.Output.concat(system.id)},
            statistic="Sum",
        )
        Monitoring(
            "monitoring",
            MonitoringArgs(
                context=ctx,
                settings=MonitoringSettings(),
                topic_arn=TOPIC,
                alarms=(),
                widgets=(Widget(title="Files", metrics=(metric,)),),
            ),
        )

    assert run(program).one(DASHBOARD).inputs["dashboardBody"] is UNKNOWN
    deployed = run(program, deployed=True)
    body = str(deployed.one(DASHBOARD).inputs["dashboardBody"])
    assert deployed.one("aws:efs/fileSystem:FileSystem").id in body


def test_queries_are_saved_under_the_environment(state: State) -> None:
    saved = state.by_type("aws:cloudwatch/queryDefinition:QueryDefinition")
    assert {query.inputs["name"] for query in saved} == {
        "payments/test/application-errors",
        "payments/test/one-payment",
    }
    assert all(q.inputs["logGroupNames"] == ["/aws/lambda/function-a-test"] for q in saved)
