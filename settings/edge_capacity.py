"""Whether explicit capacities at the edge carry `targetTpm`; derived ones do by construction."""

from collections.abc import Iterator

from settings.containers import ContainersSettings
from settings.functions import FunctionSettings
from settings.problem import Problem
from settings.sizing import (
    LAMBDA_UNRESERVED,
    TPS_PER_VCPU,
    carried_by_concurrency,
    carried_by_rate,
)
from settings.stack import Settings


def throttle(settings: Settings) -> Iterator[Problem]:
    """An explicit API throttle admits the target load."""
    rate = None if settings.api is None else settings.api.rate_limit
    if rate is not None and carried_by_rate(rate) < settings.target_tpm:
        yield Problem(
            path="api.rateLimit",
            found=str(rate),
            rule=f"admits {rate} x 60 = {carried_by_rate(rate)} payments a minute, below "
            f"targetTpm = {settings.target_tpm}",
            fix=f"rateLimit: {settings.sizing.api_rate}, or remove it",
        )


def concurrency(settings: Settings) -> Iterator[Problem]:
    """Explicit concurrency runs the target load."""
    functions = settings.functions
    if functions is None:
        return
    named = {
        "validation": functions.validation,
        "fraud": functions.fraud,
        "processing": functions.processing,
    }
    for name, single in named.items():
        yield from _concurrency(settings, f"functions.{name}", single)


def _concurrency(settings: Settings, path: str, single: FunctionSettings) -> Iterator[Problem]:
    reserved = single.reserved_concurrency
    if reserved is None:
        return
    carried = carried_by_concurrency(reserved, single.duration_ms)
    if carried < settings.target_tpm:
        yield Problem(
            path=f"{path}.reservedConcurrency",
            found=str(reserved),
            rule=f"finishes {reserved} x 60000 / {single.duration_ms} ms = {carried} payments a "
            f"minute, below targetTpm = {settings.target_tpm}",
            fix=f"reservedConcurrency: {settings.sizing.concurrency(single.duration_ms)}, "
            "or remove it",
        )


def account_concurrency(settings: Settings) -> Iterator[Problem]:
    """What the functions reserve, explicit or derived, fits the account's pool."""
    functions = settings.functions
    if functions is None:
        return
    reserved = functions.reserved(settings.sizing)
    if reserved > functions.reservable:
        yield Problem(
            path="functions.accountConcurrency",
            found=str(functions.account_concurrency),
            rule=f"leaves {functions.reservable} runs to reserve; targetTpm = "
            f"{settings.target_tpm} needs {reserved}",
            fix=f"accountConcurrency: {reserved + LAMBDA_UNRESERVED} once AWS has raised the quota",
        )


def tasks(settings: Settings) -> Iterator[Problem]:
    """Explicit task counts scale up to the target load."""
    containers = settings.containers
    if containers is None or containers.max_tasks is None:
        return
    carried = _carried_by_tasks(containers, containers.max_tasks)
    if carried < settings.target_tpm:
        needed = settings.sizing.tasks(containers.cpu_units)
        yield Problem(
            path="containers.maxTasks",
            found=str(containers.max_tasks),
            rule=f"carries {containers.max_tasks} x {containers.cpu_units}/1024 vCPU x "
            f"{TPS_PER_VCPU} x 60 = {carried} payments a minute, below targetTpm = "
            f"{settings.target_tpm}",
            fix=f"maxTasks: {needed}, or remove it",
        )


def _carried_by_tasks(containers: ContainersSettings, count: int) -> int:
    return count * containers.cpu_units * TPS_PER_VCPU * 60 // 1024
