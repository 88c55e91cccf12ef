import json

from hypothesis import given
from payments.problem import (
    FieldProblem,
    InternalError,
    MalformedRequestError,
    PaymentsError,
    UnavailableError,
)

from tests.support.card_strategies import written_cards
from tests.support.leaks import LeakDetector


def test_a_problem_document_has_the_members_of_rfc_9457_and_the_correlation_id() -> None:
    error = PaymentsError(
        status=422,
        type="invalid-payment",
        title="The payment is invalid",
        detail="Correct currency.",
        errors=[FieldProblem(field="currency", code="currency", detail="is XXX")],
    )
    assert error.document("request-1") == {
        "type": "urn:payments:problem:invalid-payment",
        "title": "The payment is invalid",
        "status": 422,
        "detail": "Correct currency.",
        "instance": "urn:payments:request:request-1",
        "correlation_id": "request-1",
        "errors": [{"field": "currency", "code": "currency", "detail": "is XXX"}],
    }
    assert str(error) == "Correct currency."


@given(written_cards())
def test_no_problem_keeps_a_card_number_in_any_text(card: tuple[str, str]) -> None:
    digits, text = card
    error = PaymentsError(
        status=400,
        type="t",
        title="t",
        detail=text,
        errors=[FieldProblem(field=text, code="c", detail=text)],
    )
    shown = (str(error), repr(error), json.dumps(error.document("request-1")))
    LeakDetector(digits).check("problem", *shown)


def test_each_kind_of_problem_has_its_status() -> None:
    unavailable = UnavailableError("The cache", "TimeoutError", retry_after=3)
    assert (unavailable.status, unavailable.retry_after) == (503, 3)
    assert "The cache did not answer (TimeoutError)" in str(unavailable)
    assert MalformedRequestError("x").status == 400
    assert InternalError().document("c")["status"] == 500
    assert "errors" not in InternalError().document("c")
