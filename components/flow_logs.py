"""The record of every connection in the VPC (PCI DSS 10.2.1)."""

from dataclasses import dataclass

import pulumi
import pulumi_aws as aws

from components.alarm import Alarm
from components.context import Context
from components.iam import Statement, policy_json, trust_policy
from components.log_group import log_group
from components.log_silence import silence
from settings.network import FlowLogSettings


@dataclass(frozen=True, kw_only=True, slots=True)
class FlowLogsArgs:
    """What the flow logs are made from.

    Attributes:
        context: names and tags.
        settings: destination and resolution.
        vpc_id: the VPC that is recorded.
        logs_key_arn: key of the log group.
        bucket_arn: bucket for the `s3` and `both` destinations.
    """

    context: Context
    settings: FlowLogSettings
    vpc_id: pulumi.Input[str]
    logs_key_arn: pulumi.Input[str]
    bucket_arn: pulumi.Input[str] | None = None


class FlowLogs(pulumi.ComponentResource):
    """Flow logs of all traffic, to CloudWatch Logs, to S3 as parquet, or to both.

    Attributes:
        log_group_name: where operators search; None when the logs go to S3 only.
        alarms: the log group's silence.
    """

    log_group_name: str | None
    alarms: tuple[Alarm, ...]

    def __init__(
        self, name: str, args: FlowLogsArgs, opts: pulumi.ResourceOptions | None = None
    ) -> None:
        super().__init__("payments:index:FlowLogs", name, {}, opts)
        destination = args.settings.destination
        self.log_group_name = None
        self.alarms = ()
        if destination != "s3":
            self.log_group_name = f"/aws/vpc/flow-logs/{args.context.name('vpc')}"
            self._to_log_group(name, args, self.log_group_name)
            # Interfaces without traffic have records, too, which say so (VPC user guide).
            self.alarms = (
                silence(
                    "flow-logs-silent",
                    self.log_group_name,
                    "No connection of the VPC has been recorded for an hour. Look at the flow "
                    "log's status (aws ec2 describe-flow-logs) and its role.",
                ),
            )
        if destination != "cloudwatch":
            self._to_bucket(name, args)
        self.register_outputs({"log_group_name": self.log_group_name})

    def _to_log_group(self, name: str, args: FlowLogsArgs, group_name: str) -> None:
        ctx = args.context
        group = log_group(
            ctx, f"{name}-group", name=group_name, key_arn=args.logs_key_arn, parent=self
        )
        role_name = ctx.name("role", "flow-logs")
        role = aws.iam.Role(
            f"{name}-role",
            name=role_name,
            description="Delivers the VPC's flow logs to their log group",
            assume_role_policy=trust_policy(ctx, "vpc-flow-logs", from_this_account=True),
            tags=ctx.tagged(role_name),
            opts=pulumi.ResourceOptions(parent=self),
        )
        permissions = aws.iam.RolePolicy(
            f"{name}-permissions",
            name="permissions",
            role=role.name,
            policy=policy_json(
                [
                    Statement(
                        sid="OwnLogGroup",
                        actions=(
                            "logs:CreateLogStream",
                            "logs:DescribeLogStreams",
                            "logs:PutLogEvents",
                        ),
                        resources=(ctx.log_group_arn(group_name),),
                    )
                ]
            ),
            opts=pulumi.ResourceOptions(parent=self),
        )
        aws.ec2.FlowLog(
            f"{name}-cloudwatch",
            vpc_id=args.vpc_id,
            traffic_type="ALL",
            log_destination_type="cloud-watch-logs",
            log_destination=group.arn,
            iam_role_arn=role.arn,
            max_aggregation_interval=args.settings.aggregation_seconds,
            tags=ctx.tagged(ctx.name("flow-log", "cloudwatch")),
            opts=pulumi.ResourceOptions(parent=self, depends_on=[permissions]),
        )

    def _to_bucket(self, name: str, args: FlowLogsArgs) -> None:
        """S3 delivery uses the bucket's policy, not a role."""
        if args.bucket_arn is None:
            raise ValueError(
                f"flow logs with destination {args.settings.destination!r} need a bucket, and "
                "flow_log_bucket_arn is None; pass the objects tier's bucket"
            )
        ctx = args.context
        aws.ec2.FlowLog(
            f"{name}-s3",
            vpc_id=args.vpc_id,
            traffic_type="ALL",
            log_destination_type="s3",
            log_destination=args.bucket_arn,
            max_aggregation_interval=args.settings.aggregation_seconds,
            destination_options=aws.ec2.FlowLogDestinationOptionsArgs(
                file_format="parquet",
                hive_compatible_partitions=True,
                per_hour_partition=True,
            ),
            tags=ctx.tagged(ctx.name("flow-log", "s3")),
            opts=pulumi.ResourceOptions(parent=self),
        )
