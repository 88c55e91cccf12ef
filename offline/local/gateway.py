"""API Gateway on this machine: routes, request models and proxy events, over plain HTTP.

API keys, signatures, throttles and the web ACL are not acted out.
"""

import json
import uuid
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, Final
from urllib.parse import urlsplit

import fastjsonschema  # pyright: ignore[reportMissingTypeStubs] - fastjsonschema ships no types

from offline.errors import OfflineError
from offline.local.instance import Instance, InvocationError
from offline.local.plan import RefusalPlan, RoutePlan

#: API Gateway's largest payload (AWS, API Gateway quotas).
LARGEST_BYTES: Final = 10 * 1024 * 1024

#: Status and message by API Gateway's response type, where a stack has none of its own.
_DEFAULTS: Final = {
    "BAD_REQUEST_BODY": (400, "Invalid request body"),
    "BAD_REQUEST_PARAMETERS": (400, "Missing required request parameters"),
    "INTEGRATION_FAILURE": (502, "Internal server error"),
    "MISSING_AUTHENTICATION_TOKEN": (403, "Missing Authentication Token"),
    "REQUEST_TOO_LARGE": (413, "Request Too Long"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """An HTTP answer."""

    status: int
    body: str
    headers: Mapping[str, str] = field(default_factory=dict[str, str])


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    """An HTTP request; header names are as they came."""

    method: str
    target: str
    headers: Mapping[str, str]
    body: str


class Gateway:
    """Answers calls as the stack's API would, by its functions."""

    def __init__(
        self,
        routes: Sequence[RoutePlan],
        instances: Mapping[str, Instance],
        refusals: Mapping[str, RefusalPlan] | None = None,
    ) -> None:
        self._instances = instances
        self._refusals = refusals or {}
        self._routes = {(route.method, route.path): route for route in routes}
        self._rest = any(route.rest for route in routes)
        self._models = {
            (route.method, route.path): _compiled(route.schema)
            for route in routes
            if route.schema is not None
        }

    def answer(self, call: Call) -> Answer:
        """What API Gateway answers to a call."""
        path = urlsplit(call.target).path
        request_id = str(uuid.uuid4())
        route = self._routes.get((call.method, path))
        if route is None:
            # What the two kinds of API say about a path that they do not have.
            if self._rest:
                return self._refuse("MISSING_AUTHENTICATION_TOKEN", request_id)
            return _message(404, "Not Found")
        kind = self._refusal_of(route, call)
        if kind is not None:
            return self._refuse(kind, request_id)
        event = rest_event(route, call, request_id) if route.rest else http_event(call, request_id)
        try:
            answer = self._instances[route.function].invoke(event, request_id=request_id)
            return Answer(
                status=int(answer["statusCode"]), body=answer["body"], headers=answer["headers"]
            )
        except (InvocationError, KeyError, TypeError):
            return self._refuse("INTEGRATION_FAILURE", request_id)

    def too_large(self) -> Answer:
        """What API Gateway answers to a body that it does not read."""
        return self._refuse("REQUEST_TOO_LARGE", str(uuid.uuid4()))

    def _refuse(self, kind: str, request_id: str) -> Answer:
        """What the API answers itself, in the stack's words where it has some."""
        status, text = _DEFAULTS[kind]
        default = self._refusals.get(f"DEFAULT_{status // 100}XX")
        refusal = self._refusals.get(kind, default)
        if refusal is None:
            return _message(status, text)
        return Answer(
            status=refusal.status or status,
            body=refusal.template.replace("$context.requestId", request_id),
            headers={name.lower(): value for name, value in refusal.headers.items()},
        )

    def _refusal_of(self, route: RoutePlan, call: Call) -> str | None:
        """What the API's own request validator finds before any function runs."""
        given = {name.lower() for name in call.headers}
        if any(name.lower() not in given for name in route.required_headers):
            return "BAD_REQUEST_PARAMETERS"
        fits = self._models.get((route.method, route.path))
        if fits is not None and not fits(call.body):
            return "BAD_REQUEST_BODY"
        return None


def rest_event(route: RoutePlan, call: Call, request_id: str) -> dict[str, Any]:
    """The proxy event of a REST API (payload version 1.0)."""
    return {
        "resource": route.path,
        "path": urlsplit(call.target).path,
        "httpMethod": call.method,
        "headers": dict(call.headers),
        "queryStringParameters": None,
        "pathParameters": None,
        "stageVariables": None,
        "requestContext": {
            "requestId": request_id,
            "stage": "local",
            "resourcePath": route.path,
            "httpMethod": call.method,
        },
        "body": call.body or None,
        "isBase64Encoded": False,
    }


def http_event(call: Call, request_id: str) -> dict[str, Any]:
    """The proxy event of an HTTP API (payload version 2.0)."""
    path = urlsplit(call.target).path
    return {
        "version": "2.0",
        "routeKey": f"{call.method} {path}",
        "rawPath": path,
        "rawQueryString": urlsplit(call.target).query,
        "headers": {name.lower(): value for name, value in call.headers.items()},
        "requestContext": {
            "requestId": request_id,
            "stage": "$default",
            "http": {"method": call.method, "path": path},
        },
        "body": call.body or None,
        "isBase64Encoded": False,
    }


def check_address(host: str, port: int) -> None:
    """See whether there can be a server at an address, before what takes longer is started.

    Raises:
        OfflineError: the port is taken, or the host is none of this machine.
    """
    _listening(host, port, BaseHTTPRequestHandler).server_close()


def gateway_server(gateway: Gateway, host: str, port: int) -> ThreadingHTTPServer:
    """An HTTP server in front of a gateway; port 0 takes any that is free.

    Raises:
        OfflineError: the port is taken, or the host is none of this machine.
    """

    class Request(BaseHTTPRequestHandler):
        """One request of a caller."""

        protocol_version = "HTTP/1.1"

        def _respond(self) -> None:
            length = self.headers.get("Content-Length") or "0"
            if not length.isdecimal() or int(length) > LARGEST_BYTES:
                self.close_connection = True  # what follows is not read
                self._send(gateway.too_large())
                return
            content = self.rfile.read(int(length))
            call = Call(
                method=self.command,
                target=self.path,
                headers=dict(self.headers.items()),
                body=content.decode(errors="replace"),
            )
            self._send(gateway.answer(call))

        do_GET = do_HEAD = do_POST = do_PUT = _respond  # noqa: N815 - the base class looks methods up by these names
        do_DELETE = do_PATCH = do_OPTIONS = _respond  # noqa: N815 - the same

        def _send(self, answer: Answer) -> None:
            body = answer.body.encode()
            self.send_response(answer.status)
            for name, value in answer.headers.items():
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            if self.command != "HEAD":
                self.wfile.write(body)

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the base's name
            """Say nothing: the functions log every request."""

    return _listening(host, port, Request)


def _listening(host: str, port: int, handler: type[BaseHTTPRequestHandler]) -> ThreadingHTTPServer:
    try:
        server = ThreadingHTTPServer((host, port), handler)
    except OSError as error:
        raise OfflineError(
            f"nothing can listen on {host}:{port} ({error.strerror}): end what does already, or "
            "choose another place with --port or --host; port 0 takes any that is free"
        ) from error
    server.daemon_threads = True
    return server


def _compiled(schema: Mapping[str, Any]) -> Callable[[str], bool]:
    validate: Callable[[Any], Any] = fastjsonschema.compile(dict(schema), use_default=False)  # pyright: ignore[reportUnknownMemberType] - fastjsonschema ships no types

    def fits(body: str) -> bool:
        try:
            validate(json.loads(body))
        except (ValueError, fastjsonschema.JsonSchemaValueException):
            return False
        return True

    return fits


def _message(status: int, text: str) -> Answer:
    return Answer(
        status=status,
        body=json.dumps({"message": text}),
        headers={"content-type": "application/json"},
    )
