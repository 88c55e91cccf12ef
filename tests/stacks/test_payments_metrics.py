"""Payments are watched by the metrics that the payment code really writes."""

import json
from types import SimpleNamespace
from typing import Any, cast

import pytest
from payments import metrics
from payments.reconciliation import Reconciliation
from payments.settlement import Settlement, _log
from payments.state import MOVES, State

from tests.support.stacks import ALARM, DASHBOARD, FUNCTION, Graph, inputs

#: The stacks whose payment code the platform brings itself.
STACKS = ("dev", "prod", "fintech", "serverless")
Series = tuple[str, str, frozenset[tuple[str, str]]]


@pytest.fixture(params=STACKS)
def stack(request: Any) -> str:
    return str(request.param)


@pytest.fixture
def written(
    graph: Graph, stack: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> set[Series]:
    """The series that processing writes in its own environment: every state, and one run."""
    function = inputs(graph(stack).one(FUNCTION, "transaction-processing"))
    for name, value in function["environment"]["variables"].items():
        monkeypatch.setenv(name, value)
    for state in set(State) - {State.RESERVED, State.AUTHORISING}:
        _log(cast("Any", SimpleNamespace(
            state=state, transaction_id="t", merchant_id="m", outcome_reason="", version=1,
        )))  # fmt: skip
    store = SimpleNamespace(due=lambda *_: [])
    settlement = cast("Settlement", SimpleNamespace(now=lambda: 0, store=store))
    Reconciliation(settlement=settlement, acquirer=cast("Any", None)).run()
    metrics.emit("validate", "success", {"Requests": 1})
    lines = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    return {
        (found["Namespace"], metric["Name"], frozenset((n, line[n]) for n in names))
        for line in lines
        if "_aws" in line
        for found in line["_aws"]["CloudWatchMetrics"]
        for names in found["Dimensions"]
        for metric in found["Metrics"]
    }


def watched(graph: Graph, stack: str) -> dict[str, Series]:
    """The series of every alarm on the payment code's own metrics, by the alarm's name."""
    return {
        alarm["name"]: (
            alarm["namespace"], alarm["metricName"], frozenset(alarm["dimensions"].items()),
        )
        for found in graph(stack).by_type(ALARM)
        for alarm in [inputs(found)]
        if alarm["namespace"] == f"Payments/{stack}"
    }  # fmt: skip


def shown(graph: Graph, stack: str) -> set[Series]:
    body = json.loads(str(graph(stack).one(DASHBOARD).inputs["dashboardBody"]))
    return {
        (series[0], series[1], frozenset(zip(series[2:-1:2], series[3:-1:2], strict=True)))
        for widget in body["widgets"]
        for series in widget["properties"].get("metrics", [])
        if series[0] == f"Payments/{stack}"
    }


def test_every_alarm_on_payments_has_data(graph: Graph, stack: str, written: set[Series]) -> None:
    alarms = watched(graph, stack)
    assert set(alarms) == {
        f"{purpose}-{stack}"
        for purpose in ("payments-unknown", "payments-postponed", "reconciliation-silent")
    }
    assert set(alarms.values()) <= written


def test_every_graph_of_payments_has_data(graph: Graph, stack: str, written: set[Series]) -> None:
    assert shown(graph, stack)
    assert shown(graph, stack) <= written


def test_the_dashboard_shows_every_way_a_payment_ends(graph: Graph, stack: str) -> None:
    outcomes = {dict(found)["outcome"] for _, name, found in shown(graph, stack)
                if name == "Payments"}  # fmt: skip
    ends = {state.value for state in State if not MOVES[state]}
    assert outcomes == ends | {State.UNKNOWN.value}


def test_a_reconciliation_that_does_not_run_is_silent_and_that_is_an_alarm(
    graph: Graph, stack: str
) -> None:
    alarm = inputs(graph(stack).one(ALARM, "reconciliation-silent"))
    assert (alarm["statistic"], alarm["comparisonOperator"], alarm["threshold"]) == (
        "SampleCount", "LessThanThreshold", 1,
    )  # fmt: skip
    assert alarm["treatMissingData"] == "breaching"
    assert (alarm["period"], alarm["evaluationPeriods"]) == (300, 3)


@pytest.mark.parametrize("without", ["containers", "web"])
def test_a_service_of_somebody_else_writes_none_of_them(graph: Graph, without: str) -> None:
    assert not watched(graph, without)
    assert not shown(graph, without)
