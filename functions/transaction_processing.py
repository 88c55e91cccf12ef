# ruff: noqa: INP001 - the root of the archive is no package
"""Lambda handler of POST /process, and of the tasks that a schedule and a deployment start."""

import math
import os
import time
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from functools import cache, partial
from types import MappingProxyType
from typing import Final, TypeAlias, cast

from payments import api, idempotency
from payments.answers import answer
from payments.assembly import Processing, processing
from payments.environment import read_environment
from payments.http import Request, Response, correlation_id_of
from payments.masking import Json
from payments.payment import Payment
from payments.problem import TYPE_PREFIX, PaymentsError
from payments.processing import Processor
from payments.validation import PASSING, PaymentInvalidError, validate

SecondsLeft: TypeAlias = Callable[[], float]
"""What is left of the function's time."""

PATIENCE_SECONDS: Final = 10.0
"""How long a migration waits for a login. With the last three tries of 4 s each it ends inside the
function's timeout of 25 s."""

PAUSE_SECONDS: Final = 1.0
"""Between two tries of a migration."""


class TaskFailedError(RuntimeError):
    """A task ended in a problem; the message is its masked detail."""


def handler(event: Mapping[str, object], context: object) -> dict[str, Json]:
    """Answer an API Gateway proxy event, or perform the task of `{"task": "reconcile"}`.

    Raises:
        TaskFailedError: see `perform`.
    """
    if "task" in event:
        return perform(str(event["task"]), context)
    process = partial(process_payment, seconds_left=partial(_seconds_left, context))
    return api.serve(event, {("POST", "/process"): process})


def perform(task: str, context: object) -> dict[str, Json]:
    """Run a task by its name and return its counts.

    Raises:
        TaskFailedError: the task ended in a problem. Lambda then counts an error, and whoever
            started the task (a schedule, a deployment) tries again or stops.
    """
    call = TASKS.get(task, refuse_task)
    answer = api.invoke(
        task if task in TASKS else "unknown-task",
        lambda: call(partial(_seconds_left, context)),
        correlation_id=correlation_id_of(getattr(context, "aws_request_id", None)),
    )
    if str(answer.get("type", "")).startswith(TYPE_PREFIX):
        raise TaskFailedError(str(answer["detail"]))
    return answer


@cache
def services() -> Processing:
    """Return what the handlers work with; nothing is kept when the environment is refused.

    Raises:
        EnvironmentInvalidError: variables are missing or wrong.
    """
    return processing(os.environ)


def process_payment(request: Request, *, seconds_left: SecondsLeft) -> Response:
    """Validate and process a payment under the caller's idempotency key."""
    using = services()
    key = idempotency.check_key(request.headers.get(idempotency.HEADER))
    document = request.json()
    try:
        payment = validate(document, limits=using.limits, now=using.clock())
    except PaymentInvalidError as error:
        recorded = _recorded(document, key, error, using.processor)
        if recorded is None:
            raise
        created = datetime.fromtimestamp(recorded.created_at / 1000, UTC)
        repeated = validate(document, limits=using.limits.lifted(), now=created)
        return answer(using.processor.repeat(recorded, repeated, seconds_left=seconds_left))
    return answer(
        using.processor.process(payment, key, request.correlation_id, seconds_left=seconds_left)
    )


def _recorded(
    document: Json, key: str, error: PaymentInvalidError, processor: Processor
) -> Payment | None:
    """Find the payment of a request that may have been valid when it came first.

    Else a card that expires, or a limit that is lowered, between two deliveries of a request would
    hide that it was charged.
    """
    if not {problem.code for problem in error.errors} <= PASSING:
        return None
    return processor.find(str(cast("dict[str, Json]", document)["merchant_id"]), key)


def settle_open_payments(seconds_left: SecondsLeft) -> dict[str, Json]:
    """Reconcile what is due in the time there is and return how many payments ended how."""
    using = services()
    counts = using.reconciliation.run(seconds_left)
    using.activity.forget_expired()
    return dict(counts)


def migrate_schema(_: SecondsLeft) -> dict[str, Json]:
    """Create what the SQL store's schema lacks.

    A deployment also starts the first rotation: a login that is refused is tried again.

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

    give_up = time.monotonic() + PATIENCE_SECONDS
    while True:
        try:
            return {"created": pool_of(database).use(migrate)}
        except PaymentsError:
            if time.monotonic() >= give_up:
                raise
            time.sleep(PAUSE_SECONDS)


def refuse_task(_: SecondsLeft) -> dict[str, Json]:
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


def _seconds_left(context: object) -> float:
    """What is left of the function's time; without end where no Lambda counts it."""
    remaining = getattr(context, "get_remaining_time_in_millis", None)
    return math.inf if remaining is None else remaining() / 1000


TASKS: Final[Mapping[str, Callable[[SecondsLeft], dict[str, Json]]]] = MappingProxyType(
    {"reconcile": settle_open_payments, "migrate": migrate_schema}
)
