"""Members, capacity and readers of a cluster; size of an instance."""

from typing import Any, cast

import pytest

from components.context import Context
from settings.database import Kind
from tests.support.databases import (
    KINDS,
    MEMBER,
    built,
    copied,
    made,
    server,
)

TARGET = "aws:appautoscaling/target:Target"
GLOBAL = "aws:rds/globalCluster:GlobalCluster"
ROLES = ("globalClusterIdentifier", "replicationSourceIdentifier")


def test_members_stand_in_different_zones_and_the_writer_is_promoted_first(ctx: Context) -> None:
    members = built(ctx, readers=3).by_type(MEMBER)
    assert [
        (m.inputs["identifier"], m.inputs["availabilityZone"], m.inputs["promotionTier"])
        for m in members
    ] == [
        ("rds-payments-1-test", "us-west-2a", 0),
        ("rds-payments-2-test", "us-west-2b", 1),
        ("rds-payments-3-test", "us-west-2c", 2),
        ("rds-payments-4-test", "us-west-2a", 3),
    ]


def test_serverless_capacity_follows_the_load(ctx: Context) -> None:
    inputs = server(built(ctx)).inputs
    assert inputs["serverlessv2ScalingConfiguration"] == {"minCapacity": 0.5, "maxCapacity": 4.0}
    assert built(ctx).by_type(MEMBER)[0].inputs["instanceClass"] == "db.serverless"


def test_a_given_class_has_no_serverless_capacity(ctx: Context) -> None:
    state = built(ctx, instance_class="db.r6g.xlarge")
    assert "serverlessv2ScalingConfiguration" not in server(state).inputs
    assert {m.inputs["instanceClass"] for m in state.by_type(MEMBER)} == {"db.r6g.xlarge"}


def test_readers_come_and_go_with_their_load(ctx: Context) -> None:
    state = built(ctx, readers=2, max_readers=5)
    target = state.one(TARGET)
    assert target.inputs["resourceId"] == "cluster:rds-payments-test"
    assert (target.inputs["minCapacity"], target.inputs["maxCapacity"]) == (2, 5)
    assert {member.urn for member in state.by_type(MEMBER)} <= set(target.dependencies)
    policy = cast(
        "dict[str, Any]",
        state.one("aws:appautoscaling/policy:Policy").inputs[
            "targetTrackingScalingPolicyConfiguration"
        ],
    )
    metric = policy["predefinedMetricSpecification"]["predefinedMetricType"]
    assert metric == "RDSReaderAverageCPUUtilization"


def test_without_a_limit_readers_stay_as_many(ctx: Context) -> None:
    assert built(ctx).by_type(TARGET) == ()


def test_an_instance_is_what_its_document_says(ctx: Context) -> None:
    inputs = server(
        built(
            ctx,
            "rds_postgres",
            engine_version="14.24",
            instance_class="db.t3.micro",
            storage_gb=20,
            storage_type="gp2",
            backup_days=7,
        )
    ).inputs
    assert (inputs["engine"], inputs["engineVersion"]) == ("postgres", "14.24")
    assert (inputs["instanceClass"], inputs["allocatedStorage"]) == ("db.t3.micro", 20)
    assert (inputs["storageType"], inputs["multiAz"]) == ("gp2", True)
    assert (inputs["dbName"], inputs["username"]) == ("payments", "dbadmin")
    assert inputs["backupRetentionPeriod"] == 7


def test_a_cluster_is_what_its_document_says(ctx: Context) -> None:
    state = built(ctx, "aurora_mysql", name="paymentdb", min_acu=0.5, max_acu=2.0)
    inputs = server(state).inputs
    assert (inputs["engine"], inputs["engineMode"]) == ("aurora-mysql", "provisioned")
    assert (inputs["databaseName"], inputs["masterUsername"]) == ("paymentdb", "dbadmin")
    assert inputs["serverlessv2ScalingConfiguration"] == {"minCapacity": 0.5, "maxCapacity": 2.0}
    assert (inputs["backupRetentionPeriod"], inputs["port"]) == (35, 3306)
    assert inputs["preferredBackupWindow"] == "03:00-04:00"
    assert inputs["preferredMaintenanceWindow"] == "mon:04:00-mon:05:00"
    assert len(state.by_type(MEMBER)) == 2


def test_members_take_the_version_that_their_cluster_runs(ctx: Context) -> None:
    assert not [m for m in built(ctx).by_type(MEMBER) if "engineVersion" in m.inputs]


@pytest.mark.parametrize("kind", KINDS)
def test_another_major_version_needs_leave_and_does_not_wait(
    retained_ctx: Context, kind: Kind
) -> None:
    kept = server(built(retained_ctx, kind)).inputs
    assert "allowMajorVersionUpgrade" not in kept
    assert kept["applyImmediately"] is False
    moved = server(built(retained_ctx, kind, allow_major_version_upgrade=True)).inputs
    assert moved["allowMajorVersionUpgrade"] is True
    assert moved["applyImmediately"] is True


def test_a_cluster_alone_belongs_to_no_global_database(ctx: Context) -> None:
    state = built(ctx)
    assert state.by_type(GLOBAL) == ()
    assert "globalClusterIdentifier" not in server(state).inputs
    assert not server(state).options.ignore_changes


@pytest.mark.parametrize(
    ("kind", "lifecycle"),
    [
        ("aurora_postgresql", "open-source-rds-extended-support-disabled"),
        ("aurora_mysql", None),
    ],
)
def test_a_global_database_is_made_from_the_cluster_once_it_has_its_instances(
    retained_ctx: Context, kind: Kind, lifecycle: str | None
) -> None:
    state = built(retained_ctx, kind, global_database={"name": "payments"})
    found, cluster = state.one(GLOBAL), server(state)
    assert found.inputs["globalClusterIdentifier"] == "payments"
    assert found.inputs["sourceDbClusterIdentifier"] == cluster.outputs["arn"]
    assert found.inputs.get("engineLifecycleSupport") == lifecycle
    assert (found.inputs["deletionProtection"], found.inputs["forceDestroy"]) == (True, True)
    assert found.options.protect
    assert {member.urn for member in state.by_type(MEMBER)} <= set(found.dependencies)
    assert cluster.inputs["masterUsername"] == "dbadmin"
    assert cluster.options.ignore_changes == ROLES


def test_a_copy_has_its_own_key_and_no_users_of_its_own(ctx: Context) -> None:
    state = copied(ctx)
    inputs = server(state).inputs
    assert inputs["globalClusterIdentifier"] == "payments"
    assert inputs["sourceRegion"] == "us-east-1"
    assert (inputs["storageEncrypted"], inputs["kmsKeyId"]) == (True, "arn:database")
    own = ("databaseName", "masterUsername", "masterPasswordWo", "manageMasterUserPassword")
    assert not [name for name in own if name in inputs]
    assert "masterUserSecretKmsKeyId" not in inputs
    assert "enableGlobalWriteForwarding" not in inputs
    assert server(state).options.ignore_changes == ROLES
    assert state.by_type(GLOBAL) == ()
    assert len(state.by_type(MEMBER)) == 2


def test_a_copy_that_falls_behind_or_silent_raises_an_alarm(ctx: Context) -> None:
    copied(ctx)
    alarms = {alarm.purpose: alarm for alarm in made[-1].alarms}
    lag = alarms["rds-global-lag"]
    assert lag.metric.dimensions == {"SourceRegion": "us-east-1"}
    assert (lag.threshold, lag.missing_data) == (5_000, "breaching")
    built(ctx, global_database={"name": "payments"})
    assert "rds-global-lag" not in {alarm.purpose for alarm in made[-1].alarms}
