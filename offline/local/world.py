"""A stack on this machine: servers, AWS, functions and schedules, started in order."""

import os
import tempfile
import threading
from collections.abc import Callable, Generator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

from offline.errors import OfflineError
from offline.local import cache_users
from offline.local.cloud import Cloud, local_cloud
from offline.local.instance import Instance, InvocationError, instance, unpack
from offline.local.plan import FunctionPlan, LocalPlan, SchedulePlan
from offline.local.server_process import DatabaseServer
from offline.local.servers import mariadb_server, postgres_server, redis_server

_DATABASES: Final = {"postgres": postgres_server, "mysql": mariadb_server}
#: The function that keeps payments, and with them the schema of a SQL store.
_KEEPER: Final = "transaction_processing.handler"
_MIGRATE: Final = {"task": "migrate"}
_SIMULATOR: Final = "simulator"


@dataclass(frozen=True, slots=True, kw_only=True)
class World:
    """What runs.

    Attributes:
        instances: the functions, by name.
        database: the SQL server, if a function uses one.
        cache: the Redis server, if a function uses one.
        cloud: AWS.
    """

    instances: Mapping[str, Instance]
    database: DatabaseServer | None
    cache: DatabaseServer | None
    cloud: Cloud


def in_database(plan: LocalPlan) -> LocalPlan:
    """The plan with payments in the SQL database instead of the table.

    Raises:
        OfflineError: a function of the stack has no database.
    """
    without = [each.name for each in plan.functions if "DATABASE_ENGINE" not in each.environment]
    if without:
        raise OfflineError(
            f"stack {plan.stack!r} gives {', '.join(without)} no database to keep payments in; "
            "leave --store out to keep them where the stack does"
        )
    return replace(
        plan, functions=tuple(_without(each, "TRANSACTIONS_TABLE") for each in plan.functions)
    )


def _without(plan: FunctionPlan, name: str) -> FunctionPlan:
    kept = {key: value for key, value in plan.environment.items() if key != name}
    return replace(plan, environment=kept)


@contextmanager
def local_world(plan: LocalPlan, project: Path, say: Callable[[str], None]) -> Generator[World]:
    """Run everything of a plan until the block ends.

    Args:
        plan: what to run.
        project: the project's folder.
        say: told what is being started.

    Raises:
        MissingServerError: a database server is not installed.
        OfflineError: a server or a function does not start.
    """
    with ExitStack() as running:
        variables = {
            key: value for each in plan.functions for key, value in each.environment.items()
        }
        database = cache = None
        engine = variables.get("DATABASE_ENGINE")
        if engine is not None:
            say(f"starting {engine}")
            database = running.enter_context(_DATABASES[engine]())
        if "CACHE_HOST" in variables:
            say("starting redis")
            cache = running.enter_context(redis_server())
        say("starting moto")
        cloud = running.enter_context(local_cloud(plan))
        shared = {
            **cloud.environment(),
            **_database_variables(cloud, database),
            **_cache_variables(cloud, cache),
        }
        logins = cache_users.logins(plan, cache, cloud) if cache is not None else {}
        authorities = [server.ca_file for server in (database, cache) if server is not None]
        folders = _Folders(project, Path(running.enter_context(_folder())), authorities)
        say(f"starting {', '.join(each.name for each in plan.functions)}")
        instances = {
            each.name: running.enter_context(
                instance(each, folders.of(each), _environment(each, shared, logins))
            )
            for each in plan.functions
        }
        _migrate(instances)
        for schedule in plan.schedules:
            running.enter_context(_repeating(schedule, instances[schedule.function]))
        yield World(instances=instances, database=database, cache=cache, cloud=cloud)


def _folder() -> tempfile.TemporaryDirectory[str]:
    return tempfile.TemporaryDirectory(prefix="payments-functions-", ignore_cleanup_errors=True)


class _Folders:
    """Where archives are unpacked, each once."""

    def __init__(self, project: Path, parent: Path, authorities: list[Path]) -> None:
        self._project = project
        self._parent = parent
        self._authorities = authorities

    def of(self, plan: FunctionPlan) -> Path:
        archive = self._project / plan.archive
        folder = self._parent / archive.stem
        if not folder.exists():
            unpack(archive, folder, authorities=self._authorities)
        return folder


def _environment(
    plan: FunctionPlan, shared: Mapping[str, str], logins: Mapping[str, Mapping[str, str]]
) -> dict[str, str]:
    """A function's own variables, led to this machine where the stack's lead into the cloud."""
    local = {
        name: value
        for name, value in shared.items()
        if name in plan.environment or name.startswith("AWS_")
    }
    acquirer = {"ACQUIRER_URL": _SIMULATOR} if "ACQUIRER_URL" in plan.environment else {}
    login = logins.get(plan.environment.get("CACHE_USER", ""), {})
    return {"PATH": os.environ.get("PATH", ""), **plan.environment, **local, **acquirer, **login}


def _database_variables(cloud: Cloud, server: DatabaseServer | None) -> dict[str, str]:
    return (
        {}
        if server is None
        else _variables(cloud, server, "DATABASE") | {"DATABASE_NAME": server.dbname}
    )


def _cache_variables(cloud: Cloud, server: DatabaseServer | None) -> dict[str, str]:
    return {} if server is None else _variables(cloud, server, "CACHE")


def _variables(cloud: Cloud, server: DatabaseServer, prefix: str) -> dict[str, str]:
    secret = {"username": server.username, "password": server.password}
    return {
        f"{prefix}_HOST": server.host,
        f"{prefix}_PORT": str(server.port),
        f"{prefix}_SECRET_ARN": cloud.keep_secret(f"local-{prefix.lower()}", secret),
    }


def _migrate(instances: Mapping[str, Instance]) -> None:
    """Create the schema of a SQL store, as a deployment does.

    Raises:
        OfflineError: the function failed.
    """
    for each in instances.values():
        if each.plan.handler == _KEEPER and "TRANSACTIONS_TABLE" not in each.plan.environment:
            try:
                each.invoke(_MIGRATE)
            except InvocationError as error:
                raise OfflineError(f"the schema could not be created: {error}") from error


@contextmanager
def _repeating(schedule: SchedulePlan, target: Instance) -> Generator[None]:
    """Invoke a function on its schedule until the block ends."""
    ended = threading.Event()

    def repeat() -> None:
        while not ended.wait(schedule.seconds):
            try:
                target.invoke(schedule.event)
            except InvocationError:
                continue  # the function has logged why; EventBridge, too, goes on

    thread = threading.Thread(target=repeat, daemon=True)
    thread.start()
    try:
        yield
    finally:
        ended.set()
        thread.join()
