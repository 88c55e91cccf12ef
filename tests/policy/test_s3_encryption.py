import json

import pytest

from tests.policy.conftest import Case
from tests.policy.harness import ABSENT, UNKNOWN, Cases, Res, Server

NAME = "payments-audit"
LOGGING = "logging.s3.amazonaws.com"
BALANCERS = "logdelivery.elasticloadbalancing.amazonaws.com"


def rule(algorithm: object, key: object = ABSENT) -> dict[str, object]:
    default = {"sseAlgorithm": algorithm, "kmsMasterKeyId": key}
    given = {name: value for name, value in default.items() if value is not ABSENT}
    return {"applyServerSideEncryptionByDefault": given}


def rules(algorithm: object, key: object = ABSENT) -> dict[str, object]:
    return {"rules": [rule(algorithm, key)]}


def inline(algorithm: object, key: object = ABSENT) -> dict[str, object]:
    return {"serverSideEncryptionConfiguration": {"rule": rule(algorithm, key)}}


def plural(algorithm: object, key: object = ABSENT) -> dict[str, object]:
    """The block as `BucketV2` has it, every nested block a list."""
    default = rule(algorithm, key)["applyServerSideEncryptionByDefault"]
    block = {"rules": [{"applyServerSideEncryptionByDefaults": [default]}]}
    return {"serverSideEncryptionConfigurations": [block]}


def letting_in(service: str, effect: str = "Allow") -> Res:
    statement = {
        "Effect": effect,
        "Principal": {"Service": service},
        "Action": "s3:PutObject",
        "Resource": f"arn:aws:s3:::{NAME}/*",
    }
    document = json.dumps({"Statement": [statement]})
    return Res(kind="aws:s3/bucketPolicy:BucketPolicy", props={"bucket": NAME, "policy": document})


KIND = "BucketServerSideEncryptionConfiguration"
ENCRYPTION = Res(
    kind=f"aws:s3/b{KIND[1:]}:{KIND}", props={"bucket": NAME, **rules("aws:kms", UNKNOWN)}
)
OLD_ENCRYPTION = Res(kind=f"aws:s3/b{KIND[1:]}V2:{KIND}V2", props=ENCRYPTION.props)
BUCKET = Res(kind="aws:s3/bucket:Bucket", props={"bucket": NAME})
OLD_BUCKET = Res(kind="aws:s3/bucketV2:BucketV2", props={"bucket": NAME})
S3_KEY = {"encryption": rules("AES256")}

CASES = (
    Cases(
        rule="s3-bucket-has-default-encryption",
        base=ENCRYPTION,
        fine=(rules("AES256"), OLD_ENCRYPTION),
        violating=(
            ({"rules": ABSENT}, "rules name no sseAlgorithm"),
            ({"rules": [{"bucketKeyEnabled": True}]}, "rules name no sseAlgorithm"),
        ),
        undetermined=({"rules": UNKNOWN},),
    ),
    Cases(
        rule="s3-default-encryption-kms",
        base={"audit": BUCKET, "encryption": ENCRYPTION},
        fine=(
            {"encryption": rules("aws:kms:dsse")},
            {"encryption": OLD_ENCRYPTION},
            {"encryption": ABSENT, "audit": BUCKET.but(inline("aws:kms"))},
            {"encryption": ABSENT, "audit": OLD_BUCKET.but(plural("aws:kms"))},
            {**S3_KEY, "policy": letting_in(LOGGING)},
            {**S3_KEY, "policy": letting_in(BALANCERS)},
            {**S3_KEY, "policy": letting_in(f"{BALANCERS}.cn")},
            {"encryption": ABSENT, "policy": letting_in(LOGGING)},
            {**S3_KEY, "audit": BUCKET.but({"acl": "log-delivery-write"})},
            {**S3_KEY, "audit": BUCKET.but({"policy": letting_in(LOGGING).props["policy"]})},
        ),
        violating=(
            (S3_KEY, "audit is not encrypted under KMS by default"),
            ({"encryption": ABSENT}, "audit is not encrypted under KMS by default"),
            ({**S3_KEY, "policy": letting_in(LOGGING, "Deny")}, "not encrypted under KMS"),
            # Flow logs and the like are delivered under a customer managed key as well.
            ({**S3_KEY, "policy": letting_in("delivery.logs.amazonaws.com")}, "not encrypted"),
            ({**S3_KEY, "policy": letting_in(LOGGING).but({"bucket": "another"})}, "not encrypted"),
            ({**S3_KEY, "policy": letting_in(LOGGING).but({"policy": ABSENT})}, "not encrypted"),
            ({"encryption": ABSENT, "audit": BUCKET.but(inline("AES256"))}, "not encrypted"),
        ),
        undetermined=(
            {"encryption": rules(UNKNOWN)},
            {"encryption": {"bucket": UNKNOWN}},
            {**S3_KEY, "policy": letting_in(LOGGING).but({"policy": UNKNOWN})},
        ),
    ),
    Cases(
        rule="s3-default-encryption-customer-managed-key",
        base=ENCRYPTION,
        fine=(
            rules("AES256"),
            rules(UNKNOWN, UNKNOWN),
            BUCKET,
            BUCKET.but(inline("AES256")),
            {"rules": [{"blockedEncryptionTypes": ["SSE-C"]}]},
        ),
        violating=(
            (rules("aws:kms"), "kmsMasterKeyId is not set"),
            (rules("aws:kms:dsse", "alias/aws/s3"), "AWS managed key"),
            (rules("aws:kms", "arn:aws:kms:us-west-2:123456789012:alias/aws/s3"), "AWS managed"),
            (BUCKET.but(inline("aws:kms")), "kmsMasterKeyId is not set"),
            (OLD_BUCKET.but(plural("aws:kms")), "kmsMasterKeyId is not set"),
            ({"rules": [{"blockedEncryptionTypes": ["NONE"]}]}, "bring keys of their own"),
        ),
        undetermined=(rules(UNKNOWN),),
    ),
    Cases(
        rule="s3-object-customer-managed-key",
        base=Res(kind="aws:s3/bucketObjectv2:BucketObjectv2", props={"key": "terms.html"}),
        fine=({"kmsKeyId": UNKNOWN, "serverSideEncryption": "aws:kms"},),
        violating=(
            ({"serverSideEncryption": "AES256"}, "overrides the bucket's own key"),
            ({"serverSideEncryption": "aws:kms"}, "overrides the bucket's own key"),
            ({"kmsKeyId": "alias/aws/s3"}, "AWS managed key"),
        ),
        undetermined=({"serverSideEncryption": UNKNOWN},),
    ),
)


def test_every_case_is_answered_as_expected(case: Case) -> None:
    case()


@pytest.mark.parametrize("acl", ["log-delivery-write", "private"])
def test_only_the_acl_of_access_logs_spares_a_bucket_from_kms(server: Server, acl: str) -> None:
    stack = {
        "audit": BUCKET,
        "encryption": ENCRYPTION.but(rules("AES256")),
        "acl": Res(kind="aws:s3/bucketAcl:BucketAcl", props={"bucket": NAME, "acl": acl}),
    }
    spared = acl == "log-delivery-write"
    assert (server.stack(stack).of("s3-default-encryption-kms") == "fine") is spared


def test_what_aws_filled_in_is_not_taken_for_the_programs_own(server: Server) -> None:
    """On a first preview every property that AWS computes is unknown, and none was given."""
    computed = BUCKET.but({"serverSideEncryptionConfiguration": UNKNOWN, "policy": UNKNOWN})
    verdict = server.stack({"audit": computed})
    assert verdict.of("s3-default-encryption-kms") == "violation"
