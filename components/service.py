"""One version of the payment service: its tasks, and how many run."""

from collections.abc import Sequence
from dataclasses import dataclass

import pulumi
import pulumi_aws as aws

from components.context import Context
from components.rollout import (
    Shift,
    advanced_configuration,
    deployment_configuration,
    rollback_alarms,
)
from components.shared_files import SharedFiles
from components.target_group import Color
from components.task_definition import (
    CONTAINER_NAME,
    FILES_VOLUME,
    ContainerFacts,
    container_definition,
)
from settings.containers import ContainersSettings

#: Seconds a new task gets before a failed health check counts.
_GRACE_SECONDS = 60
_SCALE_OUT_SECONDS = 60
_SCALE_IN_SECONDS = 300


@dataclass(frozen=True, kw_only=True, slots=True)
class ServiceArgs:
    """What one version of the service is made from.

    Attributes:
        context: names and tags.
        settings: size, scaling and deployment.
        color: which version it is.
        container: its image, environment and log group.
        cluster: name of the cluster.
        cluster_arn: ARN of the cluster.
        execution_role_arn: what starts a task.
        task_role_arn: what runs in it.
        subnet_ids: private subnets, one an availability zone.
        security_group_id: security group of the tasks.
        target_group_arn: where its tasks register.
        files: the shared file system, if the stack has one.
        min_tasks: tasks that always run.
        max_tasks: tasks at most.
        shift: what ECS moves requests to new tasks with; None when it only replaces tasks.
    """

    context: Context
    settings: ContainersSettings
    color: Color
    container: ContainerFacts[pulumi.Input[str]]
    cluster: str
    cluster_arn: pulumi.Input[str]
    execution_role_arn: pulumi.Input[str]
    task_role_arn: pulumi.Input[str]
    subnet_ids: Sequence[pulumi.Input[str]]
    security_group_id: pulumi.Input[str]
    target_group_arn: pulumi.Input[str]
    files: SharedFiles | None
    min_tasks: int
    max_tasks: int
    shift: Shift | None = None


def service_name(ctx: Context, color: Color) -> str:
    """The physical name of one version's service."""
    return ctx.name("service", f"payment-{color}")


class Service(pulumi.ComponentResource):
    """A Fargate service with its task definition and autoscaling.

    Attributes:
        task_definition_arn: ARN of the running revision.
    """

    task_definition_arn: pulumi.Output[str]

    def __init__(
        self, name: str, args: ServiceArgs, opts: pulumi.ResourceOptions | None = None
    ) -> None:
        super().__init__("payments:index:Service", name, {}, opts)
        definition = self._definition(name, args)
        service = self._service(name, args, definition)
        self._scaling(name, args, service)
        self.task_definition_arn = definition.arn
        self.register_outputs({"task_definition_arn": self.task_definition_arn})

    def _definition(self, name: str, args: ServiceArgs) -> aws.ecs.TaskDefinition:
        ctx, settings = args.context, args.settings
        family = ctx.name("task", f"payment-{args.color}")
        return aws.ecs.TaskDefinition(
            f"{name}-task",
            family=family,
            requires_compatibilities=["FARGATE"],
            network_mode="awsvpc",
            cpu=str(settings.cpu_units),
            memory=str(settings.memory_mb),
            runtime_platform=aws.ecs.TaskDefinitionRuntimePlatformArgs(
                operating_system_family="LINUX", cpu_architecture=settings.architecture
            ),
            execution_role_arn=args.execution_role_arn,
            task_role_arn=args.task_role_arn,
            container_definitions=pulumi.Output.json_dumps(
                [container_definition(ctx, settings, args.container)]
            ),
            volumes=[] if args.files is None else [_volume(args.files)],
            tags=ctx.tagged(family),
            opts=pulumi.ResourceOptions(parent=self),
        )

    def _service(
        self, name: str, args: ServiceArgs, definition: aws.ecs.TaskDefinition
    ) -> aws.ecs.Service:
        ctx = args.context
        physical = service_name(ctx, args.color)
        rolls_back = args.settings.circuit_breaker == "rollback"
        return aws.ecs.Service(
            f"{name}-service",
            name=physical,
            cluster=args.cluster_arn,
            task_definition=definition.arn,
            launch_type="FARGATE",
            platform_version="LATEST",
            desired_count=args.min_tasks,
            enable_execute_command=False,
            enable_ecs_managed_tags=True,
            propagate_tags="SERVICE",
            availability_zone_rebalancing="ENABLED",
            deployment_minimum_healthy_percent=100,
            deployment_maximum_percent=200,
            deployment_configuration=deployment_configuration(args.settings.deployment),
            # ECS has a circuit breaker for rolling deployments only; the others turn on alarms.
            deployment_circuit_breaker=aws.ecs.ServiceDeploymentCircuitBreakerArgs(
                enable=rolls_back, rollback=rolls_back
            )
            if args.shift is None
            else None,
            alarms=rollback_alarms(args.shift),
            health_check_grace_period_seconds=_GRACE_SECONDS,
            network_configuration=aws.ecs.ServiceNetworkConfigurationArgs(
                subnets=list(args.subnet_ids),
                security_groups=[args.security_group_id],
                assign_public_ip=False,
            ),
            load_balancers=[
                aws.ecs.ServiceLoadBalancerArgs(
                    target_group_arn=args.target_group_arn,
                    container_name=CONTAINER_NAME,
                    container_port=args.settings.port,
                    advanced_configuration=advanced_configuration(args.shift),
                )
            ],
            tags=ctx.tagged(physical),
            # Autoscaling owns the count; a deployment must not set it back.
            opts=pulumi.ResourceOptions(parent=self, ignore_changes=["desiredCount"]),
        )

    def _scaling(self, name: str, args: ServiceArgs, service: aws.ecs.Service) -> None:
        target = aws.appautoscaling.Target(
            f"{name}-scaling",
            service_namespace="ecs",
            scalable_dimension="ecs:service:DesiredCount",
            resource_id=service.name.apply(lambda found: f"service/{args.cluster}/{found}"),
            min_capacity=args.min_tasks,
            max_capacity=args.max_tasks,
            tags=args.context.tagged(args.context.name("scaling", f"payment-{args.color}")),
            opts=pulumi.ResourceOptions(parent=self),
        )
        followed = {
            "cpu": ("ECSServiceAverageCPUUtilization", args.settings.scale_cpu_percent),
            "memory": ("ECSServiceAverageMemoryUtilization", args.settings.scale_memory_percent),
        }
        for what, (metric, percent) in followed.items():
            aws.appautoscaling.Policy(
                f"{name}-scale-{what}",
                name=args.context.name("scaling", f"payment-{args.color}-{what}"),
                policy_type="TargetTrackingScaling",
                service_namespace=target.service_namespace,
                scalable_dimension=target.scalable_dimension,
                resource_id=target.resource_id,
                target_tracking_scaling_policy_configuration={
                    "predefined_metric_specification": {"predefined_metric_type": metric},
                    "target_value": percent,
                    "scale_out_cooldown": _SCALE_OUT_SECONDS,
                    "scale_in_cooldown": _SCALE_IN_SECONDS,
                },
                opts=pulumi.ResourceOptions(parent=self),
            )


def _volume(files: SharedFiles) -> aws.ecs.TaskDefinitionVolumeArgsDict:
    """The shared file system over TLS, as the access point's user (PCI DSS 4.2.1)."""
    return {
        "name": FILES_VOLUME,
        "efs_volume_configuration": {
            "file_system_id": files.file_system_id,
            "transit_encryption": "ENABLED",
            "authorization_config": {"access_point_id": files.access_point_id, "iam": "ENABLED"},
        },
    }
