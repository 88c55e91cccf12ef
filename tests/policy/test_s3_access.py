import json

from tests.policy.conftest import Case
from tests.policy.harness import ABSENT, UNKNOWN, Cases, Res

NAME = "payments-audit"
ARN = f"arn:aws:s3:::{NAME}"
BUCKET = Res(kind="aws:s3/bucket:Bucket", props={"bucket": NAME, "acl": "private"})
BLOCK = Res(
    kind="aws:s3/bucketPublicAccessBlock:BucketPublicAccessBlock",
    props={
        "bucket": NAME,
        "blockPublicAcls": True,
        "blockPublicPolicy": True,
        "ignorePublicAcls": True,
        "restrictPublicBuckets": True,
    },
)
POINT = Res(
    kind="aws:s3/accessPoint:AccessPoint",
    props={"publicAccessBlockConfiguration": {"blockPublicAcls": True}},
)
PLAINTEXT = {"Bool": {"aws:SecureTransport": "false"}}
READER = {"AWS": "arn:aws:iam::123456789012:role/reader"}
OTHER = {"AWS": "arn:aws:iam::999988887777:root"}


def saying(effect: str, principal: object, action: object, **more: object) -> dict[str, object]:
    statement = {"Effect": effect, "Principal": principal, "Action": action, "Resource": f"{ARN}/*"}
    return {"policy": json.dumps({"Statement": [{**statement, **more}]})}


def refusing(resource: object, action: object = "s3:*", **more: object) -> dict[str, object]:
    return saying("Deny", "*", action, **{"Resource": resource, "Condition": PLAINTEXT, **more})


def policy(props: dict[str, object]) -> Res:
    return Res(kind="aws:s3/bucketPolicy:BucketPolicy", props={"bucket": NAME, **props})


def group(name: str) -> str:
    return f"http://acs.amazonaws.com/groups/global/{name}"


def granting(uri: object) -> dict[str, object]:
    return {"accessControlPolicy": {"grants": [{"grantee": {"uri": uri}, "permission": "READ"}]}}


READING = saying("Allow", READER, "s3:GetObject")
WHOLE = [ARN, f"{ARN}/*"]
ACL = Res(kind="aws:s3/bucketAcl:BucketAcl", props={"acl": "private", "bucket": NAME})

CASES = (
    Cases(
        rule="s3-bucket-has-public-access-block",
        base={"audit": BUCKET, "block": BLOCK},
        fine=(
            {"audit": Res(kind="aws:s3/bucketV2:BucketV2", props={"bucket": NAME})},
            {
                "audit": {"bucket": UNKNOWN},
                "block": Res(kind=BLOCK.kind, links={"bucket": ("audit",)}),
            },
        ),
        violating=(
            ({"block": ABSENT}, "audit has no public access block"),
            ({"block": {"bucket": "another"}}, "audit has no public access block"),
        ),
        undetermined=({"block": {"bucket": UNKNOWN}},),
    ),
    Cases(
        rule="s3-public-access-block-all-flags",
        base=BLOCK,
        violating=(
            ({"blockPublicAcls": False}, "blockPublicAcls is false"),
            ({"restrictPublicBuckets": ABSENT}, "restrictPublicBuckets is not set"),
        ),
        undetermined=({"ignorePublicAcls": UNKNOWN},),
    ),
    Cases(
        rule="s3-account-public-access-block",
        base=Res(
            kind="aws:s3/accountPublicAccessBlock:AccountPublicAccessBlock", props=BLOCK.props
        ),
        violating=(({"blockPublicPolicy": ABSENT}, "blockPublicPolicy is not set"),),
        undetermined=({"ignorePublicAcls": UNKNOWN},),
    ),
    Cases(
        rule="s3-access-point-public-access-block",
        base=POINT,
        fine=({"publicAccessBlockConfiguration": ABSENT},),
        violating=(
            ({"publicAccessBlockConfiguration": {"blockPublicPolicy": False}}, "Policy is false"),
        ),
        undetermined=({"publicAccessBlockConfiguration": UNKNOWN},),
    ),
    Cases(
        rule="s3-acl-not-public",
        base=BUCKET,
        fine=({"acl": ABSENT}, {"grants": [{"id": "abc", "type": "CanonicalUser"}]}, ACL),
        violating=(
            ({"acl": "public-read"}, "acl is public-read"),
            ({"grants": [{"uri": group("AllUsers")}]}, "grants name everyone"),
            (ACL.but({"acl": "authenticated-read"}), "acl is authenticated-read"),
            (ACL.but(granting(group("AuthenticatedUsers"))), "everyone with an AWS account"),
            (
                Res(kind="aws:s3/bucketAclV2:BucketAclV2", props={"acl": "public-read-write"}),
                "acl is public-read-write",
            ),
            (
                Res(kind="aws:s3/bucketObjectv2:BucketObjectv2", props={"acl": "public-read"}),
                "acl is public-read",
            ),
        ),
        undetermined=({"acl": UNKNOWN}, ACL.but(granting(UNKNOWN))),
    ),
    Cases(
        rule="s3-acls-disabled",
        base=Res(
            kind="aws:s3/bucketOwnershipControls:BucketOwnershipControls",
            props={"rule": {"objectOwnership": "BucketOwnerEnforced"}},
        ),
        violating=(
            ({"rule": {"objectOwnership": "ObjectWriter"}}, "is none of BucketOwnerEnforced"),
            ({"rule": ABSENT}, "rule.objectOwnership is not set"),
        ),
        undetermined=({"rule": UNKNOWN},),
    ),
    Cases(
        rule="s3-bucket-policy-tls-only",
        base={"audit": BUCKET, "policy": policy(refusing(WHOLE))},
        fine=(
            {"policy": policy(refusing("*", "*"))},
            {"policy": policy(refusing(f"{ARN}*"))},
            {"policy": ABSENT, "audit": BUCKET.but(refusing(WHOLE))},
        ),
        violating=(
            ({"policy": ABSENT}, "audit has no policy that refuses"),
            ({"policy": policy(READING)}, "without TLS"),
            ({"policy": policy(refusing(f"{ARN}/*"))}, "without TLS"),
            ({"policy": policy(refusing(ARN))}, "without TLS"),
            ({"policy": policy(refusing([ARN, f"{ARN}/cards/*"]))}, "without TLS"),
            ({"policy": policy(refusing(WHOLE, "s3:GetObject"))}, "without TLS"),
            ({"policy": policy(refusing(WHOLE, Principal=READER))}, "without TLS"),
            ({"policy": policy({})}, "without TLS"),
            ({"policy": policy(refusing(WHOLE, Effect="Allow"))}, "without TLS"),
        ),
        undetermined=({"policy": {"policy": UNKNOWN}}, {"policy": {"bucket": UNKNOWN}}),
    ),
    Cases(
        rule="s3-bucket-policy-no-public-principal",
        base=policy(READING),
        fine=(
            policy(refusing(WHOLE)),
            policy(
                saying("Allow", "*", "s3:*", Condition={"StringEquals": {"aws:SourceVpce": "v"}})
            ),
            BUCKET,
        ),
        violating=(
            (saying("Allow", "*", "s3:GetObject"), "statement 1 of policy allows everyone"),
            (BUCKET.but(saying("Allow", {"AWS": "*"}, "s3:*")), "allows everyone"),
            (POINT.but(saying("Allow", "*", "s3:GetObject")), "allows everyone"),
        ),
        undetermined=({"policy": UNKNOWN},),
    ),
    Cases(
        rule="s3-bucket-policy-no-foreign-admin",
        base=policy(READING),
        fine=(
            saying("Allow", OTHER, ["s3:GetObject", "s3:ListBucket"]),
            saying("Deny", OTHER, "s3:*"),
            saying("Allow", {"Service": "logging.s3.amazonaws.com"}, "s3:PutObject"),
        ),
        violating=(
            (saying("Allow", OTHER, "s3:*"), "statement 1 of policy lets an account change"),
            (saying("Allow", OTHER, "s3:PutBucketPolicy"), "trustedAccounts do not list"),
        ),
        undetermined=({"policy": UNKNOWN},),
    ),
    Cases(
        rule="s3-bucket-policy-no-foreign-admin",
        base=policy(saying("Allow", READER, "s3:*")),
        violating=((saying("Allow", OTHER, "s3:*"), "lets an account change"),),
        config={"trustedAccounts": ["123456789012"]},
    ),
)


def test_every_case_is_answered_as_expected(case: Case) -> None:
    case()
