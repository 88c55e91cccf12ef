"""The static assets tier: a private bucket that CloudFront alone reads and serves."""

from dataclasses import dataclass

import pulumi
import pulumi_aws as aws

from components.alarm import Alarm, Metric, Widget
from components.assets_log import deliver_access_log
from components.bucket import BucketArgs, Lifecycle, PrivateBucket
from components.context import Context
from components.host_record import point_to
from components.iam import Statement, service_principal
from settings.assets import AssetsSettings

#: Managed by AWS, the same in every account: cache by path alone, compressed.
_CACHING_OPTIMIZED = "658327ea-f89d-4fab-a63d-7e88639e58f6"
_PURPOSE = "static-assets"
_REPLACED_DAYS = 90
_YEAR_SECONDS = 31_536_000
#: Percent of requests that may fail at the origin.
_ERROR_PERCENT = 5


@dataclass(frozen=True, kw_only=True, slots=True)
class AssetsArgs:
    """What serves the static assets.

    Attributes:
        context: names, tags and protection.
        settings: host name, edge locations and content policy.
        key_arn: key of the objects.
        logs_key_arn: key of the access log.
        certificate_arn: certificate of the host name, in us-east-1.
        web_acl_arn: web ACL in front, of scope CLOUDFRONT; None leaves it open.
        hosted_zone_id: zone in which the host name is pointed at CloudFront, if it is known.
        access_log_bucket: name of the bucket that receives the bucket's own access log.
    """

    context: Context
    settings: AssetsSettings
    key_arn: pulumi.Input[str]
    logs_key_arn: pulumi.Input[str]
    certificate_arn: pulumi.Input[str]
    web_acl_arn: pulumi.Input[str] | None = None
    hosted_zone_id: str | None = None
    access_log_bucket: pulumi.Input[str] | None = None


class Assets(pulumi.ComponentResource):
    """A bucket and the distribution that signs its requests to it.

    Attributes:
        bucket_name: where assets are uploaded to.
        distribution_id: what is invalidated after an upload.
        url: where they are served.
        log_group_name: access log of the distribution.
        alarms: failing requests.
        widgets: requests and errors.
    """

    bucket_name: pulumi.Output[str]
    distribution_id: pulumi.Output[str]
    url: str
    log_group_name: str
    alarms: tuple[Alarm, ...]
    widgets: tuple[Widget, ...]

    def __init__(
        self, name: str, args: AssetsArgs, opts: pulumi.ResourceOptions | None = None
    ) -> None:
        super().__init__("payments:index:Assets", name, {}, opts)
        bucket = self._bucket(name, args)
        distribution = self._distribution(name, args, bucket)
        point_to(
            f"{name}-address",
            host=args.settings.domain,
            zone_id=args.hosted_zone_id,
            target=distribution.domain_name,
            target_zone_id=distribution.hosted_zone_id,
            parent=self,
        )
        self.log_group_name = deliver_access_log(
            args.context,
            name,
            distribution_arn=distribution.arn,
            key_arn=args.logs_key_arn,
            parent=self,
        )
        self.bucket_name = bucket.name
        self.distribution_id = distribution.id
        self.url = f"https://{args.settings.domain}"
        self.alarms = (_errors_alarm(distribution.id),)
        self.widgets = (
            Widget(
                title="Assets: requests and errors",
                metrics=(
                    _metric(distribution.id, "Requests", "Sum"),
                    _metric(distribution.id, "4xxErrorRate", "Average"),
                    _metric(distribution.id, "5xxErrorRate", "Average"),
                ),
            ),
        )
        self.register_outputs({"bucket_name": self.bucket_name, "url": self.url})

    def _bucket(self, name: str, args: AssetsArgs) -> PrivateBucket:
        ctx = args.context
        arn = ctx.bucket_arn(ctx.bucket_name(_PURPOSE))
        return PrivateBucket(
            f"{name}-bucket",
            BucketArgs(
                context=ctx,
                purpose=_PURPOSE,
                key_arn=args.key_arn,
                lifecycle=Lifecycle(
                    rule="replaced-assets", expire_after_days=_REPLACED_DAYS, keeps_current=True
                ),
                access_log_bucket=args.access_log_bucket,
                statements=(
                    Statement(
                        sid="ReadByCloudFront",
                        actions=("s3:GetObject",),
                        resources=(f"{arn}/*",),
                        principal={"Service": service_principal(ctx, "cloudfront")},
                        conditions={
                            "ArnLike": {
                                "aws:SourceArn": ctx.arn("cloudfront", "distribution/*", region="")
                            }
                        },
                    ),
                ),
            ),
            pulumi.ResourceOptions(parent=self),
        )

    def _distribution(
        self, name: str, args: AssetsArgs, bucket: PrivateBucket
    ) -> aws.cloudfront.Distribution:
        ctx, settings = args.context, args.settings
        physical = ctx.name("distribution", _PURPOSE)
        access = aws.cloudfront.OriginAccessControl(
            f"{name}-access",
            name=physical,
            description="Signs the requests of CloudFront to the bucket",
            origin_access_control_origin_type="s3",
            signing_behavior="always",
            signing_protocol="sigv4",
            opts=pulumi.ResourceOptions(parent=self),
        )
        return aws.cloudfront.Distribution(
            f"{name}-distribution",
            enabled=True,
            comment=physical,
            aliases=[settings.domain],
            http_version="http2and3",
            # The address lists of the web ACL are IPv4; a caller by IPv6 would be on none of them.
            is_ipv6_enabled=False,
            price_class=settings.price_class,
            default_root_object="index.html",
            web_acl_id=args.web_acl_arn,
            origins=[
                aws.cloudfront.DistributionOriginArgs(
                    origin_id="bucket",
                    domain_name=bucket.name.apply(
                        lambda found: f"{found}.s3.{ctx.region}.{ctx.dns_suffix}"
                    ),
                    origin_access_control_id=access.id,
                )
            ],
            default_cache_behavior=aws.cloudfront.DistributionDefaultCacheBehaviorArgs(
                target_origin_id="bucket",
                viewer_protocol_policy="redirect-to-https",
                allowed_methods=["GET", "HEAD"],
                cached_methods=["GET", "HEAD"],
                compress=True,
                cache_policy_id=_CACHING_OPTIMIZED,
                response_headers_policy_id=self._headers(name, args).id,
            ),
            restrictions={"geo_restriction": {"restriction_type": "none"}},
            viewer_certificate=aws.cloudfront.DistributionViewerCertificateArgs(
                acm_certificate_arn=args.certificate_arn,
                ssl_support_method="sni-only",
                minimum_protocol_version="TLSv1.2_2021",
            ),
            tags=ctx.tagged(physical),
            opts=pulumi.ResourceOptions(parent=self),
        )

    def _headers(self, name: str, args: AssetsArgs) -> aws.cloudfront.ResponseHeadersPolicy:
        """What browsers are told, so that foreign scripts do not run (PCI DSS 6.4.3, 11.6.1)."""
        return aws.cloudfront.ResponseHeadersPolicy(
            f"{name}-headers",
            name=args.context.name("headers", _PURPOSE),
            comment="Security headers of every asset",
            security_headers_config={
                "content_security_policy": {
                    "content_security_policy": args.settings.content_security_policy,
                    "override": True,
                },
                "content_type_options": {"override": True},
                "frame_options": {"frame_option": "DENY", "override": True},
                "referrer_policy": {"referrer_policy": "same-origin", "override": True},
                "strict_transport_security": {
                    "access_control_max_age_sec": _YEAR_SECONDS,
                    "include_subdomains": True,
                    "override": True,
                },
            },
            opts=pulumi.ResourceOptions(parent=self),
        )


def _errors_alarm(distribution_id: pulumi.Input[str]) -> Alarm:
    return Alarm(
        purpose="assets-5xx",
        description="Assets cannot be served. Check the bucket's policy and key first.",
        metric=_metric(distribution_id, "5xxErrorRate", "Average"),
        threshold=_ERROR_PERCENT,
    )


def _metric(distribution_id: pulumi.Input[str], name: str, statistic: str) -> Metric:
    return Metric(
        namespace="AWS/CloudFront",
        name=name,
        dimensions={"DistributionId": distribution_id, "Region": "Global"},
        statistic=statistic,
    )
