"""What the policies of buckets and access points say."""

from pulumi_policy import Severity

from pci import parameters
from pci.buckets import BUCKETS, POLICY, Setting, require_setting
from pci.documents import Statement, parse_document
from pci.ground import Ground
from pci.props import Props
from pci.rule import ResourceRule, StackRule, Topic
from pci.rules.s3_access import ACCESS_POINT
from pci.stack import Stack
from pci.subject import Subject
from pci.values import Missing

ACCESS_POINT_POLICIES = (
    "aws:s3control/accessPointPolicy:AccessPointPolicy",
    "aws:s3control/objectLambdaAccessPointPolicy:ObjectLambdaAccessPointPolicy",
)
MULTI_REGION_POLICY = "aws:s3control/multiRegionAccessPointPolicy:MultiRegionAccessPointPolicy"

_TOPIC = Topic("S3", "https://docs.aws.amazon.com/securityhub/latest/userguide/s3-controls.html")
#: What Security Hub's S3.6 keeps from other accounts.
_ADMINISTRATION = (
    "s3:DeleteBucketPolicy",
    "s3:PutBucketAcl",
    "s3:PutBucketPolicy",
    "s3:PutEncryptionConfiguration",
    "s3:PutObjectAcl",
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
        if denial.grants("s3:*")
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
    types=(POLICY, *BUCKETS, ACCESS_POINT, *ACCESS_POINT_POLICIES, MULTI_REGION_POLICY),
    ground=Ground.PRINCIPALS,
    severity=Severity.CRITICAL,
    requirements=("7.2.1", "7.3.1", "1.4.2"),
    fix='Name the principals, or narrow "*" by aws:PrincipalOrgID or aws:SourceVpce.',
)
def policy_not_public(holder: Subject) -> None:
    """The principal * is fine when a condition narrows it."""
    path = "details.policy" if holder.type == MULTI_REGION_POLICY else "policy"
    holder.forbid_public(path, "no condition narrows who may reach the bucket")


@_TOPIC.resource_rule(
    "s3-bucket-policy-tls12",
    "Refuse clients of buckets that come with TLS older than 1.2.",
    types=(POLICY,),
    ground=Ground.TRANSPORT,
    severity=Severity.MEDIUM,
    requirements=("4.2.1", "12.3.3"),
    fix="aws.s3.BucketPolicy(..., policy=document) denying s3:* when s3:TlsVersion is below 1.2",
)
def policy_tls12(policy: Subject) -> None:
    """The condition speaks of the version itself, whatever S3 offers by default."""
    document = parse_document(policy.props.at("policy"))
    if isinstance(document, Missing):
        policy.undetermined("policy")
    elif not any(_refuses_old_tls(statement) for statement in document.statements):
        policy.violated("policy does not deny everyone whose s3:TlsVersion is below 1.2")


def _refuses_old_tls(statement: Statement) -> bool:
    return (
        statement.denies_everyone
        and not statement.excepts_resources
        and statement.grants("s3:GetObject")
        and statement.grants("s3:PutObject")
        and len(statement.conditions) == 1
        and statement.conditions[0].operator in ("numericlessthan", "numericlessthanifexists")
        and statement.conditions[0].key == "s3:tlsversion"
        and statement.conditions[0].values in (("1.2",), ("1.3",))
    )


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
    policy_tls_only,
    policy_not_public,
    policy_tls12,
    no_foreign_admin,
)
