"""A Lambda function in the VPC, with everything one needs and nothing it does not."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import pulumi
import pulumi_aws as aws

from components.alarm import Alarm, Widget
from components.archive import code_archive
from components.context import Context
from components.failure_queue import failure_queue
from components.iam import policy_json, trust_policy
from components.lambda_metrics import errors, function_alarms, function_widgets, slow
from components.lambda_role import function_statements
from components.log_group import log_group
from components.shared_files import MOUNT_PATH, SharedFiles
from components.workload import Workload

_PROJECT = Path(__file__).parent.parent
_RUNTIME = "python3.13"
_ARCHITECTURE = "arm64"
#: The alias that callers use; it points to one published version, or two during a canary.
LIVE = "live"


@dataclass(frozen=True, kw_only=True, slots=True)
class LambdaFunctionArgs:
    """What one function is made from.

    Attributes:
        context: names, tags and account facts.
        workload: its name and what its role may do.
        handler: `module.function` inside the archive.
        description: what the function is for.
        environment: its environment variables; never a secret.
        subnet_ids: private subnets, one an availability zone.
        security_group_id: its security group.
        key_arn: key of the environment variables and the code.
        logs_key_arn: key of its log group.
        queue_key_arn: key of its dead-letter queue.
        memory_mb: memory, MB; CPU follows it.
        timeout_seconds: longest run. API Gateway waits 29 seconds.
        reserved_concurrency: most executions at once; None leaves the function in the account's
            pool. A cap, not warm capacity.
        provisioned_concurrency: executions kept warm; None keeps none.
        canary: published version → share of traffic (0 to 1) that leaves the alias's own version.
        shifted: whether CodeDeploy moves the alias to a new version, not the deployment.
        slow_ms: 99th percentile of the duration at which CodeDeploy turns back, milliseconds.
        files: the shared files, where the function mounts them.
    """

    context: Context
    workload: Workload
    handler: str
    description: str
    environment: Mapping[str, pulumi.Input[str]]
    subnet_ids: Sequence[pulumi.Input[str]]
    security_group_id: pulumi.Input[str]
    key_arn: pulumi.Input[str]
    logs_key_arn: pulumi.Input[str]
    queue_key_arn: pulumi.Input[str]
    memory_mb: int = 512
    timeout_seconds: int = 25
    reserved_concurrency: int | None = None
    provisioned_concurrency: int | None = None
    canary: Mapping[str, float] = field(default_factory=dict[str, float])
    shifted: bool = False
    slow_ms: int = 1_000
    files: SharedFiles | None = None


class LambdaFunction(pulumi.ComponentResource):
    """A function with its role, log group, dead-letter queue and `live` alias.

    Attributes:
        function_name: physical name.
        function_arn: ARN without version.
        alias_arn: ARN of the `live` alias; what callers are permitted to invoke.
        alias_name: the qualifier to invoke, known to exist.
        version: the version that the deployment published; the alias may point to an older one.
        invoke_arn: what API Gateway integrates with; invokes the alias.
        role_arn: ARN of the execution role.
        log_group_name: where it logs.
        alarms: errors, throttles and messages in the dead-letter queue.
        rollback_alarms: what turns a shift of the alias back, instead of one of the `alarms`:
            errors, and slow answers; none when nothing shifts it.
        widgets: invocations and errors, and duration.
    """

    function_name: str
    function_arn: pulumi.Output[str]
    alias_arn: pulumi.Output[str]
    alias_name: pulumi.Output[str]
    version: pulumi.Output[str]
    invoke_arn: pulumi.Output[str]
    role_arn: pulumi.Output[str]
    log_group_name: str
    alarms: tuple[Alarm, ...]
    rollback_alarms: tuple[Alarm, ...]
    widgets: tuple[Widget, ...]

    def __init__(
        self, name: str, args: LambdaFunctionArgs, opts: pulumi.ResourceOptions | None = None
    ) -> None:
        super().__init__("payments:index:LambdaFunction", name, {}, opts)
        ctx = args.context
        self.function_name = ctx.function_name(args.workload.name)
        self.log_group_name = f"/aws/lambda/{self.function_name}"
        queue = failure_queue(
            ctx, f"{name}-failures", args.workload.name, key_arn=args.queue_key_arn, parent=self
        )
        role, permissions = self._role(name, args)
        logs = log_group(
            ctx,
            f"{name}-logs",
            name=self.log_group_name,
            key_arn=args.logs_key_arn,
            parent=self,
            masked=True,
        )
        function = self._function(name, args, role, queue, [permissions, logs])
        alias = self._alias(name, args, function)
        self.function_arn = function.arn
        self.alias_arn = alias.arn
        self.alias_name = alias.name
        self.version = function.version
        self.invoke_arn = alias.invoke_arn
        self.role_arn = role.arn
        purpose = args.workload.name
        failing = errors(purpose, self.function_name)
        others = function_alarms(purpose, self.function_name, ctx.name("queue", purpose))
        self.alarms = others if args.shifted else (failing, *others)
        self.rollback_alarms = (
            (failing, slow(purpose, self.function_name, args.slow_ms)) if args.shifted else ()
        )
        self.widgets = function_widgets(purpose, self.function_name)
        self.register_outputs(
            {
                "function_name": self.function_name,
                "function_arn": self.function_arn,
                "alias_arn": self.alias_arn,
            }
        )

    def _role(self, name: str, args: LambdaFunctionArgs) -> tuple[aws.iam.Role, aws.iam.RolePolicy]:
        ctx, purpose = args.context, args.workload.name
        role_name = ctx.name("role", purpose)
        role = aws.iam.Role(
            f"{name}-role",
            name=role_name,
            description=f"Execution role of {self.function_name}",
            assume_role_policy=trust_policy(ctx, "lambda"),
            tags=ctx.tagged(role_name),
            opts=pulumi.ResourceOptions(parent=self),
        )
        own = function_statements(
            ctx,
            function=self.function_name,
            log_group=self.log_group_name,
            queue=ctx.name("queue", purpose),
            own=args.workload.statements,
        )
        permissions = aws.iam.RolePolicy(
            f"{name}-permissions",
            name="permissions",
            role=role.name,
            policy=policy_json(own),
            opts=pulumi.ResourceOptions(parent=self),
        )
        return role, permissions

    def _function(
        self,
        name: str,
        args: LambdaFunctionArgs,
        role: aws.iam.Role,
        queue: aws.sqs.Queue,
        needs: Sequence[pulumi.Resource],
    ) -> aws.lambda_.Function:
        code = code_archive(_PROJECT)
        return aws.lambda_.Function(
            f"{name}-function",
            name=self.function_name,
            description=args.description,
            role=role.arn,
            runtime=_RUNTIME,
            architectures=[_ARCHITECTURE],
            handler=args.handler,
            code=pulumi.FileArchive(str(code.path.relative_to(_PROJECT))),
            source_code_hash=code.sha256,
            memory_size=args.memory_mb,
            timeout=args.timeout_seconds,
            publish=True,
            reserved_concurrent_executions=args.reserved_concurrency,
            kms_key_arn=args.key_arn,
            environment=aws.lambda_.FunctionEnvironmentArgs(variables=dict(args.environment)),
            vpc_config=aws.lambda_.FunctionVpcConfigArgs(
                subnet_ids=list(args.subnet_ids),
                security_group_ids=[args.security_group_id],
            ),
            file_system_config=None if args.files is None else _mounted(args.files),
            dead_letter_config=aws.lambda_.FunctionDeadLetterConfigArgs(target_arn=queue.arn),
            tracing_config=aws.lambda_.FunctionTracingConfigArgs(mode="Active"),
            logging_config=aws.lambda_.FunctionLoggingConfigArgs(
                log_format="JSON",
                log_group=self.log_group_name,
                # Lambda drops lines below it, and metrics count as INFO: never higher.
                application_log_level=(
                    "DEBUG" if args.environment.get("LOG_LEVEL") == "DEBUG" else "INFO"
                ),
            ),
            tags=args.context.tagged(self.function_name),
            opts=pulumi.ResourceOptions(parent=self, depends_on=needs),
        )

    def _alias(
        self, name: str, args: LambdaFunctionArgs, function: aws.lambda_.Function
    ) -> aws.lambda_.Alias:
        routing = aws.lambda_.AliasRoutingConfigArgs(additional_version_weights=dict(args.canary))
        alias = aws.lambda_.Alias(
            f"{name}-live",
            name=LIVE,
            description=f"The version of {self.function_name} that callers reach",
            function_name=function.name,
            function_version=function.version,
            routing_config=routing if args.canary else None,
            opts=pulumi.ResourceOptions(
                parent=self,
                # What CodeDeploy moves would be drift, and the next deployment would move it back.
                ignore_changes=["functionVersion", "routingConfig"] if args.shifted else None,
            ),
        )
        if args.provisioned_concurrency is not None:
            aws.lambda_.ProvisionedConcurrencyConfig(
                f"{name}-warm",
                function_name=function.name,
                qualifier=alias.name,
                provisioned_concurrent_executions=args.provisioned_concurrency,
                opts=pulumi.ResourceOptions(parent=self),
            )
        return alias


def _mounted(files: SharedFiles) -> aws.lambda_.FunctionFileSystemConfigArgs:
    """Mounted over TLS, as Lambda always does; refused while a zone has no mount target."""
    ready = pulumi.Output.all(files.access_point_arn, files.file_system_id)
    return aws.lambda_.FunctionFileSystemConfigArgs(
        arn=ready.apply(lambda ids: ids[0]), local_mount_path=MOUNT_PATH
    )
