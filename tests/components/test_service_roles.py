"""The two roles of the payment service: what starts a task, and what the task itself may do."""

import json

import pytest

from components.context import Context
from components.service_roles import execution_statements
from offline.graph import State
from tests.support.containers import TASK, built
from tests.support.recorded import by_sid, inputs

ROLE = "aws:iam/role:Role"
POLICY = "aws:iam/rolePolicy:RolePolicy"


@pytest.fixture(scope="module")
def state(ctx: Context) -> State:
    return built(ctx)


def test_execution_and_task_role_are_two_roles_that_only_tasks_of_the_account_assume(
    state: State,
) -> None:
    task = state.one(TASK)
    roles = {role.urn: role for role in state.by_type(ROLE)}
    for key, name in (("executionRoleArn", "execution"), ("taskRoleArn", "task")):
        assert state.one(ROLE, name).urn in task.property_dependencies[key]
        assert task.inputs[key] == state.one(ROLE, name).outputs["arn"]
    assert len(roles) == 2
    for role in roles.values():
        (trust,) = json.loads(str(role.inputs["assumeRolePolicy"]))["Statement"]
        assert trust["Principal"] == {"Service": "ecs-tasks.amazonaws.com"}
        assert trust["Condition"] == {"StringEquals": {"aws:SourceAccount": "123456789012"}}


def test_a_task_starts_only_once_its_roles_may_do_what_it_needs(state: State) -> None:
    behind = state.one(TASK).property_dependencies
    assert state.one(POLICY, "execution-permissions").urn in behind["executionRoleArn"]
    assert state.one(POLICY, "task-permissions").urn in behind["taskRoleArn"]


def test_the_execution_role_pulls_reads_start_secrets_and_logs_exactly(state: State) -> None:
    found = by_sid(inputs(state, POLICY, "execution")["policy"])
    assert found.keys() == {"OwnLogs", "StartSecrets", "PullImage", "RegistryLogin"}
    assert found["OwnLogs"]["Resource"] == [
        "arn:aws:logs:us-west-2:123456789012:log-group:/ecs/service-payment-test:*"
    ]
    assert found["StartSecrets"]["Resource"] == [
        "arn:aws:secretsmanager:us-west-2:123456789012:secret:secret-application-test-??????"
    ]
    assert found["PullImage"]["Resource"] == [
        "arn:aws:ecr:us-west-2:123456789012:repository/ecr-payment-service-test"
    ]


def test_without_start_secrets_the_execution_role_reads_none(ctx: Context) -> None:
    found = execution_statements(ctx, log_group="/ecs/a", secret_names=[], own_repository=False)
    assert [statement.sid for statement in found] == ["OwnLogs"]


def test_the_task_role_does_what_the_workload_says(state: State) -> None:
    assert by_sid(inputs(state, POLICY, "task-permissions")["policy"]).keys() == {
        "TransactionEvents"
    }
