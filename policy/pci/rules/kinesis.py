"""Streams: keys, retention and who may use them."""

from pulumi_policy import Severity

from pci import parameters
from pci.ground import Ground
from pci.rule import ResourceRule, StackRule, Topic
from pci.subject import Subject
from pci.values import UNKNOWN

STREAM = "aws:kinesis/stream:Stream"
STREAM_POLICY = "aws:kinesis/resourcePolicy:ResourcePolicy"
DELIVERY_STREAM = "aws:kinesis/firehoseDeliveryStream:FirehoseDeliveryStream"

_GUIDE = "https://docs.aws.amazon.com/securityhub/latest/userguide"
_KINESIS = Topic("Kinesis", f"{_GUIDE}/kinesis-controls.html")
_FIREHOSE = Topic("Firehose", f"{_GUIDE}/datafirehose-controls.html")
_INCLUDED_HOURS = 24


@_KINESIS.resource_rule(
    "kinesis-encrypted-kms",
    "Encrypt every stream under KMS.",
    types=(STREAM,),
    ground=Ground.KEYS,
    severity=Severity.HIGH,
    requirements=("3.5.1",),
    fix='aws.kinesis.Stream(..., encryption_type="KMS", kms_key_id=key.arn)',
)
def encrypted(stream: Subject) -> None:
    """A stream is not encrypted by itself."""
    stream.require_one_of("encryptionType", ("KMS",), "events are stored in plain text")


@_KINESIS.resource_rule(
    "kinesis-customer-managed-key",
    "Encrypt every stream under a customer managed key.",
    types=(STREAM,),
    ground=Ground.KEYS,
    severity=Severity.HIGH,
    requirements=("3.6.1.2",),
    fix='aws.kinesis.Stream(..., encryption_type="KMS", kms_key_id=key.arn)',
)
def customer_key(stream: Subject) -> None:
    """AWS's own key has a policy that nobody can narrow."""
    stream.require_customer_key("kmsKeyId", "every reader of streams may decrypt it")


@_KINESIS.resource_rule(
    "kinesis-retention-bounded",
    "Keep events in a stream as long as needed, and no longer.",
    types=(STREAM,),
    ground=Ground.RECOVERY,
    severity=Severity.MEDIUM,
    requirements=("3.2.1",),
    fix="aws.kinesis.Stream(..., retention_period=24)",
    parameters=(parameters.STREAM_RETENTION_HOURS_MIN, parameters.STREAM_RETENTION_HOURS_MAX),
)
def retention_bounded(stream: Subject) -> None:
    """Without a period Kinesis keeps events for 24 hours."""
    least = stream.setting(parameters.STREAM_RETENTION_HOURS_MIN)
    most = stream.setting(parameters.STREAM_RETENTION_HOURS_MAX)
    path, unset = "retentionPeriod", _INCLUDED_HOURS
    stream.require_at_least(path, least, "a consumer that fails loses events", unset=unset)
    stream.require_at_most(path, most, "it is kept longer than needed", unset=unset)


@_KINESIS.resource_rule(
    "kinesis-policy-no-public-principal",
    "Let no stream's policy allow everyone.",
    types=(STREAM_POLICY,),
    ground=Ground.PRINCIPALS,
    severity=Severity.CRITICAL,
    requirements=("7.3.1",),
    fix='Name the principals, or narrow "*" by aws:PrincipalOrgID.',
)
def policy_not_public(policy: Subject) -> None:
    """The principal * is fine when a condition narrows it."""
    policy.forbid_public("policy", "anybody may read or write events")


@_FIREHOSE.resource_rule(
    "firehose-encrypted",
    "Encrypt what waits in a delivery stream under a customer managed key.",
    types=(DELIVERY_STREAM,),
    ground=Ground.KEYS,
    severity=Severity.HIGH,
    requirements=("3.5.1",),
    fix='aws.kinesis.FirehoseDeliveryStream(..., server_side_encryption={"enabled": True, '
    '"key_type": "CUSTOMER_MANAGED_CMK", "key_arn": key.arn})',
)
def firehose_encrypted(stream: Subject) -> None:
    """One that reads from a stream or a topic keeps nothing itself: the source's key counts."""
    if stream.props.has("kinesisSourceConfiguration") or stream.props.has("mskSourceConfiguration"):
        stream.not_applicable("records wait in the source, under its key")
    stream.require_true("serverSideEncryption.enabled", "records are stored in plain text")
    if stream.props.at("serverSideEncryption") is not UNKNOWN:
        stream.require_customer_key(
            "serverSideEncryption.keyArn", "Firehose takes a key that AWS owns"
        )


RULES: tuple[ResourceRule | StackRule, ...] = (
    encrypted,
    customer_key,
    retention_bounded,
    policy_not_public,
    firehose_encrypted,
)
