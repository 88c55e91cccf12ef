"""The payment service built as the platform builds it, for the tests of its parts."""

import json
from typing import Any, cast

from components.containers import Containers, ContainersArgs
from components.context import Context
from components.function_environment import Stores
from components.grants import write_stream
from components.service_roles import StartSecret
from components.shared_files import SharedFiles
from components.traffic import Traffic
from components.workload import Group, Workload
from offline.graph import State, run
from settings.containers import ContainersSettings
from tests.support.recorded import inputs

TASK = "aws:ecs/taskDefinition:TaskDefinition"
REPOSITORY = "aws:ecr/repository:Repository"
FILES = SharedFiles(
    file_system_id="fs-1",
    access_point_id="fsap-1",
    access_point_arn="arn:fsap",
)
SECRETS = {"APPLICATION_SECRET": StartSecret(name="secret-application-test", arn="arn:secret")}
#: The services built so far, the latest last.
made: list[Containers] = []


def built(
    ctx: Context,
    *,
    files: SharedFiles | None = None,
    traffic: Traffic | None = None,
    deployed: bool = True,
    **block: Any,
) -> State:
    """The resources of the service; `block` is its settings."""
    workload = Workload(
        name="payment-service",
        group=Group.TASKS,
        reaches=frozenset(),
        statements=(write_stream(ctx),),
    )
    args = ContainersArgs(
        context=ctx,
        settings=ContainersSettings(**block),
        workload=workload,
        stores=Stores(stream="stream-transactions-test"),
        subnet_ids=["subnet-1", "subnet-2", "subnet-3"],
        security_group_id="sg-tasks",
        key_arn="arn:key",
        logs_key_arn="arn:logs",
        target_group_arns={"blue": "arn:blue", "green": "arn:green"},
        secrets=SECRETS,
        files=files,
        traffic=traffic,
        rollback_alarm_names=["alb-target-errors-test"] if traffic else [],
    )
    return run(lambda: made.append(Containers("containers", args)), deployed=deployed)


def container(state: State, color: str = "blue") -> dict[str, Any]:
    """The one container of a color's task."""
    (found,) = json.loads(inputs(state, TASK, color)["containerDefinitions"])
    return cast("dict[str, Any]", found)
