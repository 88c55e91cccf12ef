"""The container definition of the payment service as a plain value."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Generic, TypeVar

from components.context import Context
from settings.containers import ContainersSettings

#: A text that is known, or one that a resource computes.
Text = TypeVar("Text")

CONTAINER_NAME = "payment-service"
FILES_VOLUME = "files"
_TMPFS_MB = 64
#: Seconds a task gets to finish its requests; Fargate allows 120.
_STOP_SECONDS = 30
#: Below it a process needs a privilege, unless the task's own network namespace says otherwise.
_FIRST_UNPRIVILEGED_PORT = 1024


@dataclass(frozen=True, kw_only=True)
class ContainerFacts(Generic[Text]):
    """What one container is made from.

    Attributes:
        image: image with tag or digest.
        log_group: where standard output goes; a task stops at once if it is not there.
        environment: variables; never a secret.
        secrets: variable → ARN of the secret that ECS reads when the task starts.
        shares_files: whether the shared file system is mounted.
    """

    image: str
    log_group: str | Text
    environment: Mapping[str, str | Text]
    secrets: Mapping[str, Text] = field(default_factory=dict[str, Text])
    shares_files: bool = False


def container_definition(
    ctx: Context, settings: ContainersSettings, facts: ContainerFacts[Text]
) -> dict[str, object]:
    """A container that cannot write its image, is not root and has no Linux capabilities.

    It follows ECS.4, ECS.5, ECS.8, ECS.9 and ECS.20 of Security Hub (PCI DSS 7.2.2, 8.6.2, 10.2.1).
    """
    return {
        "name": CONTAINER_NAME,
        "image": facts.image,
        "essential": True,
        "user": settings.user,
        "privileged": False,
        "readonlyRootFilesystem": True,
        "stopTimeout": _STOP_SECONDS,
        "portMappings": [{"containerPort": settings.port, "protocol": "tcp"}],
        "environment": [
            {"name": name, "value": value} for name, value in sorted(facts.environment.items())
        ],
        "secrets": [
            {"name": name, "valueFrom": value} for name, value in sorted(facts.secrets.items())
        ],
        "mountPoints": _mount_points(settings, facts),
        "linuxParameters": {
            "initProcessEnabled": True,
            "capabilities": {"drop": ["ALL"]},
            "tmpfs": [
                {"containerPath": folder, "size": _TMPFS_MB, "mountOptions": ["noexec", "nosuid"]}
                for folder in settings.writable_folders
            ],
        },
        "systemControls": _system_controls(settings),
        "logConfiguration": {
            "logDriver": "awslogs",
            "options": {
                "awslogs-group": facts.log_group,
                "awslogs-region": ctx.region,
                "awslogs-stream-prefix": CONTAINER_NAME,
            },
        },
    }


def _mount_points(
    settings: ContainersSettings, facts: ContainerFacts[Text]
) -> list[dict[str, object]]:
    if not facts.shares_files:
        return []
    return [
        {"sourceVolume": FILES_VOLUME, "containerPath": settings.files_folder, "readOnly": False}
    ]


def _system_controls(settings: ContainersSettings) -> list[dict[str, str]]:
    """Lets an unprivileged process listen on a low port, in its own task only."""
    if settings.port >= _FIRST_UNPRIVILEGED_PORT:
        return []
    return [{"namespace": "net.ipv4.ip_unprivileged_port_start", "value": "0"}]
