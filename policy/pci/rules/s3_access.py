"""Who reaches buckets: public access blocks, ACLs and web sites."""

from pulumi_policy import Severity

from pci.buckets import (
    ACLS,
    BUCKETS,
    OBJECTS,
    PUBLIC_ACCESS_BLOCK,
    WEBSITES,
    Setting,
    require_setting,
)
from pci.ground import Ground
from pci.rule import ResourceRule, StackRule, Topic
from pci.stack import Stack
from pci.subject import Subject
from pci.values import UNKNOWN

ACCESS_POINT = "aws:s3/accessPoint:AccessPoint"
MULTI_REGION_ACCESS_POINT = "aws:s3control/multiRegionAccessPoint:MultiRegionAccessPoint"
ACCOUNT_BLOCK = "aws:s3/accountPublicAccessBlock:AccountPublicAccessBlock"
OWNERSHIP = "aws:s3/bucketOwnershipControls:BucketOwnershipControls"

_TOPIC = Topic("S3", "https://docs.aws.amazon.com/securityhub/latest/userguide/s3-controls.html")
_FLAGS = ("blockPublicAcls", "blockPublicPolicy", "ignorePublicAcls", "restrictPublicBuckets")
_PUBLIC_ACLS = ("public-read", "public-read-write", "authenticated-read")
#: The ends of the URIs of S3's groups of everyone, and of everyone with an AWS account.
_PUBLIC_GROUPS = ("/global/AllUsers", "/global/AuthenticatedUsers")
_FIX_FLAGS = (
    "block_public_acls=True, block_public_policy=True, ignore_public_acls=True, "
    "restrict_public_buckets=True"
)


@_TOPIC.stack_rule(
    "s3-bucket-has-public-access-block",
    "Give every bucket a public access block.",
    types=(*BUCKETS, PUBLIC_ACCESS_BLOCK),
    ground=Ground.EXPOSURE,
    severity=Severity.HIGH,
    requirements=("1.4.4", "1.4.2", "7.3.1"),
    fix="aws.s3.BucketPublicAccessBlock(..., bucket=bucket.bucket, block_public_acls=True, ...)",
)
def has_public_access_block(stack: Stack) -> None:
    """What the block says is judged by the rule about its flags."""
    block = Setting(
        what="public access block", types=(PUBLIC_ACCESS_BLOCK,), is_right=lambda _: True
    )
    require_setting(stack, block, "has no public access block")


@_TOPIC.resource_rule(
    "s3-public-access-block-all-flags",
    "Turn all four flags of a public access block on.",
    types=(PUBLIC_ACCESS_BLOCK,),
    ground=Ground.EXPOSURE,
    severity=Severity.CRITICAL,
    requirements=("1.4.4", "1.4.2"),
    fix=f"aws.s3.BucketPublicAccessBlock(..., {_FIX_FLAGS})",
)
def all_flags(block: Subject) -> None:
    """A flag that is not set is off."""
    for flag in _FLAGS:
        block.require_true(flag, "the bucket can become public")


@_TOPIC.resource_rule(
    "s3-account-public-access-block",
    "Turn all four flags of the account's public access block on.",
    types=(ACCOUNT_BLOCK,),
    ground=Ground.EXPOSURE,
    severity=Severity.CRITICAL,
    requirements=("1.4.4", "1.3.1"),
    fix=f"aws.s3.AccountPublicAccessBlock(..., {_FIX_FLAGS})",
)
def account_flags(block: Subject) -> None:
    """A flag that is not set is off."""
    for flag in _FLAGS:
        block.require_true(flag, "any bucket of the account can become public")


@_TOPIC.resource_rule(
    "s3-access-point-public-access-block",
    "Leave the public access block of access points on.",
    types=(ACCESS_POINT, MULTI_REGION_ACCESS_POINT),
    ground=Ground.EXPOSURE,
    severity=Severity.CRITICAL,
    requirements=("1.4.4", "1.3.1"),
    fix="Leave public_access_block_configuration out of aws.s3.AccessPoint, or set it all True.",
)
def access_point_flags(point: Subject) -> None:
    """All flags are on unless told otherwise, and cannot be changed later (S3)."""
    one_region = point.type == ACCESS_POINT
    block = "publicAccessBlockConfiguration" if one_region else "details.publicAccessBlock"
    for flag in _FLAGS:
        point.forbid_false(f"{block}.{flag}", "the access point can become public")


@_TOPIC.resource_rule(
    "s3-acl-not-public",
    "Let no ACL of a bucket or an object allow everyone.",
    types=(*BUCKETS, *ACLS, *OBJECTS),
    ground=Ground.PRINCIPALS,
    severity=Severity.CRITICAL,
    requirements=("1.4.2", "7.3.1"),
    fix="Leave acl and grants out; a bucket policy says who may read.",
)
def acl_not_public(holder: Subject) -> None:
    """Neither by a canned ACL nor by a grant to one of S3's groups."""
    holder.forbid_one_of("acl", _PUBLIC_ACLS, "everyone may read")
    for path, uri in (("grants", "uri"), ("accessControlPolicy.grants", "grantee.uri")):
        for grant in holder.props.blocks(path):
            group = grant.text(uri)
            if group is UNKNOWN:
                holder.undetermined(path)
            elif isinstance(group, str) and group.endswith(_PUBLIC_GROUPS):
                holder.violated(f"{path} name everyone, or everyone with an AWS account")


@_TOPIC.resource_rule(
    "s3-acls-disabled",
    "Turn ACLs off, so that policies alone say who reaches a bucket.",
    types=(OWNERSHIP,),
    ground=Ground.DEFENCE,
    severity=Severity.HIGH,
    severe_because="an object can belong to another account, where no policy of "
    "the bucket reaches it",
    requirements=("7.2.1", "7.3.1"),
    fix='aws.s3.BucketOwnershipControls(..., rule={"object_ownership": "BucketOwnerEnforced"})',
)
def acls_disabled(controls: Subject) -> None:
    """With any other ownership a writer may open an object by its ACL."""
    controls.require_one_of(
        "rule.objectOwnership", ("BucketOwnerEnforced",), "ACLs decide as well as policies"
    )


@_TOPIC.resource_rule(
    "s3-no-website-hosting",
    "Serve no web site from a bucket itself.",
    types=(*WEBSITES, *BUCKETS),
    ground=Ground.EXPOSURE,
    severity=Severity.HIGH,
    requirements=("1.4.2",),
    fix="aws.cloudfront.Distribution(...) with an aws.cloudfront.OriginAccessControl in front",
)
def no_website_hosting(holder: Subject) -> None:
    """S3's web site endpoints speak plain HTTP only; one that just redirects to HTTPS is fine."""
    if holder.type in BUCKETS:
        for path in ("website", "websites"):
            holder.forbid_present(path, "its endpoint speaks plain HTTP")
        return
    protocol = holder.props.text("redirectAllRequestsTo.protocol")
    if protocol is UNKNOWN:
        holder.undetermined("redirectAllRequestsTo.protocol")
    elif protocol != "https":
        holder.violated("redirectAllRequestsTo is not https: the endpoint speaks plain HTTP")


RULES: tuple[ResourceRule | StackRule, ...] = (
    has_public_access_block,
    all_flags,
    account_flags,
    access_point_flags,
    acl_not_public,
    acls_disabled,
    no_website_hosting,
)
