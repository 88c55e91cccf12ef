"""What bucket policies say: refusals that every bucket shares, and which service may deliver."""

from collections.abc import Iterable

from components.context import Context
from components.iam import Conditions, Statement, deny_plaintext, service_principal

#: Oldest TLS version a client may speak (PCI DSS 4.2.1: strong cryptography).
OLDEST_TLS = "1.2"
_ALGORITHM = "s3:x-amz-server-side-encryption"
_KEY = "s3:x-amz-server-side-encryption-aws-kms-key-id"


def refusals(bucket_arn: str) -> list[Statement]:
    """Refuse plaintext and outdated TLS, whoever asks."""
    resources = (bucket_arn, f"{bucket_arn}/*")
    return [
        deny_plaintext(resources, actions=("s3:*",)),
        _deny(
            "DenyOutdatedTls",
            ("s3:*",),
            resources,
            {"NumericLessThan": {"s3:TlsVersion": OLDEST_TLS}},
        ),
    ]


def refuse_other_encryption(bucket_arn: str) -> Statement:
    """Refuse objects sent with another algorithm than KMS; without a header the default applies."""
    return _deny(
        "DenyOtherEncryption",
        ("s3:PutObject",),
        (f"{bucket_arn}/*",),
        {"StringNotEquals": {_ALGORITHM: "aws:kms"}, "Null": {_ALGORITHM: "false"}},
    )


def refuse_other_keys(bucket_arn: str) -> Statement:
    """Refuse objects whose sender chooses the key, so that only the bucket's own is used."""
    return _deny(
        "DenyOtherKeys", ("s3:PutObject",), (f"{bucket_arn}/*",), {"Null": {_KEY: "false"}}
    )


def flow_logs(ctx: Context, bucket_arn: str) -> list[Statement]:
    """VPC flow logs of this account and region, written by CloudWatch's log delivery.

    Hive-compatible partitions also name the account the way Hive does (VPC user guide).
    """
    return _vended_logs(ctx, bucket_arn, prefix=f"AWSLogs/aws-account-id={ctx.account_id}/*")


def load_balancer_logs(ctx: Context, bucket_arn: str) -> list[Statement]:
    """Access logs of this account's load balancers, each below a prefix of its own.

    An Application Load Balancer writes as `logdelivery.elasticloadbalancing`, a Network Load
    Balancer through CloudWatch's log delivery (Elastic Load Balancing user guides).
    """
    prefix = f"*/AWSLogs/{ctx.account_id}/*"
    application = _allow(
        "ApplicationLoadBalancerLogs",
        ctx,
        "logdelivery.elasticloadbalancing",
        ("s3:PutObject",),
        on=f"{bucket_arn}/{prefix}",
        only={"ArnLike": {"aws:SourceArn": ctx.arn("elasticloadbalancing", "loadbalancer/*")}},
    )
    return [application, *_vended_logs(ctx, bucket_arn, prefix=prefix)]


def access_logs(ctx: Context, bucket_arn: str) -> list[Statement]:
    """Server access logs of this account's buckets."""
    return [
        _allow(
            "AccessLogs",
            ctx,
            "logging.s3",
            ("s3:PutObject",),
            on=f"{bucket_arn}/*",
            only={"StringEquals": {"aws:SourceAccount": ctx.account_id}},
        )
    ]


def trail(ctx: Context, bucket_arn: str, trail_arn: str) -> list[Statement]:
    """The log files and digests of one trail."""
    return _deliveries(
        ctx,
        bucket_arn,
        service="cloudtrail",
        prefix=f"AWSLogs/{ctx.account_id}/*",
        source=trail_arn,
        check=("s3:GetBucketAcl",),
        # CloudTrail's guide promises the trail's ARN and says nothing of the account.
        by_account=False,
    )


def configuration_history(ctx: Context, bucket_arn: str) -> list[Statement]:
    """Snapshots and history that AWS Config delivers for this account."""
    return _deliveries(
        ctx,
        bucket_arn,
        service="config",
        prefix=f"AWSLogs/{ctx.account_id}/Config/*",
        source=None,
    )


def _vended_logs(ctx: Context, bucket_arn: str, *, prefix: str) -> list[Statement]:
    return _deliveries(
        ctx, bucket_arn, service="delivery.logs", prefix=prefix, source=ctx.arn("logs", "*")
    )


def _deliveries(
    ctx: Context,
    bucket_arn: str,
    *,
    service: str,
    prefix: str,
    source: str | None,
    check: tuple[str, ...] = ("s3:GetBucketAcl", "s3:ListBucket"),
    by_account: bool = True,
) -> list[Statement]:
    """The usual pair: check the bucket, then write with its owner in control.

    The source closes the confused-deputy path: another account's delivery is refused (X29).
    """
    origin: dict[str, dict[str, str]] = {}
    if by_account:
        origin["StringEquals"] = {"aws:SourceAccount": ctx.account_id}
    if source is not None:
        origin["ArnLike"] = {"aws:SourceArn": source}
    control = {
        **origin.get("StringEquals", {}),
        "s3:x-amz-acl": "bucket-owner-full-control",
    }
    return [
        _allow(
            "DeliveryCheck",
            ctx,
            service,
            check,
            on=bucket_arn,
            only=origin,
        ),
        _allow(
            "Delivery",
            ctx,
            service,
            ("s3:PutObject",),
            on=f"{bucket_arn}/{prefix}",
            only={**origin, "StringEquals": control},
        ),
    ]


def _allow(
    sid: str, ctx: Context, service: str, actions: Iterable[str], *, on: str, only: Conditions
) -> Statement:
    return Statement(
        sid=sid,
        principal={"Service": service_principal(ctx, service)},
        actions=tuple(actions),
        resources=(on,),
        conditions=only,
    )


def _deny(
    sid: str, actions: Iterable[str], resources: Iterable[str], when: Conditions
) -> Statement:
    return Statement(
        sid=sid,
        effect="Deny",
        principal={"AWS": "*"},
        actions=tuple(actions),
        resources=tuple(resources),
        conditions=when,
    )
