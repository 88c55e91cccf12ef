"""Log groups and alarms."""

from fnmatch import fnmatchcase

from pulumi_policy import Severity

from pci import parameters
from pci.ground import Ground
from pci.props import Props
from pci.rule import ResourceRule, StackRule, Topic
from pci.stack import Node, Stack
from pci.subject import Subject
from pci.values import ABSENT

LOG_GROUP = "aws:cloudwatch/logGroup:LogGroup"
DATA_PROTECTION = "aws:cloudwatch/logDataProtectionPolicy:LogDataProtectionPolicy"
ACCOUNT_POLICY = "aws:cloudwatch/logAccountPolicy:LogAccountPolicy"
ALARM = "aws:cloudwatch/metricAlarm:MetricAlarm"
COMPOSITE_ALARM = "aws:cloudwatch/compositeAlarm:CompositeAlarm"

_TOPIC = Topic(
    "CloudWatch",
    "https://docs.aws.amazon.com/securityhub/latest/userguide/cloudwatch-controls.html",
)
_CARD_NUMBER = "data-identifier/CreditCardNumber"


@_TOPIC.resource_rule(
    "log-group-customer-managed-key",
    "Encrypt every log group under a customer managed key.",
    types=(LOG_GROUP,),
    ground=Ground.KEYS,
    severity=Severity.HIGH,
    requirements=("3.5.1", "10.3.2"),
    fix="aws.cloudwatch.LogGroup(..., kms_key_id=key.arn)",
)
def customer_key(group: Subject) -> None:
    """Without a key the service uses one of its own."""
    group.require_customer_key("kmsKeyId", "every reader of logs may decrypt it")


@_TOPIC.resource_rule(
    "log-group-retention-min",
    "Keep logs for twelve months at least.",
    types=(LOG_GROUP,),
    ground=Ground.LOGGING,
    severity=Severity.HIGH,
    requirements=("10.5.1",),
    fix="aws.cloudwatch.LogGroup(..., retention_in_days=400)",
    parameters=(parameters.LOG_RETENTION_DAYS_MIN,),
)
def retention(group: Subject) -> None:
    """Zero, and nothing at all, mean for ever."""
    if group.props.number("retentionInDays") in (ABSENT, 0):
        return
    least = group.setting(parameters.LOG_RETENTION_DAYS_MIN)
    group.require_at_least("retentionInDays", least, "older events cannot be investigated")


@_TOPIC.stack_rule(
    "log-group-pan-masking",
    "Mask card numbers in the logs of applications.",
    types=(LOG_GROUP, DATA_PROTECTION, ACCOUNT_POLICY),
    ground=Ground.DEFENCE,
    severity=Severity.HIGH,
    severe_because="a security code in a log is stored, which 3.3.1 forbids, "
    "and cannot be taken back",
    requirements=("3.3.1", "3.5.1"),
    fix="aws.cloudwatch.LogDataProtectionPolicy(..., policy_document=document) that deidentifies "
    "CreditCardNumber",
    parameters=(parameters.APPLICATION_LOG_GROUPS,),
)
def pan_masking(stack: Stack) -> None:
    """CloudWatch masks what the application's own masking let through.

    A policy of the whole account does so in every group (CloudWatch Logs, "Account-level").
    """
    if any(map(_masks_everywhere, stack.of(ACCOUNT_POLICY))):
        return
    patterns = stack.setting(parameters.APPLICATION_LOG_GROUPS)
    policies = [policy for policy in stack.of(DATA_PROTECTION) if _masks(policy)]
    for group in stack.of(LOG_GROUP):
        name = group.props.text("name")
        label = name if isinstance(name, str) else group.name
        if any(fnmatchcase(label, pattern) for pattern in patterns):
            stack.require_companion(
                group, policies, "logGroupName", "has no policy that masks card numbers"
            )


def _masks(policy: Node) -> bool:
    """Whether it masks card numbers; what is not known yet is said to be undetermined."""
    document = policy.props.document("policyDocument")
    if document.is_unknown:
        policy.undetermined("policyDocument")
        return True
    return any(
        statement.has("Operation.Deidentify") and _finds_cards(statement)
        for statement in document.blocks("Statement")
    )


def _masks_everywhere(policy: Node) -> bool:
    return policy.props.text("policyType") == "DATA_PROTECTION_POLICY" and _masks(policy)


def _finds_cards(statement: Props) -> bool:
    return any(
        isinstance(one, str) and one.endswith(_CARD_NUMBER)
        for one in statement.texts("DataIdentifier")
    )


@_TOPIC.resource_rule(
    "alarm-has-actions",
    "Let every alarm tell somebody.",
    types=(ALARM, COMPOSITE_ALARM),
    ground=Ground.LOGGING,
    severity=Severity.HIGH,
    requirements=("10.7.2", "12.10.5"),
    fix="aws.cloudwatch.MetricAlarm(..., alarm_actions=[topic.arn])",
)
def alarm_actions(alarm: Subject) -> None:
    """An alarm that only turns red is seen too late."""
    alarm.forbid_false("actionsEnabled", "the alarm tells nobody")
    alarm.require_present("alarmActions", "the alarm tells nobody")


RULES: tuple[ResourceRule | StackRule, ...] = (customer_key, retention, pan_masking, alarm_actions)
