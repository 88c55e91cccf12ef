"""Default encryption of buckets."""

from collections.abc import Iterator

from pulumi_policy import Severity

from pci.buckets import (
    AWS_LOG_DELIVERY,
    BUCKETS,
    ENCRYPTIONS,
    OBJECTS,
    POLICY,
    Setting,
    require_setting,
    takes_logs_of,
)
from pci.ground import Ground
from pci.props import Props
from pci.rule import ResourceRule, StackRule, Topic
from pci.stack import Stack
from pci.subject import Subject, is_aws_key
from pci.values import ABSENT, UNKNOWN, Missing

_TOPIC = Topic("S3", "https://docs.aws.amazon.com/AmazonS3/latest/userguide/bucket-encryption.html")
_KMS = ("aws:kms", "aws:kms:dsse")
_BLOCKS = ("serverSideEncryptionConfiguration", "serverSideEncryptionConfigurations")
_FIX = (
    'aws.s3.BucketServerSideEncryptionConfiguration(..., rules=[{"apply_server_side_encryption_by_'
    'default": {"sse_algorithm": "aws:kms", "kms_master_key_id": key.arn}}])'
)


def _rules(holder: Props) -> Iterator[Props]:
    yield from holder.blocks("rules")
    for name in _BLOCKS:
        for block in holder.blocks(name):
            yield from (*block.blocks("rule"), *block.blocks("rules"))


def _defaults(holder: Props) -> Iterator[Props]:
    """What new objects are encrypted by; one element a rule, wherever it is written."""
    for rule in _rules(holder):
        yield from rule.blocks("applyServerSideEncryptionByDefault")
        yield from rule.blocks("applyServerSideEncryptionByDefaults")


@_TOPIC.resource_rule(
    "s3-bucket-has-default-encryption",
    "Name the algorithm in every default encryption of a bucket.",
    types=ENCRYPTIONS,
    ground=Ground.KEYS,
    severity=Severity.MEDIUM,
    requirements=("3.5.1",),
    fix=_FIX,
)
def has_default_encryption(encryption: Subject) -> None:
    """A bucket without any is judged by `s3-default-encryption-kms`."""
    algorithms = [default.text("sseAlgorithm") for default in _defaults(encryption.props)]
    if UNKNOWN in algorithms:
        encryption.undetermined("rules")
    elif not algorithms or ABSENT in algorithms:
        encryption.violated("rules name no sseAlgorithm: S3 falls back to a key of its own")


@_TOPIC.stack_rule(
    "s3-default-encryption-kms",
    "Encrypt every bucket under KMS, unless only AWS's delivery of logs forbids it.",
    types=(*BUCKETS, *ENCRYPTIONS, POLICY),
    ground=Ground.KEYS,
    severity=Severity.HIGH,
    requirements=("3.5.1",),
    fix=_FIX,
)
def default_encryption_kms(stack: Stack) -> None:
    """S3's access logs and those of Application Load Balancers are delivered under SSE-S3 only."""
    encryption = Setting(
        what="default encryption", types=ENCRYPTIONS, blocks=_BLOCKS, is_right=_is_under_kms
    )
    require_setting(
        stack,
        encryption,
        "is not encrypted under KMS by default: S3's own key lets every reader decrypt",
        spares=lambda bucket: takes_logs_of(stack, bucket, *AWS_LOG_DELIVERY),
    )


def _is_under_kms(holder: Props) -> bool | Missing:
    algorithms = [default.text("sseAlgorithm") for default in _defaults(holder)]
    if UNKNOWN in algorithms:
        return UNKNOWN
    return bool(algorithms) and all(algorithm in _KMS for algorithm in algorithms)


@_TOPIC.resource_rule(
    "s3-default-encryption-customer-managed-key",
    "Encrypt buckets under a customer managed key.",
    types=(*ENCRYPTIONS, *BUCKETS),
    ground=Ground.KEYS,
    severity=Severity.HIGH,
    requirements=("3.6.1.2",),
    fix=_FIX,
)
def customer_key(holder: Subject) -> None:
    """SSE-S3 takes no key; whether a bucket may use it, `s3-default-encryption-kms` judges.

    A key that a writer brings along (SSE-C) is in nobody's inventory, and what it encrypted can be
    held to ransom; S3 blocks it in new buckets since spring 2026, unless NONE is blocked.
    """
    for rule in _rules(holder.props):
        if "NONE" in rule.texts("blockedEncryptionTypes"):
            holder.violated("blockedEncryptionTypes is NONE: writers may bring keys of their own")
    for default in _defaults(holder.props):
        key = default.text("kmsMasterKeyId")
        algorithm = default.text("sseAlgorithm")
        if isinstance(key, str) and is_aws_key(key):
            holder.violated("kmsMasterKeyId names the AWS managed key: nobody can narrow its use")
        elif key is ABSENT and algorithm is UNKNOWN:
            holder.undetermined("sseAlgorithm")
        elif key is ABSENT and algorithm in _KMS:
            holder.violated("kmsMasterKeyId is not set: S3 takes the AWS managed key")


@_TOPIC.resource_rule(
    "s3-object-customer-managed-key",
    "Encrypt objects under the customer managed key of their bucket, or another one.",
    types=OBJECTS,
    ground=Ground.KEYS,
    severity=Severity.HIGH,
    requirements=("3.5.1",),
    fix="Leave server_side_encryption out of aws.s3.BucketObjectv2, or add kms_key_id=key.arn.",
)
def object_customer_key(thing: Subject) -> None:
    """Without either, the bucket's default encryption counts."""
    key = thing.props.text("kmsKeyId")
    algorithm = thing.props.text("serverSideEncryption")
    if isinstance(key, str) and is_aws_key(key):
        thing.violated("kmsKeyId names the AWS managed key: nobody can narrow its use")
    elif key is ABSENT and algorithm is UNKNOWN:
        thing.undetermined("serverSideEncryption")
    elif key is ABSENT and algorithm is not ABSENT:
        thing.violated("serverSideEncryption without kmsKeyId overrides the bucket's own key")


RULES: tuple[ResourceRule | StackRule, ...] = (
    has_default_encryption,
    default_encryption_kms,
    customer_key,
    object_customer_key,
)
