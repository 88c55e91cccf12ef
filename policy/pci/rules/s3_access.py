"""Who reaches buckets: public access blocks, ACLs and policies."""

from pulumi_policy import Severity

from pci import parameters
from pci.buckets import ACLS, BUCKETS, POLICY, PUBLIC_ACCESS_BLOCK, Setting, require_setting
from pci.documents import parse_document
from pci.ground import Ground
from pci.props import Props
from pci.rule import ResourceRule, StackRule, Topic
from pci.stack import Stack
from pci.subject import Subject
from pci.values import UNKNOWN, Missing

ACCESS_POINT = "aws:s3/accessPoint:AccessPoint"
ACCESS_POINT_POLICY = "aws:s3control/accessPointPolicy:AccessPointPolicy"
ACCOUNT_BLOCK = "aws:s3/accountPublicAccessBlock:AccountPublicAccessBlock"
OWNERSHIP = "aws:s3/bucketOwnershipControls:BucketOwnershipControls"
OBJECTS = (
    "aws:s3/bucketObject:BucketObject",
    "aws:s3/bucketObjectv2:BucketObjectv2",
    "aws:s3/objectCopy:ObjectCopy",
)

_TOPIC = Topic("S3", "https://docs.aws.amazon.com/securityhub/latest/userguide/s3-controls.html")
_FLAGS = ("blockPublicAcls", "blockPublicPolicy", "ignorePublicAcls", "restrictPublicBuckets")
_PUBLIC_ACLS = ("public-read", "public-read-write", "authenticated-read")
#: The ends of the URIs of S3's groups of everyone, and of everyone with an AWS account.
_PUBLIC_GROUPS = ("/global/AllUsers", "/global/AuthenticatedUsers")
#: What Security Hub's S3.6 keeps from other accounts.
_ADMINISTRATION = (
    "s3:DeleteBucketPolicy",
    "s3:PutBucketAcl",
    "s3:PutBucketPolicy",
    "s3:PutEncryptionConfiguration",
    "s3:PutObjectAcl",
)
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
    types=(ACCESS_POINT,),
    ground=Ground.EXPOSURE,
    severity=Severity.CRITICAL,
    requirements=("1.4.4", "1.3.1"),
    fix="Leave public_access_block_configuration out of aws.s3.AccessPoint, or set it all True.",
)
def access_point_flags(point: Subject) -> None:
    """All flags are on unless told otherwise, and cannot be changed later (S3)."""
    for flag in _FLAGS:
        point.forbid_false(
            f"publicAccessBlockConfiguration.{flag}", "the access point can become public"
        )


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
    severity=Severity.MEDIUM,
    requirements=("7.2.1", "7.3.1"),
    fix='aws.s3.BucketOwnershipControls(..., rule={"object_ownership": "BucketOwnerEnforced"})',
)
def acls_disabled(controls: Subject) -> None:
    """With any other ownership a writer may open an object by its ACL."""
    controls.require_one_of(
        "rule.objectOwnership", ("BucketOwnerEnforced",), "ACLs decide as well as policies"
    )


@_TOPIC.stack_rule(
    "s3-bucket-policy-tls-only",
    "Refuse clients of buckets that come without TLS.",
    types=(*BUCKETS, POLICY),
    ground=Ground.TRANSPORT,
    severity=Severity.HIGH,
    requirements=("4.2.1", "2.2.7"),
    fix="aws.s3.BucketPolicy(..., policy=document) that denies s3:* on the bucket and its objects "
    "when aws:SecureTransport is false",
)
def policy_tls_only(stack: Stack) -> None:
    """S3 answers plain HTTP unless the bucket's policy refuses it."""
    policy = Setting(
        what="policy", types=(POLICY,), blocks=("policy",), is_right=_refuses_plaintext
    )
    require_setting(stack, policy, "has no policy that refuses every request without TLS")


def _refuses_plaintext(holder: Props) -> bool | Missing:
    document = parse_document(holder.at("policy"))
    if isinstance(document, Missing):
        return document
    resources = [
        resource
        for denial in document.plaintext_denials
        if denial.grants("s3:*") and not denial.excepts_resources
        for resource in denial.resources
    ]
    # Only the ARNs of objects have a slash.
    on_bucket = any("/" not in resource for resource in resources)
    on_objects = any(
        resource.endswith("*") and resource.split("/", 1)[-1] in ("*", resource)
        for resource in resources
    )
    return on_bucket and on_objects


@_TOPIC.resource_rule(
    "s3-bucket-policy-no-public-principal",
    "Let no policy of a bucket or an access point allow everyone.",
    types=(POLICY, *BUCKETS, ACCESS_POINT, ACCESS_POINT_POLICY),
    ground=Ground.PRINCIPALS,
    severity=Severity.CRITICAL,
    requirements=("7.2.1", "7.3.1", "1.4.2"),
    fix='Name the principals, or narrow "*" by aws:PrincipalOrgID or aws:SourceVpce.',
)
def policy_not_public(holder: Subject) -> None:
    """The principal * is fine when a condition narrows it."""
    holder.forbid_public("policy", "no condition narrows who may reach the bucket")


@_TOPIC.resource_rule(
    "s3-bucket-policy-no-foreign-admin",
    "Let no other account change policy, ACL or encryption of a bucket.",
    types=(POLICY, *BUCKETS),
    ground=Ground.IDENTITY,
    severity=Severity.HIGH,
    requirements=("7.2.1", "7.3.1"),
    fix="Grant other accounts s3:GetObject and the like only; list your own in trustedAccounts.",
    parameters=(parameters.TRUSTED_ACCOUNTS,),
)
def no_foreign_admin(holder: Subject) -> None:
    """Whose bucket it is cannot be seen, so every account that is not listed is another one."""
    trusted = holder.setting(parameters.TRUSTED_ACCOUNTS)
    for statement in holder.statements("policy"):
        if statement.foreign_accounts(trusted) and any(map(statement.grants, _ADMINISTRATION)):
            holder.violated(
                f"statement {statement.number} of policy lets an account change the bucket's "
                "protection that trustedAccounts do not list"
            )


RULES: tuple[ResourceRule | StackRule, ...] = (
    has_public_access_block,
    all_flags,
    account_flags,
    access_point_flags,
    acl_not_public,
    acls_disabled,
    policy_tls_only,
    policy_not_public,
    no_foreign_admin,
)
