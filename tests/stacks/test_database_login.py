"""Whom payment code logs in to the database as, on the graph of whole stacks."""

import json
from collections.abc import Callable
from typing import cast

import pytest

from offline.graph import State, revealed

Graph = Callable[..., State]
SECRET = "aws:secretsmanager/secret:Secret"
VERSION = "aws:secretsmanager/secretVersion:SecretVersion"
CLUSTER = "aws:rds/cluster:Cluster"


def logins(state: State) -> set[str]:
    """What every function, task and proxy is told to log in with."""
    found: set[str] = set()
    for function in state.by_type("aws:lambda/function:Function"):
        variables = cast("dict[str, dict[str, str]]", function.inputs["environment"])["variables"]
        found |= {variables["DATABASE_SECRET_ARN"]} if "DATABASE_SECRET_ARN" in variables else set()
    for task in state.by_type("aws:ecs/taskDefinition:TaskDefinition"):
        (container,) = json.loads(str(task.inputs["containerDefinitions"]))
        named = {variable["name"]: variable["value"] for variable in container["environment"]}
        found.add(named["DATABASE_SECRET_ARN"])
    for proxy in state.by_type("aws:rds/proxy:Proxy"):
        (auth,) = cast("list[dict[str, str]]", proxy.inputs["auths"])
        found.add(auth["secretArn"])
    return found


def test_nothing_in_prod_logs_in_as_the_master(graph: Graph) -> None:
    state = graph("prod")
    secret = state.one(SECRET, "application-database")
    assert logins(state) == {secret.outputs["arn"]}
    assert state.stack_outputs["database_login_secret_arn"] == secret.outputs["arn"]
    policy = str(state.one("aws:iam/rolePolicy:RolePolicy", "proxy-permissions").inputs["policy"])
    assert ":secret:secret-application-database-prod-??????" in policy
    assert "rds!" not in policy


def test_prods_first_rotation_finds_the_master_that_rds_manages(graph: Graph) -> None:
    state = graph("prod")
    version = state.one(VERSION, "application-database").inputs
    document = json.loads(cast("str", revealed(version["secretStringWo"])))
    (master,) = cast("list[dict[str, str]]", state.one(CLUSTER).outputs["masterUserSecrets"])
    assert document["masterarn"] == master["secretArn"]
    assert document["host"] == state.one(CLUSTER).outputs["endpoint"]
    assert "password" not in document
    strategies = {
        cast("dict[str, dict[str, str]]", function.inputs["environment"])["variables"].get(
            "ROTATION_STRATEGY"
        )
        for function in state.by_type("aws:lambda/function:Function")
    }
    assert "alternating" in strategies


@pytest.mark.parametrize("stack", ["dev", "containers", "web"])
def test_a_single_user_is_the_master(graph: Graph, stack: str) -> None:
    state = graph(stack)
    assert logins(state) == {state.stack_outputs["database_secret_arn"]}
    assert "database_login_secret_arn" in state.stack_outputs
