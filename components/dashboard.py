"""The body of a CloudWatch dashboard: every tier's graphs, two in a row, below the alarms."""

from collections.abc import Iterator, Sequence

import pulumi

from components.alarm import Metric, Widget

#: The grid CloudWatch lays widgets on: 24 columns; two graphs in a row.
_COLUMNS = 24
_WIDTH = 12
_HEIGHT = 6
#: Most alarms that one alarm widget shows (CloudWatch dashboard body reference).
_ALARMS_SHOWN = 100
_ALARMS_HEIGHT = 3


def dashboard_body(
    widgets: Sequence[Widget],
    alarm_arns: Sequence[str],
    *,
    region: str,
    hours: int,
    period_seconds: int,
) -> dict[str, object]:
    """The body, before it becomes JSON: dimensions may still be outputs.

    Args:
        widgets: the graphs, in order.
        alarm_arns: the alarms whose state is shown on top.
        region: where the metrics are.
        hours: what the dashboard shows when it opens.
        period_seconds: length of one point.
    """
    return {
        "start": f"-PT{hours}H",
        "widgets": [
            _alarms(alarm_arns),
            *(
                _graph(widget, place, region=region, period_seconds=period_seconds)
                for widget, place in zip(widgets, _places(), strict=False)
            ),
        ],
    }


def _places() -> Iterator[tuple[int, int]]:
    """Column and row of each graph."""
    row = _ALARMS_HEIGHT
    while True:
        for column in range(0, _COLUMNS, _WIDTH):
            yield column, row
        row += _HEIGHT


def _alarms(arns: Sequence[str]) -> dict[str, object]:
    return {
        "type": "alarm",
        "x": 0,
        "y": 0,
        "width": _COLUMNS,
        "height": _ALARMS_HEIGHT,
        "properties": {"title": "Alarms", "alarms": list(arns)[:_ALARMS_SHOWN]},
    }


def _graph(
    widget: Widget, place: tuple[int, int], *, region: str, period_seconds: int
) -> dict[str, object]:
    return {
        "type": "metric",
        "x": place[0],
        "y": place[1],
        "width": _WIDTH,
        "height": _HEIGHT,
        "properties": {
            "title": widget.title,
            "region": region,
            "view": "timeSeries",
            "period": period_seconds,
            "metrics": [_series(metric) for metric in widget.metrics],
        },
    }


def _series(metric: Metric) -> list[pulumi.Input[str] | dict[str, str]]:
    dimensions = [part for pair in metric.dimensions.items() for part in pair]
    return [metric.namespace, metric.name, *dimensions, {"stat": metric.statistic}]
