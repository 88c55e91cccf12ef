"""An acquirer behind real HTTPS on loopback, as docs/acquirer.md describes it."""

import json
import ssl
import threading
from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

from payments.acquirer.protocol import Charge, Verdict
from payments.acquirer.simulator import SimulatedAcquirer
from payments.cards import CardNumber, Expiry, SecurityCode
from payments.money import Money

from tests.support.certificates import write_server_certificate

TOKEN = "token-of-the-merchant"


@dataclass
class AcquirerServer:
    """What the server answers with and what it was asked."""

    url: str
    ca_file: Path
    ledger: SimulatedAcquirer = field(default_factory=SimulatedAcquirer)
    token: str = TOKEN
    scripted: list[tuple[int, bytes]] = field(default_factory=list)
    """Answers to give before the ledger's; status 0 closes the connection without one."""
    requests: list[tuple[str, str, dict[str, str]]] = field(default_factory=list)
    keeps_connections: bool = False
    connections: list[int] = field(default_factory=list)
    """The caller's port of each request."""

    def tls(self) -> ssl.SSLContext:
        return ssl.create_default_context(cafile=str(self.ca_file))

    def answer(self, method: str, path: str, body: bytes) -> tuple[int, bytes]:
        parts = path.strip("/").split("/")[1:]
        match method, parts:
            case "POST", ["charges"]:
                verdict = self.ledger.charge(_charge(json.loads(body)))
            case "GET", ["charges", reference]:
                verdict = self.ledger.find(reference)
            case "PUT", ["charges", reference, "cancellation"]:
                verdict = self.ledger.cancel(reference)
            case _:
                verdict = None
        if verdict is None:
            return 404, b"{}"
        return 200, _document(verdict)


@contextmanager
def acquirer_server(directory: Path) -> Generator[AcquirerServer]:
    certificate = write_server_certificate(directory)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate.certificate_file, certificate.key_file)
    with ThreadingHTTPServer(("127.0.0.1", 0), _Handler) as server:
        server.daemon_threads = True
        server.socket = context.wrap_socket(server.socket, server_side=True)
        acquirer = AcquirerServer(
            url=f"https://localhost:{server.server_port}/v1", ca_file=certificate.ca_file
        )
        _Handler.acquirer = acquirer
        thread = threading.Thread(target=server.serve_forever, args=(0.01,))
        thread.start()
        try:
            yield acquirer
        finally:
            server.shutdown()
            thread.join()


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    acquirer: AcquirerServer

    def _respond(self) -> None:
        acquirer = self.acquirer
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        acquirer.requests.append((self.command, self.path, dict(self.headers)))
        acquirer.connections.append(self.client_address[1])
        if acquirer.scripted:
            status, content = acquirer.scripted.pop(0)
        elif self.headers["Authorization"] != f"Bearer {acquirer.token}":
            status, content = 401, b"{}"
        else:
            status, content = acquirer.answer(self.command, self.path, body)
        if not status:
            self.close_connection = True
            return
        self.send_response(status)
        if 300 <= status < 400:
            self.send_header("Location", "https://elsewhere.example/charges")
        self.send_header("Content-Length", str(len(content)))
        if not acquirer.keeps_connections:
            self.send_header("Connection", "close")
        self.end_headers()
        self.wfile.write(content)
        self.close_connection = not acquirer.keeps_connections

    do_GET = do_POST = do_PUT = _respond  # noqa: N815 - the base class looks methods up so

    def log_message(self, *_: object) -> None:
        """Keep quiet."""


def _charge(document: dict[str, Any]) -> Charge:
    card = document["card"]
    return Charge(
        reference=document["reference"],
        merchant_id=document["merchant"],
        amount=Money(document["amount_minor"], document["currency"]),
        card=CardNumber(card["number"]),
        expiry=Expiry(card["expiry_year"], card["expiry_month"]),
        security_code=SecurityCode(card["security_code"]),
    )


def _document(verdict: Verdict) -> bytes:
    document = {"outcome": verdict.outcome, "code": verdict.code, "reason": verdict.reason}
    return json.dumps(document).encode()
