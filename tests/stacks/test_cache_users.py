"""Who may log in to the cache of a stack: each workload as its own user, and nobody else."""

from json import loads

import pytest

from offline.graph import State
from tests.support.stacks import (
    CACHE,
    FUNCTION,
    ROLE_POLICY,
    SECRET,
    TASK,
    Graph,
    inputs,
    listed,
    role_statements,
    statements,
)

USER = "aws:elasticache/user:User"
GROUP = "aws:elasticache/userGroup:UserGroup"
STACKS_WITH_USERS = ("dev", "prod")
CONNECT = "elasticache:Connect"


def logins(state: State) -> dict[str, tuple[str, str]]:
    """By role: the cache and the user that its workload is told to log in to and as."""
    found: dict[str, tuple[str, str]] = {}
    for function in state.by_type(FUNCTION):
        variables = inputs(function)["environment"]["variables"]
        if "CACHE_USER" in variables:
            role = inputs(function)["role"].rpartition("/")[2]
            found[role] = (variables["CACHE_NAME"], variables["CACHE_USER"])
    for task in state.by_type(TASK):
        (container,) = loads(inputs(task)["containerDefinitions"])
        variables = {each["name"]: each["value"] for each in container["environment"]}
        role = inputs(task)["taskRoleArn"].rpartition("/")[2]
        found[role] = (variables["CACHE_NAME"], variables["CACHE_USER"])
    return found


@pytest.mark.parametrize("stack", STACKS_WITH_USERS)
def test_every_workload_may_log_in_as_whom_it_is_told_to_and_as_nobody_else(
    graph: Graph, stack: str
) -> None:
    state = graph(stack)
    found = logins(state)
    assert len(found) == {"dev": 3, "prod": 4}[stack]
    for role, (cache, user) in found.items():
        allowed = [s for s in role_statements(state, role) if CONNECT in listed(s["Action"])]
        resources = [arn.split(":", 5)[5] for s in allowed for arn in listed(s["Resource"])]
        assert resources == [f"replicationgroup:{cache}", f"user:{user}"]


@pytest.mark.parametrize("stack", STACKS_WITH_USERS)
def test_nobody_but_the_workloads_may_log_in(graph: Graph, stack: str) -> None:
    state = graph(stack)
    roles = {
        inputs(policy)["role"]
        for policy in state.by_type(ROLE_POLICY)
        for statement in statements(inputs(policy)["policy"])
        if CONNECT in listed(statement["Action"])
    }
    assert roles == logins(state).keys()


@pytest.mark.parametrize("stack", STACKS_WITH_USERS)
def test_the_caches_users_are_those_that_log_in(graph: Graph, stack: str) -> None:
    state = graph(stack)
    cache, group = inputs(state.one(CACHE)), inputs(state.one(GROUP))
    asked = {user for _, user in logins(state).values()}
    assert cache["userGroupIds"] == [group["userGroupId"]]
    assert set(group["userIds"]) == asked
    assert {inputs(user)["userName"] for user in state.by_type(USER)} == asked
    assert {name for name, _ in logins(state).values()} == {cache["replicationGroupId"]}


@pytest.mark.parametrize("stack", STACKS_WITH_USERS)
def test_a_cache_with_users_has_no_secret(graph: Graph, stack: str) -> None:
    state = graph(stack)
    names = {inputs(secret)["name"] for secret in state.by_type(SECRET)}
    assert f"secret-cache-{stack}" not in names
    assert not [r for r in state.resources if r.name == "secrets-cache-token"]
