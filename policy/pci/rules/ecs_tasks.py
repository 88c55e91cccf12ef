"""What runs in a container: privileges, secrets, logs and mounts."""

import re
from collections.abc import Iterator

from pulumi_policy import Severity

from pci.credentials import is_credential
from pci.ground import Ground
from pci.props import Props
from pci.rule import ResourceRule, StackRule, Topic
from pci.subject import Subject
from pci.values import ABSENT, UNKNOWN, parse_json

TASK_DEFINITION = "aws:ecs/taskDefinition:TaskDefinition"

_TOPIC = Topic("ECS", "https://docs.aws.amazon.com/securityhub/latest/userguide/ecs-controls.html")
_ROOT = ("root", "0")
#: A private repository of ECR, which decides itself whether its tags can move.
_ECR = re.compile(r"\d{12}\.dkr[.-]ecr[.-]")
#: What nobody publishes twice: a version down to its patch, or a commit.
_FIXED_TAG = re.compile(r"v?\d+\.\d+\.\d+([-+._].+)?|(sha-)?[0-9a-f]{7,64}", re.IGNORECASE)


def _containers(task: Subject) -> Iterator[tuple[str, Props]]:
    """The containers, each with how a message calls it; none, and a doubt, while unknown."""
    listed = parse_json(task.props.at("containerDefinitions"))
    if listed is UNKNOWN:
        task.undetermined("containerDefinitions")
        return
    for number, container in enumerate(Props({"all": listed}).blocks("all"), start=1):
        yield f"container {number}", container


def _is_windows(task: Subject) -> bool:
    family = task.props.text("runtimePlatform.operatingSystemFamily")
    return isinstance(family, str) and family.upper().startswith("WINDOWS")


@_TOPIC.resource_rule(
    "ecs-container-not-privileged",
    "Run no container in privileged mode.",
    types=(TASK_DEFINITION,),
    ground=Ground.IDENTITY,
    severity=Severity.HIGH,
    requirements=("7.2.1", "7.2.2"),
    fix='container_definitions=json.dumps([{..., "privileged": False}])',
)
def not_privileged(task: Subject) -> None:
    """A privileged container is root on its host."""
    for which, container in _containers(task):
        if container.flag("privileged") is True:
            task.violated(f"privileged is true in {which}: it is root on the host")


@_TOPIC.resource_rule(
    "ecs-container-readonly-root",
    "Mount the root file system of every container read-only.",
    types=(TASK_DEFINITION,),
    ground=Ground.DEFENCE,
    severity=Severity.HIGH,
    severe_because="what runs is no longer what was reviewed, and nothing shows it",
    requirements=("7.2.1", "10.3.2"),
    fix='container_definitions=json.dumps([{..., "readonlyRootFilesystem": True}])',
)
def readonly_root(task: Subject) -> None:
    """Windows has no such mode."""
    if _is_windows(task):
        task.not_applicable("Windows containers have no read-only root")
    for which, container in _containers(task):
        if container.flag("readonlyRootFilesystem") is not True:
            task.violated(f"readonlyRootFilesystem is not true in {which}: code can be replaced")


@_TOPIC.resource_rule(
    "ecs-container-non-root",
    "Run every container as a user that is not root.",
    types=(TASK_DEFINITION,),
    ground=Ground.IDENTITY,
    severity=Severity.HIGH,
    requirements=("7.2.2",),
    fix='container_definitions=json.dumps([{..., "user": "1000:1000"}])',
)
def non_root(task: Subject) -> None:
    """Without a user the image decides, and most images say root."""
    if _is_windows(task):
        task.not_applicable("Windows containers have no root")
    for which, container in _containers(task):
        user = container.text("user")
        # What follows the colon is the group.
        if user is ABSENT or str(user).split(":", 1)[0] in _ROOT:
            task.violated(f"user is not set, or root, in {which}")


@_TOPIC.resource_rule(
    "ecs-container-no-env-secrets",
    "Keep credentials out of the environment of containers.",
    types=(TASK_DEFINITION,),
    ground=Ground.SECRETS,
    severity=Severity.CRITICAL,
    requirements=("8.6.2", "8.3.2"),
    fix='container_definitions=json.dumps([{..., "secrets": [{"name": ..., "valueFrom": arn}]}])',
)
def no_env_secrets(task: Subject) -> None:
    """Everyone who may describe the task definition reads them."""
    for which, container in _containers(task):
        for number, variable in enumerate(container.blocks("environment"), start=1):
            name = variable.text("name")
            found = is_credential(name, variable.at("value")) if isinstance(name, str) else name
            if found is True:
                task.violated(f"variable {number} of {which} looks like a credential in plain text")


@_TOPIC.resource_rule(
    "ecs-container-logs-configured",
    "Send the output of every container to a log.",
    types=(TASK_DEFINITION,),
    ground=Ground.LOGGING,
    severity=Severity.HIGH,
    requirements=("10.2.1",),
    fix='container_definitions=json.dumps([{..., "logConfiguration": {"logDriver": "awslogs"}}])',
)
def logs_configured(task: Subject) -> None:
    """Fargate keeps nothing of what a task printed."""
    for which, container in _containers(task):
        if not container.has("logConfiguration.logDriver"):
            task.violated(f"logConfiguration.logDriver is not set in {which}: its output is lost")


@_TOPIC.resource_rule(
    "ecs-pid-and-ipc-not-host",
    "Give tasks process and memory namespaces of their own.",
    types=(TASK_DEFINITION,),
    ground=Ground.DEFENCE,
    severity=Severity.HIGH,
    severe_because="a task reads card data in the memory of its neighbours",
    requirements=("1.4.5",),
    fix="Leave pid_mode and ipc_mode out of aws.ecs.TaskDefinition.",
)
def namespaces_own(task: Subject) -> None:
    """With the host's, a task sees the processes and memory of its neighbours."""
    for path in ("pidMode", "ipcMode"):
        task.forbid_one_of(path, ("host",), "the task sees its neighbours")


@_TOPIC.resource_rule(
    "ecs-network-mode-awsvpc",
    "Give every task a network interface of its own.",
    types=(TASK_DEFINITION,),
    ground=Ground.DEFENCE,
    severity=Severity.MEDIUM,
    requirements=("1.3.1", "1.3.2"),
    fix='aws.ecs.TaskDefinition(..., network_mode="awsvpc")',
)
def network_mode(task: Subject) -> None:
    """In any other mode the security groups of the host decide for all of its tasks."""
    task.require_one_of("networkMode", ("awsvpc",), "no security group is the task's own")


@_TOPIC.resource_rule(
    "ecs-task-and-execution-roles-differ",
    "Give the task and the agent that starts it a role each.",
    types=(TASK_DEFINITION,),
    ground=Ground.IDENTITY,
    severity=Severity.MEDIUM,
    requirements=("7.2.2",),
    fix="aws.ecs.TaskDefinition(..., task_role_arn=task.arn, execution_role_arn=execution.arn)",
)
def roles_differ(task: Subject) -> None:
    """With one role the code may read every secret and pull every image that its start needs."""
    roles = [task.props.text(path) for path in ("taskRoleArn", "executionRoleArn")]
    if isinstance(roles[0], str) and roles[0] == roles[1]:
        task.violated("taskRoleArn is executionRoleArn: the code may do what its start needs")


@_TOPIC.resource_rule(
    "ecs-efs-volume-encrypted-in-transit",
    "Mount shared files over TLS and with the task's own role.",
    types=(TASK_DEFINITION,),
    ground=Ground.TRANSPORT,
    severity=Severity.HIGH,
    requirements=("4.2.1",),
    fix='"efs_volume_configuration": {"transit_encryption": "ENABLED", "authorization_config": '
    '{"iam": "ENABLED"}}',
)
def efs_volume_encrypted(task: Subject) -> None:
    """NFS is plain text by default."""
    for number, volume in enumerate(task.props.blocks("volumes"), start=1):
        if not volume.has("efsVolumeConfiguration"):
            continue
        for path in ("transitEncryption", "authorizationConfig.iam"):
            value = volume.text(f"efsVolumeConfiguration.{path}")
            if value is UNKNOWN:
                task.undetermined(f"volumes.{number}.{path}")
            elif value != "ENABLED":
                task.violated(f"{path} is not ENABLED in volume {number}")


@_TOPIC.resource_rule(
    "ecs-container-image-pinned",
    "Name container images by digest, or by a version that stays what it is.",
    types=(TASK_DEFINITION,),
    ground=Ground.DEFENCE,
    severity=Severity.MEDIUM,
    requirements=("6.3.2", "11.5.2"),
    fix='container_definitions=json.dumps([{..., "image": f"{repository}@sha256:{digest}"}])',
)
def image_pinned(task: Subject) -> None:
    """What a floating tag means when a task starts is in no inventory.

    Tags of private ECR repositories are left to `ecr-immutable-tags`.
    """
    for which, container in _containers(task):
        image = container.text("image")
        if image is UNKNOWN:
            task.undetermined(f"image of {which}")
        elif isinstance(image, str) and _floats(image):
            task.violated(f"image floats in {which}: its tag comes to mean other code")


def _floats(image: str) -> bool:
    if "@sha256:" in image:
        return False
    # A colon before the last slash is the registry's port.
    tag = image.rpartition("/")[2].partition(":")[2]
    if _ECR.match(image):
        return not tag
    return _FIXED_TAG.fullmatch(tag) is None


RULES: tuple[ResourceRule | StackRule, ...] = (
    not_privileged,
    readonly_root,
    non_root,
    no_env_secrets,
    logs_configured,
    namespaces_own,
    network_mode,
    roles_differ,
    efs_volume_encrypted,
    image_pinned,
)
