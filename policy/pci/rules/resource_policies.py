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
#: Policies of what no other rule about public principals looks at.
IMAGES = ("aws:ecr/repositoryPolicy:RepositoryPolicy", "aws:ecr/registryPolicy:RegistryPolicy")
LOGS = "aws:cloudwatch/logResourcePolicy:LogResourcePolicy"
LOG_DESTINATION = "aws:cloudwatch/logDestinationPolicy:LogDestinationPolicy"
OTHERS = (
    "aws:backup/vaultPolicy:VaultPolicy",
    "aws:cloudwatch/eventBusPolicy:EventBusPolicy",
)

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
        if statement.admits_services_for_anyone:
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
    "ecr-policy-no-public-principal",
    "Let no policy of image repositories allow everyone.",
    types=IMAGES,
    ground=Ground.PRINCIPALS,
    severity=Severity.CRITICAL,
    requirements=("7.3.1", "1.4.2"),
    fix='Name the principals, or narrow "*" by aws:PrincipalOrgID.',
)
def images_not_public(policy: Subject) -> None:
    """Images are code that runs on card data."""
    policy.forbid_public("policy", "anybody may pull, or push, images")


@_TOPIC.resource_rule(
    "log-resource-policy-no-public-principal",
    "Let no policy of logs allow everyone.",
    types=(LOGS, LOG_DESTINATION),
    ground=Ground.PRINCIPALS,
    severity=Severity.CRITICAL,
    requirements=("7.3.1", "10.3.2"),
    fix="Name the services that deliver, with aws:SourceAccount.",
)
def logs_not_public(policy: Subject) -> None:
    """Whoever may write can hide what happened among what did not."""
    path = "accessPolicy" if policy.type == LOG_DESTINATION else "policyDocument"
    policy.forbid_public(path, "anybody may write to the logs")


@_TOPIC.resource_rule(
    "resource-policy-no-public-principal",
    "Let no policy of backups or events allow everyone.",
    types=OTHERS,
    ground=Ground.PRINCIPALS,
    severity=Severity.CRITICAL,
    requirements=("7.3.1", "1.4.2"),
    fix='Name the principals, or narrow "*" by aws:PrincipalOrgID.',
)
def others_not_public(policy: Subject) -> None:
    """Recovery points are copies of account data, and events start what works on it."""
    policy.forbid_public("policy", "no condition narrows who may use it")


RULES: tuple[ResourceRule | StackRule, ...] = (
    service_scoped,
    no_wildcard_actions,
    images_not_public,
    logs_not_public,
    others_not_public,
)
