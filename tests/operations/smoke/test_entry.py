import ssl
import threading
from collections.abc import Iterator
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import Any

import pytest

from operations.smoke import entry
from operations.smoke.fact import Deployed, Fact
from tests.support.certificates import HOST, write_server_certificate


class Answering(BaseHTTPRequestHandler):
    """Healthy for those who bring the key; nothing at the root."""

    def do_GET(self) -> None:
        known = self.headers.get("x-api-key") == "the key"
        status = {"/health": 200 if known else 403, "/": 403}.get(self.path, 503)
        self.send_response(status)
        self.end_headers()

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the base's name
        """Say nothing."""


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, Path]]:
    """The address of a TLS server, and the authority that vouches for it."""
    certificate = write_server_certificate(tmp_path_factory.mktemp("entry"))
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate.certificate_file, certificate.key_file)
    listening = HTTPServer((HOST, 0), Answering)
    listening.socket = context.wrap_socket(listening.socket, server_side=True)
    thread = threading.Thread(target=listening.serve_forever, args=(0.05,), daemon=True)
    thread.start()
    yield f"https://{HOST}:{listening.server_port}", certificate.ca_file
    listening.shutdown()
    listening.server_close()
    thread.join()


@pytest.fixture
def url(server: tuple[str, Path], monkeypatch: pytest.MonkeyPatch) -> str:
    """The address of a server that this machine trusts."""
    monkeypatch.setenv("SSL_CERT_FILE", str(server[1]))
    return server[0]


class Keys:
    """API Gateway, as far as keys go."""

    def get_api_key(self, *, apiKey: str, includeValue: bool) -> dict[str, str]:  # noqa: N803 - the API's names
        assert (apiKey, includeValue) == ("k1", True)
        return {"value": "the key"}


def deployed(**outputs: str) -> Deployed:
    def client(_: str) -> Any:
        return Keys()

    return Deployed(outputs, client, timedelta())


def only(facts: Iterator[Fact]) -> Fact:
    (fact,) = facts
    return fact


def test_an_api_answers_those_who_bring_its_key(url: str) -> None:
    assert only(entry.api(deployed(api_key_id="k1"), url)).holds


def test_an_api_that_refuses_is_told_by_its_status(url: str) -> None:
    fact = only(entry.api(deployed(), url))
    assert fact.problem == "health is 403, expected 200"


def test_a_service_has_a_health_check_of_its_own(url: str) -> None:
    assert only(entry.service(deployed(), url)).problem == "health is 403, expected 200"


def test_a_distribution_may_refuse_its_root(url: str) -> None:
    assert only(entry.assets(deployed(), url)).holds
    broken = only(entry.assets(deployed(), f"{url}/broken"))
    assert broken.problem == "answer is 503, expected 'a status below 500'"


def test_a_certificate_that_nobody_vouches_for_is_named(
    server: tuple[str, Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("SSL_CERT_FILE", raising=False)
    fact = only(entry.service(deployed(), server[0]))
    assert "CERTIFICATE_VERIFY_FAILED" in fact.problem


def test_a_host_that_does_not_exist_is_named() -> None:
    fact = only(entry.assets(deployed(), "https://payments.invalid"))
    assert not fact.holds
    assert isinstance(fact.found, str)
