"""Policies of resources of any kind: for whom AWS's services may act, and what they permit."""

from pulumi_policy import Severity

from pci.ground import Ground
from pci.rule import ResourceRule, StackRule, Topic
from pci.subject import Subject

TYPES = (
    "aws:s3/bucketPolicy:BucketPolicy",
    "aws:sns/topicPolicy:TopicPolicy",
    "aws:sqs/queuePolicy:QueuePolicy",
    "aws:secretsmanager/secretPolicy:SecretPolicy",
    "aws:ecr/repositoryPolicy:RepositoryPolicy",
)
FILE_SYSTEM_POLICY = "aws:efs/fileSystemPolicy:FileSystemPolicy"

_TOPIC = Topic(
    "Resource policies", "https://docs.aws.amazon.com/IAM/latest/UserGuide/confused-deputy.html"
)


@_TOPIC.resource_rule(
    "resource-policy-service-scoped",
    "Narrow for whom an AWS service may use a bucket, topic, queue or secret.",
    types=TYPES,
    ground=Ground.IDENTITY,
    severity=Severity.HIGH,
    requirements=("7.2.2", "7.3.1"),
    fix='"Condition": {"StringEquals": {"aws:SourceAccount": account_id}}',
)
def service_scoped(policy: Subject) -> None:
    """A service acts for every account of AWS; without a condition each of them may have it act."""
    for statement in policy.statements("policy"):
        by_service = any(kind == "Service" for kind, _ in statement.principals)
        if statement.allows and by_service and not statement.conditions:
            policy.violated(
                f"statement {statement.number} of policy lets a service act for any account"
            )


@_TOPIC.resource_rule(
    "resource-policy-no-wildcard-actions",
    "Permit what may be done to a bucket, topic, secret or file system by name.",
    types=(*TYPES, FILE_SYSTEM_POLICY),
    ground=Ground.IDENTITY,
    severity=Severity.HIGH,
    requirements=("7.2.2", "7.3.1"),
    fix='"Action": ["s3:GetObject"] instead of "s3:*"',
)
def no_wildcard_actions(policy: Subject) -> None:
    """Every action includes changing the policy itself."""
    for statement in policy.statements("policy"):
        if statement.allows and statement.grants_whole_service():
            policy.violated(f"statement {statement.number} of policy permits every action")


RULES: tuple[ResourceRule | StackRule, ...] = (service_scoped, no_wildcard_actions)
