"""The rotation function reaches every server and secret it rotates."""

import pytest

from offline.graph import Resource, State
from tests.support.stacks import (
    CACHE,
    CLUSTER,
    EGRESS,
    ENDPOINT,
    FUNCTION,
    INGRESS,
    INSTANCE,
    SECRET,
    STACKS,
    Graph,
    connections,
    inputs,
    listed,
    origins,
    role_statements,
)

ROTATION = "aws:secretsmanager/secretRotation:SecretRotation"
NAME = "rotation-function-function"


def role(state: State) -> str:
    return str(inputs(state.one(FUNCTION, NAME))["role"]).rpartition("/")[2]


def allowed(state: State) -> set[tuple[str, str]]:
    """`(action, resource)` of everything the rotation function may do."""
    return {
        (action, resource)
        for statement in role_statements(state, role(state))
        for action in listed(statement["Action"])
        for resource in listed(statement["Resource"])
    }


def with_token(state: State) -> list[Resource]:
    """The caches whose token rotates; users log in with their roles."""
    return [cache for cache in state.by_type(CACHE) if "authTokenWo" in inputs(cache)]


@pytest.mark.parametrize("stack", STACKS)
def test_the_rotation_function_reaches_every_server_and_secret_it_rotates(
    graph: Graph, stack: str
) -> None:
    state = graph(stack)
    servers = [*state.by_type(CLUSTER, INSTANCE), *with_token(state)]
    for rules in (EGRESS, INGRESS):
        opened = connections(state, rules)
        for server in servers:
            kind = "cache" if server.type == CACHE else "database"
            edge = ("firewall-rotation", f"firewall-{kind}", int(inputs(server)["port"]))
            assert edge in opened
        assert ("firewall-rotation", "firewall-endpoints", 443) in opened
    assert state.one(ENDPOINT, "endpoints-secretsmanager")


@pytest.mark.parametrize("stack", STACKS)
def test_every_secret_of_the_stack_rotates_within_thirty_days(graph: Graph, stack: str) -> None:
    state = graph(stack)
    schedules = state.by_type(ROTATION)
    rotated = {name for each in schedules for name in origins(state, each, "secretId")}
    assert {secret.name for secret in state.by_type(SECRET)} <= rotated
    for schedule in schedules:
        rules = inputs(schedule)["rotationRules"]
        assert rules == {"scheduleExpression": "rate(30 days)", "duration": "3h"}


@pytest.mark.parametrize("stack", STACKS)
def test_the_rotation_role_may_change_each_secret_and_the_cache(graph: Graph, stack: str) -> None:
    state = graph(stack)
    may = {action for action, _ in allowed(state)}
    assert {
        "secretsmanager:DescribeSecret",
        "secretsmanager:GetSecretValue",
        "secretsmanager:PutSecretValue",
        "secretsmanager:UpdateSecretVersionStage",
    } <= may
    if with_token(state):
        assert "elasticache:ModifyReplicationGroup" in may
        assert state.one(ENDPOINT, "endpoints-elasticache")


@pytest.mark.parametrize("stack", STACKS)
def test_only_secrets_manager_of_the_account_may_start_a_rotation(graph: Graph, stack: str) -> None:
    state = graph(stack)
    permission = inputs(state.one("aws:lambda/permission:Permission", "rotation-invoke"))
    assert permission["principal"] == "secretsmanager.amazonaws.com"
    assert permission["sourceAccount"] == "123456789012"
    function = state.one(FUNCTION, NAME)
    for schedule in state.by_type(ROTATION):
        if "rotationLambdaArn" in schedule.inputs:
            assert function.name in origins(state, schedule, "rotationLambdaArn")
