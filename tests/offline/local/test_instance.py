"""A function in a process of its own."""

import json
import socket
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from offline.local import runtime
from offline.local.child import die_with_parent
from offline.local.instance import AUTHORITIES, Instance, InvocationError, instance, unpack
from tests.offline.local.archives import function_plan, packed


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    unpacked = tmp_path / "unpacked"
    authority = tmp_path / "ca.pem"
    authority.write_text("the local authority")
    unpack(tmp_path / packed(tmp_path), unpacked, authorities=[authority])
    return unpacked


@pytest.fixture
def in_process(folder: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Instance]:
    """The runtime in a thread of this process, where its lines are counted."""
    monkeypatch.setattr(sys, "path", list(sys.path))
    listener = socket.create_server(("127.0.0.1", 0))
    port = listener.getsockname()[1]
    server = runtime.server(listener, runtime.load(str(folder), "echo.handler"))
    thread = threading.Thread(target=server.serve_forever, args=(0.01,))
    thread.start()
    yield Instance(function_plan(), port)
    server.shutdown()
    server.server_close()
    thread.join()
    del sys.modules["echo"]


def test_a_function_sees_its_event_its_own_variables_and_the_local_authorities(
    folder: Path,
) -> None:
    variables = {"ENVIRONMENT": "test", "PATH": "/usr/bin"}
    with instance(function_plan(), folder, variables) as running:
        answer = running.invoke({"a": 1}, request_id="request-1")
    seen = json.loads(answer["body"])
    assert seen["event"] == {"a": 1}
    assert seen["environment"].items() >= variables.items()
    assert "HOME" not in seen["environment"]
    assert seen["trusted"] == "the local authority"
    assert seen["request_id"] == "request-1"


def test_a_function_that_raises_is_an_error_and_stays_alive(in_process: Instance) -> None:
    with pytest.raises(InvocationError, match="function-echo: the task failed"):
        in_process.invoke({"task": "fail"})
    assert in_process.invoke({})["statusCode"] == 201


def test_a_function_that_ends_gives_no_answer(folder: Path) -> None:
    with (
        instance(function_plan(), folder, {}) as running,
        pytest.raises(InvocationError, match="function-echo gave no answer"),
    ):
        running.invoke({"task": "end"})


def test_without_local_servers_a_function_keeps_the_authorities_of_aws(tmp_path: Path) -> None:
    unpack(tmp_path / packed(tmp_path), tmp_path / "out", authorities=[])
    assert (tmp_path / "out" / AUTHORITIES).read_text() == "AWS's authorities"


def test_the_runtime_serves_the_socket_that_it_is_handed(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "path", list(sys.path))
    served: list[object] = []

    def serve(server: object) -> None:
        served.append(server)

    monkeypatch.setattr(runtime.ThreadingHTTPServer, "serve_forever", serve)
    with socket.create_server(("127.0.0.1", 0)) as listener:
        descriptor = listener.dup().detach()
    runtime.main([str(folder), "echo.handler", str(descriptor)])
    (server,) = served
    assert isinstance(server, runtime.ThreadingHTTPServer)
    server.server_close()
    del sys.modules["echo"]


@pytest.mark.parametrize("platform", ["linux", "darwin"])
def test_a_child_asks_linux_to_end_it_with_its_parent(
    monkeypatch: pytest.MonkeyPatch, platform: str
) -> None:
    asked: list[tuple[int, int]] = []

    class Libc:
        def prctl(self, *arguments: int) -> None:
            asked.append(arguments)

    monkeypatch.setattr("offline.local.child._LIBC", Libc())
    monkeypatch.setattr(sys, "platform", platform)
    die_with_parent()
    assert asked == ([(1, 9)] if platform == "linux" else [])
