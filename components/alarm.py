"""Facts about alarms and dashboard widgets that a tier hands to the monitoring tier."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

import pulumi

Comparison = Literal[
    "GreaterThanThreshold", "GreaterThanOrEqualToThreshold", "LessThanThreshold",
    "LessThanOrEqualToThreshold",
]  # fmt: skip
MissingData = Literal["breaching", "notBreaching", "ignore", "missing"]


@dataclass(frozen=True, kw_only=True, slots=True)
class Metric:
    """A CloudWatch metric of one resource.

    Attributes:
        namespace: such as `AWS/RDS`.
        name: such as `CPUUtilization`.
        dimensions: what identifies the resource; without it a metric has no data.
        statistic: `Average`, `Sum`, `Maximum`, `Minimum`, or a percentile such as `p99`.
    """

    namespace: str
    name: str
    dimensions: Mapping[str, pulumi.Input[str]]
    statistic: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Alarm:
    """An alarm a tier wants.

    Attributes:
        purpose: last part of the alarm's name, such as `rds-cpu`.
        description: what is wrong and what to do first.
        metric: what is watched.
        threshold: in the metric's unit.
        period_seconds: length of one evaluation.
        evaluation_periods: how many in a row.
        comparison: how the metric relates to the threshold when something is wrong.
        missing_data: what silence means.
    """

    purpose: str
    description: str
    metric: Metric
    threshold: float
    period_seconds: int = 300
    evaluation_periods: int = 2
    comparison: Comparison = "GreaterThanThreshold"
    missing_data: MissingData = "notBreaching"


@dataclass(frozen=True, kw_only=True, slots=True)
class Widget:
    """One graph of the stack's dashboard."""

    title: str
    metrics: tuple[Metric, ...]
