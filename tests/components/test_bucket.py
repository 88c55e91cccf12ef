"""Every bucket is private, versioned, encrypted, TLS only, and expires what it holds."""

from typing import Any

import pytest

from components.bucket import BucketArgs, Lifecycle, ObjectLock, PrivateBucket
from components.context import Context
from offline.graph import State, run
from tests.support.recorded import by_sid

KEY = "arn:aws:kms:us-west-2:123456789012:key/0000"
NAME = "bucket-audit-123456789012-us-west-2-test"
LIFECYCLE = Lifecycle(rule="archive-old-logs", archive_after_days=90, expire_after_days=2555)


def built(ctx: Context, **changes: Any) -> State:
    given: dict[str, Any] = {"key_arn": KEY, "lifecycle": LIFECYCLE, **changes}

    def program() -> None:
        PrivateBucket("audit", BucketArgs(context=ctx, purpose="audit", **given))

    return run(program)


@pytest.fixture(scope="module")
def bucket(ctx: Context) -> State:
    return built(ctx, access_log_bucket="bucket-access-logs")


def one(state: State, kind: str) -> dict[str, Any]:
    inputs: dict[str, Any] = dict(state.one(f"aws:s3/{kind[0].lower()}{kind[1:]}:{kind}").inputs)
    return inputs


def statements(state: State) -> dict[str, dict[str, Any]]:
    return by_sid(one(state, "BucketPolicy")["policy"])


def test_public_access_is_blocked_in_all_four_ways(bucket: State) -> None:
    flags = one(bucket, "BucketPublicAccessBlock")
    assert flags.pop("bucket") == NAME
    assert flags == {
        "blockPublicAcls": True,
        "blockPublicPolicy": True,
        "ignorePublicAcls": True,
        "restrictPublicBuckets": True,
    }


def test_access_control_lists_are_off(bucket: State) -> None:
    rule = one(bucket, "BucketOwnershipControls")["rule"]
    assert rule == {"objectOwnership": "BucketOwnerEnforced"}


def test_objects_are_encrypted_under_the_customer_key(bucket: State) -> None:
    (rule,) = one(bucket, "BucketServerSideEncryptionConfiguration")["rules"]
    assert rule == {
        "applyServerSideEncryptionByDefault": {"sseAlgorithm": "aws:kms", "kmsMasterKeyId": KEY},
        "blockedEncryptionTypes": ["SSE-C"],
        "bucketKeyEnabled": True,
    }


def test_plaintext_outdated_tls_other_algorithms_and_other_keys_are_refused(bucket: State) -> None:
    refused = statements(bucket)
    assert set(refused) == {
        "DenyPlaintext",
        "DenyOutdatedTls",
        "DenyOtherEncryption",
        "DenyOtherKeys",
    }
    assert all(statement["Effect"] == "Deny" for statement in refused.values())
    assert refused["DenyPlaintext"]["Resource"] == [
        f"arn:aws:s3:::{NAME}",
        f"arn:aws:s3:::{NAME}/*",
    ]
    assert refused["DenyOutdatedTls"]["Condition"] == {"NumericLessThan": {"s3:TlsVersion": "1.2"}}


def test_a_service_that_names_its_key_may_do_so(ctx: Context) -> None:
    assert "DenyOtherKeys" not in statements(built(ctx, sender_names_key=True))


def test_old_versions_move_like_current_ones_and_end_after_a_year(bucket: State) -> None:
    lifecycle = one(bucket, "BucketLifecycleConfiguration")
    (rule,) = lifecycle["rules"]
    assert rule["id"] == "archive-old-logs"
    assert rule["status"] == "Enabled"
    assert rule["transitions"] == [{"days": 90, "storageClass": "GLACIER"}]
    assert rule["expiration"] == {"days": 2555}
    assert rule["noncurrentVersionTransitions"] == [
        {"noncurrentDays": 90, "storageClass": "GLACIER"}
    ]
    assert rule["noncurrentVersionExpiration"] == {"noncurrentDays": 365}
    assert rule["abortIncompleteMultipartUpload"] == {"daysAfterInitiation": 7}
    assert lifecycle["transitionDefaultMinimumObjectSize"] == "varies_by_storage_class"


def test_old_versions_that_end_before_the_archive_never_move_there(ctx: Context) -> None:
    lifecycle = Lifecycle(rule="late", archive_after_days=365, expire_after_days=2555)
    (rule,) = one(built(ctx, lifecycle=lifecycle), "BucketLifecycleConfiguration")["rules"]
    assert rule["transitions"] == [{"days": 365, "storageClass": "GLACIER"}]
    assert "noncurrentVersionTransitions" not in rule


def test_without_an_archive_objects_only_expire(ctx: Context) -> None:
    state = built(ctx, lifecycle=Lifecycle(rule="expire", expire_after_days=400))
    (rule,) = one(state, "BucketLifecycleConfiguration")["rules"]
    assert "transitions" not in rule
    assert rule["expiration"] == {"days": 400}


def test_access_is_logged_under_the_purpose(bucket: State) -> None:
    logging = one(bucket, "BucketLogging")
    assert logging["targetBucket"] == "bucket-access-logs"
    assert logging["targetPrefix"] == "audit/"


def test_a_bucket_that_receives_access_logs_has_none_of_its_own(ctx: Context) -> None:
    assert not built(ctx).by_type("aws:s3/bucketLogging:BucketLogging")


def test_versions_are_kept_unless_switched_off(bucket: State, ctx: Context) -> None:
    assert one(bucket, "BucketVersioning")["versioningConfiguration"] == {"status": "Enabled"}
    off = one(built(ctx, versioned=False), "BucketVersioning")
    assert off["versioningConfiguration"] == {"status": "Suspended"}


def test_a_bucket_for_service_logs_is_encrypted_by_s3_itself(ctx: Context) -> None:
    state = built(ctx, key_arn=None)
    (rule,) = one(state, "BucketServerSideEncryptionConfiguration")["rules"]
    assert rule == {
        "applyServerSideEncryptionByDefault": {"sseAlgorithm": "AES256"},
        "blockedEncryptionTypes": ["SSE-C"],
    }
    assert set(statements(state)) == {"DenyPlaintext", "DenyOutdatedTls"}


def test_object_lock_is_a_property_of_the_new_bucket_and_a_default_retention(ctx: Context) -> None:
    state = built(ctx, object_lock=ObjectLock(mode="GOVERNANCE", days=365))
    assert one(state, "Bucket")["objectLockEnabled"] is True
    lock = one(state, "BucketObjectLockConfiguration")
    assert lock["rule"] == {"defaultRetention": {"mode": "GOVERNANCE", "days": 365}}


def test_ephemeral_buckets_can_be_destroyed_with_their_objects(bucket: State) -> None:
    assert one(bucket, "Bucket")["forceDestroy"] is True
    assert bucket.one("aws:s3/bucket:Bucket").options.protect is False


def test_retained_buckets_are_protected(retained_ctx: Context) -> None:
    state = built(retained_ctx)
    assert one(state, "Bucket")["forceDestroy"] is False
    assert state.one("aws:s3/bucket:Bucket").options.protect is True


def test_the_name_handed_out_waits_for_the_policy_and_leads_to_the_bucket(ctx: Context) -> None:
    def program() -> None:
        made = PrivateBucket(
            "audit", BucketArgs(context=ctx, purpose="audit", key_arn=KEY, lifecycle=LIFECYCLE)
        )
        PrivateBucket(
            "user",
            BucketArgs(
                context=ctx,
                purpose="user",
                key_arn=KEY,
                lifecycle=LIFECYCLE,
                access_log_bucket=made.name,
            ),
        )

    state = run(program)
    logging = state.one("aws:s3/bucketLogging:BucketLogging")
    behind = {state.by_urn[urn].type for urn in logging.property_dependencies["targetBucket"]}
    assert behind == {"aws:s3/bucket:Bucket", "aws:s3/bucketPolicy:BucketPolicy"}
    assert logging.inputs["targetBucket"] == NAME
    assert state.one("payments:index:PrivateBucket", "audit").outputs["arn"] == (
        f"arn:aws:s3:::{NAME}"
    )


def test_current_versions_of_a_web_site_stay_however_old(ctx: Context) -> None:
    lifecycle = Lifecycle(rule="old-versions", expire_after_days=90, keeps_current=True)
    (rule,) = one(built(ctx, lifecycle=lifecycle), "BucketLifecycleConfiguration")["rules"]
    assert "expiration" not in rule
    assert rule["noncurrentVersionExpiration"] == {"noncurrentDays": 90}
