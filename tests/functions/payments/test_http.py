import base64
import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from payments.http import MAX_BODY_BYTES, Request, Response, problem_response, request_of
from payments.problem import PaymentsError, UnavailableError

from tests.support.payment_documents import VISA, http_event, rest_event


def request_with(body: str | None, *, base64_encoded: bool = False, **headers: str) -> Request:
    return Request(
        method="POST",
        path="/validate",
        headers={name.replace("_", "-"): value for name, value in headers.items()},
        body=body,
        is_base64=base64_encoded,
        correlation_id="request-1",
    )


def test_a_rest_event_becomes_a_request() -> None:
    request = request_of(rest_event("POST", "/validate", {"a": 1}, headers={"X-Custom": "1"}))
    assert (request.method, request.path) == ("POST", "/validate")
    assert request.headers["x-custom"] == "1"
    assert request.correlation_id == "rest-request-0001"
    assert request.json() == {"a": 1}


@pytest.mark.parametrize("stage", ["$default", "prod"])
def test_an_http_event_becomes_the_same_request_whatever_its_stage(stage: str) -> None:
    request = request_of(http_event("POST", "/validate", {"a": 1}, stage=stage))
    assert (request.method, request.path) == ("POST", "/validate")
    assert request.correlation_id == "http-request-0001"


@pytest.mark.parametrize("event", [{}, {"headers": None, "requestContext": None, "body": 5}])
def test_an_event_that_lacks_everything_is_a_request_for_nothing(event: dict[str, Any]) -> None:
    request = request_of(event)
    assert (request.method, request.path, request.body) == ("", "/", None)
    assert len(request.correlation_id) == 32
    assert request.correlation_id.isalpha(), "digits in a row could read as a card number"


def test_a_safe_correlation_id_of_the_caller_is_kept() -> None:
    event = rest_event("GET", "/health", headers={"X-Correlation-Id": "order-2026.11_22"})
    assert request_of(event).correlation_id == "order-2026.11_22"


@pytest.mark.parametrize(
    "unsafe", ["short", "x" * 65, "new\nline-0001", VISA, "id-4111-1111-1111-1111"]
)
def test_an_unsafe_correlation_id_is_replaced_by_the_gateway_s(unsafe: str) -> None:
    event = rest_event("GET", "/health", headers={"X-Correlation-Id": unsafe})
    assert request_of(event).correlation_id == "rest-request-0001"


def in_base64(body: str | bytes) -> str:
    octets = body.encode() if isinstance(body, str) else body
    return base64.b64encode(octets).decode()


def test_a_base64_body_is_decoded() -> None:
    body = in_base64('{"name": "Zoë"}')
    assert request_with(body, base64_encoded=True).json() == {"name": "Zoë"}


@pytest.mark.parametrize("base64_encoded", [False, True])
def test_a_body_of_the_largest_size_is_read_however_it_comes(*, base64_encoded: bool) -> None:
    body = '"' + "1" * (MAX_BODY_BYTES - 2) + '"'
    sent = in_base64(body) if base64_encoded else body
    assert request_with(sent, base64_encoded=base64_encoded).json() == body.strip('"')


def test_half_a_surrogate_pair_in_a_body_is_no_failure() -> None:
    assert request_with('"\ud800"').json() == "\ud800"


@pytest.mark.parametrize(
    ("request_", "status"),
    [
        (request_with("{}", content_type="text/plain"), 415),
        (request_with(None), 400),
        (request_with(""), 400),
        (request_with('{"a": ' + "1" * MAX_BODY_BYTES + "}"), 413),
        (request_with('"' + "\u20ac" * (MAX_BODY_BYTES // 3) + '"'), 413),
        (request_with(in_base64('"' + "1" * MAX_BODY_BYTES + '"'), base64_encoded=True), 413),
        (request_with("!not-base64!", base64_encoded=True), 400),
        (request_with("\u20ac", base64_encoded=True), 400),
        (request_with("e!3!0=", base64_encoded=True), 400),
        (request_with(in_base64(b"\xff\xfe"), base64_encoded=True), 400),
        (request_with("{"), 400),
        (request_with("{} {}"), 400),
        (request_with('{"a": NaN}'), 400),
        (request_with('{"a": 1, "a": 2}'), 400),
        (request_with("[" * 8000), 400),
        (request_with("1" * 5000), 400),
    ],
)
def test_a_body_that_cannot_be_read_is_refused_with_its_status(
    request_: Request, status: int
) -> None:
    with pytest.raises(PaymentsError) as refused:
        request_.json()
    assert refused.value.status == status


@given(st.text(max_size=200))
def test_any_text_is_json_or_a_problem(text: str) -> None:
    try:
        request_with(text).json()
    except PaymentsError as error:
        assert error.status == 400  # noqa: PT017 - either outcome is right


def test_charset_parameters_of_the_content_type_are_accepted() -> None:
    request = request_with("[]", content_type=" Application/JSON ; charset=utf-8")
    assert request.json() == []


def test_a_request_never_prints_its_body_or_headers() -> None:
    assert repr(request_with("secret", x_api_key="key")) == (
        "Request(method='POST', path='/validate', is_base64=False, correlation_id='request-1')"
    )


def test_a_response_is_scrubbed_and_kept_by_no_cache() -> None:
    answer: Any = Response(status=200, body={"note": VISA}).for_api_gateway("request-1")
    assert json.loads(answer["body"]) == {"note": "[card number]"}
    assert answer["headers"] == {
        "content-type": "application/json",
        "cache-control": "no-store",
        "x-content-type-options": "nosniff",
        "x-correlation-id": "request-1",
    }


def test_a_problem_response_says_when_to_try_again() -> None:
    response = problem_response(
        UnavailableError("The cache", "Timeout", retry_after=2), "request-1"
    )
    assert response.status == 503
    assert response.headers == {"retry-after": "2"}
    assert response.content_type == "application/problem+json"
