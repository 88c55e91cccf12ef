"""What clients connect to: it answers, with a certificate that this machine trusts."""

import ssl
from collections.abc import Iterator, Mapping
from http.client import HTTPException, HTTPSConnection
from typing import Final
from urllib.parse import urlsplit

from operations.smoke.fact import Answer, Deployed, Fact, facts

_TIMEOUT_SECONDS: Final = 15
_OK: Final = 200
_SERVER_ERROR: Final = 500


def api(deployed: Deployed, url: str) -> Iterator[Fact]:
    """The health check answers; through an API with keys, with the stack's own."""
    headers: dict[str, str] = {}
    for key_id in deployed.named("api_key_id"):
        key: Answer = deployed.clients("apigateway").get_api_key(apiKey=key_id, includeValue=True)
        headers["x-api-key"] = key["value"]
    yield from facts(url, health=(_OK, answer_of(f"{url}/health", headers)))


def service(_: Deployed, url: str) -> Iterator[Fact]:
    """The health check of the service behind a public load balancer answers."""
    yield from facts(url, health=(_OK, answer_of(f"{url}/health")))


def assets(_: Deployed, url: str) -> Iterator[Fact]:
    """The distribution answers; without a file at its root it refuses, which is an answer, too."""
    status = answer_of(f"{url}/")
    fine = isinstance(status, int) and status < _SERVER_ERROR
    yield from facts(url, answer=(status if fine else "a status below 500", status))


def answer_of(url: str, headers: Mapping[str, str] | None = None) -> int | str:
    """The status of a GET over TLS 1.2 or newer (PCI DSS 4.2.1), else what kept it from one."""
    parts = urlsplit(url)
    context = ssl.create_default_context()
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    connection = HTTPSConnection(parts.netloc, timeout=_TIMEOUT_SECONDS, context=context)
    try:
        connection.request("GET", parts.path, headers=dict(headers or {}))
        return connection.getresponse().status
    except (OSError, HTTPException) as error:
        return str(error) or type(error).__name__
    finally:
        connection.close()
