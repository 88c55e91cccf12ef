"""The functions tier: the three payment functions and what starts them besides the API."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import pulumi
import pulumi_aws as aws

from components.alarm import Alarm, Widget
from components.context import Context
from components.function_environment import Stores, function_environment
from components.iam import service_principal
from components.lambda_function import LambdaFunction, LambdaFunctionArgs
from components.shared_files import SharedFiles
from components.workload import Group, Workload
from settings.functions import FunctionSettings, FunctionsSettings

VALIDATION = "payment-validation"
FRAUD = "fraud-detection"
PROCESSING = "transaction-processing"
_DESCRIPTIONS = {
    VALIDATION: "Checks payment requests against the contract and the business rules",
    FRAUD: "Scores a tokenised payment and says why",
    PROCESSING: "Validates, scores, authorises, records and publishes payments",
}
#: Attempts of EventBridge to start a run before it leaves the work to the next one.
_ATTEMPTS = 3
_HOUR_SECONDS = 3_600
#: An answer is expected within a second (S001-2), or thrice what a run is expected to take.
_PATIENCE_MS = 1_000
_PATIENCE = 3


@dataclass(frozen=True, kw_only=True, slots=True)
class FunctionsArgs:
    """What the payment functions are made from.

    Attributes:
        context: names, tags and sizing.
        settings: capacity, limits and acquirer.
        workloads: what each function may do, by its name; others are ignored.
        stores: where they keep their state.
        subnet_ids: private subnets, one an availability zone.
        security_group_id: their security group.
        key_arn: key of environment variables and code.
        logs_key_arn: key of their log groups.
        queue_key_arn: key of their dead-letter queues.
        files: the shared files; whose workload reaches them mounts them.
        cors_origins: web sites whose scripts may read what a REST API's functions answer.
        logins: what must be done before they can log in to the database.
    """

    context: Context
    settings: FunctionsSettings
    workloads: Mapping[str, Workload]
    stores: Stores[pulumi.Input[str]]
    subnet_ids: Sequence[pulumi.Input[str]]
    security_group_id: pulumi.Input[str]
    key_arn: pulumi.Input[str]
    logs_key_arn: pulumi.Input[str]
    queue_key_arn: pulumi.Input[str]
    files: SharedFiles | None = None
    cors_origins: Sequence[str] = ()
    logins: Sequence[pulumi.Resource] = ()


class Functions(pulumi.ComponentResource):
    """Payment validation, fraud detection and transaction processing.

    Attributes:
        functions: the functions, by the name of their workload.
        log_group_names: where they log.
        alarms: errors, throttles and lost events of each.
        rollback_alarms: what turns a deployment back; none when nothing shifts traffic.
        widgets: load and duration of each.
    """

    functions: Mapping[str, LambdaFunction]
    log_group_names: tuple[str, ...]
    alarms: tuple[Alarm, ...]
    rollback_alarms: tuple[Alarm, ...]
    widgets: tuple[Widget, ...]

    def __init__(
        self, name: str, args: FunctionsArgs, opts: pulumi.ResourceOptions | None = None
    ) -> None:
        super().__init__("payments:index:Functions", name, {}, opts)
        capacities = {
            VALIDATION: args.settings.validation,
            FRAUD: args.settings.fraud,
            PROCESSING: args.settings.processing,
        }
        self.functions = {
            workload: self._function(name, args, args.workloads[workload], capacity)
            for workload, capacity in capacities.items()
        }
        processing = self.functions[PROCESSING]
        self._reconciliation(name, args, processing)
        if args.stores.table is None:
            self._migration(name, processing, args.logins)
        found = self.functions.values()
        self.log_group_names = tuple(function.log_group_name for function in found)
        self.alarms = tuple(alarm for function in found for alarm in function.alarms)
        self.rollback_alarms = tuple(
            alarm for function in found for alarm in function.rollback_alarms
        )
        self.widgets = tuple(widget for function in found for widget in function.widgets)
        self.register_outputs(
            {
                "function_names": [function.function_name for function in found],
                "log_group_names": list(self.log_group_names),
            }
        )

    def _function(
        self, name: str, args: FunctionsArgs, workload: Workload, capacity: FunctionSettings
    ) -> LambdaFunction:
        canary = (
            {capacity.canary_version: capacity.canary_percent / 100}
            if capacity.canary_version is not None
            else dict[str, float]()
        )
        return LambdaFunction(
            f"{name}-{workload.name}",
            LambdaFunctionArgs(
                context=args.context,
                workload=workload,
                handler=f"{workload.name.replace('-', '_')}.handler",
                description=_DESCRIPTIONS[workload.name],
                environment=function_environment(
                    args.context,
                    args.settings,
                    workload=workload.name,
                    key_domains=workload.key_domains,
                    stores=args.stores,
                    authorises=workload.name == PROCESSING,
                    cache_user=workload.cache_user_name(args.context),
                    cors_origins=() if workload.name == FRAUD else args.cors_origins,
                ),
                subnet_ids=args.subnet_ids,
                security_group_id=args.security_group_id,
                key_arn=args.key_arn,
                logs_key_arn=args.logs_key_arn,
                queue_key_arn=args.queue_key_arn,
                memory_mb=capacity.memory_mb,
                timeout_seconds=args.settings.timeout_seconds,
                reserved_concurrency=args.settings.concurrency(capacity, args.context.sizing),
                provisioned_concurrency=capacity.provisioned_concurrency,
                canary=canary,
                shifted=args.settings.shifts,
                slow_ms=max(_PATIENCE_MS, _PATIENCE * capacity.duration_ms),
                files=args.files if Group.FILES in workload.reaches else None,
            ),
            pulumi.ResourceOptions(parent=self),
        )

    def _reconciliation(self, name: str, args: FunctionsArgs, processing: LambdaFunction) -> None:
        """Settles payments whose outcome is unknown, again and again."""
        ctx = args.context
        rule_name = ctx.name("rule", "reconciliation")
        rule = aws.cloudwatch.EventRule(
            f"{name}-reconciliation",
            name=rule_name,
            description="Settles payments whose outcome is unknown",
            schedule_expression=f"rate({args.settings.reconciliation_minutes} minutes)",
            state="ENABLED",
            tags=ctx.tagged(rule_name),
            opts=pulumi.ResourceOptions(parent=self),
        )
        permission = aws.lambda_.Permission(
            f"{name}-reconciliation-invokes",
            action="lambda:InvokeFunction",
            function=processing.function_name,
            qualifier=processing.alias_name,
            principal=service_principal(ctx, "events"),
            source_arn=ctx.arn("events", f"rule/{rule_name}"),
            opts=pulumi.ResourceOptions(parent=self),
        )
        aws.cloudwatch.EventTarget(
            f"{name}-reconciliation-target",
            rule=rule.name,
            arn=processing.alias_arn,
            input=json.dumps({"task": "reconcile"}),
            retry_policy=aws.cloudwatch.EventTargetRetryPolicyArgs(
                maximum_retry_attempts=_ATTEMPTS, maximum_event_age_in_seconds=_HOUR_SECONDS
            ),
            opts=pulumi.ResourceOptions(parent=self, depends_on=[permission]),
        )

    def _migration(
        self, name: str, processing: LambdaFunction, logins: Sequence[pulumi.Resource]
    ) -> None:
        """New code creates what the SQL store's schema lacks, also before it gets payments."""
        aws.lambda_.Invocation(
            f"{name}-migration",
            function_name=processing.function_name,
            qualifier=processing.version,
            input=json.dumps({"task": "migrate"}),
            triggers={"version": processing.version},
            opts=pulumi.ResourceOptions(parent=self, depends_on=list(logins)),
        )
