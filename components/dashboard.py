"""The body of a CloudWatch dashboard: every tier's graphs, two in a row, below the alarms."""

from collections.abc import Iterator, Sequence

import pulumi

from components.alarm import Metric, Widget

#: The grid CloudWatch lays widgets on: 24 columns; two graphs in a row.
_COLUMNS = 24
_WIDTH = 12
_HEIGHT = 6
#: Most alarms that one alarm widget takes (CloudWatch dashboard body reference).
_ALARMS_A_WIDGET = 100
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
    alarms = [
        _alarms(arns, number * _ALARMS_HEIGHT) for number, arns in enumerate(_batches(alarm_arns))
    ]
    places = _places(len(alarms) * _ALARMS_HEIGHT)
    return {
        "start": f"-PT{hours}H",
        "widgets": [
            *alarms,
            *(
                _graph(widget, place, region=region, period_seconds=period_seconds)
                for widget, place in zip(widgets, places, strict=False)
            ),
        ],
    }


def _batches(arns: Sequence[str]) -> Iterator[Sequence[str]]:
    for first in range(0, len(arns), _ALARMS_A_WIDGET):
        yield arns[first : first + _ALARMS_A_WIDGET]


def _places(row: int) -> Iterator[tuple[int, int]]:
    """Column and row of each graph, from a row on."""
    while True:
        for column in range(0, _COLUMNS, _WIDTH):
            yield column, row
        row += _HEIGHT


def _alarms(arns: Sequence[str], row: int) -> dict[str, object]:
    return {
        "type": "alarm",
        "x": 0,
        "y": row,
        "width": _COLUMNS,
        "height": _ALARMS_HEIGHT,
        "properties": {"title": "Alarms", "alarms": list(arns)},
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
