"""Answers that a browser shows to scripts of other sites, behind a REST API.

There API Gateway answers only the preflight request. An HTTP API adds these headers to every answer
itself, and its stack leaves the variable unset: a header that comes twice is refused by browsers.
"""

from collections.abc import Mapping
from typing import Final

VARIABLE: Final = "CORS_ORIGINS"
"""Web origins, separated by commas, or `*` for every one."""


def cors_headers(
    request_headers: Mapping[str, str], variables: Mapping[str, str]
) -> dict[str, str]:
    """Return the headers that let the calling site read the answer, if it is an allowed one.

    Args:
        request_headers: of the request, with names in lower case.
        variables: the environment variables.
    """
    allowed = {origin.strip() for origin in variables.get(VARIABLE, "").split(",")} - {""}
    if not allowed:
        return {}
    # Also to callers that are not allowed: caches must not show their answer to one that is.
    headers = {"vary": "Origin"}
    origin = request_headers.get("origin")
    if "*" in allowed:
        headers["access-control-allow-origin"] = "*"
    elif origin in allowed:
        headers["access-control-allow-origin"] = origin
    return headers
