import json

import pytest

from tests.policy.conftest import Case
from tests.policy.harness import ABSENT, UNKNOWN, Cases, Res, Server

NAME = "payments-audit"
BUCKET = Res(kind="aws:s3/bucket:Bucket", props={"bucket": NAME})
OLD_BUCKET = Res(kind="aws:s3/bucketV2:BucketV2", props={"bucket": NAME})
VERSIONING = Res(
    kind="aws:s3/bucketVersioning:BucketVersioning",
    props={"bucket": NAME, "versioningConfiguration": {"status": "Enabled"}},
)
TAKEN = json.dumps(
    {
        "Statement": {
            "Effect": "Allow",
            "Principal": {"Service": "logging.s3.amazonaws.com"},
            "Action": "s3:PutObject",
            "Resource": "*",
        }
    }
)
LOGS = Res(kind=BUCKET.kind, props={"bucket": "logs"})
LOGGING = Res(
    kind="aws:s3/bucketLogging:BucketLogging", props={"bucket": NAME, "targetBucket": "logs"}
)
LIFECYCLE = Res(
    kind="aws:s3/bucketLifecycleConfiguration:BucketLifecycleConfiguration",
    props={"bucket": NAME, "rules": [{"status": "Enabled", "expiration": {"days": 2555}}]},
)
LOCK = Res(
    kind="aws:s3/bucketObjectLockConfiguration:BucketObjectLockConfiguration",
    props={"rule": {"defaultRetention": {"mode": "GOVERNANCE", "days": 365}}},
)


def retaining(**period: object) -> dict[str, object]:
    return {"rule": {"defaultRetention": {"mode": "GOVERNANCE", **period}}}


CASES = (
    Cases(
        rule="s3-versioning-enabled",
        base={"audit": BUCKET, "versioning": VERSIONING},
        fine=(
            {"versioning": ABSENT, "audit": {"versioning": {"enabled": True}}},
            {"versioning": ABSENT, "audit": OLD_BUCKET.but({"versionings": [{"enabled": True}]})},
            {
                "versioning": Res(
                    kind="aws:s3/bucketVersioningV2:BucketVersioningV2", props=VERSIONING.props
                )
            },
        ),
        violating=(
            ({"versioning": ABSENT}, "audit keeps no versions"),
            ({"versioning": {"versioningConfiguration": {"status": "Suspended"}}}, "no versions"),
            ({"versioning": ABSENT, "audit": {"versioning": {"enabled": False}}}, "no versions"),
        ),
        undetermined=(
            {"versioning": {"versioningConfiguration": UNKNOWN}},
            {
                "versioning": ABSENT,
                "audit": Res(
                    kind=BUCKET.kind,
                    props={"versioning": {"enabled": UNKNOWN}},
                    links={"versioning": ("audit",)},
                ),
            },
        ),
    ),
    Cases(
        rule="s3-access-logging",
        base={"audit": BUCKET, "logs": LOGS, "logging": LOGGING},
        fine=(
            {
                "logging": Res(
                    kind=LOGGING.kind,
                    props={"bucket": UNKNOWN, "targetBucket": UNKNOWN},
                    links={"bucket": ("audit",), "targetBucket": ("logs",)},
                )
            },
            {"logging": ABSENT, "audit": {"logging": {"targetBucket": "logs"}}},
            {"logging": ABSENT, "audit": OLD_BUCKET.but({"loggings": [{"targetBucket": "logs"}]})},
            {"logging": ABSENT, "logs": ABSENT, "audit": {"policy": TAKEN}},
            {"logging": ABSENT, "logs": ABSENT, "audit": {"acl": "log-delivery-write"}},
        ),
        violating=(
            ({"logging": ABSENT}, "audit has no access log"),
            ({"logging": {"bucket": "another"}}, "audit has no access log"),
            ({"logging": ABSENT, "audit": {"logging": {"targetBucket": ""}}}, "has no access log"),
            ({"logging": {"targetBucket": ABSENT}}, "audit has no access log"),
        ),
        undetermined=(
            {"logging": {"bucket": UNKNOWN}},
            {"logging": {"targetBucket": UNKNOWN}},
        ),
    ),
    Cases(
        rule="s3-lifecycle-configured",
        base={"audit": BUCKET, "lifecycle": LIFECYCLE},
        fine=(
            {
                "lifecycle": {
                    "rules": [{"status": "Enabled", "transitions": [{"storageClass": "GLACIER"}]}]
                }
            },
            {
                "lifecycle": ABSENT,
                "audit": {"lifecycleRules": [{"enabled": True, "expiration": {"days": 9}}]},
            },
        ),
        violating=(
            ({"lifecycle": ABSENT}, "audit has no rule in force"),
            ({"lifecycle": {"rules": [{"status": "Disabled", "expiration": {"days": 9}}]}}, "rule"),
            ({"lifecycle": {"rules": [{"status": "Enabled"}]}}, "has no rule in force"),
        ),
        undetermined=({"lifecycle": {"rules": UNKNOWN}},),
    ),
    Cases(
        rule="s3-audit-bucket-object-lock",
        base=BUCKET.but({"objectLockEnabled": True}),
        fine=(
            LOCK,
            LOCK.but(retaining(years=1)),
            BUCKET.but({"objectLockConfiguration": retaining(days=400)}),
        ),
        violating=(
            ({"objectLockEnabled": ABSENT}, "objectLockEnabled is not set"),
            (LOCK.but(retaining(days=364)), "is 364 days, less than 365"),
            (LOCK.but({"rule": ABSENT}), "nothing is locked by default"),
            (BUCKET.but({"objectLockConfiguration": retaining(days=30)}), "is 30 days"),
        ),
        undetermined=({"objectLockEnabled": UNKNOWN}, LOCK.but(retaining(days=UNKNOWN))),
        config={"auditBuckets": ["thing"]},
    ),
    Cases(
        rule="s3-mfa-delete",
        base=VERSIONING.but({"versioningConfiguration": {"mfaDelete": "Enabled"}}),
        fine=(BUCKET, BUCKET.but({"versioning": {"mfaDelete": True}})),
        violating=(
            (VERSIONING, "mfaDelete is not set"),
            ({"versioningConfiguration": {"mfaDelete": "Disabled"}}, "is none of Enabled"),
            (BUCKET.but({"versioning": {"enabled": True}}), "versioning.mfaDelete is not set"),
        ),
        undetermined=({"versioningConfiguration": UNKNOWN},),
        config={"mfaDeleteBuckets": ["thing"]},
    ),
    Cases(
        rule="s3-event-notifications",
        base=Res(kind="aws:s3/bucketNotification:BucketNotification", props={"eventbridge": True}),
        fine=({"eventbridge": ABSENT, "topics": [{"topicArn": UNKNOWN}]},),
        violating=(({"eventbridge": ABSENT}, "nobody hears of changes"),),
        undetermined=({"eventbridge": UNKNOWN},),
    ),
)


def test_every_case_is_answered_as_expected(case: Case) -> None:
    case()


@pytest.mark.parametrize(
    ("rule", "resource"),
    [("s3-audit-bucket-object-lock", BUCKET), ("s3-mfa-delete", VERSIONING)],
)
def test_rules_about_listed_buckets_leave_others_alone(
    server: Server, rule: str, resource: Res
) -> None:
    assert "its name is none of" in server.resource(resource, "assets").not_applicable[rule]


def test_buckets_of_audit_records_are_known_by_name(server: Server) -> None:
    for name in ("objects-audit", "trail-files"):
        assert server.resource(BUCKET, name).of("s3-audit-bucket-object-lock") == "violation"
