"""The containers tier: the payment service on Fargate."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import pulumi
import pulumi_aws as aws

from components.alarm import Alarm, Widget
from components.containers_metrics import service_alarms, service_widgets
from components.context import Context
from components.function_environment import Stores, metrics_namespace, store_variables
from components.iam import policy_json
from components.log_group import log_group
from components.repository import image, repository
from components.rollout import Shift
from components.service import Service, ServiceArgs, service_name
from components.service_roles import (
    StartSecret,
    execution_statements,
    role,
    traffic_statements,
)
from components.shared_files import SharedFiles
from components.target_group import Color
from components.task_definition import ContainerFacts
from components.traffic import Traffic
from components.workload import Workload
from settings.containers import ContainersSettings


@dataclass(frozen=True, kw_only=True, slots=True)
class ContainersArgs:
    """What the payment service is made from.

    Attributes:
        context: names, tags and sizing.
        settings: image, size and scaling.
        workload: what its tasks may do.
        stores: where it keeps its state.
        subnet_ids: private subnets, one an availability zone.
        security_group_id: security group of the tasks.
        key_arn: key of images and task storage.
        logs_key_arn: key of its log group.
        target_group_arns: where tasks register, by color.
        secrets: variable → a secret that ECS hands to a starting task.
        files: the shared file system, if the stack has one.
        traffic: what ECS moves requests between two groups with; None when it does not.
        rollback_alarm_names: what turns a deployment back then.
    """

    context: Context
    settings: ContainersSettings
    workload: Workload
    stores: Stores[pulumi.Input[str]]
    subnet_ids: Sequence[pulumi.Input[str]]
    security_group_id: pulumi.Input[str]
    key_arn: pulumi.Input[str]
    logs_key_arn: pulumi.Input[str]
    target_group_arns: Mapping[Color, pulumi.Input[str]]
    secrets: Mapping[str, StartSecret] = field(default_factory=dict[str, StartSecret])
    files: SharedFiles | None = None
    traffic: Traffic | None = None
    rollback_alarm_names: Sequence[pulumi.Input[str]] = ()


class Containers(pulumi.ComponentResource):
    """A cluster with a blue service, and a green one beside it while two versions run.

    Attributes:
        cluster_name: physical name of the cluster.
        service_names: physical name of each service, by color.
        log_group_name: where the tasks log.
        repository_url: where images are pushed; None when the image comes from elsewhere.
        alarms: CPU, memory and running tasks.
        widgets: the same as graphs.
    """

    cluster_name: str
    service_names: Mapping[Color, str]
    log_group_name: str
    repository_url: pulumi.Output[str] | None
    alarms: tuple[Alarm, ...]
    widgets: tuple[Widget, ...]

    def __init__(
        self, name: str, args: ContainersArgs, opts: pulumi.ResourceOptions | None = None
    ) -> None:
        super().__init__("payments:index:Containers", name, {}, opts)
        ctx = args.context
        versions = _images(ctx, args.settings)
        self.cluster_name = ctx.name("ecs")
        self.log_group_name = f"/ecs/{ctx.name('service', 'payment')}"
        self.service_names = {color: service_name(ctx, color) for color in versions}
        logs = log_group(
            ctx,
            f"{name}-logs",
            name=self.log_group_name,
            key_arn=args.logs_key_arn,
            parent=self,
            masked=True,
        )
        self.repository_url = self._repository(name, args)
        cluster = self._cluster(name, args)
        execution, task = self._roles(name, args)
        least, most = task_range(ctx, args.settings)
        shift = None if args.traffic is None else self._shift(name, args, args.traffic)
        for color, address in versions.items():
            Service(
                f"{name}-{color}",
                ServiceArgs(
                    context=ctx,
                    settings=args.settings,
                    color=color,
                    container=_container(args, address, logs.name),
                    cluster=self.cluster_name,
                    cluster_arn=cluster.arn,
                    execution_role_arn=execution,
                    task_role_arn=task,
                    subnet_ids=args.subnet_ids,
                    security_group_id=args.security_group_id,
                    target_group_arn=args.target_group_arns[color],
                    files=args.files,
                    min_tasks=least,
                    max_tasks=most,
                    shift=shift,
                ),
                pulumi.ResourceOptions(parent=self),
            )
        self.alarms = service_alarms(self.cluster_name, self.service_names, least)
        self.widgets = service_widgets(self.cluster_name, self.service_names)
        self.register_outputs(
            {
                "cluster_name": self.cluster_name,
                "service_names": dict(self.service_names),
                "repository_url": self.repository_url,
            }
        )

    def _repository(self, name: str, args: ContainersArgs) -> pulumi.Output[str] | None:
        if args.settings.image is not None:
            return None
        return repository(
            args.context, f"{name}-repository", key_arn=args.key_arn, parent=self
        ).repository_url

    def _cluster(self, name: str, args: ContainersArgs) -> aws.ecs.Cluster:
        return aws.ecs.Cluster(
            f"{name}-cluster",
            name=self.cluster_name,
            settings=[
                aws.ecs.ClusterSettingArgs(
                    name="containerInsights", value=args.settings.container_insights
                )
            ],
            configuration={
                "managed_storage_configuration": {
                    "fargate_ephemeral_storage_kms_key_id": args.key_arn
                }
            },
            tags=args.context.tagged(self.cluster_name),
            opts=pulumi.ResourceOptions(parent=self),
        )

    def _roles(
        self, name: str, args: ContainersArgs
    ) -> tuple[pulumi.Output[str], pulumi.Output[str]]:
        """The ARNs of the execution and the task role, once their policies exist."""
        ctx, purpose = args.context, args.workload.name
        execution = role(
            ctx,
            f"{name}-execution",
            purpose=f"{purpose}-execution",
            description=f"Starts the tasks of {purpose}",
            policies={
                "permissions": policy_json(
                    execution_statements(
                        ctx,
                        log_group=self.log_group_name,
                        secret_names=[secret.name for secret in args.secrets.values()],
                        own_repository=args.settings.image is None,
                    )
                )
            },
            parent=self,
        )
        task = role(
            ctx,
            f"{name}-task",
            purpose=purpose,
            description=f"What the code of {purpose} may do",
            policies={"permissions": policy_json(args.workload.statements)},
            parent=self,
        )
        return execution, task

    def _shift(self, name: str, args: ContainersArgs, traffic: Traffic) -> Shift:
        role_arn = role(
            args.context,
            f"{name}-infrastructure",
            purpose=f"{args.workload.name}-infrastructure",
            description="ECS moves requests between the target groups of the payment service",
            policies={"permissions": policy_json(traffic_statements(args.context, traffic))},
            service="ecs",
            parent=self,
        )
        return Shift(traffic=traffic, role_arn=role_arn, alarm_names=args.rollback_alarm_names)


def _container(
    args: ContainersArgs, address: str, log_group_name: pulumi.Input[str]
) -> ContainerFacts[pulumi.Input[str]]:
    environment: dict[str, pulumi.Input[str]] = {
        "ENVIRONMENT": args.context.env_suffix,
        "METRICS_NAMESPACE": metrics_namespace(args.context),
        "PORT": str(args.settings.port),
    }
    user = args.workload.cache_user_name(args.context)
    return ContainerFacts(
        image=address,
        log_group=log_group_name,
        environment=environment | store_variables(args.stores, cache_user=user),
        secrets={variable: secret.arn for variable, secret in args.secrets.items()},
        shares_files=args.files is not None,
    )


def task_range(ctx: Context, settings: ContainersSettings) -> tuple[int, int]:
    """The least and the most tasks: explicit, or one a zone and what the load needs, twice."""
    derived = max(len(ctx.azs), ctx.sizing.tasks(settings.cpu_units))
    if settings.max_tasks is not None:
        derived = min(derived, settings.max_tasks)
    least = settings.min_tasks or derived
    return least, settings.max_tasks or 2 * least


def _images(ctx: Context, settings: ContainersSettings) -> dict[Color, str]:
    found: dict[Color, str] = {"blue": settings.image or image(ctx, settings.version)}
    if settings.green_version is not None:
        found["green"] = image(ctx, settings.green_version)
    return found
