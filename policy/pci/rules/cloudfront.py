"""CloudFront: what viewers and origins are asked for."""

from collections.abc import Iterator

from pulumi_policy import Severity

from pci import tls_policies
from pci.ground import Ground
from pci.props import Props
from pci.rule import ResourceRule, StackRule, Topic
from pci.subject import Subject
from pci.values import UNKNOWN

DISTRIBUTION = "aws:cloudfront/distribution:Distribution"
ACCESS_CONTROL = "aws:cloudfront/originAccessControl:OriginAccessControl"

_TOPIC = Topic(
    "CloudFront",
    "https://docs.aws.amazon.com/securityhub/latest/userguide/cloudfront-controls.html",
)


def _behaviors(distribution: Subject) -> Iterator[tuple[str, Props]]:
    for path in ("defaultCacheBehavior", "orderedCacheBehaviors"):
        for number, behavior in enumerate(distribution.props.blocks(path), start=1):
            yield f"{path} {number}", behavior


@_TOPIC.resource_rule(
    "cloudfront-viewer-tls",
    "Serve viewers over HTTPS only, except to redirect there.",
    types=(DISTRIBUTION,),
    ground=Ground.TRANSPORT,
    severity=Severity.HIGH,
    requirements=("4.2.1",),
    fix='default_cache_behavior={..., "viewer_protocol_policy": "redirect-to-https"}',
)
def viewer_tls(distribution: Subject) -> None:
    """Whoever is in between can change what a page of the shop does."""
    for where, behavior in _behaviors(distribution):
        policy = behavior.text("viewerProtocolPolicy")
        if policy is UNKNOWN:
            distribution.undetermined(f"viewerProtocolPolicy of {where}")
        elif policy not in ("https-only", "redirect-to-https"):
            distribution.violated(f"{where} serves viewers in plain text")


@_TOPIC.resource_rule(
    "cloudfront-tls12",
    "Negotiate TLS 1.2 or newer with viewers, under a certificate of your own.",
    types=(DISTRIBUTION,),
    ground=Ground.TRANSPORT,
    severity=Severity.HIGH,
    requirements=("4.2.1", "12.3.3"),
    fix='viewer_certificate={..., "minimum_protocol_version": "TLSv1.2_2021"}',
)
def tls12(distribution: Subject) -> None:
    """CloudFront's own certificate goes with TLS 1.0, whatever is asked for."""
    distribution.forbid_true(
        "viewerCertificate.cloudfrontDefaultCertificate", "older versions are negotiated with it"
    )
    distribution.require_one_of(
        "viewerCertificate.minimumProtocolVersion",
        tls_policies.CLOUDFRONT,
        "older versions are broken",
    )


@_TOPIC.resource_rule(
    "cloudfront-has-waf",
    "Protect every distribution with a web ACL.",
    types=(DISTRIBUTION,),
    ground=Ground.EXPOSURE,
    severity=Severity.HIGH,
    requirements=("6.4.2", "6.4.1"),
    fix="aws.cloudfront.Distribution(..., web_acl_id=acl.arn)",
)
def has_waf(distribution: Subject) -> None:
    """A distribution names its web ACL itself; associations are for other resources."""
    distribution.require_present("webAclId", "requests are not inspected")


@_TOPIC.resource_rule(
    "cloudfront-origin-access-control",
    "Let CloudFront sign its requests to buckets.",
    types=(DISTRIBUTION, ACCESS_CONTROL),
    ground=Ground.EXPOSURE,
    severity=Severity.HIGH,
    requirements=("1.4.2", "7.3.1"),
    fix='origins=[{..., "origin_access_control_id": control.id}], signing_behavior="always"',
)
def origin_access_control(holder: Subject) -> None:
    """An origin that is no bucket is configured by `customOriginConfig` and has none."""
    if holder.type == ACCESS_CONTROL:
        holder.require_one_of(
            "signingBehavior", ("always",), "buckets would have to be open to everyone"
        )
        return
    for number, origin in enumerate(holder.props.blocks("origins"), start=1):
        signed = (
            "originAccessControlId",
            "s3OriginConfig",
            "customOriginConfig",
            "vpcOriginConfig",
        )
        if not any(map(origin.has, signed)):
            holder.violated(f"origin {number} is asked without a signature")


RULES: tuple[ResourceRule | StackRule, ...] = (
    viewer_tls,
    tls12,
    has_waf,
    origin_access_control,
)
