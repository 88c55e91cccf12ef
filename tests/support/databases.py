"""A database built as the platform builds one, for the tests of its parts."""

from collections.abc import Mapping
from typing import cast

import pulumi

from components.context import Context
from components.database import Database, DatabaseArgs
from components.grants import read_secrets
from offline.graph import Resource, State, run
from settings.database import DatabaseSettings, Kind

CLUSTER = "aws:rds/cluster:Cluster"
MEMBER = "aws:rds/clusterInstance:ClusterInstance"
INSTANCE = "aws:rds/instance:Instance"
PARAMETERS = (
    "aws:rds/clusterParameterGroup:ClusterParameterGroup",
    "aws:rds/parameterGroup:ParameterGroup",
)
PATTERN = "arn:aws:secretsmanager:us-west-2:123456789012:secret:secret-database-test-??????"
KINDS: tuple[Kind, ...] = ("aurora_postgresql", "aurora_mysql", "rds_postgres")
#: The databases built so far, the latest last.
made: list[Database] = []


def database_args(
    ctx: Context,
    settings: DatabaseSettings,
    *,
    password: pulumi.Input[str] | None,
    secret_arn: str | None,
    proxy: bool = False,
) -> DatabaseArgs:
    """Arguments with made-up ids."""
    return DatabaseArgs(
        context=ctx,
        settings=settings,
        subnet_ids=["subnet-1", "subnet-2", "subnet-3"],
        security_group_id="sg-database",
        proxy_security_group_id="sg-proxy" if proxy else None,
        key_arn="arn:database",
        secrets_key_arn="arn:secrets",
        logs_key_arn="arn:logs",
        topic_arn="arn:topic",
        password=password,
        secret_arn=secret_arn,
        read_login=read_secrets([PATTERN]),
    )


def built(
    ctx: Context,
    kind: Kind = "aurora_postgresql",
    *,
    managed: bool = False,
    proxy: bool = False,
    deployed: bool = True,
    **settings: object,
) -> State:
    """The resources of a database of a kind."""
    block = DatabaseSettings.model_validate({"kind": kind, **settings})

    def program() -> None:
        args = database_args(
            ctx,
            block,
            password=None if managed else pulumi.Output.secret("planted"),
            secret_arn=None if managed else "arn:secret",
            proxy=proxy,
        )
        made.append(Database("database", args))

    return run(program, deployed=deployed)


def copied(ctx: Context) -> State:
    """The resources of a database that another region feeds."""
    joined = {"name": "payments", "primary_region": "us-east-1"}
    block = DatabaseSettings.model_validate(
        {"kind": "aurora_postgresql", "global_database": joined}
    )

    def program() -> None:
        args = database_args(ctx, block, password=None, secret_arn="arn:secret")
        made.append(Database("database", args))

    return run(program)


def server(state: State) -> Resource:
    """The cluster or the instance."""
    (found,) = state.by_type(CLUSTER, INSTANCE)
    return found


def parameters(state: State) -> dict[str, str]:
    """The server's parameters."""
    (group,) = state.by_type(*PARAMETERS)
    listed = cast("list[Mapping[str, str]]", group.inputs["parameters"])
    return {parameter["name"]: parameter["value"] for parameter in listed}
