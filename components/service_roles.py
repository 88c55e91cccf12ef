"""The roles of the payment service: what starts a task, what runs in it, what shifts traffic."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Literal

import pulumi
import pulumi_aws as aws

from components.context import Context
from components.iam import Statement, trust_policy
from components.repository import repository_name
from components.traffic import Traffic


@dataclass(frozen=True, kw_only=True, slots=True)
class StartSecret:
    """A secret that ECS reads when a task starts and hands over as a variable.

    Attributes:
        name: its physical name; its ARN pattern in the role is composed from it.
        arn: its ARN, which the container definition refers to.
    """

    name: str
    arn: pulumi.Input[str]


def execution_statements(
    ctx: Context, *, log_group: str, secret_names: Iterable[str], own_repository: bool
) -> Iterator[Statement]:
    """Pull the image, read the secrets of the definition, write the log (S002-40)."""
    yield Statement(
        sid="OwnLogs",
        actions=("logs:CreateLogStream", "logs:PutLogEvents"),
        resources=(ctx.log_group_arn(log_group),),
    )
    arns = tuple(sorted(ctx.secret_arn(name) for name in secret_names))
    if arns:
        yield Statement(
            sid="StartSecrets", actions=("secretsmanager:GetSecretValue",), resources=arns
        )
    if own_repository:
        yield Statement(
            sid="PullImage",
            actions=(
                "ecr:BatchCheckLayerAvailability",
                "ecr:BatchGetImage",
                "ecr:GetDownloadUrlForLayer",
            ),
            resources=(ctx.arn("ecr", f"repository/{repository_name(ctx)}"),),
        )
        # A login has no resource level (service authorization reference).
        yield Statement(
            sid="RegistryLogin", actions=("ecr:GetAuthorizationToken",), resources=("*",)
        )


def traffic_statements(ctx: Context, traffic: Traffic) -> Iterator[Statement]:
    """Register tasks with the two groups and set the weights between them.

    AmazonECSInfrastructureRolePolicyForLoadBalancers permits the same on every load balancer of
    the account.
    """
    yield Statement(
        sid="SeeTargets",
        # The describing actions of ELB have no resource level (service authorization reference).
        actions=(
            "elasticloadbalancing:DescribeListeners",
            "elasticloadbalancing:DescribeRules",
            "elasticloadbalancing:DescribeTargetGroups",
            "elasticloadbalancing:DescribeTargetHealth",
        ),
        resources=("*",),
    )
    yield Statement(
        sid="RegisterTasks",
        actions=("elasticloadbalancing:DeregisterTargets", "elasticloadbalancing:RegisterTargets"),
        # ELB ends the ARNs of its resources with ids of its own.
        resources=tuple(
            ctx.arn("elasticloadbalancing", f"targetgroup/{group}/*")
            for group in traffic.target_groups
        ),
    )
    yield Statement(
        sid="ShiftTraffic",
        actions=("elasticloadbalancing:ModifyRule",),
        resources=(
            ctx.arn("elasticloadbalancing", f"listener-rule/app/{traffic.load_balancer}/*"),
        ),
    )


def role(
    ctx: Context,
    logical_name: str,
    *,
    purpose: str,
    description: str,
    policies: Mapping[str, pulumi.Input[str]],
    parent: pulumi.Resource,
    service: Literal["ecs-tasks", "ecs"] = "ecs-tasks",
) -> pulumi.Output[str]:
    """The ARN of a role that tasks, or ECS itself, assume, once its policies are there.

    A task that starts before them fails, and with it the first deployment.
    """
    name = ctx.name("role", purpose)
    found = aws.iam.Role(
        logical_name,
        name=name,
        description=description,
        assume_role_policy=trust_policy(ctx, service, from_this_account=service == "ecs-tasks"),
        tags=ctx.tagged(name),
        opts=pulumi.ResourceOptions(parent=parent),
    )
    attached = [
        aws.iam.RolePolicy(
            f"{logical_name}-{policy}",
            name=policy,
            role=found.name,
            policy=document,
            opts=pulumi.ResourceOptions(parent=parent),
        )
        for policy, document in policies.items()
    ]
    return pulumi.Output.all(found.arn, *(policy.id for policy in attached)).apply(
        lambda ids: ids[0]
    )
