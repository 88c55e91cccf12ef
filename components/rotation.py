"""Secrets that change by themselves: first versions, the rotation function and its schedules."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import pulumi
import pulumi_aws as aws

from components.alarm import Alarm, Widget
from components.context import Context
from components.iam import service_principal
from components.lambda_function import LambdaFunction, LambdaFunctionArgs
from components.secret_documents import Document
from components.secret_version import write_version
from components.workload import Workload
from components.workloads import APPLICATION_DATABASE
from settings.secrets import SecretsSettings
from settings.sizing import ROTATION_CONCURRENCY

#: The longest a function runs: ElastiCache takes minutes to accept a new token.
_TIMEOUT_SECONDS = 900
_MEMORY_MB = 256


@dataclass(frozen=True, kw_only=True, slots=True)
class RotationArgs:
    """What the rotation is made from.

    Attributes:
        context: names and tags.
        settings: interval, window and strategy.
        workload: the rotation function's role; None when RDS manages the only secret.
        subnet_ids: private subnets, one in each zone.
        security_group_id: the rotation function's group; None without a function.
        key_arn: key of the function's environment.
        logs_key_arn: key of its log group.
        queue_key_arn: key of its dead-letter queue.
        secrets: ARNs of the secrets the function rotates, by purpose.
        documents: the first versions to write, by the same purposes.
        servers: what must run before the first rotation logs in.
        managed_secret_arn: the secret that RDS made and rotates itself.
    """

    context: Context
    settings: SecretsSettings
    workload: Workload | None
    subnet_ids: Sequence[pulumi.Input[str]]
    security_group_id: pulumi.Input[str] | None
    key_arn: pulumi.Input[str]
    logs_key_arn: pulumi.Input[str]
    queue_key_arn: pulumi.Input[str]
    secrets: Mapping[str, pulumi.Input[str]]
    documents: Mapping[str, Document] = field(default_factory=dict[str, Document])
    servers: Sequence[pulumi.Resource] = ()
    managed_secret_arn: pulumi.Input[str] | None = None


class Rotation(pulumi.ComponentResource):
    """Every secret changes at the configured interval (PCI DSS 8.3.9, 8.6.3).

    Attributes:
        log_group_name: where the function logs; None without a function.
        logins: what must be done before payment code can log in to its database.
        alarms: facts for the monitoring tier: a failed rotation is an alarm.
        widgets: graphs for the dashboard.
    """

    log_group_name: str | None
    logins: tuple[pulumi.Resource, ...]
    alarms: tuple[Alarm, ...]
    widgets: tuple[Widget, ...]

    def __init__(
        self, name: str, args: RotationArgs, opts: pulumi.ResourceOptions | None = None
    ) -> None:
        super().__init__("payments:index:Rotation", name, {}, opts)
        self.log_group_name = None
        self.logins = self.alarms = self.widgets = ()
        if args.managed_secret_arn is not None:
            self._schedule(name, args, "managed", args.managed_secret_arn)
        if args.workload is not None and args.security_group_id is not None:
            function = self._function(name, args, args.workload, args.security_group_id)
            self.log_group_name = function.log_group_name
            self.alarms = function.alarms
            self.widgets = function.widgets
            needs: list[pulumi.Resource] = [self._permission(name, args, function), *args.servers]
            # All of them: the rotation of an application's user reads the master's secret, too.
            needs += [
                write_version(
                    f"{name}-{purpose}-version", args.secrets[purpose], document, parent=self
                )
                for purpose, document in args.documents.items()
            ]
            schedules = {
                purpose: self._schedule(
                    name, args, purpose, secret_arn, function=function, needs=needs
                )
                for purpose, secret_arn in args.secrets.items()
            }
            if APPLICATION_DATABASE in args.documents:
                started = schedules[APPLICATION_DATABASE]
                self.logins = (self._first_login(name, args, function, started),)
        self.register_outputs({"log_group_name": self.log_group_name})

    def _function(
        self,
        name: str,
        args: RotationArgs,
        workload: Workload,
        security_group_id: pulumi.Input[str],
    ) -> LambdaFunction:
        return LambdaFunction(
            f"{name}-function",
            LambdaFunctionArgs(
                context=args.context,
                workload=workload,
                handler="secrets_rotation.handler",
                description="Rotates the stack's secrets, called by Secrets Manager",
                environment={
                    "ENVIRONMENT": args.context.env_suffix,
                    "LOG_LEVEL": "INFO",
                    "POWERTOOLS_SERVICE_NAME": workload.name,
                    "ROTATION_STRATEGY": args.settings.rotation_strategy,
                },
                subnet_ids=args.subnet_ids,
                security_group_id=security_group_id,
                key_arn=args.key_arn,
                logs_key_arn=args.logs_key_arn,
                queue_key_arn=args.queue_key_arn,
                memory_mb=_MEMORY_MB,
                timeout_seconds=_TIMEOUT_SECONDS,
                reserved_concurrency=ROTATION_CONCURRENCY,
            ),
            pulumi.ResourceOptions(parent=self),
        )

    def _permission(
        self, name: str, args: RotationArgs, function: LambdaFunction
    ) -> aws.lambda_.Permission:
        """Secrets Manager of this account only: without it any account could start a rotation."""
        return aws.lambda_.Permission(
            f"{name}-invoke",
            statement_id="SecretsManagerOfThisAccount",
            action="lambda:InvokeFunction",
            function=function.function_arn,
            principal=service_principal(args.context, "secretsmanager"),
            source_account=args.context.account_id,
            opts=pulumi.ResourceOptions(parent=self),
        )

    def _schedule(
        self,
        name: str,
        args: RotationArgs,
        purpose: str,
        secret_arn: pulumi.Input[str],
        *,
        function: LambdaFunction | None = None,
        needs: Sequence[pulumi.Resource] = (),
    ) -> aws.secretsmanager.SecretRotation:
        """A secret that RDS manages needs no function, but its schedule: RDS's own is 7 days."""
        settings = args.settings
        unit = "day" if settings.rotation_days == 1 else "days"
        return aws.secretsmanager.SecretRotation(
            f"{name}-{purpose}",
            secret_id=secret_arn,
            rotation_lambda_arn=None if function is None else function.function_arn,
            # The first rotation makes the generated value in the state worthless.
            rotate_immediately=function is not None,
            # The API takes a number of days or an expression, never both.
            rotation_rules=aws.secretsmanager.SecretRotationRotationRulesArgs(
                schedule_expression=f"rate({settings.rotation_days} {unit})",
                duration=f"{settings.rotation_window_hours}h",
            ),
            opts=pulumi.ResourceOptions(
                parent=self,
                depends_on=list(needs),
                # RDS deletes its secret with the database; nobody else may stop its rotation.
                retain_on_delete=function is None,
            ),
        )

    def _first_login(
        self,
        name: str,
        args: RotationArgs,
        function: LambdaFunction,
        started: aws.secretsmanager.SecretRotation,
    ) -> aws.lambda_.Invocation:
        """Ends when the first rotation has created the users: it starts, but is not waited for."""
        return aws.lambda_.Invocation(
            f"{name}-first-login",
            function_name=function.function_name,
            input=pulumi.Output.json_dumps({"AwaitLogin": args.secrets[APPLICATION_DATABASE]}),
            opts=pulumi.ResourceOptions(parent=self, depends_on=[started]),
        )
