"""Canary deployments of functions: CodeDeploy moves an alias to new code, and back on an alarm."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import pulumi
import pulumi_aws as aws

from components.context import Context
from components.iam import Statement, policy_json, trust_policy
from components.lambda_function import LIVE
from settings.functions import Deployment

#: CodeDeploy's own configurations for functions; a predefined one needs no resource.
_CONFIGURATIONS: Mapping[Deployment, str] = {
    "canary_10_percent_5_minutes": "LambdaCanary10Percent5Minutes",
    "canary_10_percent_10_minutes": "LambdaCanary10Percent10Minutes",
    "canary_10_percent_15_minutes": "LambdaCanary10Percent15Minutes",
    "canary_10_percent_30_minutes": "LambdaCanary10Percent30Minutes",
    "linear_10_percent_every_1_minute": "LambdaLinear10PercentEvery1Minute",
    "linear_10_percent_every_2_minutes": "LambdaLinear10PercentEvery2Minutes",
    "linear_10_percent_every_3_minutes": "LambdaLinear10PercentEvery3Minutes",
    "linear_10_percent_every_10_minutes": "LambdaLinear10PercentEvery10Minutes",
}
#: What leads the traffic back to the version that it came from.
_ROLLBACK_EVENTS = ("DEPLOYMENT_FAILURE", "DEPLOYMENT_STOP_ON_ALARM", "DEPLOYMENT_STOP_ON_REQUEST")


@dataclass(frozen=True, kw_only=True, slots=True)
class ShiftedFunction:
    """A function whose alias CodeDeploy moves.

    Attributes:
        name: its physical name.
        alarm_names: the alarms that turn its deployment back.
    """

    name: str
    alarm_names: Sequence[pulumi.Input[str]]


@dataclass(frozen=True, kw_only=True, slots=True)
class FunctionDeploymentsArgs:
    """What the deployments are made from.

    Attributes:
        context: names and tags.
        deployment: in which steps the traffic moves.
        functions: the functions, by the name of their workload.
    """

    context: Context
    deployment: Deployment
    functions: Mapping[str, ShiftedFunction]


class FunctionDeployments(pulumi.ComponentResource):
    """A CodeDeploy application with a deployment group for each function.

    Attributes:
        application: physical name of the application.
        groups: physical name of each deployment group, by the name of the workload.
    """

    application: str
    groups: Mapping[str, str]

    def __init__(
        self, name: str, args: FunctionDeploymentsArgs, opts: pulumi.ResourceOptions | None = None
    ) -> None:
        super().__init__("payments:index:FunctionDeployments", name, {}, opts)
        ctx = args.context
        self.application = ctx.name("deployment")
        self.groups = {workload: ctx.name("deployment", workload) for workload in args.functions}
        application = aws.codedeploy.Application(
            f"{name}-application",
            name=self.application,
            compute_platform="Lambda",
            tags=ctx.tagged(self.application),
            opts=pulumi.ResourceOptions(parent=self),
        )
        role = self._role(name, args)
        for workload in args.functions:
            self._group(name, args, workload, application, role)
        self.register_outputs({"application": self.application, "groups": dict(self.groups)})

    def _role(self, name: str, args: FunctionDeploymentsArgs) -> pulumi.Output[str]:
        """The ARN of CodeDeploy's role, once it may do its work."""
        ctx = args.context
        physical = ctx.name("role", "deployment")
        role = aws.iam.Role(
            f"{name}-role",
            name=physical,
            description="CodeDeploy moves the aliases of the payment functions",
            assume_role_policy=trust_policy(ctx, "codedeploy"),
            tags=ctx.tagged(physical),
            opts=pulumi.ResourceOptions(parent=self),
        )
        permissions = aws.iam.RolePolicy(
            f"{name}-permissions",
            name="permissions",
            role=role.name,
            policy=policy_json(_statements(ctx, [each.name for each in args.functions.values()])),
            opts=pulumi.ResourceOptions(parent=self),
        )
        return pulumi.Output.all(role.arn, permissions.id).apply(lambda ids: ids[0])

    def _group(
        self,
        name: str,
        args: FunctionDeploymentsArgs,
        workload: str,
        application: aws.codedeploy.Application,
        role: pulumi.Output[str],
    ) -> None:
        physical = self.groups[workload]
        aws.codedeploy.DeploymentGroup(
            f"{name}-{workload}",
            app_name=application.name,
            deployment_group_name=physical,
            deployment_config_name=f"CodeDeployDefault.{_CONFIGURATIONS[args.deployment]}",
            service_role_arn=role,
            # The only style there is for functions.
            deployment_style=aws.codedeploy.DeploymentGroupDeploymentStyleArgs(
                deployment_type="BLUE_GREEN", deployment_option="WITH_TRAFFIC_CONTROL"
            ),
            alarm_configuration=aws.codedeploy.DeploymentGroupAlarmConfigurationArgs(
                enabled=True,
                alarms=list(args.functions[workload].alarm_names),
                # Who cannot see the alarms does not go on.
                ignore_poll_alarm_failure=False,
            ),
            auto_rollback_configuration=(
                aws.codedeploy.DeploymentGroupAutoRollbackConfigurationArgs(
                    enabled=True, events=list(_ROLLBACK_EVENTS)
                )
            ),
            tags=args.context.tagged(physical),
            opts=pulumi.ResourceOptions(parent=self),
        )


def _statements(ctx: Context, functions: Sequence[str]) -> Iterator[Statement]:
    """Move one alias of each function and look at alarms; nothing is hooked in or fetched."""
    aliased = [arn for function in functions for arn in _function_arns(ctx, function)]
    yield Statement(
        sid="MoveAlias",
        actions=("lambda:GetAlias", "lambda:GetProvisionedConcurrencyConfig", "lambda:UpdateAlias"),
        resources=tuple(aliased),
    )
    yield Statement(
        sid="WatchAlarms",
        actions=("cloudwatch:DescribeAlarms",),
        # CloudWatch checks a call that lists alarms against all alarms of account and region.
        resources=(ctx.arn("cloudwatch", "alarm:*"),),
    )


def _function_arns(ctx: Context, function: str) -> tuple[str, str]:
    """The function, which its aliases are changed on, and the alias that keeps warm runs."""
    arn = ctx.arn("lambda", f"function:{function}")
    return arn, f"{arn}:{LIVE}"
