"""What buckets keep: versions, access logs, life cycles, locks and events."""

from fnmatch import fnmatchcase

from pulumi_policy import Severity

from pci import parameters
from pci.buckets import (
    BUCKETS,
    LIFECYCLES,
    LOGGINGS,
    OBJECT_LOCKS,
    S3_ACCESS_LOGS,
    VERSIONINGS,
    Setting,
    require_setting,
    takes_logs_of,
)
from pci.ground import Ground
from pci.props import Props
from pci.rule import ResourceRule, StackRule, Topic
from pci.stack import Node, Stack
from pci.subject import Subject
from pci.values import ABSENT, UNKNOWN, Missing

NOTIFICATION = "aws:s3/bucketNotification:BucketNotification"

_TOPIC = Topic("S3", "https://docs.aws.amazon.com/securityhub/latest/userguide/s3-controls.html")
_VERSIONING = ("versioning", "versionings")
_LOGGING = ("logging", "loggings")
#: Where a logging resource, or a bucket, names the bucket that takes the log.
_TARGETS = ("targetBucket", "logging.targetBucket", "loggings.0.targetBucket")
_ENDS = (
    "expiration",
    "expirations",
    "transitions",
    "noncurrentVersionExpiration",
    "noncurrentVersionExpirations",
    "noncurrentVersionTransitions",
)
_DAYS_PER_YEAR = 365


@_TOPIC.stack_rule(
    "s3-versioning-enabled",
    "Keep every version of the objects of every bucket.",
    types=(*BUCKETS, *VERSIONINGS),
    ground=Ground.RECOVERY,
    severity=Severity.HIGH,
    requirements=("10.3.4",),
    fix='aws.s3.BucketVersioning(..., versioning_configuration={"status": "Enabled"})',
)
def versioning_enabled(stack: Stack) -> None:
    """Without versions, what was overwritten or deleted is gone."""
    versioning = Setting(
        what="versioning", types=VERSIONINGS, blocks=_VERSIONING, is_right=_is_versioned
    )
    require_setting(stack, versioning, "keeps no versions: a change leaves no trace")


def _is_versioned(holder: Props) -> bool | Missing:
    status = holder.text("versioningConfiguration.status")
    flags = [block.flag("enabled") for name in _VERSIONING for block in holder.blocks(name)]
    if status == "Enabled" or True in flags:
        return True
    return UNKNOWN if UNKNOWN in (status, *flags) else False


@_TOPIC.stack_rule(
    "s3-access-logging",
    "Log every access to every bucket.",
    types=(*BUCKETS, *LOGGINGS),
    ground=Ground.LOGGING,
    severity=Severity.HIGH,
    requirements=("10.2.1", "10.3.3"),
    fix="aws.s3.BucketLogging(..., bucket=bucket.bucket, target_bucket=logs.bucket)",
)
def access_logging(stack: Stack) -> None:
    """A bucket that takes such logs is left out: each delivery would be logged in turn."""
    loggings = stack.of(*LOGGINGS)
    logged = stack.of(*BUCKETS)

    def is_target(bucket: Node) -> bool | Missing:
        if any(one.names(bucket, path) for one in (*loggings, *logged) for path in _TARGETS):
            return True
        if any(one.names_unseen(_TARGETS[0]) for one in loggings):
            return UNKNOWN
        return takes_logs_of(stack, bucket, S3_ACCESS_LOGS)

    logging = Setting(what="access log", types=LOGGINGS, blocks=_LOGGING, is_right=_is_logged)
    require_setting(stack, logging, "has no access log", spares=is_target)


def _is_logged(holder: Props) -> bool:
    # A target that is not known yet is a target.
    return any(holder.has(path) for path in _TARGETS)


@_TOPIC.stack_rule(
    "s3-lifecycle-configured",
    "Say when the objects of every bucket move or end.",
    types=(*BUCKETS, *LIFECYCLES),
    ground=Ground.RECOVERY,
    severity=Severity.MEDIUM,
    requirements=("3.2.1", "10.5.1"),
    fix='aws.s3.BucketLifecycleConfiguration(..., rules=[{"id": "expire", "status": "Enabled", '
    '"expiration": {"days": 2555}}])',
)
def lifecycle_configured(stack: Stack) -> None:
    """What has no end is kept longer than needed."""
    lifecycle = Setting(
        what="life cycle", types=LIFECYCLES, blocks=("lifecycleRules",), is_right=_ends_something
    )
    require_setting(stack, lifecycle, "has no rule in force that ends or moves its objects")


def _ends_something(holder: Props) -> bool | Missing:
    answers: set[bool | Missing] = set()
    for rule in (*holder.blocks("rules"), *holder.blocks("lifecycleRules")):
        status, enabled = rule.text("status"), rule.flag("enabled")
        if any(rule.has(end) for end in _ENDS):
            in_force = status == "Enabled" or enabled is True
            answers.add(UNKNOWN if UNKNOWN in (status, enabled) else in_force)
    if True in answers:
        return True
    return UNKNOWN if UNKNOWN in answers else False


@_TOPIC.resource_rule(
    "s3-audit-bucket-object-lock",
    "Lock audit records until nobody needs them any more.",
    types=(*BUCKETS, *OBJECT_LOCKS),
    ground=Ground.LOGGING,
    severity=Severity.HIGH,
    requirements=("10.5.1", "10.3.4", "10.3.2"),
    fix="aws.s3.Bucket(..., object_lock_enabled=True) and aws.s3.BucketObjectLockConfiguration("
    '..., rule={"default_retention": {"mode": "GOVERNANCE", "days": 365}})',
    parameters=(parameters.AUDIT_BUCKETS, parameters.LOG_RETENTION_DAYS_MIN),
)
def audit_bucket_locked(holder: Subject) -> None:
    """Buckets of audit records are told by the logical names of their resources."""
    patterns = holder.setting(parameters.AUDIT_BUCKETS)
    if not any(fnmatchcase(holder.name, pattern) for pattern in patterns):
        holder.not_applicable("its name is none of auditBuckets")
    if holder.type in OBJECT_LOCKS:
        _require_retention(holder, "rule.defaultRetention")
    elif holder.props.has("objectLockConfiguration"):
        _require_retention(holder, "objectLockConfiguration.rule.defaultRetention")
    else:
        holder.require_true("objectLockEnabled", "audit records can be deleted")


def _require_retention(holder: Subject, path: str) -> None:
    least = holder.setting(parameters.LOG_RETENTION_DAYS_MIN)
    days, years = holder.props.number(f"{path}.days"), holder.props.number(f"{path}.years")
    if UNKNOWN in (days, years):
        holder.undetermined(path)
    elif days is ABSENT and years is ABSENT:
        holder.violated(f"{path} is not set: nothing is locked by default")
    elif (locked := _days(days) + _days(years) * _DAYS_PER_YEAR) < least:
        holder.violated(f"{path} is {locked:g} days, less than {least}")


def _days(number: float | Missing) -> float:
    return 0 if isinstance(number, Missing) else number


@_TOPIC.resource_rule(
    "s3-mfa-delete",
    "Ask for a second factor before a version is deleted.",
    types=(*VERSIONINGS, *BUCKETS),
    ground=Ground.RECOVERY,
    severity=Severity.LOW,
    requirements=("10.3.2",),
    fix="As root: aws s3api put-bucket-versioning --mfa ...; then list the name in "
    "mfaDeleteBuckets.",
    parameters=(parameters.MFA_DELETE_BUCKETS,),
)
def mfa_delete(holder: Subject) -> None:
    """Only root can turn it on, with a device in hand, so only listed buckets are asked for it."""
    patterns = holder.setting(parameters.MFA_DELETE_BUCKETS)
    if not any(fnmatchcase(holder.name, pattern) for pattern in patterns):
        holder.not_applicable("its name is none of mfaDeleteBuckets: only root can turn it on")
    if holder.type in VERSIONINGS:
        holder.require_one_of(
            "versioningConfiguration.mfaDelete", ("Enabled",), "a stolen session deletes versions"
        )
    elif holder.props.has("versioning"):
        holder.require_true("versioning.mfaDelete", "a stolen session deletes versions")


@_TOPIC.resource_rule(
    "s3-event-notifications",
    "Let every notification of a bucket tell somebody.",
    types=(NOTIFICATION,),
    ground=Ground.DETECTION,
    severity=Severity.LOW,
    requirements=("11.5.2",),
    fix="aws.s3.BucketNotification(..., bucket=bucket.bucket, eventbridge=True)",
)
def event_notifications(notification: Subject) -> None:
    """An empty configuration takes all notifications of the bucket away."""
    props = notification.props
    if any(props.has(path) for path in ("lambdaFunctions", "queues", "topics")):
        return
    notification.require_true("eventbridge", "nobody hears of changes")


RULES: tuple[ResourceRule | StackRule, ...] = (
    versioning_enabled,
    access_logging,
    lifecycle_configured,
    audit_bucket_locked,
    mfa_delete,
    event_notifications,
)
