"""Connections to PostgreSQL as both kinds of functions open them."""

import socket
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pg8000.native
import pytest
from payments import postgres
from payments.postgres import connect_postgres
from payments.tls import verified_context

TIMEOUT_SECONDS = 0.2


@pytest.fixture
def opened(monkeypatch: pytest.MonkeyPatch) -> list[socket.socket]:
    """Every socket that is opened, to be looked at afterwards."""
    sockets: list[socket.socket] = []
    create = socket.create_connection

    def remember(*arguments: Any) -> socket.socket:
        sockets.append(create(*arguments))
        return sockets[-1]

    monkeypatch.setattr(postgres.socket, "create_connection", remember)
    return sockets


def connect(port: int) -> pg8000.native.Connection:
    return connect_postgres(
        host="127.0.0.1",
        port=port,
        database="payments",
        username="app",
        password="pa55word",
        tls=verified_context(),
        timeout_seconds=TIMEOUT_SECONDS,
    )


@pytest.mark.parametrize("answer", [b"N", b"", None], ids=["no TLS", "the end", "nothing"])
def test_a_server_that_does_not_begin_with_tls_leaves_no_socket_open(
    opened: list[socket.socket], answer: bytes | None
) -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener, ThreadPoolExecutor(1) as threads:
        tried = threads.submit(connect, listener.getsockname()[1])
        with listener.accept()[0] as caller:
            assert caller.recv(8) == (8).to_bytes(4) + (80877103).to_bytes(4)  # SSLRequest
            if answer is not None:
                caller.sendall(answer)
                caller.shutdown(socket.SHUT_WR)
            refusal = tried.exception()
    assert isinstance(refusal, TimeoutError if answer is None else pg8000.native.InterfaceError)
    assert [endpoint.fileno() for endpoint in opened] == [-1]


def test_a_login_waits_for_no_acknowledgements_and_keeps_its_connection_alive(
    opened: list[socket.socket], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pg8000.native, "Connection", lambda *_, **options: options["sock"])
    with socket.create_server(("127.0.0.1", 0)) as listener:
        connect(listener.getsockname()[1])
    [endpoint] = opened
    with endpoint:
        assert endpoint.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY)
        assert endpoint.getsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE)
        assert endpoint.gettimeout() == TIMEOUT_SECONDS
