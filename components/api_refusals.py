"""What a REST API answers itself when it refuses a request: problem documents of fixed texts."""

import json
from dataclasses import dataclass

from settings.api import ApiSettings


@dataclass(frozen=True, slots=True, kw_only=True)
class Refusal:
    """One kind of refusal, as a problem document (RFC 9457).

    Nothing in it comes from the request, for API Gateway's own messages quote bodies that it cannot
    read, and headers and paths whose signature is wrong (PCI DSS v4.0.1 3.4.1).

    Attributes:
        kind: API Gateway's response type.
        status: HTTP status; None keeps API Gateway's, which its templates cannot name.
        type: kind in kebab case, the functions' own where they refuse for the same reason.
        title: the reason.
    """

    kind: str
    status: int | None
    type: str
    title: str

    def template(self) -> str:
        """The body; API Gateway puts its id of the request in."""
        status = {} if self.status is None else {"status": self.status}
        return json.dumps(
            {
                "type": f"urn:payments:problem:{self.type}",
                "title": self.title,
                **status,
                "instance": "urn:payments:request:$context.requestId",
                "correlation_id": "$context.requestId",
            }
        )


def _refusal(kind: str, status: int | None, type_: str, title: str) -> Refusal:
    return Refusal(kind=kind, status=status, type=type_, title=title)


#: The types that this API can meet, and API Gateway's defaults for whatever else there is.
REFUSALS = (
    _refusal("ACCESS_DENIED", 403, "access-denied", "The caller may not use this API"),
    _refusal("API_CONFIGURATION_ERROR", 500, "misconfigured", "The API is misconfigured"),
    _refusal("BAD_REQUEST_BODY", 400, "invalid-body", "The body does not follow the schema"),
    _refusal("BAD_REQUEST_PARAMETERS", 400, "missing-header", "A required header is missing"),
    _refusal("EXPIRED_TOKEN", 403, "expired-credentials", "The credentials have expired"),
    _refusal("INTEGRATION_FAILURE", 502, "no-answer", "Nothing behind the API answered"),
    _refusal("INTEGRATION_TIMEOUT", 504, "no-answer", "Nothing behind the API answered"),
    _refusal("INVALID_API_KEY", 403, "invalid-api-key", "The API key is missing or unknown"),
    _refusal("INVALID_SIGNATURE", 403, "invalid-signature", "The signature is wrong"),
    _refusal(
        "MISSING_AUTHENTICATION_TOKEN",
        403,
        "unknown-path-or-caller",
        "There is no such path, or the request names no caller",
    ),
    _refusal("QUOTA_EXCEEDED", 429, "quota-exceeded", "The quota of the API key is used up"),
    _refusal("REQUEST_TOO_LARGE", 413, "payload-too-large", "The body is too large"),
    _refusal("THROTTLED", 429, "too-many-requests", "Too many requests"),
    _refusal("UNSUPPORTED_MEDIA_TYPE", 415, "unsupported-media-type", "The body is not JSON"),
    _refusal("WAF_FILTERED", 403, "blocked", "The web application firewall blocks the request"),
    _refusal("DEFAULT_4XX", None, "refused", "The API refuses the request"),
    _refusal("DEFAULT_5XX", None, "failed", "The API failed"),
)


def refusal_headers(settings: ApiSettings) -> dict[str, str]:
    """Headers of what API Gateway refuses; a browser shows the refusal to one known origin only.

    API Gateway calls a body by its template's key, `application/json`; the header corrects it.
    """
    headers = {
        "Content-Type": "application/problem+json",
        "Strict-Transport-Security": "max-age=31536000",
    }
    if len(settings.cors_origins) == 1:
        headers["Access-Control-Allow-Origin"] = settings.cors_origins[0]
    return {f"gatewayresponse.header.{name}": f"'{value}'" for name, value in headers.items()}
