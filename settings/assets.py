"""Settings of the static assets tier."""

from typing import Literal

from pydantic import Field

from settings.block import Block
from settings.certificate import CertificateArn, Hostname


class AssetsSettings(Block):
    """Static files of the web front end."""

    about = "A private bucket of static assets that CloudFront alone can read and serves."

    domain: Hostname = Field(
        description="Host name under which CloudFront serves the assets. Without a name of its own "
        "CloudFront would also accept TLS 1.0, which PCI DSS 4.2.1 forbids.",
    )
    certificate_arn: CertificateArn | None = Field(
        default=None,
        description="Certificate of the host name, in us-east-1 as CloudFront demands. Default: "
        "the stack's own certificate, which must carry the name and lie in us-east-1.",
    )
    price_class: Literal["PriceClass_100", "PriceClass_200", "PriceClass_All"] = Field(
        default="PriceClass_100",
        description="Which edge locations serve: North America and Europe, most, or all.",
    )
    content_security_policy: str = Field(
        default="default-src 'self'; object-src 'none'; frame-ancestors 'none'; base-uri 'self'",
        min_length=1,
        description="What pages may load. It is sent with every asset, so that a foreign script "
        "does not run on a payment page (PCI DSS 6.4.3, 11.6.1).",
    )
