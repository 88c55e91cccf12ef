"""The database in its three kinds: placed, encrypted and protected alike."""

from dataclasses import replace
from typing import cast

import pulumi
import pytest

from components.context import Context
from components.database import Database
from offline.errors import ProgramError
from offline.graph import Secret, run
from settings.database import DatabaseSettings, Kind
from tests.support.databases import (
    CLUSTER,
    INSTANCE,
    KINDS,
    MEMBER,
    built,
    database_args,
    server,
)

EVENTS = "aws:rds/eventSubscription:EventSubscription"


@pytest.mark.parametrize("kind", KINDS)
def test_storage_and_insights_are_under_the_customer_key(ctx: Context, kind: Kind) -> None:
    state = built(ctx, kind)
    for found in (server(state), *state.by_type(MEMBER)):
        assert found.inputs["performanceInsightsEnabled"] is True
        assert found.inputs["performanceInsightsKmsKeyId"] == "arn:database"
    assert server(state).inputs["storageEncrypted"] is True
    assert server(state).inputs["kmsKeyId"] == "arn:database"


@pytest.mark.parametrize("kind", KINDS)
def test_nobody_outside_the_vpc_reaches_the_server(ctx: Context, kind: Kind) -> None:
    state = built(ctx, kind)
    for found in state.by_type(MEMBER, INSTANCE):
        assert found.inputs["publiclyAccessible"] is False
    assert server(state).inputs["vpcSecurityGroupIds"] == ["sg-database"]
    group = state.one("aws:rds/subnetGroup:SubnetGroup")
    assert group.inputs["subnetIds"] == ["subnet-1", "subnet-2", "subnet-3"]
    assert server(state).inputs["dbSubnetGroupName"] == group.inputs["name"]


@pytest.mark.parametrize("kind", KINDS)
def test_the_password_reaches_the_server_and_not_the_state(ctx: Context, kind: Kind) -> None:
    inputs = server(built(ctx, kind)).inputs
    name = "passwordWo" if kind == "rds_postgres" else "masterPasswordWo"
    assert isinstance(inputs[name], Secret)
    assert inputs[f"{name}Version"] == 1
    assert not {"password", "masterPassword", "manageMasterUserPassword"} & inputs.keys()


@pytest.mark.parametrize("kind", KINDS)
def test_a_password_that_rds_manages_is_under_the_secrets_key(ctx: Context, kind: Kind) -> None:
    state = built(ctx, kind, managed=True)
    inputs = server(state).inputs
    assert inputs["manageMasterUserPassword"] is True
    assert inputs["masterUserSecretKmsKeyId"] == "arn:secrets"
    assert not [
        name for name in inputs if name.lower().endswith(("passwordwo", "passwordwoversion"))
    ]


@pytest.mark.parametrize("deployed", [False, True])
def test_the_managed_secrets_arn_is_known_once_it_exists(ctx: Context, deployed: bool) -> None:  # noqa: FBT001 - both states
    def program() -> None:
        built_inside = DatabaseSettings(kind="rds_postgres")
        args = database_args(ctx, built_inside, password=None, secret_arn=None)
        pulumi.export("secret", Database("database", args).secret_arn)

    found = run(program, deployed=deployed).stack_outputs["secret"]
    assert ("arn:" in str(found)) is deployed


@pytest.mark.parametrize("kind", KINDS)
def test_iam_may_authenticate_and_extended_support_is_never_billed(
    ctx: Context, kind: Kind
) -> None:
    inputs = server(built(ctx, kind)).inputs
    assert inputs["iamDatabaseAuthenticationEnabled"] is True
    assert inputs["engineLifecycleSupport"] == "open-source-rds-extended-support-disabled"


@pytest.mark.parametrize("kind", KINDS)
def test_the_operating_system_is_monitored(ctx: Context, kind: Kind) -> None:
    state = built(ctx, kind)
    role = state.one("aws:iam/role:Role")
    for found in (server(state), *state.by_type(MEMBER)):
        assert found.inputs["monitoringInterval"] == 60
        assert found.inputs["monitoringRoleArn"] == role.outputs["arn"]
    assert "monitoring.rds.amazonaws.com" in str(role.inputs["assumeRolePolicy"])
    permissions = state.one("aws:iam/rolePolicyAttachment:RolePolicyAttachment")
    for found in (server(state), *state.by_type(MEMBER)):
        assert permissions.urn in found.property_dependencies["monitoringRoleArn"]


@pytest.mark.parametrize("kind", KINDS)
def test_the_secrets_user_wins_over_the_settings(ctx: Context, kind: Kind) -> None:
    settings = DatabaseSettings(kind=kind)
    args = database_args(ctx, settings, password="planted", secret_arn="arn:secret")
    state = run(lambda: Database("database", replace(args, username="keeper")))
    name = "username" if kind == "rds_postgres" else "masterUsername"
    assert server(state).inputs[name] == "keeper"
    assert server(built(ctx, kind)).inputs[name] == settings.username


@pytest.mark.parametrize("kind", KINDS)
def test_servers_have_a_current_certificate_authority_and_patch_themselves(
    ctx: Context, kind: Kind
) -> None:
    for found in built(ctx, kind).by_type(MEMBER, INSTANCE):
        assert found.inputs["caCertIdentifier"] == "rds-ca-rsa2048-g1"
        assert found.inputs["autoMinorVersionUpgrade"] is True


@pytest.mark.parametrize("kind", KINDS)
def test_snapshots_carry_the_tags_of_their_server(ctx: Context, kind: Kind) -> None:
    for found in built(ctx, kind).by_type(CLUSTER, MEMBER, INSTANCE):
        assert found.inputs["copyTagsToSnapshot"] is True


@pytest.mark.parametrize("kind", KINDS)
def test_an_ephemeral_database_goes_without_manual_steps(ctx: Context, kind: Kind) -> None:
    found = server(built(ctx, kind))
    assert found.inputs["deletionProtection"] is False
    assert found.inputs["skipFinalSnapshot"] is True
    assert found.inputs["deleteAutomatedBackups"] is True
    assert "finalSnapshotIdentifier" not in found.inputs
    assert not found.options.protect


@pytest.mark.parametrize("kind", KINDS)
def test_a_retained_database_is_protected_and_leaves_a_snapshot(
    retained_ctx: Context, kind: Kind
) -> None:
    state = built(retained_ctx, kind)
    found = server(state)
    assert found.inputs["deletionProtection"] is True
    assert found.inputs["skipFinalSnapshot"] is False
    assert found.inputs["deleteAutomatedBackups"] is False
    assert found.inputs["finalSnapshotIdentifier"] == "rds-final-snapshot-test"
    assert found.inputs["applyImmediately"] is False
    assert all(r.options.protect for r in (found, *state.by_type(MEMBER)))


@pytest.mark.parametrize("kind", KINDS)
def test_operators_hear_of_failovers_failures_and_changes(ctx: Context, kind: Kind) -> None:
    found = built(ctx, kind).by_type(EVENTS)
    categories = {
        e.inputs["sourceType"]: cast("list[str]", e.inputs["eventCategories"]) for e in found
    }
    assert {e.inputs["snsTopic"] for e in found} == {"arn:topic"}
    assert {"maintenance", "configuration change", "failure"} <= set(categories["db-instance"])
    assert categories["db-parameter-group"] == ["configuration change"]
    assert categories["db-security-group"] == ["configuration change", "failure"]
    assert ("db-cluster" in categories) is (kind != "rds_postgres")


def test_a_password_without_its_secret_is_an_error(ctx: Context) -> None:
    def program() -> None:
        args = database_args(
            ctx, DatabaseSettings(kind="rds_postgres"), password="planted", secret_arn=None
        )
        Database("database", args)

    with pytest.raises(ProgramError, match="got a password but no secret_arn"):
        run(program)


@pytest.mark.parametrize("kind", KINDS)
def test_the_first_preview_registers_the_same_resources(ctx: Context, kind: Kind) -> None:
    new = built(ctx, kind, managed=True, proxy=True, deployed=False)
    deployed = built(ctx, kind, managed=True, proxy=True)
    assert new.type_counts == deployed.type_counts
