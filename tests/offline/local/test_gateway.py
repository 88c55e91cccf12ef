"""API Gateway on this machine."""

import json
import threading
import uuid
from collections.abc import Iterator, Mapping
from http.client import HTTPConnection
from typing import Any

import pytest

from offline.errors import OfflineError
from offline.local.gateway import (
    LARGEST_BYTES,
    Answer,
    Call,
    Gateway,
    check_address,
    gateway_server,
)
from offline.local.instance import InvocationError
from offline.local.plan import RefusalPlan, RoutePlan
from tests.offline.local.archives import route_plan

SCHEMA = {
    "$schema": "http://json-schema.org/draft-04/schema#",
    "type": "object",
    "required": ["amount"],
}


class Recorder:
    """A function that remembers its events."""

    def __init__(self, answer: Any) -> None:
        self.events: list[Mapping[str, Any]] = []
        self._answer = answer

    def invoke(self, event: Mapping[str, Any], *, request_id: str) -> Any:
        assert event["requestContext"]["requestId"] == request_id
        self.events.append(event)
        if isinstance(self._answer, Exception):
            raise self._answer
        return self._answer


OK = {"statusCode": 201, "headers": {"x-a": "b"}, "body": "created"}


def gateway(route: RoutePlan, answer: Any = OK) -> tuple[Gateway, Recorder]:
    recorder = Recorder(answer)
    return Gateway([route], {"function-echo": recorder}), recorder


def call(**changes: Any) -> Call:
    values = {"method": "POST", "target": "/process?a=1", "headers": {"X-One": "1"}, "body": "{}"}
    return Call(**(values | changes))


def test_a_rest_route_gets_an_event_of_version_1() -> None:
    found, function = gateway(route_plan())
    assert found.answer(call()) == Answer(status=201, body="created", headers={"x-a": "b"})
    (event,) = function.events
    assert (event["httpMethod"], event["resource"], event["body"]) == ("POST", "/process", "{}")
    assert event["headers"] == {"X-One": "1"}


def test_an_http_route_gets_an_event_of_version_2() -> None:
    found, function = gateway(route_plan(rest=False))
    found.answer(call(body=""))
    (event,) = function.events
    assert (event["version"], event["rawPath"], event["body"]) == ("2.0", "/process", None)
    assert event["rawQueryString"] == "a=1"
    assert event["headers"] == {"x-one": "1"}
    assert event["requestContext"]["http"] == {"method": "POST", "path": "/process"}


@pytest.mark.parametrize(
    ("rest", "status", "text"),
    [(True, 403, "Missing Authentication Token"), (False, 404, "Not Found")],
)
def test_an_unknown_path_is_answered_as_that_kind_of_api_does(
    rest: bool,  # noqa: FBT001 - a parameter
    status: int,
    text: str,
) -> None:
    found, function = gateway(route_plan(rest=rest))
    answer = found.answer(call(method="GET"))
    assert (answer.status, json.loads(answer.body)) == (status, {"message": text})
    assert function.events == []


def test_a_missing_header_is_refused_before_the_function_runs() -> None:
    found, function = gateway(route_plan(required_headers=("Idempotency-Key",)))
    answer = found.answer(call())
    assert (answer.status, json.loads(answer.body)) == (
        400,
        {"message": "Missing required request parameters"},
    )
    assert found.answer(call(headers={"idempotency-key": "x"})).status == 201
    assert len(function.events) == 1


@pytest.mark.parametrize("body", ["", "{", "[]", "{}"])
def test_a_body_that_is_not_of_the_model_is_refused_before_the_function_runs(body: str) -> None:
    found, function = gateway(route_plan(schema=SCHEMA))
    answer = found.answer(call(body=body))
    assert (answer.status, "Invalid request body" in answer.body) == (400, True)
    assert found.answer(call(body='{"amount": 1}')).status == 201
    assert len(function.events) == 1


@pytest.mark.parametrize("broken", [InvocationError("ended"), {}, None, {"statusCode": None}])
def test_a_function_that_fails_is_a_502(broken: Any) -> None:
    found, _ = gateway(route_plan(), broken)
    answer = found.answer(call())
    assert (answer.status, json.loads(answer.body)) == (502, {"message": "Internal server error"})


def test_what_the_api_refuses_is_said_in_the_stack_s_words() -> None:
    headers = {"Content-Type": "application/problem+json"}
    refusals = {
        kind: RefusalPlan(
            status=status,
            template=f'{{"title": "{kind}", "id": "$context.requestId"}}',
            headers=headers,
        )
        for kind, status in (("BAD_REQUEST_BODY", 422), ("DEFAULT_4XX", None))
    }
    route = route_plan(schema=SCHEMA)
    found = Gateway([route], {"function-echo": Recorder({})}, refusals)
    for refused, status, title in (
        (call(body="{"), 422, "BAD_REQUEST_BODY"),
        (call(method="GET"), 403, "DEFAULT_4XX"),
    ):
        answer = found.answer(refused)
        document = json.loads(answer.body)
        assert (answer.status, document["title"]) == (status, title)
        assert str(uuid.UUID(document["id"])) == document["id"]
        assert answer.headers == {"content-type": "application/problem+json"}
    broken = found.answer(call(body='{"amount": 1}'))
    assert json.loads(broken.body) == {"message": "Internal server error"}


@pytest.fixture
def port() -> Iterator[int]:
    found, _ = gateway(route_plan())
    with gateway_server(found, "127.0.0.1", 0) as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.01,))
        thread.start()
        yield server.server_port
        server.shutdown()
        thread.join()


def test_requests_come_and_go_over_http(port: int) -> None:
    connection = HTTPConnection("127.0.0.1", port, timeout=5)
    connection.request("POST", "/process", '{"a": 1}', {"X-One": "1"})
    response = connection.getresponse()
    assert (response.status, response.headers["x-a"], response.read()) == (201, "b", b"created")
    connection.close()


def test_an_answer_to_head_has_no_body(port: int) -> None:
    connection = HTTPConnection("127.0.0.1", port, timeout=5)
    connection.request("HEAD", "/process")
    response = connection.getresponse()
    assert (response.status, response.read()) == (403, b"")
    connection.close()


def test_an_address_where_nothing_can_listen_says_why_and_what_to_do(port: int) -> None:
    for host in ("127.0.0.1", "nowhere.invalid", "203.0.113.1"):
        with pytest.raises(OfflineError, match=rf"listen on {host}:{port} .*--port or --host"):
            check_address(host, port)


@pytest.mark.parametrize("length", [str(LARGEST_BYTES + 1), "-1", "many"])
def test_a_body_that_is_too_long_is_not_read(port: int, length: str) -> None:
    connection = HTTPConnection("127.0.0.1", port, timeout=5)
    connection.putrequest("POST", "/process")
    connection.putheader("Content-Length", length)
    connection.endheaders()
    response = connection.getresponse()
    assert (response.status, b"Request Too Long" in response.read()) == (413, True)
    connection.close()
