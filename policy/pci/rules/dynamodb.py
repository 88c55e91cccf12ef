"""Tables: keys, backups and who may use them."""

from pulumi_policy import Severity

from pci.backups import SELECTION, covers
from pci.ground import Ground
from pci.rule import ResourceRule, StackRule, Topic
from pci.stack import Stack
from pci.subject import Subject, is_aws_key
from pci.values import ABSENT, UNKNOWN

TABLE = "aws:dynamodb/table:Table"
TABLE_REPLICA = "aws:dynamodb/tableReplica:TableReplica"
TABLE_POLICY = "aws:dynamodb/resourcePolicy:ResourcePolicy"

_TOPIC = Topic(
    "DynamoDB", "https://docs.aws.amazon.com/securityhub/latest/userguide/dynamodb-controls.html"
)


@_TOPIC.resource_rule(
    "dynamodb-customer-managed-key",
    "Encrypt every table, and every replica, under a customer managed key.",
    types=(TABLE, TABLE_REPLICA),
    ground=Ground.KEYS,
    severity=Severity.HIGH,
    requirements=("3.5.1", "3.6.1"),
    fix='aws.dynamodb.Table(..., server_side_encryption={"enabled": True, "kms_key_arn": key.arn})',
)
def customer_key(table: Subject) -> None:
    """Without one DynamoDB takes a key it owns; a replica takes one of its own region."""
    if table.type == TABLE_REPLICA:
        table.require_customer_key("kmsKeyArn", "DynamoDB takes a key of its own")
        return
    table.require_true("serverSideEncryption.enabled", "DynamoDB takes a key of its own")
    if table.props.at("serverSideEncryption") is not UNKNOWN:
        table.require_customer_key("serverSideEncryption.kmsKeyArn", "AWS manages the key")
    for number, replica in enumerate(table.props.blocks("replicas"), start=1):
        key = replica.text("kmsKeyArn")
        if replica.is_unknown:
            table.undetermined("replicas")
        elif key is ABSENT or (isinstance(key, str) and is_aws_key(key)):
            table.violated(f"replica {number} has no customer managed key as its kmsKeyArn")


@_TOPIC.resource_rule(
    "dynamodb-point-in-time-recovery",
    "Keep every table recoverable to any second.",
    types=(TABLE, TABLE_REPLICA),
    ground=Ground.RECOVERY,
    severity=Severity.HIGH,
    severe_because="one wrong or hostile deletion is final: nothing holds the last hours",
    requirements=("10.3.3", "10.5.1"),
    fix='aws.dynamodb.Table(..., point_in_time_recovery={"enabled": True})',
)
def point_in_time_recovery(table: Subject) -> None:
    """A replica has a setting of its own."""
    why = "what a mistake deletes is gone"
    if table.type == TABLE_REPLICA:
        table.require_true("pointInTimeRecovery", why)
        return
    table.require_true("pointInTimeRecovery.enabled", why)


@_TOPIC.stack_rule(
    "dynamodb-in-backup-plan",
    "Cover every table by a backup plan.",
    types=(TABLE, SELECTION),
    ground=Ground.RECOVERY,
    severity=Severity.MEDIUM,
    requirements=("10.3.3",),
    fix="aws.backup.Selection(..., resources=[table.arn])",
)
def in_backup_plan(stack: Stack) -> None:
    """Point-in-time recovery ends with the table; recovery points in a vault stay."""
    for table in stack.of(TABLE):
        covered = covers(stack, table, service="dynamodb", kind="table/")
        if covered is UNKNOWN:
            table.undetermined("the backup selection")
        elif not covered:
            table.violated(f"{table.name} is in no backup selection")


@_TOPIC.resource_rule(
    "dynamodb-policy-no-public-principal",
    "Let no table's policy allow everyone.",
    types=(TABLE_POLICY,),
    ground=Ground.PRINCIPALS,
    severity=Severity.CRITICAL,
    requirements=("7.3.1",),
    fix='Name the principals, or narrow "*" by aws:PrincipalOrgID or aws:PrincipalArn.',
)
def policy_not_public(policy: Subject) -> None:
    """The principal * is fine when a condition narrows it."""
    policy.forbid_public("policy", "anybody may read or write records")


RULES: tuple[ResourceRule | StackRule, ...] = (
    customer_key,
    point_in_time_recovery,
    in_backup_plan,
    policy_not_public,
)
