"""The objects tier: audit records, and the logs that other services deliver to S3."""

from dataclasses import dataclass

import pulumi

from components.bucket import BucketArgs, Lifecycle, ObjectLock, PrivateBucket
from components.bucket_policy import access_logs, flow_logs, load_balancer_logs
from components.context import Context
from components.iam import Statement
from settings.archive import ArchiveSettings
from settings.objects import ObjectsSettings

_ARCHIVE_RULE = "archive-old-logs"
_EXPIRY_RULE = "expire-old-logs"


@dataclass(frozen=True, kw_only=True, slots=True)
class ObjectsArgs:
    """What the buckets are made from.

    Attributes:
        context: names, tags and protection.
        settings: which buckets, and how long they keep what.
        key_arn: key of the audit records and flow logs.
        flow_logs: whether the network delivers its flow logs to S3.
        load_balancer_logs: whether the stack has a load balancer.
    """

    context: Context
    settings: ObjectsSettings
    key_arn: pulumi.Input[str]
    flow_logs: bool = False
    load_balancer_logs: bool = False


class Objects(pulumi.ComponentResource):
    """One private bucket for each kind of record.

    Attributes:
        access_log_bucket: name of the bucket that takes other buckets' access logs.
        audit_bucket: name of the bucket of audit records, if there is one.
        audit_bucket_arn: ARN of that bucket; what the trail records access to.
        flow_log_bucket: name of the bucket of flow logs, if they go to S3.
        flow_log_bucket_arn: ARN of that bucket; what the flow log delivers to.
        load_balancer_log_bucket: name of the load balancer's log bucket, if there is one.
    """

    access_log_bucket: pulumi.Output[str]
    audit_bucket: pulumi.Output[str] | None
    audit_bucket_arn: pulumi.Output[str] | None
    flow_log_bucket: pulumi.Output[str] | None
    flow_log_bucket_arn: pulumi.Output[str] | None
    load_balancer_log_bucket: pulumi.Output[str] | None

    def __init__(
        self, name: str, args: ObjectsArgs, opts: pulumi.ResourceOptions | None = None
    ) -> None:
        super().__init__("payments:index:Objects", name, {}, opts)
        self.access_log_bucket = self._access_logs(name, args).name
        audit = self._archive(name, args, "audit") if args.settings.audit_bucket else None
        flows = self._flow_logs(name, args) if args.flow_logs else None
        balancer = self._load_balancer_logs(name, args) if args.load_balancer_logs else None
        self.audit_bucket = audit and audit.name
        self.audit_bucket_arn = audit and audit.arn
        self.flow_log_bucket = flows and flows.name
        self.flow_log_bucket_arn = flows and flows.arn
        self.load_balancer_log_bucket = balancer and balancer.name
        self.register_outputs(
            {
                "access_log_bucket": self.access_log_bucket,
                "audit_bucket": self.audit_bucket,
                "flow_log_bucket": self.flow_log_bucket,
                "load_balancer_log_bucket": self.load_balancer_log_bucket,
            }
        )

    def _access_logs(self, name: str, args: ObjectsArgs) -> PrivateBucket:
        """Server access logs: S3 delivers them with neither a customer key nor Object Lock."""
        ctx = args.context
        arn = ctx.bucket_arn(ctx.bucket_name("access-logs"))
        return PrivateBucket(
            f"{name}-access-logs",
            BucketArgs(
                context=ctx,
                purpose="access-logs",
                key_arn=None,
                lifecycle=_expiring(args.settings),
                statements=tuple(access_logs(ctx, arn)),
            ),
            pulumi.ResourceOptions(parent=self),
        )

    def _archive(
        self, name: str, args: ObjectsArgs, purpose: str, *statements: Statement
    ) -> PrivateBucket:
        """Records under the customer key, write-once where the profile wants it."""
        archive = args.settings.archive
        return PrivateBucket(
            f"{name}-{purpose}",
            BucketArgs(
                context=args.context,
                purpose=purpose,
                key_arn=args.key_arn,
                lifecycle=archived(archive),
                access_log_bucket=self.access_log_bucket,
                object_lock=locked(args.context, archive),
                versioned=archive.versioning,
                statements=statements,
            ),
            pulumi.ResourceOptions(parent=self),
        )

    def _flow_logs(self, name: str, args: ObjectsArgs) -> PrivateBucket:
        ctx = args.context
        arn = ctx.bucket_arn(ctx.bucket_name("flow-logs"))
        return self._archive(name, args, "flow-logs", *flow_logs(ctx, arn))

    def _load_balancer_logs(self, name: str, args: ObjectsArgs) -> PrivateBucket:
        """Access logs of load balancers, which cannot use a customer key (ELB user guide)."""
        ctx = args.context
        arn = ctx.bucket_arn(ctx.bucket_name("balancer-logs"))
        return PrivateBucket(
            f"{name}-load-balancer-logs",
            BucketArgs(
                context=ctx,
                purpose="balancer-logs",
                key_arn=None,
                lifecycle=_expiring(args.settings),
                access_log_bucket=self.access_log_bucket,
                statements=tuple(load_balancer_logs(ctx, arn)),
            ),
            pulumi.ResourceOptions(parent=self),
        )


def archived(archive: ArchiveSettings) -> Lifecycle:
    """The lifecycle of records: three months at hand, then Glacier, then gone."""
    return Lifecycle(
        rule=_ARCHIVE_RULE,
        archive_after_days=archive.archive_after_days,
        expire_after_days=archive.expire_after_days,
    )


def locked(ctx: Context, archive: ArchiveSettings) -> ObjectLock | None:
    """The write-once storage of records, where the profile wants it."""
    if not ctx.protection.object_lock:
        return None
    mode = "COMPLIANCE" if archive.object_lock_mode == "compliance" else "GOVERNANCE"
    return ObjectLock(mode=mode, days=archive.object_lock_days)


def _expiring(settings: ObjectsSettings) -> Lifecycle:
    return Lifecycle(rule=_EXPIRY_RULE, expire_after_days=settings.access_log_days)
