"""What processing works with, made once from the environment and kept for the next payment."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from payments import aws
from payments.acquirer.protocol import Acquirer
from payments.activity import ActivityLog
from payments.clock import Clock, system_clock
from payments.environment import Environment, EnvironmentInvalidError
from payments.events import Publisher
from payments.fraud.assessor import ActivityAssessor
from payments.fraud.detector import shipped_detector
from payments.limits import LimitBook
from payments.problem import FieldProblem
from payments.processing import Processor
from payments.reconciliation import Reconciliation
from payments.services import judgement, vault_of
from payments.settlement import Settlement
from payments.store.protocol import PaymentStore

REQUIRED: Final = ("CARD_ENCRYPTION_KEY", "CARD_TOKEN_KEY", "ACQUIRER_URL")

SIMULATOR: Final = "simulator"
"""The value of ACQUIRER_URL that moves no money."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Processing:
    """Processing and reconciliation around the same store and acquirer."""

    limits: LimitBook
    activity: ActivityLog
    clock: Clock
    processor: Processor
    reconciliation: Reconciliation


def processing(variables: Mapping[str, str], *, clock: Clock = system_clock) -> Processing:
    """Return the services that the environment variables describe.

    Raises:
        EnvironmentInvalidError: variables are missing or wrong.
    """
    judge = judgement(variables, required=REQUIRED, clock=clock)
    environment = judge.environment
    store = store_of(environment)
    vault = vault_of(environment)
    if store is None or judge.activity is None or vault is None:
        raise _wrong("TRANSACTIONS_TABLE", "missing", "is not set, and neither is DATABASE_ENGINE")
    settlement = Settlement(store=store, publisher=publisher_of(environment), clock=clock)
    acquirer = acquirer_of(environment)
    return Processing(
        limits=judge.limits,
        clock=clock,
        processor=Processor(
            settlement=settlement,
            vault=vault,
            acquirer=acquirer,
            assessor=ActivityAssessor(
                detector=shipped_detector(clock, max_amount_minor=environment.max_amount_minor),
                activity=judge.activity,
                limits=judge.limits,
            ),
            window_hours=environment.idempotency_window_hours,
        ),
        reconciliation=Reconciliation(settlement=settlement, acquirer=acquirer),
        activity=judge.activity,
    )


def store_of(environment: Environment) -> PaymentStore | None:
    """Return the stack's payment store: DynamoDB when it has a table, else SQL, else none."""
    if environment.transactions_table is not None:
        from payments.store.dynamodb import DynamoDbStore  # noqa: PLC0415 - as in `services`

        return DynamoDbStore(
            aws.client("dynamodb"),
            environment.transactions_table,
            shards=environment.status_shards,
        )
    if environment.database is not None:
        from payments.database import pool_of  # noqa: PLC0415 - as in `services`
        from payments.store.sql import SqlStore  # noqa: PLC0415 - as in `services`

        return SqlStore(pool_of(environment.database))
    return None


def publisher_of(environment: Environment) -> Publisher:
    """Return the publisher to the stream and the topic that the stack has."""
    stream, topic = environment.stream_name, environment.failed_transactions_topic_arn
    return Publisher(
        kinesis=aws.client("kinesis") if stream else None,
        stream_name=stream,
        sns=aws.client("sns") if topic else None,
        topic_arn=topic,
    )


def acquirer_of(environment: Environment) -> Acquirer:
    """Return the acquirer at ACQUIRER_URL, or the simulator.

    Raises:
        EnvironmentInvalidError: the address is not `https://`, or has no secret to log in with.
    """
    url, secret_arn = environment.acquirer_url, environment.acquirer_secret_arn
    if url == SIMULATOR:
        from payments.acquirer.simulator import SimulatedAcquirer  # noqa: PLC0415 - one of two

        return SimulatedAcquirer()
    if secret_arn is None:
        raise _wrong("ACQUIRER_SECRET_ARN", "missing", "is not set, and the acquirer wants a login")
    from payments.acquirer.https import (  # noqa: PLC0415 - one of two
        AcquirerUrlError,
        HttpsAcquirer,
        SecretToken,
    )

    try:
        return HttpsAcquirer(url or "", token=SecretToken(aws.client("secretsmanager"), secret_arn))
    except AcquirerUrlError as error:
        raise _wrong("ACQUIRER_URL", "address", str(error)) from error


def _wrong(name: str, code: str, detail: str) -> EnvironmentInvalidError:
    return EnvironmentInvalidError([FieldProblem(field=name, code=code, detail=detail)])
