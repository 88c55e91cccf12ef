"""Members, capacity and readers of a cluster; size of an instance."""

from typing import Any, cast

from components.context import Context
from tests.support.databases import (
    MEMBER,
    built,
    server,
)

TARGET = "aws:appautoscaling/target:Target"


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
