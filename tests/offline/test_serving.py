"""The payments API of a stack on localhost, from its graph to the answer."""

import json
import re
import socket
import threading
from collections.abc import Iterator
from http.client import HTTPConnection
from typing import Any

import pytest
from click.testing import CliRunner

from offline import cli, serving
from offline.errors import OfflineError
from offline.local.plan import LocalPlan
from tests.conftest import PROJECT, Graph

PAYMENT = {
    "merchant_id": "merchant-1",
    "customer_id": "customer-1",
    "reference": "order-1",
    "amount_minor": 1250,
    "currency": "EUR",
    "card": {"number": "4242424242424242", "expiry_month": 12, "expiry_year": 2030, "cvv": "123"},
}


class Api:
    """A running API and what was printed."""

    def __init__(self, port: int, printed: list[str]) -> None:
        self.port = port
        self.printed = "\n".join(printed)

    def call(self, method: str, path: str, body: Any = None, **headers: str) -> tuple[int, Any]:
        connection = HTTPConnection("127.0.0.1", self.port, timeout=60)
        sent = {"Content-Type": "application/json", **headers}
        connection.request(method, path, None if body is None else json.dumps(body), sent)
        response = connection.getresponse()
        answer = response.status, json.loads(response.read())
        connection.close()
        return answer


@pytest.fixture(scope="module", params=["stack", "database"])
def api(graph: Graph, request: pytest.FixtureRequest) -> Iterator[Api]:
    state = graph("dev")
    printed: list[str] = []
    listening, ended = threading.Event(), threading.Event()

    def echo(text: str, *, err: bool = False) -> None:
        if not err:
            printed.append(text)
            listening.set()

    def preview(*_: object, **__: object) -> Any:
        return state

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(serving, "preview_state", preview)
        patch.setattr(serving.click, "echo", echo)
        arguments = {"host": "127.0.0.1", "port": 0, "store": request.param, "ended": ended}
        thread = threading.Thread(
            target=serving.run, args=("dev",), kwargs={"folder": PROJECT, **arguments}
        )
        thread.start()
        assert listening.wait(120)
        (port,) = re.findall(r"listens on http://127\.0\.0\.1:(\d+)", "\n".join(printed))
        yield Api(int(port), printed)
        ended.set()
        thread.join()


def test_the_service_is_healthy_in_the_stacks_environment(api: Api) -> None:
    assert api.call("GET", "/health") == (200, {"status": "ok", "environment": "dev"})


def test_a_payment_validates_and_is_captured_once(api: Api) -> None:
    assert api.call("POST", "/validate", PAYMENT)[1]["valid"] is True
    key = {"Idempotency-Key": "order-key-1"}
    status, captured = api.call("POST", "/process", PAYMENT, **key)
    assert (status, captured["status"]) == (201, "captured")
    assert api.call("POST", "/process", PAYMENT, **key) == (201, captured)


def test_the_api_refuses_what_the_deployed_api_would_refuse(api: Api) -> None:
    assert api.call("POST", "/process", PAYMENT)[0] == 400
    assert api.call("POST", "/validate", {"amount_minor": "many"})[0] == 400
    status, refusal = api.call("GET", "/elsewhere")
    assert (status, refusal["title"]) == (
        403,
        "There is no such path, or the request names no caller",
    )
    assert refusal["correlation_id"]


def test_what_was_printed_can_be_tried(api: Api) -> None:
    assert f"curl -s -w '\\n' http://127.0.0.1:{api.port}/health" in api.printed
    assert "Idempotency-Key: order-1001" in api.printed
    bodies = re.findall(r"-d '(\{.*\})'", api.printed)
    for number, body in enumerate(bodies):
        key = {"Idempotency-Key": f"printed-key-{number}"}
        document = json.loads(body) | {"customer_id": f"customer-{number}"}
        document["reference"] += f"-{number}"
        assert api.call("POST", "/process", document, **key)[0] in {201, 202}
    assert len(bodies) == 3


def test_it_says_where_payments_are_kept(api: Api) -> None:
    kept_in_table = "DynamoDB table transactions-dev (moto)" in api.printed
    assert kept_in_table is not ("Payments are kept in the SQL database" in api.printed)
    assert "database payments is at localhost:" in api.printed
    assert "Redis counts velocity at localhost:" in api.printed


def test_a_plan_without_servers_says_nothing_of_them() -> None:
    plan = LocalPlan(
        stack="small",
        region="us-west-2",
        functions=(),
        routes=(),
        schedules=(),
        tables=(),
        streams=(),
        topics=(),
        keys={},
        cache_users={},
    )
    from offline.local.cloud import Cloud  # noqa: PLC0415 - only here
    from offline.local.world import World  # noqa: PLC0415 - only here

    world = World(
        instances={}, database=None, cache=None, cloud=Cloud("http://127.0.0.1:1", "us-west-2")
    )
    text = "\n".join(serving.introduction(plan, world, "http://127.0.0.1:2"))
    assert "Redis" not in text
    assert "database payments is" not in text


def test_an_unknown_stack_is_one_message() -> None:
    with pytest.raises(OfflineError, match="nowhere"):
        serving.plan_of("nowhere", PROJECT)


def test_a_taken_port_is_one_message_before_anything_is_started(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def started(*_: object) -> None:
        pytest.fail("the stack was read although nothing can be served")

    monkeypatch.setattr(serving, "plan_of", started)
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        with pytest.raises(OfflineError, match=rf"nothing can listen on 127.0.0.1:{port} .*--port"):
            serving.run(
                "dev",
                folder=PROJECT,
                host="127.0.0.1",
                port=port,
                store="stack",
                ended=threading.Event(),
            )


def test_the_command_passes_its_options_on(monkeypatch: pytest.MonkeyPatch) -> None:
    given: list[Any] = []

    def run(stack: str, **options: Any) -> None:
        given.append((stack, options["host"], options["port"], options["store"]))

    monkeypatch.setattr(serving, "run", run)
    result = CliRunner().invoke(cli.main, ["serve", "dev", "--port", "0", "--store", "database"])
    assert result.exit_code == 0, result.output
    assert given == [("dev", "127.0.0.1", 0, "database")]
