"""One private bucket for each kind of record."""

import json
from typing import Any

import pytest

from components.context import Context
from components.objects import Objects, ObjectsArgs
from offline.graph import Resource, State, run
from settings.archive import ArchiveSettings
from settings.objects import ObjectsSettings

KEY = "arn:aws:kms:us-west-2:123456789012:key/0000"
BUCKET = "aws:s3/bucket:Bucket"
LOCK = "aws:s3/bucketObjectLockConfiguration:BucketObjectLockConfiguration"
ENCRYPTION = (
    "aws:s3/bucketServerSideEncryptionConfiguration:BucketServerSideEncryptionConfiguration"
)
LOGGING = "aws:s3/bucketLogging:BucketLogging"


def built(ctx: Context, settings: ObjectsSettings | None = None, **more: bool) -> State:
    def program() -> None:
        args = ObjectsArgs(context=ctx, settings=settings or ObjectsSettings(), key_arn=KEY, **more)
        Objects("objects", args)

    return run(program)


@pytest.fixture(scope="module")
def state(retained_ctx: Context) -> State:
    return built(retained_ctx, flow_logs=True, load_balancer_logs=True)


def named(state: State, token: str) -> dict[str, Resource]:
    """The resources of a type by the purpose in their logical name."""
    purposes = ("access-logs", "audit", "flow-logs", "load-balancer-logs")
    return {
        purpose: resource
        for purpose in purposes
        for resource in state.by_type(token)
        if resource.name.startswith(f"objects-{purpose}")
    }


def test_there_is_a_bucket_for_each_purpose(state: State) -> None:
    assert {name: bucket.inputs["bucket"] for name, bucket in named(state, BUCKET).items()} == {
        "access-logs": "bucket-access-logs-123456789012-us-west-2-test",
        "audit": "bucket-audit-123456789012-us-west-2-test",
        "flow-logs": "bucket-flow-logs-123456789012-us-west-2-test",
        "load-balancer-logs": "bucket-balancer-logs-123456789012-us-west-2-test",
    }


def test_a_stack_has_only_the_buckets_it_needs(ctx: Context) -> None:
    found = named(built(ctx, ObjectsSettings(audit_bucket=False)), BUCKET)
    assert set(found) == {"access-logs"}


def test_records_are_under_the_customer_key_and_service_logs_under_s3s(state: State) -> None:
    algorithms: dict[str, Any] = {}
    for purpose, resource in named(state, ENCRYPTION).items():
        rules: Any = resource.inputs["rules"]
        algorithms[purpose] = rules[0]["applyServerSideEncryptionByDefault"]["sseAlgorithm"]
    assert algorithms == {
        "access-logs": "AES256",
        "audit": "aws:kms",
        "flow-logs": "aws:kms",
        "load-balancer-logs": "AES256",
    }


def test_records_are_write_once_for_a_year_in_the_retained_profile(state: State) -> None:
    locks = named(state, LOCK)
    assert set(locks) == {"audit", "flow-logs"}
    for lock in locks.values():
        assert lock.inputs["rule"] == {"defaultRetention": {"mode": "GOVERNANCE", "days": 365}}


def test_compliance_locks_out_everybody(retained_ctx: Context) -> None:
    settings = ObjectsSettings(archive=ArchiveSettings(object_lock_mode="compliance"))
    (lock,) = built(retained_ctx, settings).by_type(LOCK)
    assert lock.inputs["rule"] == {"defaultRetention": {"mode": "COMPLIANCE", "days": 365}}


def test_an_ephemeral_stack_locks_nothing(ctx: Context) -> None:
    state = built(ctx, flow_logs=True)
    assert not state.by_type(LOCK)
    assert all(bucket.inputs["objectLockEnabled"] is False for bucket in state.by_type(BUCKET))


def test_records_move_to_glacier_after_three_months_and_end_after_seven_years(
    state: State,
) -> None:
    lifecycles = named(state, "aws:s3/bucketLifecycleConfiguration:BucketLifecycleConfiguration")
    rules: Any = lifecycles["audit"].inputs["rules"]
    assert rules[0]["id"] == "archive-old-logs"
    assert rules[0]["transitions"] == [{"days": 90, "storageClass": "GLACIER"}]
    assert rules[0]["expiration"] == {"days": 2555}
    logs: Any = lifecycles["access-logs"].inputs["rules"]
    assert logs[0]["expiration"] == {"days": 400}


def test_every_bucket_logs_access_but_the_one_that_takes_the_logs(state: State) -> None:
    logging = named(state, LOGGING)
    assert set(logging) == {"audit", "flow-logs", "load-balancer-logs"}
    assert {resource.inputs["targetBucket"] for resource in logging.values()} == {
        "bucket-access-logs-123456789012-us-west-2-test"
    }


@pytest.mark.parametrize(
    ("purpose", "services"),
    [
        ("access-logs", {"logging.s3.amazonaws.com"}),
        ("audit", set[str]()),
        ("flow-logs", {"delivery.logs.amazonaws.com"}),
        (
            "load-balancer-logs",
            {"delivery.logs.amazonaws.com", "logdelivery.elasticloadbalancing.amazonaws.com"},
        ),
    ],
)
def test_only_the_services_that_deliver_are_let_in(
    state: State, purpose: str, services: set[str]
) -> None:
    policy = named(state, "aws:s3/bucketPolicy:BucketPolicy")[purpose].inputs["policy"]
    allowed = [s for s in json.loads(str(policy))["Statement"] if s["Effect"] == "Allow"]
    assert {statement["Principal"]["Service"] for statement in allowed} == services


def test_versions_can_be_switched_off(ctx: Context) -> None:
    settings = ObjectsSettings(archive=ArchiveSettings(versioning=False))
    versioning = named(built(ctx, settings), "aws:s3/bucketVersioning:BucketVersioning")
    assert versioning["audit"].inputs["versioningConfiguration"] == {"status": "Suspended"}
    assert versioning["access-logs"].inputs["versioningConfiguration"] == {"status": "Enabled"}
