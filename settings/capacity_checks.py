"""Whether explicit capacities carry `targetTpm`; derived ones do by construction."""

from collections.abc import Iterator

from settings.functions import FunctionSettings
from settings.problem import Problem
from settings.sizing import (
    BEST_TPS_PER_ACU,
    DUE_UNITS_PER_PAYMENT,
    LAMBDA_UNRESERVED,
    PARTITION_WRITES,
    ROTATION_CONCURRENCY,
    SHARD_RECORDS,
    TPS_PER_VCPU,
    carried_by_acu,
    carried_by_concurrency,
    carried_by_rate,
    carried_by_shards,
    carried_by_status_shards,
    carried_by_tasks,
)
from settings.stack import Settings


def throttle(settings: Settings) -> Iterator[Problem]:
    """An explicit API throttle admits the target load."""
    rate = None if settings.api is None else settings.api.rate_limit
    if rate is not None:
        yield from _too_little(
            settings,
            "api.rateLimit",
            rate,
            arithmetic=f"admits {rate} x 60",
            carried=carried_by_rate(rate),
            enough=settings.sizing.api_rate,
        )


def concurrency(settings: Settings) -> Iterator[Problem]:
    """Explicit concurrency runs the target load."""
    functions = settings.functions
    if functions is None:
        return
    for name, single in functions.named.items():
        yield from _concurrency(settings, f"functions.{name}", single)


def _concurrency(settings: Settings, path: str, single: FunctionSettings) -> Iterator[Problem]:
    reserved = single.reserved_concurrency
    if reserved is not None:
        yield from _too_little(
            settings,
            f"{path}.reservedConcurrency",
            reserved,
            arithmetic=f"finishes {reserved} x 60000 / {single.duration_ms} ms",
            carried=carried_by_concurrency(reserved, single.duration_ms),
            enough=settings.sizing.concurrency(single.duration_ms),
        )


def provisioned_concurrency(settings: Settings) -> Iterator[Problem]:
    """Runs that are kept warm are part of those that a derived cap allows (Lambda)."""
    functions = settings.functions
    if functions is None:
        return
    for name, single in functions.named.items():
        cap = functions.concurrency(single, settings.sizing)
        warm = single.provisioned_concurrency or 0
        if single.reserved_concurrency is None and warm > cap:
            yield Problem(
                path=f"functions.{name}.provisionedConcurrency",
                found=str(warm),
                rule=f"must not exceed the {cap} runs that targetTpm = {settings.target_tpm} "
                "needs, of which it is a part (Lambda)",
                fix=f"{cap}, or reservedConcurrency: {warm}",
            )


def account_concurrency(settings: Settings) -> Iterator[Problem]:
    """What the functions reserve, explicit or derived, fits the account's pool."""
    functions = settings.functions
    if functions is None:
        return
    rotation = ROTATION_CONCURRENCY if settings.rotates else 0
    reserved = functions.reserved(settings.sizing) + rotation
    if reserved > functions.reservable:
        yield Problem(
            path="functions.accountConcurrency",
            found=str(functions.account_concurrency),
            rule=f"leaves {functions.reservable} runs to reserve; targetTpm = "
            f"{settings.target_tpm} needs {reserved}, {rotation} of them to rotate secrets",
            fix=f"{reserved + LAMBDA_UNRESERVED} once AWS has raised the quota",
        )


def tasks(settings: Settings) -> Iterator[Problem]:
    """Explicit task counts scale up to the target load."""
    containers = settings.containers
    if containers is None or containers.max_tasks is None:
        return
    yield from _too_little(
        settings,
        "containers.maxTasks",
        containers.max_tasks,
        arithmetic=f"carries {containers.max_tasks} x {containers.cpu_units}/1024 vCPU x "
        f"{TPS_PER_VCPU} x 60",
        carried=carried_by_tasks(containers.max_tasks, containers.cpu_units),
        enough=settings.sizing.tasks(containers.cpu_units),
    )


def database_units(settings: Settings) -> Iterator[Problem]:
    """Aurora Serverless v2 must be allowed to grow to the target load."""
    database = settings.database
    if database is None or not database.serverless or database.max_acu is None:
        return
    yield from _too_little(
        settings,
        "database.maxAcu",
        f"{database.max_acu:g}",
        arithmetic=f"carries at best {database.max_acu:g} units x {float(BEST_TPS_PER_ACU):g} "
        "a second x 60",
        carried=carried_by_acu(database.max_acu),
        enough=f"{settings.sizing.max_acu:g}",
    )


def shards(settings: Settings) -> Iterator[Problem]:
    """A provisioned stream accepts one event for each payment of the target load."""
    count = None if settings.stream is None else settings.stream.shards
    if count is not None:
        yield from _too_little(
            settings,
            "stream.shards",
            count,
            arithmetic=f"accepts the events of {count} x {SHARD_RECORDS} a second x 60",
            carried=carried_by_shards(count),
            enough=settings.sizing.shards,
        )


def warm_throughput(settings: Settings) -> Iterator[Problem]:
    """A table that starts smaller than the target load throttles until AWS has grown it."""
    table = settings.transactions
    if table is None:
        return
    needs = {
        "warmWriteUnits": (table.warm_write_units, settings.sizing.table_write_units),
        "warmReadUnits": (table.warm_read_units, settings.sizing.table_read_units),
    }
    for key, (given, needed) in needs.items():
        if given is not None and given < needed:
            yield Problem(
                path=f"transactions.{key}",
                found=str(given),
                rule=f"is less than the {needed} units a second that targetTpm = "
                f"{settings.target_tpm} needs",
                fix=f"{needed}, or leave it out",
            )


def status_shards(settings: Settings) -> Iterator[Problem]:
    """An explicit number of hash keys in the status index takes the target load."""
    count = None if settings.transactions is None else settings.transactions.status_shards
    if count is not None:
        yield from _too_little(
            settings,
            "transactions.statusShards",
            count,
            arithmetic=f"takes {count} x {PARTITION_WRITES} write units a second x 60 / "
            f"{DUE_UNITS_PER_PAYMENT} a payment",
            carried=carried_by_status_shards(count),
            enough=settings.sizing.status_shards,
        )


def _too_little(
    settings: Settings,
    path: str,
    given: int | str,
    *,
    arithmetic: str,
    carried: int,
    enough: int | str,
) -> Iterator[Problem]:
    """The capacity `given` at `path`, if it carries fewer payments a minute than it has to."""
    if carried < settings.target_tpm:
        yield Problem(
            path=path,
            found=str(given),
            rule=f"{arithmetic} = {carried} payments a minute, less than targetTpm = "
            f"{settings.target_tpm}",
            fix=f"{enough}, or leave it out",
        )
