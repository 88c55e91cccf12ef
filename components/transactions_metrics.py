"""What is watched about the transactions table."""

from collections.abc import Sequence

from components.alarm import Alarm, Metric, Widget


def table_alarms(
    table: str, indexes: Sequence[str], consumed_write_units: int | None
) -> tuple[Alarm, ...]:
    """Throttles of the table and its indexes, and spending where asked for.

    Args:
        table: physical name.
        indexes: names of its global secondary indexes; each throttles on its own.
        consumed_write_units: write units in five minutes worth an alarm; None for none.
    """
    alarms = [
        _throttle("dynamodb-throttle", "WriteThrottleEvents", table),
        _throttle("dynamodb-read-throttle", "ReadThrottleEvents", table),
        *(
            _throttle(f"dynamodb-{purpose}-{index}", metric, table, index)
            for index in indexes
            for purpose, metric in (
                ("throttle", "WriteThrottleEvents"),
                ("read-throttle", "ReadThrottleEvents"),
            )
        ),
    ]
    if consumed_write_units is not None:
        alarms.append(
            Alarm(
                purpose="dynamodb-consumed-writes",
                description=f"{table} consumes more write units than planned; look at the load "
                "before the bill.",
                metric=_metric("ConsumedWriteCapacityUnits", table),
                threshold=consumed_write_units,
                evaluation_periods=1,
            )
        )
    return tuple(alarms)


def table_widgets(table: str, indexes: Sequence[str]) -> tuple[Widget, ...]:
    """Consumed capacity and throttles of the table and its indexes."""
    consumed = ("ConsumedWriteCapacityUnits", "ConsumedReadCapacityUnits")
    throttled = ("WriteThrottleEvents", "ReadThrottleEvents")
    return (
        Widget(
            title="Transactions: consumed capacity",
            metrics=tuple(_metric(name, table) for name in consumed),
        ),
        Widget(
            title="Transactions: throttles",
            metrics=(
                *(_metric(name, table) for name in throttled),
                *(_metric(throttled[0], table, index) for index in indexes),
            ),
        ),
    )


def _throttle(purpose: str, metric: str, table: str, index: str = "") -> Alarm:
    where = f"index {index} of {table}" if index else table
    return Alarm(
        purpose=purpose,
        description=f"DynamoDB refuses requests to {where}. Raise targetTpm, or look for a hot "
        "partition.",
        metric=_metric(metric, table, index),
        threshold=0,
        evaluation_periods=1,
    )


def _metric(name: str, table: str, index: str = "") -> Metric:
    place = {"GlobalSecondaryIndexName": index} if index else {}
    return Metric(
        namespace="AWS/DynamoDB",
        name=name,
        dimensions={"TableName": table, **place},
        statistic="Sum",
    )
