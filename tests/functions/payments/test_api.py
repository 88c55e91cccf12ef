import json
from typing import Any

import pytest
from payments import api, logs
from payments.http import Request, Response
from payments.problem import FieldProblem, PaymentsError

from tests.support.leaks import LeakDetector, captured_output
from tests.support.payment_documents import VISA, rest_event


def refuse(_: Request) -> Response:
    raise PaymentsError(
        status=422,
        type="invalid-payment",
        title="Invalid",
        detail="Correct currency.",
        errors=[FieldProblem(field="card.number", code="check_digit", detail="is wrong")],
    )


def stop(_: Request) -> Response:
    raise PaymentsError(status=503, type="unavailable", title="t", detail="d", retry_after=1)


def crash(request: Request) -> Response:
    logs.logger().info("about to fail")
    raise RuntimeError(f"cannot read {request.body}")


ROUTES: api.Routes = {
    ("POST", "/refuse"): refuse,
    ("POST", "/stop"): stop,
    ("POST", "/crash"): crash,
    ("GET", "/fine"): lambda _: Response(status=200, body={"ok": True}),
}


def serve(
    method: str, path: str, body: object = None
) -> tuple[dict[str, Any], list[dict[str, Any]]]:
    """The answer, and every record that was logged or printed as a metric."""
    with captured_output() as output:
        answer: Any = api.serve(rest_event(method, path, body), ROUTES)
    return answer, [json.loads(line) for line in output.getvalue().splitlines()]


def test_a_handler_s_answer_carries_the_correlation_id_and_is_counted() -> None:
    answer, [metric] = serve("GET", "/fine")
    assert answer["statusCode"] == 200
    assert answer["headers"]["x-correlation-id"] == "rest-request-0001"
    assert (metric["operation"], metric["outcome"], metric["Requests"]) == (
        "fine",
        "success",
        [1.0],
    )
    assert metric["RequestDuration"][0] >= 0


def test_a_caller_s_fault_is_a_problem_logged_as_information() -> None:
    answer, [record, metric] = serve("POST", "/refuse")
    assert answer["statusCode"] == 422
    assert answer["headers"]["content-type"] == "application/problem+json"
    assert json.loads(answer["body"])["correlation_id"] == "rest-request-0001"
    assert (record["level"], record["problem"], record["status"]) == (
        "INFO",
        "invalid-payment",
        422,
    )
    assert record["fields"] == ["card.number: check_digit"]
    assert record["correlation_id"] == "rest-request-0001"
    assert metric["outcome"] == "invalid-payment"


def test_a_server_s_fault_is_a_problem_logged_as_an_error() -> None:
    answer, [record, metric] = serve("POST", "/stop")
    assert (answer["statusCode"], answer["headers"]["retry-after"]) == (503, "1")
    assert (record["level"], metric["outcome"]) == ("ERROR", "unavailable")


def test_a_defect_is_a_500_that_shows_nothing_and_a_masked_traceback() -> None:
    answer, [_, record, metric] = serve("POST", "/crash", f'{{"number": "{VISA}"}}')
    assert answer["statusCode"] == 500
    assert "RuntimeError" not in answer["body"]
    assert record["exception_name"] == "RuntimeError"
    assert metric["outcome"] == "internal-error"
    LeakDetector(VISA).check("everything", answer, record, metric)


@pytest.mark.parametrize(
    ("method", "path", "status", "detail"),
    [
        ("GET", "/refuse", 405, "/refuse answers POST."),
        ("GET", "/elsewhere", 404, "This function answers /crash, /fine, /refuse, /stop."),
        ("", f"/{VISA}", 404, "This function answers"),
    ],
)
def test_an_unknown_route_is_a_problem_under_one_metric(
    method: str, path: str, status: int, detail: str
) -> None:
    answer, records = serve(method, path)
    assert answer["statusCode"] == status
    assert detail in json.loads(answer["body"])["detail"]
    assert records[-1]["operation"] == "unrouted"
    LeakDetector(VISA).check("everything", answer, records)


def test_a_direct_invocation_answers_with_the_bare_document() -> None:
    with captured_output() as output:
        answer = api.invoke("score", lambda: {"note": VISA, "n": 1}, correlation_id="request-1")
    assert answer == {"note": "[card number]", "n": 1}
    assert json.loads(output.getvalue())["operation"] == "score"


def test_a_failed_direct_invocation_answers_with_the_problem_document() -> None:
    def fail() -> Any:
        raise PaymentsError(status=422, type="invalid", title="t", detail="d")

    with captured_output():
        answer = api.invoke("score", fail, correlation_id="request-1")
    assert (answer["status"], answer["correlation_id"]) == (422, "request-1")
