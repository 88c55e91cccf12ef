"""One way to answer a proxy event: route, problem document, masked log, metric, correlation id."""

import os
import time
from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Final, TypeAlias, TypeVar

from payments import logs, metrics
from payments.cors import cors_headers
from payments.http import Request, Response, problem_response, request_of
from payments.masking import Json, scrub
from payments.problem import InternalError, PaymentsError

Handler: TypeAlias = Callable[[Request], Response]
Routes: TypeAlias = Mapping[tuple[str, str], Handler]
"""Handlers by method and path, such as `("POST", "/validate")`."""

_Answer = TypeVar("_Answer")
_SERVER_FAULT: Final = 500
_SUCCESS: Final = "success"


def serve(event: Mapping[str, object], routes: Routes) -> dict[str, Json]:
    """Answer an API Gateway proxy event; nothing that a handler raises gets past this.

    Every answer carries the correlation id, which every log record inside carries too, and where
    the stack allows web sites the headers that let their scripts read it. A caller's
    fault is logged as information and a server's as an error, each with a metric by problem type.
    """
    request = request_of(event)
    answer = _attempt(
        _operation(request, routes),
        lambda: _handler(request, routes)(request),
        request.correlation_id,
    )
    if isinstance(answer, PaymentsError):
        answer = problem_response(answer, request.correlation_id)
    headers = {**answer.headers, **cors_headers(request.headers, os.environ)}
    return replace(answer, headers=headers).for_api_gateway(request.correlation_id)


def invoke(
    operation: str, call: Callable[[], dict[str, Json]], *, correlation_id: str
) -> dict[str, Json]:
    """Answer a direct invocation in the same way, with the bare document or problem document."""
    answer = _attempt(operation, call, correlation_id)
    if isinstance(answer, PaymentsError):
        return answer.document(correlation_id)
    return {name: scrub(value) for name, value in answer.items()}


def _attempt(
    operation: str, call: Callable[[], _Answer], correlation_id: str
) -> _Answer | PaymentsError:
    """Return what `call` returns, or the problem it ended in, logged and counted."""
    started = time.perf_counter()
    outcome = _SUCCESS
    with logs.correlated(correlation_id):
        try:
            answer = call()
        except PaymentsError as error:
            _log_problem(error)
            answer, outcome = error, error.type
        except Exception:  # noqa: BLE001 - the last resort: a defect becomes a 500 that shows nothing
            logs.logger().exception("unexpected failure")
            answer = InternalError()
            outcome = answer.type
        elapsed = (time.perf_counter() - started) * 1000
        metrics.emit(operation, outcome, {"Requests": 1, "RequestDuration": elapsed})
    return answer


def _handler(request: Request, routes: Routes) -> Handler:
    handler = routes.get((request.method, request.path))
    if handler is not None:
        return handler
    methods = sorted(method for method, path in routes if path == request.path)
    if methods:
        raise PaymentsError(
            status=405,
            type="method-not-allowed",
            title="The method is not allowed here",
            detail=f"{request.path} answers {', '.join(methods)}.",
        )
    raise PaymentsError(
        status=404,
        type="not-found",
        title="There is nothing at this path",
        detail=f"This function answers {', '.join(sorted({path for _, path in routes}))}.",
    )


def _operation(request: Request, routes: Routes) -> str:
    """Return the path as a metric dimension; unknown paths share one value."""
    known = (request.method, request.path) in routes
    return request.path.strip("/") if known else "unrouted"


def _log_problem(error: PaymentsError) -> None:
    fields = [f"{problem.field}: {problem.code}" for problem in error.errors]
    extra = {"problem": error.type, "status": error.status, "fields": fields}
    if error.status >= _SERVER_FAULT:
        logs.logger().error(error.detail, extra=extra)
    else:
        logs.logger().info(error.detail, extra=extra)
