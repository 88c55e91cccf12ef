"""Fail a stack's database over on purpose, and measure how long everything takes to follow."""

import socket
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import IO, Any, Final

from operations import outputs as kept
from operations.account import same_account
from operations.aws import AWS_ERRORS, clients
from operations.errors import OperationError
from operations.smoke import entry
from operations.smoke.fact import Deployed

#: Exit statuses: everything followed in time, or not.
FOLLOWED: Final = 0
TOO_SLOW: Final = 1
_PAUSE_SECONDS: Final = 1.0


@dataclass(slots=True)
class Watched:
    """Something that a failover changes.

    Attributes:
        what: what is true once it has changed.
        ask: how it is now; "" while it cannot be told.
        before: how it was.
        seconds: how long the change took; None until it is seen.
    """

    what: str
    ask: Callable[[], str]
    before: str
    seconds: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Surroundings:
    """Time and names, so that tests need neither."""

    now: Callable[[], float] = time.monotonic
    pause: Callable[[float], None] = time.sleep
    resolve: Callable[[str], str] = socket.gethostbyname


def run(
    stack: str,
    *,
    confirmed: str,
    limit_seconds: int,
    folder: Path,
    out: IO[str],
    around: Surroundings | None = None,
) -> int:
    """Fail the database of a stack over, watch what follows, and print how long each took.

    Args:
        stack: the stack's name.
        confirmed: the stack's name once more: payments are interrupted.
        limit_seconds: how long it may take until everything has followed.
        folder: the project's folder, which has the stack's outputs.
        out: where to print.
        around: time and names.

    Returns:
        0, or 1 if not everything followed within the limit.

    Raises:
        OperationError: it is not confirmed, there is nothing sound to fail over, or the
            credentials are of another account.
    """
    if confirmed != stack:
        raise OperationError(
            f"a failover interrupts the payments of {stack!r}; to have that, add "
            f"--yes-fail-over {stack}"
        )
    around = around or Surroundings()
    outputs = kept.load(stack, folder)
    if "database_arn" not in outputs:
        raise OperationError(f"the stack {stack!r} exports no database_arn: it has no database")
    deployed = Deployed(outputs, clients(kept.region(outputs)), timedelta())
    same_account(outputs, deployed.clients)
    if not _healthy(deployed):
        raise OperationError(
            f"{stack!r} does not answer its health check before anything was failed over; "
            f"find out why: make smoke STACK={stack}"
        )
    server = _server(deployed)
    watched = [
        _begun("another server writes", server.where),
        _begun("its name leads there", lambda: _address(around, outputs["rds_cluster_endpoint"])),
    ]
    if not all(each.before for each in watched):
        raise OperationError(
            f"{server.name} is busy, or {outputs['rds_cluster_endpoint']} has no address: fail "
            f"over what is available and can be found"
        )
    started = datetime.now(UTC)
    server.fail_over()
    failed = _watch(watched, deployed, around, limit_seconds, out)
    for line in _events(deployed, server, started):
        out.write(f"{line}\n")
    late = [each.what for each in watched if each.seconds is None]
    if late or failed.ends_failing:
        missing = late or ["the health check answers"]
        out.write(f"not within {limit_seconds} s: {', '.join(missing)}\n")
        return TOO_SLOW
    out.write(f"health check: {failed.count} of {failed.asked} without an answer\n")
    return FOLLOWED


class _Cluster:
    """An Aurora cluster: a reader takes over."""

    kind = "db-cluster"

    def __init__(self, rds: Any, name: str) -> None:  # noqa: ANN401 - boto3's clients have no type
        self._rds, self.name = rds, name

    def where(self) -> str:
        """The server that writes, "" while the cluster is busy."""
        (cluster,) = self._rds.describe_db_clusters(DBClusterIdentifier=self.name)["DBClusters"]
        writers = [
            m["DBInstanceIdentifier"] for m in cluster["DBClusterMembers"] if m["IsClusterWriter"]
        ]
        return str(writers[0]) if cluster["Status"] == "available" and writers else ""

    def fail_over(self) -> None:
        """Have the reader with the lowest promotion tier take over."""
        self._rds.failover_db_cluster(DBClusterIdentifier=self.name)


class _Instance:
    """An RDS instance: its standby takes over."""

    kind = "db-instance"

    def __init__(self, rds: Any, name: str) -> None:  # noqa: ANN401 - boto3's clients have no type
        self._rds, self.name = rds, name

    def where(self) -> str:
        """The zone of the server, "" while it is busy."""
        (server,) = self._rds.describe_db_instances(DBInstanceIdentifier=self.name)["DBInstances"]
        available = server["DBInstanceStatus"] == "available"
        return str(server["AvailabilityZone"]) if available else ""

    def fail_over(self) -> None:
        """Have the standby take over."""
        self._rds.reboot_db_instance(DBInstanceIdentifier=self.name, ForceFailover=True)


@dataclass(slots=True)
class _Health:
    """How often the health check was asked and did not answer."""

    asked: int = 0
    count: int = 0
    ends_failing: bool = False


def _server(deployed: Deployed) -> _Cluster | _Instance:
    arn, rds = deployed.outputs["database_arn"], deployed.clients("rds")
    kind = _Cluster if ":cluster:" in arn else _Instance
    return kind(rds, arn.rpartition(":")[2])


def _begun(what: str, ask: Callable[[], str]) -> Watched:
    return Watched(what, ask, ask())


def _address(around: Surroundings, host: str) -> str:
    """The address of a host; names of RDS lead to private addresses from everywhere."""
    try:
        return around.resolve(host)
    except OSError:
        return ""


def _healthy(deployed: Deployed) -> bool:
    """Whether what clients connect to answers; a stack without such an entry cannot fail it."""
    looks = [(entry.api, "api_endpoint"), (entry.service, "service_url")]
    found = [(look, url) for look, output in looks for url in deployed.named(output)]
    return all(fact.holds for look, url in found for fact in look(deployed, url))


def _watch(
    watched: list[Watched], deployed: Deployed, around: Surroundings, limit: int, out: IO[str]
) -> _Health:
    """Ask until everything has changed and the health check answers, or time is up."""
    began, health = around.now(), _Health()
    while (elapsed := around.now() - began) < limit:
        for each in watched:
            if each.seconds is None and (now := _now(each)) and now != each.before:
                each.seconds = elapsed
                out.write(f"after {elapsed:5.1f} s: {each.what} ({each.before} -> {now})\n")
        health.asked += 1
        health.ends_failing = not _answers(deployed)
        health.count += health.ends_failing
        if not health.ends_failing and all(each.seconds is not None for each in watched):
            break
        around.pause(_PAUSE_SECONDS)
    return health


def _now(each: Watched) -> str:
    """How it is, "" while AWS does not say: what has begun is watched to its end."""
    try:
        return each.ask()
    except AWS_ERRORS:
        return ""


def _answers(deployed: Deployed) -> bool:
    try:
        return _healthy(deployed)
    except AWS_ERRORS:
        return False


def _events(deployed: Deployed, server: _Cluster | _Instance, since: datetime) -> Iterator[str]:
    """What RDS says happened."""
    answer: Any = deployed.clients("rds").describe_events(
        SourceType=server.kind, SourceIdentifier=server.name, StartTime=since
    )
    for event in answer["Events"]:
        yield f"{event['Date']:%H:%M:%S} {event['Message']}"
