"""The record of every call to AWS: what is recorded, where, and who can change it."""

from collections.abc import Iterator

from pulumi_policy import Severity

from pci import parameters
from pci.buckets import BUCKETS, POLICY
from pci.conditions import limits_callers
from pci.ground import Ground
from pci.props import Props
from pci.rule import ResourceRule, StackRule, Topic
from pci.rules.account import DETECTOR, RECORDER
from pci.stack import Stack
from pci.subject import Subject
from pci.values import ABSENT, UNKNOWN

TRAIL = "aws:cloudtrail/trail:Trail"
EVENT_DATA_STORE = "aws:cloudtrail/eventDataStore:EventDataStore"

_TOPIC = Topic(
    "CloudTrail",
    "https://docs.aws.amazon.com/securityhub/latest/userguide/cloudtrail-controls.html",
)
_SERVICE = "cloudtrail.amazonaws.com"
_READ, _WRITE = "read", "write"
_MODES = {"ReadOnly": (_READ,), "WriteOnly": (_WRITE,), "All": (_READ, _WRITE)}


@_TOPIC.stack_rule(
    "trail-exists-and-logging",
    "Record every call to AWS where an account's baseline is made.",
    types=(TRAIL, DETECTOR, RECORDER),
    ground=Ground.LOGGING,
    severity=Severity.CRITICAL,
    severe_because="without a trail nobody can show what happened to any of the data",
    requirements=("10.2.1",),
    fix="aws.cloudtrail.Trail(..., enable_logging=True, is_multi_region_trail=True)",
)
def exists_and_logging(stack: Stack) -> None:
    """A stack makes the baseline if it makes a detector or a recorder."""
    trails = stack.of(TRAIL)
    if not trails and stack.of(DETECTOR, RECORDER):
        stack.violated("the stack makes the account's baseline, but no trail")
    for trail in trails:
        if not trail.is_computed("enableLogging"):
            trail.forbid_false("enableLogging", "the trail records nothing")


@_TOPIC.resource_rule(
    "trail-multi-region-and-global",
    "Record the calls of every region, and of global services.",
    types=(TRAIL,),
    ground=Ground.LOGGING,
    severity=Severity.HIGH,
    requirements=("10.2.1", "10.2.1.2"),
    fix="aws.cloudtrail.Trail(..., is_multi_region_trail=True, include_global_service_events=True)",
)
def multi_region(trail: Subject) -> None:
    """Calls of IAM and STS are events of global services."""
    trail.require_true("isMultiRegionTrail", "calls in other regions leave no record")
    trail.forbid_false("includeGlobalServiceEvents", "calls of IAM and STS leave no record")


@_TOPIC.resource_rule(
    "trail-customer-managed-key",
    "Encrypt every trail under a customer managed key.",
    types=(TRAIL,),
    ground=Ground.KEYS,
    severity=Severity.HIGH,
    requirements=("10.3.2", "3.5.1"),
    fix="aws.cloudtrail.Trail(..., kms_key_id=key.arn)",
)
def customer_key(trail: Subject) -> None:
    """Whoever can read the bucket can read the trail otherwise."""
    trail.require_customer_key("kmsKeyId", "every reader of the bucket reads the trail")


@_TOPIC.resource_rule(
    "trail-log-file-validation",
    "Sign every file of a trail, so that a change shows.",
    types=(TRAIL,),
    ground=Ground.LOGGING,
    severity=Severity.HIGH,
    requirements=("10.3.2", "10.3.4"),
    fix="aws.cloudtrail.Trail(..., enable_log_file_validation=True)",
)
def log_file_validation(trail: Subject) -> None:
    """CloudTrail then writes signed digests next to the files."""
    trail.require_true("enableLogFileValidation", "a changed or deleted file goes unnoticed")


@_TOPIC.resource_rule(
    "trail-to-cloudwatch",
    "Send every trail to CloudWatch Logs, where alarms can see it.",
    types=(TRAIL,),
    ground=Ground.LOGGING,
    severity=Severity.HIGH,
    requirements=("10.3.3", "10.4.1.1"),
    fix="aws.cloudtrail.Trail(..., cloud_watch_logs_group_arn=..., cloud_watch_logs_role_arn=...)",
)
def to_cloudwatch(trail: Subject) -> None:
    """Files in a bucket are read when it is too late."""
    for path in ("cloudWatchLogsGroupArn", "cloudWatchLogsRoleArn"):
        trail.require_present(path, "no alarm can see what the trail records")


@_TOPIC.resource_rule(
    "trail-data-events",
    "Record who reads and writes data, not only who manages resources.",
    types=(TRAIL,),
    ground=Ground.LOGGING,
    severity=Severity.HIGH,
    requirements=("10.2.1", "10.2.1.1", "10.2.1.3"),
    fix='aws.cloudtrail.Trail(..., advanced_event_selectors=[{"field_selectors": [{"field": '
    '"eventCategory", "equals": ["Data"]}, {"field": "resources.type", "equals": '
    '["AWS::S3::Object"]}]}])',
    parameters=(parameters.TRAIL_DATA_RESOURCES,),
)
def data_events(trail: Subject) -> None:
    """Which buckets or tables of a type are recorded is left to the trail's author."""
    recorded = set(_recorded(trail.props))
    for wanted in trail.setting(parameters.TRAIL_DATA_RESOURCES):
        missing = [mode for mode in (_READ, _WRITE) if (wanted, mode) not in recorded]
        if missing and any(UNKNOWN in pair for pair in recorded):
            trail.undetermined("advancedEventSelectors or eventSelectors")
        elif missing:
            trail.violated(f"no selector records {' and '.join(missing)} access to {wanted}")


def _recorded(trail: Props) -> Iterator[tuple[object, object]]:
    """Pairs of a type of resource and how it is accessed, as far as they are known."""
    for selector in trail.blocks("eventSelectors"):
        mode = selector.text("readWriteType")
        modes = _MODES["All"] if mode is ABSENT else _MODES.get(str(mode), (UNKNOWN,))
        for resource in selector.blocks("dataResources"):
            yield from ((resource.text("type"), one) for one in modes)
    for selector in trail.blocks("advancedEventSelectors"):
        fields = {one.text("field"): one for one in selector.blocks("fieldSelectors")}
        if UNKNOWN in fields:
            yield (UNKNOWN, UNKNOWN)
        types = fields.get("resources.type", Props(ABSENT)).texts("equals")
        yield from ((kind, mode) for kind in types for mode in _modes(fields.get("readOnly")))


def _modes(read_only: Props | None) -> tuple[object, ...]:
    if read_only is None:
        return _MODES["All"]
    known = {"true": _READ, "false": _WRITE, UNKNOWN: UNKNOWN}
    return tuple(known[flag] for flag in read_only.texts("equals") if flag in known)


@_TOPIC.resource_rule(
    "trail-bucket-not-public",
    "Let nobody but one trail into the bucket of a trail.",
    types=(POLICY, *BUCKETS),
    ground=Ground.PRINCIPALS,
    severity=Severity.CRITICAL,
    requirements=("1.4.4", "10.3.2"),
    fix='Narrow the statements for cloudtrail.amazonaws.com by "aws:SourceArn": trail_arn.',
)
def bucket_not_public(holder: Subject) -> None:
    """Its public access block is judged as every bucket's; here its policy is.

    CloudTrail writes for every account, so a bucket that does not say for which trail takes the
    files of anybody's.
    """
    statements = holder.statements("policy")
    writing = [one for one in statements if one.allows and ("Service", _SERVICE) in one.principals]
    for statement in statements if writing else ():
        if statement.is_public:
            holder.violated(f"statement {statement.number} of policy lets everyone at the trail")
    for statement in writing:
        if not limits_callers(statement.conditions):
            holder.violated(
                f"statement {statement.number} of policy lets anybody's trail in: it has no "
                "condition on aws:SourceArn or aws:SourceAccount"
            )


@_TOPIC.resource_rule(
    "event-data-store-customer-managed-key",
    "Encrypt every event data store under a customer managed key, and protect it.",
    types=(EVENT_DATA_STORE,),
    ground=Ground.KEYS,
    severity=Severity.HIGH,
    requirements=("10.3.2",),
    fix="aws.cloudtrail.EventDataStore(..., kms_key_id=key.arn)",
)
def store_customer_key(store: Subject) -> None:
    """Termination protection is on unless told otherwise."""
    store.require_customer_key("kmsKeyId", "every reader of the store reads the events")
    store.forbid_false("terminationProtectionEnabled", "one call deletes every event")


RULES: tuple[ResourceRule | StackRule, ...] = (
    exists_and_logging,
    multi_region,
    customer_key,
    log_file_validation,
    to_cloudwatch,
    data_events,
    bucket_not_public,
    store_customer_key,
)
