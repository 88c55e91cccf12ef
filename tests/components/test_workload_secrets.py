"""Which secrets each workload reads and rotates."""

import pytest

from components.context import Context
from components.topology import Topology
from components.workloads import read_login
from settings import parse
from tests.support.topologies import FARGATE, LAMBDA, derive


def read(found: Topology, workload: str) -> set[str]:
    """The names of the secrets whose value a workload reads."""
    return {
        arn.split(":secret:")[1].removesuffix("-??????")
        for statement in found.workloads[workload].statements
        if "secretsmanager:GetSecretValue" in statement.actions
        for arn in statement.resources
    }


def test_a_managed_database_secret_is_read_by_tasks_and_rotated_by_rds(ctx: Context) -> None:
    found = derive(ctx, FARGATE)
    statements = found.workloads["payment-service"].statements
    (master,) = (one for one in statements if one.sid == "ReadMasterSecret")
    assert master.resources == (
        "arn:aws:secretsmanager:us-west-2:123456789012:secret:rds!cluster-*",
    )
    assert master.conditions == {
        "StringEquals": {
            "secretsmanager:ResourceTag/aws:rds:primaryDBClusterArn": (
                "arn:aws:rds:us-west-2:123456789012:cluster:rds-payments-test"
            )
        }
    }
    rotated = found.workloads["secrets-rotation"].statements[0].resources
    assert not {resource for resource in rotated if "rds!" in resource}


def test_a_managed_secret_of_an_instance_is_tagged_with_the_instance(ctx: Context) -> None:
    found = derive(ctx, {**FARGATE, "database": {"kind": "rds_postgres"}})
    statements = found.workloads["payment-service"].statements
    (master,) = (one for one in statements if one.sid == "ReadMasterSecret")
    assert master.resources[0].endswith(":secret:rds!db-*")
    assert master.conditions["StringEquals"] == {
        "secretsmanager:ResourceTag/aws:rds:primaryDBInstanceArn": (
            "arn:aws:rds:us-west-2:123456789012:db:rds-payments-test"
        )
    }


@pytest.mark.parametrize(
    ("strategy", "reads"), [("single", "ReadMasterSecret"), ("alternating", "ReadSecrets")]
)
def test_a_proxy_reads_the_login_of_payment_code_alone(
    ctx: Context, strategy: str, reads: str
) -> None:
    block = {"mode": "rds_managed", "rotationStrategy": strategy}
    settings = parse({**LAMBDA, "secrets": block}, stack="test", region="us-west-2")
    assert read_login(ctx, settings).sid == reads


def test_an_existing_secret_is_found_by_its_agreed_name(ctx: Context) -> None:
    found = derive(ctx, {**LAMBDA, "secrets": {"mode": "existing"}})
    resources = found.workloads["secrets-rotation"].statements[0].resources
    assert any("secret:rds-aurora-credentials-test-" in resource for resource in resources)


def test_payment_code_with_users_of_its_own_cannot_read_the_masters_secret(ctx: Context) -> None:
    for raw, workload in ((LAMBDA, "transaction-processing"), (FARGATE, "payment-service")):
        block = {"mode": "create", "rotationStrategy": "alternating"}
        secrets = read(derive(ctx, raw | {"secrets": block}), workload)
        assert "secret-application-database-test" in secrets
        assert "secret-database-test" not in secrets


def test_the_rotation_reads_the_master_that_creates_alternating_users(ctx: Context) -> None:
    def rotation(**secrets: str) -> tuple[set[str], set[tuple[str, ...]]]:
        found = derive(ctx, LAMBDA | {"secrets": secrets})
        changed = {
            statement.resources
            for statement in found.workloads["secrets-rotation"].statements
            if "secretsmanager:PutSecretValue" in statement.actions
        }
        return read(found, "secrets-rotation"), changed

    managed, changed = rotation(mode="rds_managed", rotationStrategy="alternating")
    assert managed == {"rds!cluster-*", "secret-application-database-test", "secret-cache-test"}
    assert not [arn for resources in changed for arn in resources if "rds!" in arn]
    created, _ = rotation(mode="create", rotationStrategy="alternating")
    assert created == {
        "secret-database-test", "secret-application-database-test", "secret-cache-test",
    }  # fmt: skip
    assert rotation(mode="rds_managed")[0] == {"secret-cache-test"}


def test_only_processing_reads_the_acquirers_token(ctx: Context) -> None:
    acquirer = {"acquirerUrl": "https://a.example.com", "acquirerSecret": "acquirer-token"}
    raw = {**LAMBDA, "network": {"nat": "single"}, "functions": acquirer}
    readers = {
        name: statement.resources
        for name, workload in derive(ctx, raw).workloads.items()
        for statement in workload.statements
        if statement.sid == "AcquirerToken"
    }
    arn = "arn:aws:secretsmanager:us-west-2:123456789012:secret:acquirer-token-??????"
    assert readers == {"transaction-processing": (arn,)}
