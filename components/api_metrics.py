"""What is watched about an API."""

from collections.abc import Mapping
from typing import Literal

import pulumi

from components.alarm import Alarm, Metric, Widget

#: Requests a period that may fail: S002-100 and S002-101.
_CLIENT_ERRORS = 100
_SERVER_ERRORS = 50
#: Milliseconds below which 99 of 100 payments are answered (S001-2, S003-70).
_LATENCY_MS = 1_000
#: Names of the same metrics for both kinds of API.
_ERRORS = {"rest": ("4XXError", "5XXError"), "http": ("4xx", "5xx")}


def api_alarms(
    kind: Literal["rest", "http"], dimensions: Mapping[str, pulumi.Input[str]]
) -> tuple[Alarm, ...]:
    """Refused and failed requests, and slow answers.

    Args:
        kind: which kind of API; their metrics are named differently.
        dimensions: what identifies the stage.
    """
    client, server = _ERRORS[kind]
    return (
        Alarm(
            purpose="api-4xx",
            description="Many requests are refused: a client is wrong, throttled or blocked. The "
            "access log shows which.",
            metric=_metric(dimensions, client, "Sum"),
            threshold=_CLIENT_ERRORS,
            evaluation_periods=1,
        ),
        Alarm(
            purpose="api-5xx",
            description="Payments fail. Look at the functions' and tasks' logs first.",
            metric=_metric(dimensions, server, "Sum"),
            threshold=_SERVER_ERRORS,
            evaluation_periods=1,
        ),
        Alarm(
            purpose="api-latency-p99",
            description="One payment in a hundred takes longer than a second.",
            metric=_metric(dimensions, "Latency", "p99"),
            threshold=_LATENCY_MS,
        ),
    )


def api_widgets(
    kind: Literal["rest", "http"], dimensions: Mapping[str, pulumi.Input[str]]
) -> tuple[Widget, ...]:
    """Requests, errors and latency (S002-95, S003-69)."""
    counted = ("Count", *_ERRORS[kind])
    return (
        Widget(
            title="API: requests and errors",
            metrics=tuple(_metric(dimensions, name, "Sum") for name in counted),
        ),
        Widget(
            title="API: latency",
            metrics=(
                _metric(dimensions, "Latency", "p50"),
                _metric(dimensions, "Latency", "p99"),
                _metric(dimensions, "IntegrationLatency", "p99"),
            ),
        ),
    )


def _metric(dimensions: Mapping[str, pulumi.Input[str]], name: str, statistic: str) -> Metric:
    return Metric(namespace="AWS/ApiGateway", name=name, dimensions=dimensions, statistic=statistic)
