import json

import pytest
from payments import metrics

from tests.support.leaks import LeakDetector
from tests.support.payment_documents import VISA


def test_metrics_are_one_line_in_the_embedded_format(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("METRICS_NAMESPACE", "Test/Payments")
    monkeypatch.setenv("POWERTOOLS_SERVICE_NAME", "payment-validation")
    metrics.emit("validate", "success", {"Requests": 1, "RequestDuration": 2.5})
    record = json.loads(capsys.readouterr().out)
    [described] = record["_aws"]["CloudWatchMetrics"]
    assert described["Namespace"] == "Test/Payments"
    assert sorted(described["Dimensions"][0]) == ["operation", "outcome", "service"]
    assert described["Metrics"] == [
        {"Name": "Requests", "Unit": "Count"},
        {"Name": "RequestDuration", "Unit": "Milliseconds"},
    ]
    assert (record["operation"], record["outcome"]) == ("validate", "success")
    assert (record["Requests"], record["RequestDuration"]) == ([1.0], [2.5])


def test_no_dimension_keeps_a_card_number(capsys: pytest.CaptureFixture[str]) -> None:
    metrics.emit(VISA, f"x{VISA}", {"Requests": 1})
    LeakDetector(VISA).check("metric", capsys.readouterr().out)
