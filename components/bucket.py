"""A private bucket: the one way a bucket is made on the platform."""

from dataclasses import dataclass
from typing import Literal

import pulumi
import pulumi_aws as aws

from components.bucket_policy import refusals, refuse_other_encryption, refuse_other_keys
from components.context import Context
from components.iam import Statement, policy_json

#: Most days that a version which is not current is kept: as long as PCI DSS 10.5.1 wants history.
_RESTORABLE_DAYS = 365
#: Days until the parts of an unfinished upload are removed; they are billed and never listed.
ABORT_UPLOADS_DAYS = 7


@dataclass(frozen=True, kw_only=True, slots=True)
class Lifecycle:
    """When objects move and end.

    Attributes:
        rule: the rule's id.
        archive_after_days: when current and noncurrent versions move to Glacier; None never.
        expire_after_days: when current versions expire; an expired, overwritten or deleted one can
            be restored for as many days, at most a year, and is gone then.
        keeps_current: whether current versions stay however old they are, as a web site needs.
    """

    rule: str
    archive_after_days: int | None = None
    expire_after_days: int
    keeps_current: bool = False


@dataclass(frozen=True, kw_only=True, slots=True)
class ObjectLock:
    """Write-once storage of every object (PCI DSS 10.3.2, 10.3.4).

    Attributes:
        mode: who may still delete: nobody (`COMPLIANCE`), or holders of a bypass permission.
        days: how long, counted from the upload of each object.
    """

    mode: Literal["GOVERNANCE", "COMPLIANCE"]
    days: int


@dataclass(frozen=True, kw_only=True, slots=True)
class BucketArgs:
    """What one bucket is for.

    Attributes:
        context: names, tags and protection.
        purpose: part of the physical name.
        key_arn: the customer key; None selects SSE-S3, which only the buckets need that Elastic
            Load Balancing and S3 deliver access logs to: neither can use a customer key there.
        lifecycle: when objects move and end.
        access_log_bucket: name of the bucket that receives this one's access log.
        object_lock: write-once storage, if any.
        versioned: whether a deleted or overwritten object can be restored.
        statements: what the bucket policy says besides the refusals of every bucket.
        sender_names_key: whether senders name the key themselves, as CloudTrail and Config do.
    """

    context: Context
    purpose: str
    key_arn: pulumi.Input[str] | None
    lifecycle: Lifecycle
    access_log_bucket: pulumi.Input[str] | None = None
    object_lock: ObjectLock | None = None
    versioned: bool = True
    statements: tuple[Statement, ...] = ()
    sender_names_key: bool = False


class PrivateBucket(pulumi.ComponentResource):
    """A bucket nobody outside the account can reach, encrypted, versioned, TLS only.

    Attributes:
        name: the bucket's name, known to be writable: its policy stands before.
        arn: the bucket's ARN, the same.
    """

    name: pulumi.Output[str]
    arn: pulumi.Output[str]

    def __init__(
        self, name: str, args: BucketArgs, opts: pulumi.ResourceOptions | None = None
    ) -> None:
        super().__init__("payments:index:PrivateBucket", name, {}, opts)
        ctx = args.context
        bucket_name = ctx.bucket_name(args.purpose)
        bucket = aws.s3.Bucket(
            name,
            bucket=bucket_name,
            force_destroy=ctx.protection.force_destroy,
            object_lock_enabled=args.object_lock is not None,
            tags=ctx.tagged(bucket_name, Purpose=args.purpose),
            opts=pulumi.ResourceOptions(parent=self, protect=ctx.protection.protect),
        )
        policy = self._close(name, bucket, args)
        versioning = self._keep_versions(name, bucket, args)
        self._encrypt(name, bucket, args.key_arn)
        self._expire(name, bucket, args.lifecycle, versioning)
        if args.object_lock is not None:
            self._lock(name, bucket, args.object_lock, versioning)
        if args.access_log_bucket is not None:
            aws.s3.BucketLogging(
                f"{name}-access-log",
                bucket=bucket.bucket,
                target_bucket=args.access_log_bucket,
                target_prefix=f"{args.purpose}/",
                opts=pulumi.ResourceOptions(parent=self),
            )
        # Both as dependencies: a writer waits for the policy, and rules find the bucket itself.
        self.name = pulumi.Output.all(bucket.bucket, policy.bucket).apply(lambda both: both[0])
        self.arn = self.name.apply(ctx.bucket_arn)
        self.register_outputs({"name": self.name, "arn": self.arn})

    def _close(self, name: str, bucket: aws.s3.Bucket, args: BucketArgs) -> aws.s3.BucketPolicy:
        ctx = args.context
        arn = ctx.bucket_arn(ctx.bucket_name(args.purpose))
        statements = refusals(arn)
        if args.key_arn is not None:
            statements.append(refuse_other_encryption(arn))
            if not args.sender_names_key:
                statements.append(refuse_other_keys(arn))
        aws.s3.BucketOwnershipControls(
            f"{name}-ownership",
            bucket=bucket.bucket,
            rule={"object_ownership": "BucketOwnerEnforced"},
            opts=pulumi.ResourceOptions(parent=self),
        )
        block = aws.s3.BucketPublicAccessBlock(
            f"{name}-public-access",
            bucket=bucket.bucket,
            block_public_acls=True,
            block_public_policy=True,
            ignore_public_acls=True,
            restrict_public_buckets=True,
            opts=pulumi.ResourceOptions(parent=self),
        )
        return aws.s3.BucketPolicy(
            f"{name}-policy",
            bucket=bucket.bucket,
            policy=policy_json([*statements, *args.statements]),
            # S3 refuses two changes of a bucket's access at the same time (OperationAborted).
            opts=pulumi.ResourceOptions(parent=self, depends_on=[block]),
        )

    def _keep_versions(
        self, name: str, bucket: aws.s3.Bucket, args: BucketArgs
    ) -> aws.s3.BucketVersioning:
        return aws.s3.BucketVersioning(
            f"{name}-versioning",
            bucket=bucket.bucket,
            versioning_configuration={"status": "Enabled" if args.versioned else "Suspended"},
            opts=pulumi.ResourceOptions(parent=self),
        )

    def _encrypt(self, name: str, bucket: aws.s3.Bucket, key_arn: pulumi.Input[str] | None) -> None:
        rule: aws.s3.BucketServerSideEncryptionConfigurationRuleArgsDict = {
            "apply_server_side_encryption_by_default": {"sse_algorithm": "AES256"},
            # Keys that writers bring; S3 refuses them by itself only in buckets since spring 2026.
            "blocked_encryption_types": ["SSE-C"],
        }
        if key_arn is not None:
            rule["apply_server_side_encryption_by_default"] = {
                "sse_algorithm": "aws:kms",
                "kms_master_key_id": key_arn,
            }
            rule["bucket_key_enabled"] = True
        aws.s3.BucketServerSideEncryptionConfiguration(
            f"{name}-encryption",
            bucket=bucket.bucket,
            rules=[rule],
            opts=pulumi.ResourceOptions(parent=self),
        )

    def _expire(
        self,
        name: str,
        bucket: aws.s3.Bucket,
        lifecycle: Lifecycle,
        versioning: aws.s3.BucketVersioning,
    ) -> None:
        archive, expire = lifecycle.archive_after_days, lifecycle.expire_after_days
        restorable = min(expire, _RESTORABLE_DAYS)
        rule: aws.s3.BucketLifecycleConfigurationRuleArgsDict = {
            "id": lifecycle.rule,
            "status": "Enabled",
            "filter": {"prefix": ""},
            "noncurrent_version_expiration": {"noncurrent_days": restorable},
            "abort_incomplete_multipart_upload": {"days_after_initiation": ABORT_UPLOADS_DAYS},
        }
        if not lifecycle.keeps_current:
            rule["expiration"] = {"days": expire}
        if archive is not None:
            rule["transitions"] = [{"days": archive, "storage_class": "GLACIER"}]
        if archive is not None and archive < restorable:
            rule["noncurrent_version_transitions"] = [
                {"noncurrent_days": archive, "storage_class": "GLACIER"}
            ]
        aws.s3.BucketLifecycleConfiguration(
            f"{name}-lifecycle",
            bucket=bucket.bucket,
            rules=[rule],
            # The default leaves objects below 128 KB where they are; most log files are smaller.
            transition_default_minimum_object_size=(
                "varies_by_storage_class" if archive is not None else None
            ),
            opts=pulumi.ResourceOptions(parent=self, depends_on=[versioning]),
        )

    def _lock(
        self,
        name: str,
        bucket: aws.s3.Bucket,
        lock: ObjectLock,
        versioning: aws.s3.BucketVersioning,
    ) -> None:
        aws.s3.BucketObjectLockConfiguration(
            f"{name}-object-lock",
            bucket=bucket.bucket,
            rule={"default_retention": {"mode": lock.mode, "days": lock.days}},
            opts=pulumi.ResourceOptions(parent=self, depends_on=[versioning]),
        )
