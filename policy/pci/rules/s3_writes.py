"""What writers may decide about the encryption of their objects, past a bucket's default."""

from fnmatch import fnmatchcase

from pulumi_policy import Severity

from pci.buckets import AWS_LOG_DELIVERY, POLICY
from pci.conditions import Condition
from pci.documents import Document, Statement, parse_document
from pci.ground import Ground
from pci.rule import ResourceRule, StackRule, Topic
from pci.subject import Subject
from pci.values import Missing

_TOPIC = Topic(
    "S3", "https://docs.aws.amazon.com/AmazonS3/latest/userguide/UsingKMSEncryption.html"
)
_ALGORITHM = "s3:x-amz-server-side-encryption"
_KEY = "s3:x-amz-server-side-encryption-aws-kms-key-id"
_WRITE = "s3:PutObject"
_OTHER_THAN = ("stringnotequals", "stringnotlike", "arnnotequals", "arnnotlike")


@_TOPIC.resource_rule(
    "s3-bucket-policy-denies-other-encryption",
    "Refuse objects whose writer asks for another encryption than KMS.",
    types=(POLICY,),
    ground=Ground.DEFENCE,
    severity=Severity.HIGH,
    severe_because="any writer can take an object out from under the customer managed key",
    requirements=("3.5.1", "3.6.1.2"),
    fix='aws.s3.BucketPolicy(..., policy=document) denying s3:PutObject when "StringNotEquals": '
    '{"s3:x-amz-server-side-encryption": "aws:kms"} and "Null": {that: "false"}',
)
def denies_other_encryption(policy: Subject) -> None:
    """A default counts for writers without a header only; AES256 needs no right on any key."""
    document = _judged(policy)
    if document and not any(_refuses(one, _ALGORITHM, "aws:kms*") for one in document.statements):
        policy.violated("policy does not deny objects under another encryption to every writer")


@_TOPIC.resource_rule(
    "s3-bucket-policy-denies-other-keys",
    "Refuse objects whose writer chooses the key.",
    types=(POLICY,),
    ground=Ground.DEFENCE,
    severity=Severity.HIGH,
    severe_because="whose key it is decides who reads the object, and until when",
    requirements=("3.6.1.2", "3.6.1.3"),
    fix='aws.s3.BucketPolicy(..., policy=document) denying s3:PutObject when "Null": '
    '{"s3:x-amz-server-side-encryption-aws-kms-key-id": "false"}, or "StringNotEquals": '
    "{that: key_arn}",
)
def denies_other_keys(policy: Subject) -> None:
    """Under a key of somebody else's account, its owner decides who reads, and until when.

    Services of AWS that write name the key they are configured with, which is judged there.
    """
    document = _judged(policy)
    if document is None:
        return
    if any(one.scopable_services and one.grants(_WRITE) for one in document.allowing):
        policy.not_applicable("a service writes there, and names the key it is configured with")
    if not any(_refuses(one, _KEY, "*key/?*") for one in document.statements):
        policy.violated("policy does not deny objects under another key to every writer")


def _judged(policy: Subject) -> Document | None:
    """The document; none, and a doubt, while it is not known."""
    document = parse_document(policy.props.at("policy"))
    if isinstance(document, Missing):
        policy.undetermined("policy")
        return None
    delivering = {
        service for statement in document.allowing for service in statement.scopable_services
    }
    if any(service.startswith(AWS_LOG_DELIVERY) for service in delivering):
        policy.not_applicable("AWS delivers logs there, under its own key only")
    return document


def _refuses(statement: Statement, header: str, own: str) -> bool:
    """Whether it takes writing from everyone who sends the header, or not a value like `own`."""
    about = [one for one in statement.conditions if one.key == header]
    return (
        statement.denies_everyone
        and not statement.excepts_actions
        and not statement.excepts_resources
        and statement.grants(_WRITE)
        and len(about) == len(statement.conditions)
        and bool(about)
        and all(_is_about_others(one, own) for one in about)
    )


def _is_about_others(condition: Condition, own: str) -> bool:
    """`Null: false` holds for every request with the header, the others for other values of it."""
    if condition.operator == "null":
        return [value.lower() for value in condition.values] == ["false"]
    return (
        condition.operator.removesuffix("ifexists") in _OTHER_THAN
        and bool(condition.values)
        and all(fnmatchcase(value, own) for value in condition.values)
    )


RULES: tuple[ResourceRule | StackRule, ...] = (denies_other_encryption, denies_other_keys)
