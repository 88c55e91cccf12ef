"""API Gateway's REST (v1) and HTTP (v2) proxy events as requests, and responses back to it."""

import base64
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final, Never, cast

from payments.identity import new_correlation_id
from payments.masking import Json, holds_card_number, scrub
from payments.problem import CONTENT_TYPE, MalformedRequestError, PaymentsError

MAX_BODY_BYTES: Final = 16_384
"""A payment request is under 2 KiB; API Gateway itself would pass on 10 MB."""

CORRELATION_HEADER: Final = "x-correlation-id"

_CORRELATION_ID: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9._=-]{7,63}")


@dataclass(frozen=True, kw_only=True, slots=True)
class Request:
    """One HTTP request; header names are in lower case. The body never shows in a `repr`."""

    method: str
    path: str
    headers: Mapping[str, str] = field(repr=False)
    body: str | None = field(repr=False)
    is_base64: bool
    correlation_id: str

    def json(self) -> Json:
        """Return the body's JSON document.

        Raises:
            PaymentsError: 413 for a body over `MAX_BODY_BYTES`, 415 for another content type,
                400 for no body, bad base64, bad UTF-8, bad JSON, a repeated name, NaN or
                nesting too deep. No message repeats any part of the body.
        """
        content_type = self.headers.get("content-type", "application/json")
        media_type = content_type.partition(";")[0].strip().lower()
        if media_type != "application/json":
            raise PaymentsError(
                status=415,
                type="unsupported-media-type",
                title="The content type is not supported",
                detail="Send the payment as application/json.",
            )
        if not self.body:
            raise MalformedRequestError("The body is empty; send one JSON object.")
        text = _decode(self.body) if self.is_base64 else self.body
        # Half a surrogate pair, which JSON's escapes can write, is no UTF-8.
        if len(text.encode("utf-8", "surrogatepass")) > MAX_BODY_BYTES:
            raise _too_large()
        return _parse(text)


@dataclass(frozen=True, kw_only=True, slots=True)
class Response:
    """A status, a JSON document and extra headers."""

    status: int
    body: Json
    headers: Mapping[str, str] = field(default_factory=dict[str, str])
    content_type: str = "application/json"

    def for_api_gateway(self, correlation_id: str) -> dict[str, Json]:
        """Return the proxy integration's answer; the body is scrubbed of card numbers."""
        return {
            "statusCode": self.status,
            "headers": {
                "content-type": self.content_type,
                # RFC 9111: an answer about a payment is kept by no cache on the way.
                "cache-control": "no-store",
                "x-content-type-options": "nosniff",
                CORRELATION_HEADER: correlation_id,
                **self.headers,
            },
            "body": json.dumps(scrub(self.body), separators=(",", ":")),
            "isBase64Encoded": False,
        }


def problem_response(error: PaymentsError, correlation_id: str) -> Response:
    """Return the problem document of `error`, with Retry-After when repeating may succeed."""
    headers = {} if error.retry_after is None else {"retry-after": str(error.retry_after)}
    return Response(
        status=error.status,
        body=error.document(correlation_id),
        headers=headers,
        content_type=CONTENT_TYPE,
    )


def request_of(event: Mapping[str, object]) -> Request:
    """Return the request of a proxy event; what the event lacks is empty, never an error."""
    context = _mapping(event.get("requestContext"))
    headers = {
        name.lower(): value
        for name, value in _mapping(event.get("headers")).items()
        if isinstance(value, str)
    }
    method, path = _route(event, context)
    body = event.get("body")
    return Request(
        method=method.upper(),
        path=path,
        headers=headers,
        body=body if isinstance(body, str) else None,
        is_base64=event.get("isBase64Encoded") is True,
        correlation_id=correlation_id_of(headers.get(CORRELATION_HEADER), context.get("requestId")),
    )


def _route(event: Mapping[str, object], context: Mapping[str, object]) -> tuple[str, str]:
    http = _mapping(context.get("http"))
    if http:
        # A named stage is part of an HTTP API's rawPath; `$default` is not.
        path = str(event.get("rawPath", ""))
        return str(http.get("method", "")), path.removeprefix(f"/{context.get('stage')}") or "/"
    return str(event.get("httpMethod", "")), str(event.get("resource") or event.get("path") or "/")


def correlation_id_of(*candidates: object) -> str:
    """Return the first candidate that is safe to log, else a new id."""
    for candidate in candidates:
        if (
            isinstance(candidate, str)
            and _CORRELATION_ID.fullmatch(candidate)
            and not holds_card_number(candidate)
        ):
            return candidate
    return new_correlation_id()


def _mapping(value: object) -> Mapping[str, object]:
    return cast("Mapping[str, object]", value) if isinstance(value, Mapping) else {}


def _too_large() -> PaymentsError:
    return PaymentsError(
        status=413,
        type="payload-too-large",
        title="The request is too large",
        detail=f"The body is longer than {MAX_BODY_BYTES} bytes; a payment needs less than 2,000.",
    )


def _decode(body: str) -> str:
    try:
        return base64.b64decode(body, validate=True).decode("utf-8")
    except ValueError:
        # The cause is cut off: a decode error carries the bytes of the body.
        raise MalformedRequestError("The body is not UTF-8 text in base64.") from None


def _parse(text: str) -> Json:
    try:
        return json.loads(text, object_pairs_hook=_unique, parse_constant=_refuse_constant)
    except (ValueError, RecursionError):
        # The cause is cut off: `JSONDecodeError.doc` is the whole body.
        raise MalformedRequestError(
            "The body is not one JSON document with unique names and finite numbers."
        ) from None


def _unique(pairs: list[tuple[str, Json]]) -> dict[str, Json]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError("a name is repeated")
    return found


def _refuse_constant(_: str) -> Never:
    raise ValueError("JSON has no NaN and no infinity")
