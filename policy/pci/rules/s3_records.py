"""What buckets keep: versions, access logs, life cycles, locks and events."""

from collections.abc import Iterable
from fnmatch import fnmatchcase
from functools import partial

from pulumi_policy import Severity

from pci import parameters
from pci.buckets import (
    ACLS,
    BUCKETS,
    LIFECYCLES,
    LOGGINGS,
    OBJECT_LOCKS,
    POLICY,
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
from pci.values import UNKNOWN, Missing

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
    severe_because="a version is the only trace of a changed record (10.3.4), and locks need it",
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


@_TOPIC.stack_rule(
    "s3-audit-bucket-object-lock",
    "Lock audit records until nobody needs them any more.",
    types=(*BUCKETS, *OBJECT_LOCKS, *ACLS, POLICY),
    ground=Ground.LOGGING,
    severity=Severity.HIGH,
    requirements=("10.5.1", "10.3.4", "10.3.2"),
    fix="aws.s3.Bucket(..., object_lock_enabled=True) and aws.s3.BucketObjectLockConfiguration("
    '..., rule={"default_retention": {"mode": "GOVERNANCE", "days": 365}})',
    parameters=(parameters.AUDIT_BUCKETS, parameters.LOG_RETENTION_DAYS_MIN),
)
def audit_bucket_locked(stack: Stack) -> None:
    """Locking alone locks nothing: without a default, every writer would have to ask for it.

    Buckets of audit records are told by their logical names, and so are locks of buckets that
    another stack has. S3 delivers its access logs to no bucket with a default (S3 user guide,
    "Enabling Amazon S3 server access logging").
    """
    patterns = stack.setting(parameters.AUDIT_BUCKETS)
    least = stack.setting(parameters.LOG_RETENTION_DAYS_MIN)
    why = f"locks no record for {least} days by default"

    def is_spared(bucket: Node) -> bool | Missing:
        return not _is_listed(bucket, patterns) or takes_logs_of(stack, bucket, S3_ACCESS_LOGS)

    retention = Setting(
        what="default retention",
        types=OBJECT_LOCKS,
        blocks=("objectLockConfiguration",),
        is_right=partial(_locks_for, least),
    )
    require_setting(stack, retention, why, spares=is_spared)
    buckets = stack.of(*BUCKETS)
    for lock in stack.of(*OBJECT_LOCKS):
        elsewhere = not any(lock.names(bucket, "bucket") for bucket in buckets)
        if elsewhere and _is_listed(lock, patterns) and _locks_for(least, lock.props) is False:
            lock.violated(f"{lock.name} {why}")


def _locks_for(least: int, holder: Props) -> bool | Missing:
    locked, is_unknown = 0.0, False
    for block in ("rule", "objectLockConfiguration.rule"):
        for unit, length in (("days", 1), ("years", _DAYS_PER_YEAR)):
            number = holder.number(f"{block}.defaultRetention.{unit}")
            is_unknown |= number is UNKNOWN
            locked += 0 if isinstance(number, Missing) else number * length
    return UNKNOWN if is_unknown and locked < least else locked >= least


def _is_listed(holder: Subject, patterns: Iterable[str]) -> bool:
    return any(fnmatchcase(holder.name, pattern) for pattern in patterns)


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
    if not _is_listed(holder, holder.setting(parameters.MFA_DELETE_BUCKETS)):
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
