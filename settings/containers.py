"""Settings of the containers tier."""

from collections.abc import Iterator
from typing import Annotated, Literal

from pydantic import Field, StringConstraints

from settings.block import Block
from settings.fargate import MEMORY_BY_CPU, nearest_memory
from settings.problem import Problem
from settings.rollout import RolloutSettings

#: A folder inside the container.
Folder = Annotated[str, StringConstraints(pattern=r"^/[A-Za-z0-9._/-]+$", max_length=255)]
ImageTag = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9_][A-Za-z0-9_.-]{0,127}$")]


class ContainersSettings(Block):
    """The payment service on Fargate."""

    about = "An ECS Fargate service with its own repository, roles, log group and autoscaling."

    image: str | None = Field(
        default=None,
        min_length=1,
        description="Image of the payment service, best pinned by digest. Default: `version` in "
        "the stack's own repository, whose tags are immutable and which is scanned on push.",
    )
    version: ImageTag = Field(
        default="1.0.0",
        description="Tag in the stack's own repository that runs as blue; without effect when "
        "`image` is set.",
    )
    green_version: ImageTag | None = Field(
        default=None,
        description="Tag in the stack's own repository that runs as green beside blue, so that "
        "`loadBalancer.deploy.greenWeight` can shift traffic to it. Default: no green tasks.",
    )
    cpu_units: Literal[256, 512, 1024, 2048, 4096, 8192, 16384] = Field(
        default=512, description="CPU units of a task; 1024 are one vCPU (Fargate)."
    )
    memory_mb: int = Field(
        default=1024,
        ge=512,
        description="Memory of a task, MiB; Fargate has certain sizes for each CPU size.",
    )
    architecture: Literal["ARM64", "X86_64"] = Field(
        default="ARM64", description="Processor the image is built for."
    )
    port: int = Field(
        default=8443,
        ge=1,
        le=65535,
        description="Port the service listens on, with TLS unless the load balancer's targets are "
        "plain.",
    )
    user: str = Field(
        default="10001:10001",
        pattern=r"^[1-9][0-9]{0,4}(:[1-9][0-9]{0,4})?$",
        description="User and group the process runs as, by number and never root (PCI DSS 7.2.2).",
    )
    writable_folders: tuple[Folder, ...] = Field(
        default=("/tmp",),  # noqa: S108 - a folder inside the container, in its own memory
        description="Folders kept in memory that the process may write; the rest of the image is "
        "read-only. What is in them is gone when the task stops.",
    )
    files_folder: Folder = Field(
        default="/mnt/shared",
        description="Where the shared file system appears, if the stack has one.",
    )
    min_tasks: int | None = Field(
        default=None,
        ge=1,
        le=1000,
        description="Tasks that always run. Below 3 an availability zone that fails takes more "
        "than its share. Default: what targetTpm needs, at least one a zone.",
    )
    max_tasks: int | None = Field(
        default=None,
        ge=1,
        le=1000,
        description="Tasks at most. Default: twice the least.",
    )
    scale_cpu_percent: int = Field(
        default=70, ge=10, le=95, description="Average CPU that autoscaling keeps, percent."
    )
    scale_memory_percent: int = Field(
        default=80, ge=10, le=95, description="Average memory that autoscaling keeps, percent."
    )
    circuit_breaker: Literal["rollback", "off"] = Field(
        default="rollback",
        description="`rollback`: a deployment whose tasks do not become healthy returns to the "
        "last good one by itself. `off`: it keeps trying until someone acts. Only the strategy "
        "`rolling` has one (ECS); the others return on alarms.",
    )
    deployment: RolloutSettings = Field(
        default_factory=RolloutSettings,
        description="How new tasks replace the running ones.",
    )
    container_insights: Literal["enabled", "enhanced"] = Field(
        default="enabled",
        description="Detail of the cluster's metrics; `enhanced` adds task level at a price.",
    )

    @property
    def foreign_image(self) -> bool:
        """Whether the image is pulled from outside ECR, and so from outside the VPC."""
        return self.image is not None and ".dkr.ecr." not in self.image

    def conflicts(self) -> Iterator[Problem]:
        """A size Fargate does not have, tasks upside down, green tasks that nothing can run."""
        if self.memory_mb not in MEMORY_BY_CPU[self.cpu_units]:
            sizes = MEMORY_BY_CPU[self.cpu_units]
            yield Problem(
                path="memoryMb",
                found=str(self.memory_mb),
                rule=f"does not exist with cpuUnits = {self.cpu_units}: Fargate has "
                f"{', '.join(str(size) for size in sizes)}",
                fix=f"memoryMb: {nearest_memory(self.cpu_units, self.memory_mb)}",
            )
        if self.min_tasks and self.max_tasks and self.min_tasks > self.max_tasks:
            yield Problem(
                path="maxTasks",
                found=str(self.max_tasks),
                rule=f"must be at least minTasks = {self.min_tasks}",
                fix=f"maxTasks: {self.min_tasks}",
            )
        if self.image is not None and self.green_version is not None:
            yield Problem(
                path="greenVersion",
                found=repr(self.green_version),
                rule="is a tag in the stack's own repository, which `image` bypasses",
                fix="remove image, or greenVersion",
            )
        if self.green_version is not None and self.deployment.shifts:
            yield Problem(
                path="greenVersion",
                found=repr(self.green_version),
                rule=f"has no target group: with deployment.strategy = "
                f"{self.deployment.strategy!r} ECS uses both for `version`",
                fix="remove greenVersion, or deployment.strategy: rolling",
            )
