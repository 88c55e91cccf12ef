"""Services and image repositories: exposure, platform and where images come from."""

from datetime import date

from pulumi_policy import Severity

from pci.ground import Ground
from pci.rule import ResourceRule, StackRule, Topic
from pci.stack import Stack
from pci.subject import Subject, names_customer_key
from pci.values import ABSENT, UNKNOWN

SERVICE = "aws:ecs/service:Service"
TASK_SET = "aws:ecs/taskSet:TaskSet"
#: What starts tasks now and then → where it says how they are on the network.
_STARTERS = {
    "aws:cloudwatch/eventTarget:EventTarget": "ecsTarget.networkConfiguration",
    "aws:scheduler/schedule:Schedule": "target.ecsParameters.networkConfiguration",
}
REPOSITORY = "aws:ecr/repository:Repository"
LIFECYCLE_POLICY = "aws:ecr/lifecyclePolicy:LifecyclePolicy"

_ECS = Topic("ECS", "https://docs.aws.amazon.com/securityhub/latest/userguide/ecs-controls.html")
_ECR = Topic("ECR", "https://docs.aws.amazon.com/securityhub/latest/userguide/ecr-controls.html")
#: Platform versions before it are without security patches (ECS, "Fargate platform versions").
_FARGATE_PATCHED = (1, 4, 0)
FARGATE_TAKEN_ON = date(2026, 11, 22)


@_ECS.resource_rule(
    "ecs-service-no-public-ip",
    "Give tasks no public address.",
    types=(SERVICE, TASK_SET, *_STARTERS),
    ground=Ground.EXPOSURE,
    severity=Severity.HIGH,
    requirements=("1.4.4",),
    fix='network_configuration={..., "assign_public_ip": False}',
)
def no_public_ip(service: Subject) -> None:
    """Traffic reaches tasks through the load balancer only."""
    network = _STARTERS.get(service.type, "networkConfiguration")
    service.forbid_true(f"{network}.assignPublicIp", "tasks are on the internet")


@_ECS.resource_rule(
    "ecs-exec-off",
    "Allow nobody to open a shell in running tasks.",
    types=(SERVICE,),
    ground=Ground.IDENTITY,
    severity=Severity.HIGH,
    requirements=("2.2.7", "7.2.2"),
    fix="aws.ecs.Service(..., enable_execute_command=False)",
)
def exec_off(service: Subject) -> None:
    """A shell reads whatever the task reads, card data included."""
    service.forbid_true("enableExecuteCommand", "a shell in the task reads what the task reads")


@_ECS.resource_rule(
    "ecs-fargate-platform-version",
    "Run Fargate tasks on the latest platform version.",
    types=(SERVICE,),
    ground=Ground.PATCHING,
    severity=Severity.MEDIUM,
    requirements=("6.3.3",),
    fix='aws.ecs.Service(..., platform_version="LATEST")',
)
def platform_version(service: Subject) -> None:
    """Unset means LATEST."""
    version = service.props.text("platformVersion")
    if version is UNKNOWN:
        service.undetermined("platformVersion")
    elif version not in (ABSENT, "LATEST") and _numbers(str(version)) < _FARGATE_PATCHED:
        service.violated("platformVersion is older than 1.4.0: it gets no security patches")


@_ECR.resource_rule(
    "ecr-scan-on-push",
    "Scan every image when it is pushed.",
    types=(REPOSITORY,),
    ground=Ground.DETECTION,
    severity=Severity.HIGH,
    severe_because="nothing else looks for known vulnerabilities before an image handles cards",
    requirements=("6.2.3", "11.3.1"),
    fix='aws.ecr.Repository(..., image_scanning_configuration={"scan_on_push": True})',
)
def scan_on_push(repository: Subject) -> None:
    """Known vulnerabilities are found before the image runs."""
    repository.require_true(
        "imageScanningConfiguration.scanOnPush", "vulnerable images go unnoticed"
    )


@_ECR.resource_rule(
    "ecr-immutable-tags",
    "Make image tags immutable.",
    types=(REPOSITORY,),
    ground=Ground.DEFENCE,
    severity=Severity.MEDIUM,
    requirements=("11.5.2",),
    fix='aws.ecr.Repository(..., image_tag_mutability="IMMUTABLE")',
)
def immutable_tags(repository: Subject) -> None:
    """A tag that moves replaces reviewed code."""
    repository.require_one_of(
        "imageTagMutability",
        ("IMMUTABLE", "IMMUTABLE_WITH_EXCLUSION"),
        "a tag can come to mean other code",
    )


@_ECR.resource_rule(
    "ecr-kms-encrypted",
    "Encrypt images under a customer managed key.",
    types=(REPOSITORY,),
    ground=Ground.KEYS,
    severity=Severity.MEDIUM,
    requirements=("3.5.1", "3.6.1.2"),
    fix='aws.ecr.Repository(..., encryption_configurations=[{"encryption_type": "KMS", '
    '"kms_key": key.arn}])',
)
def images_encrypted(repository: Subject) -> None:
    """AES256 is AWS's own key."""
    blocks = repository.props.blocks("encryptionConfigurations")
    if not blocks:
        repository.violated("encryptionConfigurations is not set: images are under AWS's own key")
    for block in blocks:
        kind = block.text("encryptionType")
        if kind is UNKNOWN:
            repository.undetermined("encryptionConfigurations.encryptionType")
        elif kind not in ("KMS", "KMS_DSSE") or not names_customer_key(block, "kmsKey"):
            repository.violated("encryptionConfigurations name no customer managed key")


@_ECR.stack_rule(
    "ecr-lifecycle-configured",
    "Expire images that nobody runs any more.",
    types=(REPOSITORY, LIFECYCLE_POLICY),
    ground=Ground.INVENTORY,
    severity=Severity.LOW,
    requirements=("3.2.1",),
    fix="aws.ecr.LifecyclePolicy(..., repository=repository.name, policy=document)",
)
def lifecycle_configured(stack: Stack) -> None:
    """Old images keep old vulnerabilities at hand."""
    policies = stack.of(LIFECYCLE_POLICY)
    for repository in stack.of(REPOSITORY):
        stack.require_companion(
            repository, policies, "repository", "has no lifecycle policy: old images stay"
        )


def _numbers(version: str) -> tuple[int, ...]:
    return tuple(int(part) for part in version.split(".") if part.isdecimal())


RULES: tuple[ResourceRule | StackRule, ...] = (
    no_public_ip,
    exec_off,
    platform_version,
    scan_on_push,
    immutable_tags,
    images_encrypted,
    lifecycle_configured,
)
