"""What is watched about a function."""

from components.alarm import Alarm, Metric, Widget


def errors(purpose: str, function: str) -> Alarm:
    """A function fails.

    Args:
        purpose: what the function is for, first part of the alarm's name.
        function: its physical name.
    """
    return Alarm(
        purpose=f"{purpose}-errors",
        description=f"{function} fails. Read its log group for the correlation ids first.",
        metric=_metric(function, "Errors", "Sum"),
        threshold=0,
        evaluation_periods=1,
    )


def slow(purpose: str, function: str, limit_ms: int) -> Alarm:
    """One run of a hundred takes too long, three minutes in a row: a tenth of the traffic shows.

    Args:
        purpose: what the function is for, first part of the alarm's name.
        function: its physical name.
        limit_ms: the longest the 99th percentile may be, milliseconds.
    """
    return Alarm(
        purpose=f"{purpose}-slow",
        description=f"{function} is slower than it should be. If code was deployed, compare the "
        "versions; if not, look at its stores and the acquirer.",
        metric=_metric(function, "Duration", "p99"),
        threshold=limit_ms,
        period_seconds=60,
        evaluation_periods=3,
    )


def function_alarms(purpose: str, function: str, queue: str) -> tuple[Alarm, ...]:
    """Throttles and lost events of a function.

    Args:
        purpose: what the function is for, first part of the alarms' names.
        function: its physical name.
        queue: physical name of its dead-letter queue.
    """
    return (
        Alarm(
            purpose=f"{purpose}-throttles",
            description=f"{function} is refused executions. Raise targetTpm or its concurrency.",
            metric=_metric(function, "Throttles", "Sum"),
            threshold=0,
            evaluation_periods=1,
        ),
        Alarm(
            purpose=f"{purpose}-failures",
            description=f"Events that {function} never finished wait in {queue}.",
            metric=Metric(
                namespace="AWS/SQS",
                name="ApproximateNumberOfMessagesVisible",
                dimensions={"QueueName": queue},
                statistic="Maximum",
            ),
            threshold=0,
            evaluation_periods=1,
        ),
    )


def function_widgets(purpose: str, function: str) -> tuple[Widget, ...]:
    """Load, failures and duration of a function."""
    counted = ("Invocations", "Errors", "Throttles")
    return (
        Widget(
            title=f"Function {purpose}: invocations and errors",
            metrics=tuple(_metric(function, name, "Sum") for name in counted),
        ),
        Widget(
            title=f"Function {purpose}: duration and concurrency",
            metrics=(
                _metric(function, "Duration", "p99"),
                _metric(function, "ConcurrentExecutions", "Maximum"),
            ),
        ),
    )


def _metric(function: str, name: str, statistic: str) -> Metric:
    return Metric(
        namespace="AWS/Lambda",
        name=name,
        dimensions={"FunctionName": function},
        statistic=statistic,
    )
