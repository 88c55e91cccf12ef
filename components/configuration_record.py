"""AWS Config: every change of every resource, and rules that judge it."""

from dataclasses import dataclass
from typing import Literal

import pulumi
import pulumi_aws as aws

from components.bucket import BucketArgs, PrivateBucket
from components.bucket_policy import configuration_history
from components.conformance_rules import conformance_template
from components.context import Context
from components.iam import Statement, policy_json, trust_policy
from components.objects import archived
from settings.archive import ArchiveSettings

#: What Config reads of every service, kept current by AWS.
_READING = "service-role/AWS_ConfigRole"


@dataclass(frozen=True, kw_only=True, slots=True)
class ConfigurationRecordArgs:
    """What the record is made from.

    Attributes:
        context: names, tags and protection.
        recording: every change, or one state a day.
        key_arn: key of the record's files.
        access_log_bucket: name of the bucket that takes the access log of the record's bucket.
    """

    context: Context
    recording: Literal["continuous", "daily"]
    key_arn: pulumi.Input[str]
    access_log_bucket: pulumi.Input[str]


class ConfigurationRecord(pulumi.ComponentResource):
    """A recorder that runs, its bucket, and a conformance pack with PCI DSS rules (11.5.2)."""

    def __init__(
        self, name: str, args: ConfigurationRecordArgs, opts: pulumi.ResourceOptions | None = None
    ) -> None:
        super().__init__("payments:index:ConfigurationRecord", name, {}, opts)
        ctx = args.context
        bucket = self._bucket(name, args)
        recorder = aws.cfg.Recorder(
            f"{name}-recorder",
            name=ctx.name("recorder"),
            role_arn=self._role(name, args),
            recording_group={"all_supported": True, "include_global_resource_types": True},
            recording_mode={"recording_frequency": args.recording.upper()},
            opts=pulumi.ResourceOptions(parent=self),
        )
        channel = aws.cfg.DeliveryChannel(
            f"{name}-channel",
            name=ctx.name("channel"),
            s3_bucket_name=bucket.name,
            s3_kms_key_arn=args.key_arn,
            snapshot_delivery_properties={"delivery_frequency": "TwentyFour_Hours"},
            # AWS refuses a channel without a recorder.
            opts=pulumi.ResourceOptions(parent=self, depends_on=[recorder]),
        )
        status = aws.cfg.RecorderStatus(
            f"{name}-status",
            name=recorder.name,
            is_enabled=True,
            opts=pulumi.ResourceOptions(parent=self, depends_on=[channel]),
        )
        aws.cfg.ConformancePack(
            f"{name}-pci-dss",
            name=ctx.name("conformance", "pci-dss"),
            template_body=conformance_template(),
            opts=pulumi.ResourceOptions(parent=self, depends_on=[status]),
        )
        self.register_outputs({})

    def _bucket(self, name: str, args: ConfigurationRecordArgs) -> PrivateBucket:
        """Config delivers to no bucket with a default retention, so this one has no Object Lock."""
        ctx = args.context
        arn = ctx.bucket_arn(ctx.bucket_name("config"))
        return PrivateBucket(
            f"{name}-files",
            BucketArgs(
                context=ctx,
                purpose="config",
                key_arn=args.key_arn,
                lifecycle=archived(ArchiveSettings()),
                access_log_bucket=args.access_log_bucket,
                statements=tuple(configuration_history(ctx, arn)),
                sender_names_key=True,
            ),
            pulumi.ResourceOptions(parent=self),
        )

    def _role(self, name: str, args: ConfigurationRecordArgs) -> pulumi.Output[str]:
        """The role, known once it may do its work."""
        ctx = args.context
        physical = ctx.name("role", "config")
        role = aws.iam.Role(
            f"{name}-role",
            name=physical,
            assume_role_policy=trust_policy(ctx, "config", from_this_account=True),
            tags=ctx.tagged(physical),
            opts=pulumi.ResourceOptions(parent=self),
        )
        reading = aws.iam.RolePolicyAttachment(
            f"{name}-role-reading",
            role=role.name,
            policy_arn=ctx.arn("iam", f"policy/{_READING}", region="", account="aws"),
            opts=pulumi.ResourceOptions(parent=self),
        )
        bucket = ctx.bucket_arn(ctx.bucket_name("config"))
        delivery = [
            Statement(sid="Check", actions=("s3:GetBucketAcl",), resources=(bucket,)),
            Statement(
                sid="Deliver",
                # Config names an ACL with each file; S3 asks for both permissions then.
                actions=("s3:PutObject", "s3:PutObjectAcl"),
                resources=(f"{bucket}/AWSLogs/{ctx.account_id}/Config/*",),
            ),
        ]
        writing = aws.iam.RolePolicy(
            f"{name}-role-policy",
            role=role.name,
            policy=policy_json(delivery),
            opts=pulumi.ResourceOptions(parent=self),
        )
        return pulumi.Output.all(role.arn, reading.role, writing.role).apply(lambda parts: parts[0])
