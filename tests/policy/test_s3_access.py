from tests.policy.conftest import Case
from tests.policy.harness import ABSENT, UNKNOWN, Cases, Res

NAME = "payments-audit"
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


def group(name: str) -> str:
    return f"http://acs.amazonaws.com/groups/global/{name}"


def granting(uri: object) -> dict[str, object]:
    return {"accessControlPolicy": {"grants": [{"grantee": {"uri": uri}, "permission": "READ"}]}}


ACL = Res(kind="aws:s3/bucketAcl:BucketAcl", props={"acl": "private", "bucket": NAME})

SITE = Res(
    kind="aws:s3/bucketWebsiteConfiguration:BucketWebsiteConfiguration",
    props={"bucket": NAME, "indexDocument": {"suffix": "index.html"}},
)


def redirecting(protocol: object) -> dict[str, object]:
    target = {"hostName": "pay.example", "protocol": protocol}
    return {"redirectAllRequestsTo": target, "indexDocument": ABSENT}


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
            (
                Res(
                    kind="aws:s3control/multiRegionAccessPoint:MultiRegionAccessPoint",
                    props={"details": {"publicAccessBlock": {"blockPublicAcls": False}}},
                ),
                "details.publicAccessBlock.blockPublicAcls is false",
            ),
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
        rule="s3-no-website-hosting",
        base=SITE.but(redirecting("https")),
        fine=(BUCKET,),
        violating=(
            (SITE, "redirectAllRequestsTo is not https"),
            (redirecting("http"), "redirectAllRequestsTo is not https"),
            (BUCKET.but({"website": {"indexDocument": "index.html"}}), "website is set"),
            (BUCKET.but({"website": UNKNOWN}), "website is set"),
        ),
        undetermined=(redirecting(UNKNOWN),),
    ),
)


def test_every_case_is_answered_as_expected(case: Case) -> None:
    case()
