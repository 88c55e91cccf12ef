# ruff: noqa: INP001 - the root of the archive is no package
"""Lambda handlers of POST /process, of the scheduled reconciliation and of schema migrations."""

import os
from collections.abc import Callable, Mapping
from functools import cache
from types import MappingProxyType
from typing import Final

from payments import api, idempotency
from payments.answers import answer
from payments.assembly import Processing, processing
from payments.environment import read_environment
from payments.http import Request, Response, correlation_id_of
from payments.masking import Json
from payments.problem import PaymentsError
from payments.validation import validate


def handler(event: Mapping[str, object], context: object) -> dict[str, Json]:
    """Answer an API Gateway proxy event, or a direct invocation `{"task": "reconcile"}`."""
    if "task" in event:
        return perform(str(event["task"]), context)
    return api.serve(event, ROUTES)


def reconcile(event: Mapping[str, object], context: object) -> dict[str, Json]:  # noqa: ARG001 - a schedule's event says nothing
    """Settle what is left open; for a function of its own that runs on a schedule."""
    return perform("reconcile", context)


def perform(task: str, context: object) -> dict[str, Json]:
    """Run a task by its name and return its counts, or a problem document."""
    return api.invoke(
        task if task in TASKS else "unknown-task",
        TASKS.get(task, refuse_task),
        correlation_id=correlation_id_of(getattr(context, "aws_request_id", None)),
    )


@cache
def services() -> Processing:
    """Return what the handlers work with; nothing is kept when the environment is refused.

    Raises:
        EnvironmentInvalidError: variables are missing or wrong.
    """
    return processing(os.environ)


def process_payment(request: Request) -> Response:
    """Validate and process a payment under the caller's idempotency key."""
    using = services()
    key = idempotency.check_key(request.headers.get(idempotency.HEADER))
    payment = validate(request.json(), limits=using.limits, now=using.clock())
    return answer(using.processor.process(payment, key, request.correlation_id))


def settle_open_payments() -> dict[str, Json]:
    """Reconcile what is due and return how many payments ended how."""
    using = services()
    counts = using.reconciliation.run()
    using.activity.forget_expired()
    return dict(counts)


def migrate_schema() -> dict[str, Json]:
    """Create what the SQL store's schema lacks.

    Raises:
        PaymentsError: 500 when the stack keeps its payments in DynamoDB, 503 when the database
            does not answer.
    """
    database = read_environment(os.environ).database
    if database is None:
        raise PaymentsError(
            status=500,
            type="misconfigured",
            title="The function is misconfigured",
            detail="Set DATABASE_ENGINE: a stack without a SQL store has no schema.",
        )
    from payments.database import pool_of  # noqa: PLC0415 - drivers load slowly
    from payments.store.migrate import migrate  # noqa: PLC0415 - as above

    return {"created": pool_of(database).use(migrate)}


def refuse_task() -> dict[str, Json]:
    """Say which tasks there are.

    Raises:
        PaymentsError: 404, always.
    """
    raise PaymentsError(
        status=404,
        type="unknown-task",
        title="There is no such task",
        detail=f"This function performs {', '.join(sorted(TASKS))}.",
    )


ROUTES: api.Routes = {("POST", "/process"): process_payment}

TASKS: Final[Mapping[str, Callable[[], dict[str, Json]]]] = MappingProxyType(
    {"reconcile": settle_open_payments, "migrate": migrate_schema}
)
