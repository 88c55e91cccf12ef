"""What an account needs as a whole: backups, detection, inventory and tags."""

from pulumi_policy import Severity

from pci import parameters
from pci.backups import SELECTION, covers
from pci.ground import Ground
from pci.rule import ResourceRule, StackRule, Topic
from pci.rules.rds_keys import CLUSTER, INSTANCE
from pci.stack import Stack
from pci.subject import Subject
from pci.taggable import TAGGABLE
from pci.values import UNKNOWN

VAULT = "aws:backup/vault:Vault"
DETECTOR = "aws:guardduty/detector:Detector"
DETECTOR_FEATURE = "aws:guardduty/detectorFeature:DetectorFeature"
EBS_DEFAULT = "aws:ebs/encryptionByDefault:EncryptionByDefault"
SECURITY_HUB = "aws:securityhub/account:Account"
RECORDER = "aws:cfg/recorder:Recorder"
RECORDER_STATUS = "aws:cfg/recorderStatus:RecorderStatus"

_GUIDE = "https://docs.aws.amazon.com/securityhub/latest/userguide"
_BACKUP = Topic("Backup", f"{_GUIDE}/backup-controls.html")
_VOLUMES = Topic("EBS", f"{_GUIDE}/ec2-controls.html")
_DETECTION = Topic("Detection", f"{_GUIDE}/guardduty-controls.html")
_INVENTORY = Topic("Inventory", f"{_GUIDE}/config-controls.html")


@_BACKUP.resource_rule(
    "backup-vault-customer-managed-key",
    "Encrypt every backup vault under a customer managed key.",
    types=(VAULT,),
    ground=Ground.KEYS,
    severity=Severity.HIGH,
    requirements=("3.5.1",),
    fix="aws.backup.Vault(..., kms_key_arn=key.arn)",
)
def vault_customer_key(vault: Subject) -> None:
    """A recovery point holds all the data of its source."""
    vault.require_customer_key("kmsKeyArn", "AWS's own key lets every user of AWS Backup decrypt")


@_VOLUMES.resource_rule(
    "ebs-encryption-by-default",
    "Encrypt every new volume of the account.",
    types=(EBS_DEFAULT,),
    ground=Ground.KEYS,
    severity=Severity.HIGH,
    requirements=("3.5.1",),
    fix="aws.ebs.EncryptionByDefault(..., enabled=True)",
)
def volumes_encrypted(default: Subject) -> None:
    """The resource turns it on unless told otherwise; existing volumes stay as they are."""
    default.forbid_false("enabled", "disks and their snapshots would be readable")


@_BACKUP.stack_rule(
    "backup-plan-covers-databases",
    "Cover every database by a backup plan.",
    types=(CLUSTER, INSTANCE, SELECTION),
    ground=Ground.RECOVERY,
    severity=Severity.MEDIUM,
    requirements=("10.3.3",),
    fix="aws.backup.Selection(..., resources=[cluster.arn])",
)
def plan_covers_databases(stack: Stack) -> None:
    """Automated backups go with the database; recovery points in a vault stay."""
    for database in stack.of(CLUSTER, INSTANCE):
        if database.props.has("replicateSourceDb"):
            continue
        kind = "cluster:" if database.type == CLUSTER else "db:"
        covered = covers(stack, database, service="rds", kind=kind)
        if covered is UNKNOWN:
            database.undetermined("the backup selection")
        elif not covered:
            database.violated(f"{database.name} is in no backup selection")


@_DETECTION.resource_rule(
    "guardduty-enabled",
    "Keep GuardDuty on.",
    types=(DETECTOR, DETECTOR_FEATURE),
    ground=Ground.DETECTION,
    severity=Severity.HIGH,
    severe_because="nothing else notices that credentials are used by somebody else",
    requirements=("11.5.1",),
    fix="aws.guardduty.Detector(..., enable=True)",
)
def guardduty_enabled(detector: Subject) -> None:
    """A detector is on unless told otherwise; stacks without one leave it to the baseline."""
    if detector.type == DETECTOR_FEATURE:
        detector.forbid_one_of("status", ("disabled",), "a kind of intrusion is not detected")
    detector.forbid_false("enable", "intrusions are not detected")


@_DETECTION.stack_rule(
    "securityhub-enabled",
    "Turn Security Hub on where an account's baseline is made.",
    types=(SECURITY_HUB, DETECTOR, RECORDER),
    ground=Ground.DETECTION,
    severity=Severity.MEDIUM,
    requirements=("10.4.1.1",),
    fix="aws.securityhub.Account(...)",
)
def securityhub_enabled(stack: Stack) -> None:
    """A stack makes the baseline if it makes a detector or a recorder."""
    if stack.of(DETECTOR, RECORDER) and not stack.of(SECURITY_HUB):
        stack.violated("the stack makes the account's baseline, but not Security Hub")


@_INVENTORY.stack_rule(
    "config-recorder-enabled",
    "Record every type of resource, and start the recorder.",
    types=(RECORDER, RECORDER_STATUS),
    ground=Ground.DETECTION,
    severity=Severity.HIGH,
    severe_because="nothing else says what was changed, and Security Hub judges by it",
    requirements=("10.2.1",),
    fix="aws.cfg.Recorder(..., recording_group={'all_supported': True, "
    "'include_global_resource_types': True}) and aws.cfg.RecorderStatus(..., is_enabled=True)",
)
def recorder_enabled(stack: Stack) -> None:
    """A recorder does not run until its status says so."""
    statuses = stack.of(RECORDER_STATUS)
    for recorder in stack.of(RECORDER):
        if not recorder.is_computed("recordingGroup"):
            recorder.forbid_false("recordingGroup.allSupported", "some types are not recorded")
        stack.require_companion(recorder, statuses, "name", "is never started")
    for status in statuses:
        status.require_true("isEnabled", "nothing is recorded")


@_INVENTORY.resource_rule(
    "required-tags",
    "Tag every resource with who, where, what data and which scope.",
    types=TAGGABLE,
    ground=Ground.INVENTORY,
    severity=Severity.LOW,
    requirements=("12.5.1", "11.5.2", "A1.1.2"),
    fix='aws.Provider(..., default_tags={"tags": {"Owner": "payments", ...}}), or tags=... on each',
    parameters=(parameters.REQUIRED_TAGS,),
)
def required_tags(resource: Subject) -> None:
    """The provider's default tags count."""
    # Providers send arguments that are not text as JSON.
    sources = (
        resource.props.keys("tags"),
        resource.provider.document("defaultTags").keys("tags"),
    )
    if UNKNOWN in sources:
        resource.undetermined("tags")
        return
    tags = {key for keys in sources if isinstance(keys, frozenset) for key in keys}
    missing = [key for key in resource.setting(parameters.REQUIRED_TAGS) if key not in tags]
    if missing:
        resource.violated(f"tags lack {', '.join(missing)}")


RULES: tuple[ResourceRule | StackRule, ...] = (
    vault_customer_key,
    volumes_encrypted,
    plan_covers_databases,
    guardduty_enabled,
    securityhub_enabled,
    recorder_enabled,
    required_tags,
)
