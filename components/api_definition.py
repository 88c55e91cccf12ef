"""What the API offers, as plain values: routes, contract, log lines and preflight answers."""

import json
from collections.abc import Collection, Mapping
from dataclasses import asdict, dataclass
from hashlib import sha256
from pathlib import Path
from typing import TypeVar

from components.api_refusals import REFUSALS, refusal_headers
from settings.api import ApiSettings

#: Whatever stands for a function.
Function = TypeVar("Function")
#: The one contract of a payment request; the functions validate by the same file.
_SCHEMA = Path(__file__).parent.parent / "functions/payments/payment_request.schema.json"
MODEL_NAME = "PaymentRequest"
#: Longest wait for an answer, milliseconds: the default quota of API Gateway.
TIMEOUT_MS = 29_000
#: Every path that no function serves.
REST_OF_PATHS = "{proxy+}"
#: Request headers that scripts of allowed origins may send.
CORS_HEADERS = (
    "authorization",
    "content-type",
    "idempotency-key",
    "x-amz-date",
    "x-amz-security-token",
    "x-api-key",
    "x-correlation-id",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Route:
    """One method on one path.

    Attributes:
        method: HTTP method.
        path: path below the root, without slash.
        takes_payment: whether the body is a payment request.
        idempotent_by_key: whether the request must carry an Idempotency-Key.
    """

    method: str
    path: str
    takes_payment: bool = False
    idempotent_by_key: bool = False

    @property
    def name(self) -> str:
        """Stable part of logical names."""
        path = "service" if self.path == REST_OF_PATHS else self.path
        return f"{self.method.lower()}-{path}"


_FUNCTION_ROUTES = (
    ("payment-validation", Route(method="POST", path="validate", takes_payment=True)),
    (
        "transaction-processing",
        Route(method="POST", path="process", takes_payment=True, idempotent_by_key=True),
    ),
    ("payment-validation", Route(method="GET", path="health")),
)
#: The routes that the load balancer behind the VPC link serves.
LINK_ROUTES = tuple(Route(method=method, path=REST_OF_PATHS) for method in ("GET", "POST"))


def function_routes(functions: Mapping[str, Function]) -> tuple[tuple[Route, Function], ...]:
    """The routes that functions serve, each with its function.

    Args:
        functions: what serves, by workload name.
    """
    return tuple((route, functions[name]) for name, route in _FUNCTION_ROUTES if name in functions)


def request_schema() -> str:
    """The JSON schema (draft 4, as API Gateway reads it) of a payment request."""
    return json.dumps(json.loads(_SCHEMA.read_text()), sort_keys=True)


def definition_digest(settings: ApiSettings, functions: Mapping[str, object], host: str) -> str:
    """Changes whenever a deployed REST API must be deployed again.

    Args:
        settings: the API's settings.
        functions: what serves, by workload name.
        host: name of the load balancer behind the link; empty without one.
    """
    routes = [asdict(route) for route, _ in function_routes(functions)]
    refusals = [[asdict(refusal) for refusal in REFUSALS], refusal_headers(settings)]
    preflights = [CORS_HEADERS, preflight_template(settings.cors_origins)]
    parts = [settings.model_dump(), routes, request_schema(), host, refusals, preflights]
    return sha256(json.dumps(parts, sort_keys=True).encode()).hexdigest()


def rest_log_format() -> str:
    """A line of the REST API's access log: who, what and how long, never a body or a raw path.

    A raw path or query may hold whatever a client put there (PCI DSS 3.4.1); `resourcePath` is the
    route's own text.
    """
    return json.dumps(
        {
            "requestId": "$context.requestId",
            "ip": "$context.identity.sourceIp",
            "requestTime": "$context.requestTime",
            "httpMethod": "$context.httpMethod",
            "resourcePath": "$context.resourcePath",
            "status": "$context.status",
            "protocol": "$context.protocol",
            "responseLength": "$context.responseLength",
            "latency": "$context.responseLatency",
            "integrationLatency": "$context.integrationLatency",
            "integrationError": "$context.integration.error",
            "userAgent": "$context.identity.userAgent",
            "apiKeyId": "$context.identity.apiKeyId",
            "wafStatus": "$context.waf.status",
            "errorType": "$context.error.responseType",
        }
    )


def http_log_format() -> str:
    """A line of the HTTP API's access log (S000-69), never a body or a raw path."""
    return json.dumps(
        {
            "requestId": "$context.requestId",
            "ip": "$context.identity.sourceIp",
            "requestTime": "$context.requestTime",
            "httpMethod": "$context.httpMethod",
            "routeKey": "$context.routeKey",
            "status": "$context.status",
            "protocol": "$context.protocol",
            "responseLength": "$context.responseLength",
            "latency": "$context.responseLatency",
            "integrationLatency": "$context.integrationLatency",
            "integrationError": "$context.integrationErrorMessage",
            "userAgent": "$context.identity.userAgent",
            "errorType": "$context.error.responseType",
        }
    )


def methods_at(offered: Collection[Route], path: str) -> tuple[str, ...]:
    """The methods of a path, with the preflight's own."""
    return (*sorted(route.method for route in offered if route.path == path), "OPTIONS")


def preflight_template(origins: Collection[str]) -> str:
    """Answers a preflight: repeats the caller's origin if it is one of `origins`, else nothing."""
    allowed = json.dumps(sorted(origins))
    return "\n".join(
        [
            f"#set($allowed = {allowed})",
            # Templates know headers as the client wrote them: HTTP/2 in small letters.
            '#set($origin = $input.params("origin"))',
            '#if($origin == "")#set($origin = $input.params("Origin"))#end',
            '#if($allowed.contains($origin) || $allowed.contains("*"))',
            "#set($context.responseOverride.header.Access-Control-Allow-Origin = $origin)",
            "#end",
        ]
    )
