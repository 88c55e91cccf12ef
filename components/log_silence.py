"""Alarms on log groups in which nothing arrives any more (PCI DSS 10.7.2)."""

from components.alarm import Alarm, Metric


def silence(purpose: str, log_group_name: str, description: str) -> Alarm:
    """Nothing has arrived for an hour, in a log group that is never without events that long.

    Args:
        purpose: last part of the alarm's name.
        log_group_name: the log group.
        description: what is not seen, and what to do first.
    """
    return Alarm(
        purpose=purpose,
        description=description,
        metric=Metric(
            namespace="AWS/Logs",
            name="IncomingLogEvents",
            dimensions={"LogGroupName": log_group_name},
            statistic="Sum",
        ),
        threshold=1,
        period_seconds=1_800,
        comparison="LessThanThreshold",
        missing_data="breaching",
    )
