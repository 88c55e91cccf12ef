"""How much more than `targetTpm` each capacity of a stack carries (payments a minute)."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from offline.propertypath import MISSING, value_at
from offline.state import State
from offline.wire import shown
from settings.functions import FunctionsSettings
from settings.sizing import (
    BEST_TPS_PER_ACU,
    DUE_UNITS_PER_PAYMENT,
    PARTITION_WRITES,
    READ_UNITS_PER_PAYMENT,
    SHARD_RECORDS,
    TABLE_UNITS_PER_PAYMENT,
    TPS_PER_VCPU,
    carried_by_acu,
    carried_by_concurrency,
    carried_by_rate,
    carried_by_shards,
    carried_by_status_shards,
    carried_by_tasks,
)
from settings.stack import Settings

#: Kinds of API → where their throttle is.
_THROTTLES: Final = {
    "aws:apigateway/usagePlan:UsagePlan": "throttleSettings.rateLimit",
    "aws:apigatewayv2/stage:Stage": "defaultRouteSettings.throttlingRateLimit",
}
_FUNCTIONS: Final = {
    "validation": "payment-validation",
    "fraud": "fraud-detection",
    "processing": "transaction-processing",
}
_FUNCTION: Final = "aws:lambda/function:Function"


@dataclass(frozen=True, slots=True, kw_only=True)
class Capacity:
    """One capacity.

    Attributes:
        setting: the setting that decides it.
        value: what the resource has.
        explicit: whether the stack file says it; otherwise it follows from `targetTpm`.
        arithmetic: how `carried` comes about.
        carried: payments a minute.
    """

    setting: str
    value: float
    explicit: bool
    arithmetic: str
    carried: int


def capacities(settings: Settings, state: State) -> Iterator[Capacity]:
    """Every capacity that limits payments, of the tiers that the stack has."""
    yield from _throttle(settings, state)
    yield from _functions(settings, state)
    yield from _tasks(settings, state)
    yield from _database(settings, state)
    yield from _stream(settings, state)
    yield from _table(settings, state)


def reserved(state: State) -> int:
    """Concurrent runs that all functions of the stack reserve of the account's."""
    return sum(
        int(function.inputs["reservedConcurrentExecutions"])
        for function in state.by_type(_FUNCTION)
    )


def _throttle(settings: Settings, state: State) -> Iterator[Capacity]:
    for token, path in _THROTTLES.items():
        rate = _value(state, token, "", path)
        if settings.api and rate is not None:
            yield Capacity(
                setting="api.rateLimit",
                value=rate,
                explicit=settings.api.rate_limit is not None,
                arithmetic=f"{rate:g} requests a second x 60",
                carried=carried_by_rate(rate),
            )


def _functions(settings: Settings, state: State) -> Iterator[Capacity]:
    functions = settings.functions or FunctionsSettings()
    for name, single in functions.named.items():
        runs = _value(state, _FUNCTION, _FUNCTIONS[name], "reservedConcurrentExecutions")
        if runs is not None:
            yield Capacity(
                setting=f"functions.{name}.reservedConcurrency",
                value=runs,
                explicit=single.reserved_concurrency is not None,
                arithmetic=f"{runs:g} runs x 60000 / {single.duration_ms} ms",
                carried=carried_by_concurrency(int(runs), single.duration_ms),
            )


def _tasks(settings: Settings, state: State) -> Iterator[Capacity]:
    most = _value(state, "aws:appautoscaling/target:Target", "containers", "maxCapacity")
    if settings.containers and most is not None:
        units = settings.containers.cpu_units
        yield Capacity(
            setting="containers.maxTasks",
            value=most,
            explicit=settings.containers.max_tasks is not None,
            arithmetic=f"{most:g} tasks x {units}/1024 vCPU x {TPS_PER_VCPU} x 60",
            carried=carried_by_tasks(int(most), units),
        )


def _database(settings: Settings, state: State) -> Iterator[Capacity]:
    path = "serverlessv2ScalingConfiguration.maxCapacity"
    units = _value(state, "aws:rds/cluster:Cluster", "", path)
    if settings.database and units is not None:
        yield Capacity(
            setting="database.maxAcu",
            value=units,
            explicit=settings.database.max_acu is not None,
            arithmetic=f"{units:g} units x {float(BEST_TPS_PER_ACU):g} a second at best x 60",
            carried=carried_by_acu(units),
        )


def _stream(settings: Settings, state: State) -> Iterator[Capacity]:
    shards = _value(state, "aws:kinesis/stream:Stream", "", "shardCount")
    if settings.stream and shards is not None:
        yield Capacity(
            setting="stream.shards",
            value=shards,
            explicit=settings.stream.shards is not None,
            arithmetic=f"{shards:g} shards x {SHARD_RECORDS} a second x 60",
            carried=carried_by_shards(int(shards)),
        )


def _table(settings: Settings, state: State) -> Iterator[Capacity]:
    table = settings.transactions
    if table is None:
        return
    for setting, given, path, each in (
        ("warmWriteUnits", table.warm_write_units, "writeUnitsPerSecond", TABLE_UNITS_PER_PAYMENT),
        ("warmReadUnits", table.warm_read_units, "readUnitsPerSecond", READ_UNITS_PER_PAYMENT),
    ):
        units = _value(state, "aws:dynamodb/table:Table", "", f"warmThroughput.{path}")
        if units is not None:
            yield Capacity(
                setting=f"transactions.{setting}",
                value=units,
                explicit=given is not None,
                arithmetic=f"{units:g} units a second x 60 / {each} a payment",
                carried=int(units * 60 / each),
            )
    keys = table.shards(settings.sizing)
    yield Capacity(
        setting="transactions.statusShards",
        value=keys,
        explicit=table.status_shards is not None,
        arithmetic=f"{keys} keys x {PARTITION_WRITES} units a second x 60 / "
        f"{DUE_UNITS_PER_PAYMENT} a payment",
        carried=carried_by_status_shards(keys),
    )


def _value(state: State, token: str, name: str, path: str) -> float | None:
    """A number of the first resource of a type whose logical name contains a text."""
    for resource in state.by_type(token):
        found = value_at(shown(resource.inputs), path)
        if name in resource.name and found != MISSING:
            return float(found)
    return None
