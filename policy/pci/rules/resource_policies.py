"""Policies of resources of any kind: for whom AWS's services may act, and what they permit."""

from pulumi_policy import Severity

from pci.conditions import limits_service
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
#: Policies of what no other rule about public principals looks at → where the document stands.
OTHERS = {
    "aws:backup/vaultPolicy:VaultPolicy": "policy",
    "aws:cloudwatch/eventBusPolicy:EventBusPolicy": "policy",
    "aws:cloudwatch/logDestinationPolicy:LogDestinationPolicy": "accessPolicy",
    "aws:cloudwatch/logResourcePolicy:LogResourcePolicy": "policyDocument",
    "aws:ecr/registryPolicy:RegistryPolicy": "policy",
    "aws:ecr/repositoryPolicy:RepositoryPolicy": "policy",
}

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
        limited = limits_service(statement.conditions)
        if statement.allows and statement.scopable_services and not limited:
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


@_TOPIC.resource_rule(
    "resource-policy-no-public-principal",
    "Let no policy of images, backups, events or logs allow everyone.",
    types=tuple(OTHERS),
    ground=Ground.PRINCIPALS,
    severity=Severity.CRITICAL,
    requirements=("7.3.1", "1.4.2"),
    fix='Name the principals, or narrow "*" by aws:PrincipalOrgID.',
)
def no_public_principal(policy: Subject) -> None:
    """Images are code that runs on card data, recovery points and logs are copies of it."""
    policy.forbid_public(OTHERS[policy.type], "no condition narrows who may use it")


RULES: tuple[ResourceRule | StackRule, ...] = (
    service_scoped,
    no_wildcard_actions,
    no_public_principal,
)
