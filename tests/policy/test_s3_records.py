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
    props={"bucket": NAME, "rule": {"defaultRetention": {"mode": "GOVERNANCE", "days": 365}}},
)
AT_ONCE = {"days": 1}
OF_AUDIT = {"bucket": ("audit",)}


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
        rule="s3-log-expiry-min",
        base=LIFECYCLE,
        fine=(
            BUCKET,
            {"rules": [{"status": "Disabled", "expiration": {"days": 9}}]},
            {"rules": [{"status": "Enabled", "expiration": {"days": 365}}]},
            {"rules": [{"status": "Enabled", "expiration": {"expiredObjectDeleteMarker": True}}]},
            {
                "rules": [
                    {"status": "Enabled", "noncurrentVersionExpiration": {"noncurrentDays": 9}}
                ]
            },
            BUCKET.but({"lifecycleRules": [{"enabled": False, "expiration": {"days": 9}}]}),
        ),
        violating=(
            (
                {"rules": [{"status": "Enabled", "expiration": {"days": 364}}]},
                "rule 1 ends logs after 364 days, less than 365",
            ),
            (
                {"rules": [{"status": "Disabled"}, {"status": "Enabled", "expiration": AT_ONCE}]},
                "rule 2 ends logs after 1 days",
            ),
            (
                BUCKET.but({"lifecycleRules": [{"enabled": True, "expiration": AT_ONCE}]}),
                "rule 1 ends logs",
            ),
        ),
        undetermined=(
            {"rules": UNKNOWN},
            {"rules": [{"status": UNKNOWN, "expiration": AT_ONCE}]},
            {"rules": [{"status": "Enabled", "expiration": {"days": UNKNOWN}}]},
        ),
        config={"logBuckets": ["thing"]},
    ),
    Cases(
        rule="s3-audit-bucket-object-lock",
        base={"audit": BUCKET.but({"objectLockEnabled": True}), "lock": LOCK},
        fine=(
            {"audit": BUCKET},
            {"lock": retaining(years=1)},
            {"lock": retaining(years=1, days=UNKNOWN)},
            {"lock": ABSENT, "audit": {"objectLockConfiguration": retaining(days=400)}},
            {"lock": ABSENT, "audit": ABSENT, "assets": BUCKET},
            {"lock": ABSENT, "audit": {"policy": TAKEN}},
            {"lock": ABSENT, "audit": ABSENT, "files-lock": LOCK.but({"rule": ABSENT})},
            {"lock": Res(kind=LOCK.kind, props={**LOCK.props, "bucket": UNKNOWN}, links=OF_AUDIT)},
        ),
        violating=(
            ({"lock": ABSENT}, "audit locks no record for 365 days by default"),
            ({"lock": {"rule": ABSENT}}, "audit locks no record"),
            ({"lock": retaining(days=364)}, "audit locks no record"),
            ({"lock": {"bucket": "another"}}, "audit locks no record"),
            (
                {"lock": ABSENT, "audit": {"objectLockConfiguration": retaining(days=30)}},
                "audit locks no record",
            ),
            (
                {"lock": ABSENT, "audit": ABSENT, "audit-lock": LOCK.but(retaining(days=30))},
                "audit-lock locks no record",
            ),
        ),
        undetermined=({"lock": retaining(days=UNKNOWN)}, {"lock": {"bucket": UNKNOWN}}),
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


def test_a_rule_about_listed_buckets_leaves_others_alone(server: Server) -> None:
    reasons = server.resource(VERSIONING, "assets").not_applicable
    assert "its name is none of" in reasons["s3-mfa-delete"]


@pytest.mark.parametrize("name", ["objects-access-logs-lifecycle", "audit-files-lifecycle"])
def test_life_cycles_of_logs_are_known_by_name(server: Server, name: str) -> None:
    soon = LIFECYCLE.but({"rules": [{"status": "Enabled", "expiration": AT_ONCE}]})
    assert server.resource(soon, name).of("s3-log-expiry-min") == "violation"
    assert server.resource(soon, "assets-lifecycle").of("s3-log-expiry-min") == "not_applicable"


@pytest.mark.parametrize("name", ["objects-audit", "trail-files"])
def test_buckets_of_audit_records_are_known_by_name(server: Server, name: str) -> None:
    assert server.stack({name: BUCKET}).of("s3-audit-bucket-object-lock") == "violation"
