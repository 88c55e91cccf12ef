"""Shared files: encryption, transport and who may touch what."""

from pulumi_policy import Severity

from pci.backups import SELECTION, covers
from pci.documents import Statement, parse_document
from pci.ground import Ground
from pci.rule import ResourceRule, StackRule, Topic
from pci.stack import Stack
from pci.subject import Subject
from pci.values import ABSENT, UNKNOWN, Missing

FILE_SYSTEM = "aws:efs/fileSystem:FileSystem"
FILE_SYSTEM_POLICY = "aws:efs/fileSystemPolicy:FileSystemPolicy"
BACKUP_POLICY = "aws:efs/backupPolicy:BackupPolicy"
ACCESS_POINT = "aws:efs/accessPoint:AccessPoint"

_TOPIC = Topic("EFS", "https://docs.aws.amazon.com/securityhub/latest/userguide/efs-controls.html")
_ROOT = "elasticfilesystem:ClientRootAccess"
_CLIENT_ACTIONS = ("elasticfilesystem:ClientMount", "elasticfilesystem:ClientWrite")


@_TOPIC.resource_rule(
    "efs-encrypted",
    "Encrypt every file system.",
    types=(FILE_SYSTEM,),
    ground=Ground.KEYS,
    severity=Severity.HIGH,
    requirements=("3.5.1", "3.6.1"),
    fix="aws.efs.FileSystem(..., encrypted=True)",
)
def encrypted(system: Subject) -> None:
    """It cannot be switched on later."""
    system.require_true("encrypted", "files and backups would be readable")


@_TOPIC.resource_rule(
    "efs-customer-managed-key",
    "Encrypt every file system under a customer managed key.",
    types=(FILE_SYSTEM,),
    ground=Ground.KEYS,
    severity=Severity.HIGH,
    requirements=("3.5.1", "3.6.1.2"),
    fix="aws.efs.FileSystem(..., kms_key_id=key.arn)",
)
def customer_key(system: Subject) -> None:
    """AWS's own key has a policy that nobody can narrow."""
    system.require_customer_key("kmsKeyId", "AWS's own key lets every user of EFS decrypt")


@_TOPIC.resource_rule(
    "efs-policy-no-public-principal",
    "Let no file system's policy allow everyone.",
    types=(FILE_SYSTEM_POLICY,),
    ground=Ground.PRINCIPALS,
    severity=Severity.CRITICAL,
    requirements=("7.3.1", "1.4.2"),
    fix='Name the principals, or narrow "*" by aws:PrincipalArn or a mount target.',
)
def policy_not_public(policy: Subject) -> None:
    """Clients without credentials count as everyone, too."""
    policy.forbid_public("policy", "whoever reaches a mount target may mount it")


@_TOPIC.stack_rule(
    "efs-policy-tls-only",
    "Refuse clients of file systems that come without TLS.",
    types=(FILE_SYSTEM, FILE_SYSTEM_POLICY),
    ground=Ground.TRANSPORT,
    severity=Severity.HIGH,
    requirements=("4.2.1", "2.2.7"),
    fix="aws.efs.FileSystemPolicy(..., policy=document) that denies aws:SecureTransport false",
)
def policy_tls_only(stack: Stack) -> None:
    """NFS itself is plain text; only the file system's policy can refuse it."""
    policies = stack.of(FILE_SYSTEM_POLICY)
    for system in stack.of(FILE_SYSTEM):
        stack.require_companion(
            system, policies, "fileSystemId", "has no policy: clients may come without TLS"
        )
    for policy in policies:
        document = parse_document(policy.props.at("policy"))
        if document is UNKNOWN:
            policy.undetermined("policy")
        elif isinstance(document, Missing) or not document.denies_plaintext(_CLIENT_ACTIONS):
            policy.violated("policy does not deny aws:SecureTransport false to every client")


@_TOPIC.resource_rule(
    "efs-policy-no-root-access",
    "Refuse root to clients of file systems.",
    types=(FILE_SYSTEM_POLICY,),
    ground=Ground.DEFENCE,
    severity=Severity.HIGH,
    severe_because="one role with ClientRootAccess reads and changes every file, whoever owns it",
    requirements=("7.3.1", "10.3.2"),
    fix="aws.efs.FileSystemPolicy(..., policy=document) that denies "
    "elasticfilesystem:ClientRootAccess to everyone",
)
def no_root_access(policy: Subject) -> None:
    """Not to allow it is not enough: policies of roles count as well (EFS user guide, "IAM")."""
    document = parse_document(policy.props.at("policy"))
    if document is UNKNOWN:
        policy.undetermined("policy")
    elif isinstance(document, Missing) or not any(map(_denies_root, document.statements)):
        policy.violated(f"policy does not deny {_ROOT} to every client")


def _denies_root(statement: Statement) -> bool:
    return (
        statement.denies_everyone
        and not statement.excepts_resources
        and not statement.conditions
        and statement.grants(_ROOT)
    )


@_TOPIC.resource_rule(
    "efs-access-point-user-enforced",
    "Let every access point act as one user that is not root.",
    types=(ACCESS_POINT,),
    ground=Ground.IDENTITY,
    severity=Severity.HIGH,
    requirements=("7.3.1",),
    fix='aws.efs.AccessPoint(..., posix_user={"uid": 1000, "gid": 1000})',
)
def user_enforced(point: Subject) -> None:
    """Otherwise a client says itself which user it is."""
    user = point.props.number("posixUser.uid")
    if user is UNKNOWN:
        point.undetermined("posixUser.uid")
    elif user is ABSENT:
        point.violated("posixUser is not set: clients choose their user")
    elif user == 0:
        point.violated("posixUser.uid is 0: clients are root")


@_TOPIC.resource_rule(
    "efs-access-point-root-enforced",
    "Let every access point see one folder only.",
    types=(ACCESS_POINT,),
    ground=Ground.IDENTITY,
    severity=Severity.HIGH,
    requirements=("10.3.2", "7.3.1"),
    fix='aws.efs.AccessPoint(..., root_directory={"path": "/payments"})',
)
def root_enforced(point: Subject) -> None:
    """The whole file system is the default."""
    path = point.props.text("rootDirectory.path")
    if path is UNKNOWN:
        point.undetermined("rootDirectory.path")
    elif path in (ABSENT, "/"):
        point.violated("rootDirectory.path is not set, or /: clients see the whole file system")


@_TOPIC.stack_rule(
    "efs-backup-enabled",
    "Back every file system up.",
    types=(FILE_SYSTEM, BACKUP_POLICY, SELECTION),
    ground=Ground.RECOVERY,
    severity=Severity.MEDIUM,
    requirements=("10.3.3",),
    fix='aws.efs.BackupPolicy(..., backup_policy={"status": "ENABLED"})',
)
def backup_enabled(stack: Stack) -> None:
    """By its own backup policy, or by the selection of a plan."""
    on = [
        policy
        for policy in stack.of(BACKUP_POLICY)
        if policy.props.text("backupPolicy.status") in ("ENABLED", UNKNOWN)
    ]
    for system in stack.of(FILE_SYSTEM):
        covered = covers(stack, system, service="elasticfilesystem", kind="file-system/")
        if covered is UNKNOWN:
            system.undetermined("the backup selection")
        elif not covered:
            stack.require_companion(system, on, "fileSystemId", "is in no backup")


RULES: tuple[ResourceRule | StackRule, ...] = (
    encrypted,
    customer_key,
    policy_not_public,
    policy_tls_only,
    no_root_access,
    user_enforced,
    root_enforced,
    backup_enabled,
)
