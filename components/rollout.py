"""How ECS replaces the tasks of a service: the arguments of its deployments."""

from collections.abc import Sequence
from dataclasses import dataclass

import pulumi
import pulumi_aws as aws

from components.traffic import Traffic
from settings.rollout import RolloutSettings


@dataclass(frozen=True, kw_only=True, slots=True)
class Shift:
    """What ECS needs to move requests to new tasks itself, and back.

    Attributes:
        traffic: the rule it changes, and the second target group.
        role_arn: the role in which it changes them.
        alarm_names: the alarms that turn the deployment back.
    """

    traffic: Traffic
    role_arn: pulumi.Input[str]
    alarm_names: Sequence[pulumi.Input[str]]


def deployment_configuration(
    settings: RolloutSettings,
) -> aws.ecs.ServiceDeploymentConfigurationArgs:
    """The strategy with the times and shares that it has (ECS DeploymentConfiguration)."""
    percent, minutes = float(settings.step_percent), str(settings.step_minutes)
    if settings.strategy == "rolling":
        return aws.ecs.ServiceDeploymentConfigurationArgs(strategy="ROLLING")
    return aws.ecs.ServiceDeploymentConfigurationArgs(
        strategy=settings.strategy.upper(),
        bake_time_in_minutes=str(settings.bake_minutes),
        canary_configuration=aws.ecs.ServiceDeploymentConfigurationCanaryConfigurationArgs(
            canary_percent=percent, canary_bake_time_in_minutes=minutes
        )
        if settings.strategy == "canary"
        else None,
        linear_configuration=aws.ecs.ServiceDeploymentConfigurationLinearConfigurationArgs(
            step_percent=percent, step_bake_time_in_minutes=minutes
        )
        if settings.strategy == "linear"
        else None,
    )


def rollback_alarms(shift: Shift | None) -> aws.ecs.ServiceAlarmsArgs | None:
    """The alarms that ECS watches from the first new task to the end of the bake time."""
    if shift is None:
        return None
    return aws.ecs.ServiceAlarmsArgs(
        alarm_names=list(shift.alarm_names), enable=True, rollback=True
    )


def advanced_configuration(
    shift: Shift | None,
) -> aws.ecs.ServiceLoadBalancerAdvancedConfigurationArgs | None:
    """The second target group and the rule that leads requests to either."""
    if shift is None:
        return None
    return aws.ecs.ServiceLoadBalancerAdvancedConfigurationArgs(
        alternate_target_group_arn=shift.traffic.alternate_target_group_arn,
        production_listener_rule=shift.traffic.rule_arn,
        role_arn=shift.role_arn,
    )
