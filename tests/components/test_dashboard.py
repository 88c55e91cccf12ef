"""Every graph has a place of its own on the dashboard, below the alarms."""

from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from components.alarm import Metric, Widget
from components.dashboard import dashboard_body

METRIC = Metric(
    namespace="AWS/RDS",
    name="CPUUtilization",
    dimensions={"DBClusterIdentifier": "rds-payments-test"},
    statistic="p99",
)


def body(count: int, alarms: int = 1) -> dict[str, Any]:
    widgets = [Widget(title=f"Graph {number}", metrics=(METRIC,)) for number in range(count)]
    arns = [f"arn:{number}" for number in range(alarms)]
    return dashboard_body(widgets, arns, region="us-west-2", hours=3, period_seconds=300)


@given(st.integers(0, 60), st.integers(0, 250))
def test_no_two_widgets_overlap_and_none_leaves_the_grid(count: int, alarms: int) -> None:
    widgets: list[dict[str, Any]] = body(count, alarms)["widgets"]
    cells = [
        (x, y)
        for widget in widgets
        for x in range(widget["x"], widget["x"] + widget["width"])
        for y in range(widget["y"], widget["y"] + widget["height"])
    ]
    assert len(widgets) == count + -(-alarms // 100)
    assert len(set(cells)) == len(cells)
    assert all(x < 24 for x, _ in cells)


def test_a_graph_names_metric_dimensions_and_statistic() -> None:
    found = body(1)
    assert found["start"] == "-PT3H"
    graph = found["widgets"][1]
    assert graph["properties"] == {
        "title": "Graph 0",
        "region": "us-west-2",
        "view": "timeSeries",
        "period": 300,
        "metrics": [
            [
                "AWS/RDS",
                "CPUUtilization",
                "DBClusterIdentifier",
                "rds-payments-test",
                {"stat": "p99"},
            ]
        ],
    }


def test_every_alarm_is_shown_in_widgets_of_as_many_as_cloudwatch_takes() -> None:
    shown = [widget["properties"]["alarms"] for widget in body(0, alarms=201)["widgets"]]
    assert [len(alarms) for alarms in shown] == [100, 100, 1]
    assert [arn for alarms in shown for arn in alarms] == [f"arn:{n}" for n in range(201)]
